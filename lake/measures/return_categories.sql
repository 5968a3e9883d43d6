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
counted AS (
    SELECT detention_id AS id, origin, power, '01 power' AS variable,
        coalesce(power, 'not known') AS category FROM scope
    UNION ALL
    SELECT detention_id, origin, power, '02 sex', coalesce(sex, 'not known') FROM scope
    UNION ALL
    SELECT detention_id, origin, power, '03 age',
        CASE WHEN child THEN 'under 18' WHEN NOT child THEN '18 and over' ELSE 'not known' END
        FROM scope
    UNION ALL
    SELECT detention_id, origin, power, '04 ethnicity, self-defined', coalesce(ethnicity_self, 'not known')
        FROM scope
    UNION ALL
    SELECT detention_id, origin, power, '05 ethnicity, perceived',
        coalesce(ethnicity_perceived, 'not known') FROM scope
    UNION ALL
    SELECT detention_id, origin, power, '06 first place',
        CASE
            WHEN first_place IS NULL THEN 'not known'
            WHEN first_place IN (
                'police station', 'emergency department', 'health-based place of safety',
                'private home'
            ) THEN first_place
            ELSE 'other'
        END FROM scope
    UNION ALL
    SELECT detention_id, origin, power, '07 reason for a police station',
        coalesce(station_reason, 'not known') FROM scope WHERE first_place = 'police station'
    UNION ALL
    SELECT detention_id, origin, power, '08 hours at a police station',
        CASE
            WHEN station_minutes IS NULL THEN 'not known'
            WHEN station_minutes < 240 THEN 'under 4'
            WHEN station_minutes < 720 THEN '4 to under 12'
            WHEN station_minutes < 1440 THEN '12 to under 24'
            ELSE '24 and over'
        END FROM scope WHERE first_place = 'police station'
    UNION ALL
    SELECT detention_id, origin, power, '10 transport',
        CASE
            WHEN transport IS NULL THEN 'not known'
            WHEN transport = 'on foot or already there' THEN 'none'
            ELSE transport
        END FROM scope
    UNION ALL
    SELECT detention_id, origin, power, '11 reason for a police vehicle',
        coalesce(police_vehicle_reason, 'not known') FROM scope
        WHERE transport = 'police vehicle'
)
SELECT power, variable, category, count(*) AS detentions
FROM counted
GROUP BY power, variable, category
ORDER BY power, variable, category
