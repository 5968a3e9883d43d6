-- title: Demand of the people met most often
-- definition: Of the mental-health incidents, by either definition, of people who are known:
--   those of the one person met most often, of the five, ten, fifty, hundred and thousand.
-- numerator: incidents of the people met most often
-- denominator: mental-health incidents in which it is known who the person was
-- requirements: I-01, I-03, M-04
-- caveats: Not a list of people and not to be made into one: who they are is not here. Incidents
--   in which nobody knows who the person was are not in it. A person known to two forces counts
--   as two.
-- sources: incident
-- grain: one row for each number of people
-- column people: label; ; how many people, those met most often
-- column incidents: count; incidents; all in which the person is known
-- column theirs: count of incidents; incidents; those of these people
-- column theirs_share: share of theirs over incidents; percent; their share
WITH contact AS (
    SELECT incident_id AS id, origin, force, person
    FROM incident
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND (mh_npcc OR mh_force)
        AND person IS NOT NULL
),
person_counts AS (
    SELECT count(*) AS contacts
    FROM contact
    GROUP BY person, force
),
tally AS (
    -- How many people have each number of contacts: who comes first of equals changes no sum.
    SELECT contacts, count(*) AS persons
    FROM person_counts
    GROUP BY contacts
),
ranked AS (
    SELECT
        contacts,
        persons,
        CAST(sum(persons) OVER (ORDER BY contacts DESC) AS BIGINT) - persons AS before
    FROM tally
)
SELECT
    thresholds.people AS people,
    CAST(coalesce(sum(contacts * persons), 0) AS BIGINT) AS incidents,
    CAST(
        coalesce(
            sum(
                contacts * CASE
                    WHEN before >= upto THEN 0
                    WHEN before + persons <= upto THEN persons
                    ELSE upto - before
                END
            ),
            0
        ) AS BIGINT
    ) AS theirs
FROM (
    SELECT '0001' AS people, 1 AS upto
    UNION ALL SELECT '0005', 5
    UNION ALL SELECT '0010', 10
    UNION ALL SELECT '0050', 50
    UNION ALL SELECT '0100', 100
    UNION ALL SELECT '1000', 1000
) AS thresholds
LEFT JOIN ranked ON true
GROUP BY thresholds.people
ORDER BY thresholds.people
