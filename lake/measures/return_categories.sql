-- title: Detentions in the categories of the national return
-- definition: Detentions of the period in the categories of the return on sections 135 and 136 as
--   far as they are known: for each power, each variable with each category that occurs.
-- numerator: detentions of the category
-- denominator: none
-- requirements: M-01, M-02
-- caveats: The template of the return is not public: the categories are reconstructed from
--   published requests and tables. Reasons and hours of a police station are asked of those taken
--   there first alone, reasons for a police vehicle of those taken in one, so their sums are
--   smaller. Whether the person was arrested for an offence (the ninth variable) is not held.
--   Bands of hours are Lantern's own. Section 135 is returned separately, so nothing is added up
--   over the powers.
-- sources: detention
-- grain: one row for each power, variable and category
-- column power: label; ; the power
-- column variable: label; ; the variable, with its number in the list
-- column category: label; ; the category
-- column detentions: count; detentions; detentions of it
WITH scope AS (
    SELECT *
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
),
variables (number, variable) AS (
    VALUES (1, '01 power'), (2, '02 sex'), (3, '03 age'), (4, '04 ethnicity, self-defined'),
        (5, '05 ethnicity, perceived'), (6, '06 first place'),
        (7, '07 reason for a police station'), (8, '08 hours at a police station'),
        (10, '10 transport'), (11, '11 reason for a police vehicle')
),
-- Each detention once for each variable; those that a variable is not asked of have no category.
-- The few variables stand first: an engine holds those, and lets the detentions run past them.
asked AS (
    SELECT detention_id AS id, origin, power, number, variable,
        CASE number
            WHEN 1 THEN coalesce(power, 'not known')
            WHEN 2 THEN coalesce(sex, 'not known')
            WHEN 3 THEN
                CASE WHEN child THEN 'under 18' WHEN NOT child THEN '18 and over' ELSE 'not known' END
            WHEN 4 THEN coalesce(ethnicity_self, 'not known')
            WHEN 5 THEN coalesce(ethnicity_perceived, 'not known')
            WHEN 6 THEN
                CASE
                    WHEN first_place IS NULL THEN 'not known'
                    WHEN first_place IN (
                        'police station', 'emergency department', 'health-based place of safety',
                        'private home'
                    ) THEN first_place
                    ELSE 'other'
                END
            WHEN 7 THEN
                CASE WHEN first_place = 'police station' THEN coalesce(station_reason, 'not known') END
            WHEN 8 THEN
                CASE
                    WHEN first_place IS NULL OR first_place <> 'police station' THEN NULL
                    WHEN station_minutes IS NULL THEN 'not known'
                    WHEN station_minutes < 240 THEN 'under 4'
                    WHEN station_minutes < 720 THEN '4 to under 12'
                    WHEN station_minutes < 1440 THEN '12 to under 24'
                    ELSE '24 and over'
                END
            WHEN 10 THEN
                CASE
                    WHEN transport IS NULL THEN 'not known'
                    WHEN transport = 'on foot or already there' THEN 'none'
                    ELSE transport
                END
            WHEN 11 THEN
                CASE
                    WHEN transport = 'police vehicle' THEN coalesce(police_vehicle_reason, 'not known')
                END
        END AS category
    FROM variables CROSS JOIN scope
),
counted AS (SELECT * FROM asked WHERE category IS NOT NULL),
-- By the number of the variable, which is shorter to compare than its name.
tally AS (
    SELECT power, number, category, count(*) AS detentions
    FROM counted
    GROUP BY power, number, category
)
SELECT power, variable, category, detentions
FROM tally INNER JOIN variables USING (number)
ORDER BY power, variable, category
