-- title: Contact again within 28 days
-- definition: Mental-health incidents, by either definition, of people who are known, and those
--   that began within 28 days, to the second, of the incident of the same person before it in the
--   same force.
-- numerator: incidents within 28 days of the one before
-- denominator: incidents in which it is known who the person was
-- requirements: I-01, M-04, M-05
-- caveats: A person is known by name and date of birth, or by the key of an extract. Whoever is
--   not known cannot be seen to come again, so the share is of those who are. The 28 days before
--   the period are read as well; where the lake begins later than that, the first month is too
--   low. With an area, only incidents of that area count as the one before.
-- sources: incident
-- grain: one row a month
-- column month: month; ; the month of the incident
-- column incidents: count; incidents; mental-health incidents
-- column incidents_interval: interval of incidents; incidents; 95 per cent interval
-- column with_person: count of incidents; incidents; those in which it is known who the person
--   was
-- column repeated: count of with_person; incidents; within 28 days of the one before
-- column repeated_interval: interval of repeated; incidents; 95 per cent interval
-- column person_not_known: count of incidents; incidents; who the person was, or the time
-- column repeated_share: share of repeated over with_person; percent; share within 28 days
WITH contact AS (
    SELECT
        incident_id AS id,
        origin,
        month,
        local_day,
        occurred_at,
        person,
        lag(occurred_at) OVER (
            PARTITION BY force, person ORDER BY occurred_at, incident_id
        ) AS before
    FROM incident
    WHERE local_day >= $from - INTERVAL '28 days' AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND (mh_npcc OR mh_force)
),
counted AS (
    SELECT
        id,
        origin,
        month,
        person IS NOT NULL AND occurred_at IS NOT NULL AS with_person,
        person IS NULL OR occurred_at IS NULL AS person_not_known,
        person IS NOT NULL
            AND coalesce(occurred_at <= before + INTERVAL '28 days', false) AS repeated
    FROM contact
    WHERE local_day >= $from
)
SELECT
    month,
    count(*) AS incidents,
    count(*) FILTER (WHERE with_person) AS with_person,
    count(*) FILTER (WHERE repeated) AS repeated,
    count(*) FILTER (WHERE person_not_known) AS person_not_known
FROM counted
GROUP BY month
ORDER BY month
