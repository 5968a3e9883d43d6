-- title: Mental-health demand by month
-- definition: Incidents by the month they began in, in London; of them those that are
--   mental-health demand by the national definition, by the force's own, and by both.
-- numerator: incidents that the definition takes in
-- denominator: all incidents of the row, whatever they were
-- requirements: A-01, M-04, M-05
-- caveats: An incident may be marked long after the call, so the newest months still grow. Where
--   nobody said whether a definition applies, the incident is in no numerator and is counted as
--   not known. Files opened in Lantern are mental-health incidents to begin with: a share of all
--   incidents needs the control room's extract as well.
-- sources: incident
-- grain: one row for each month
-- column month: month; ; the month it began in
-- column incidents: count; incidents; all incidents
-- column incidents_interval: interval of incidents; incidents; 95 per cent interval
-- column npcc: count of incidents; incidents; those the national definition takes in
-- column npcc_interval: interval of npcc; incidents; 95 per cent interval
-- column npcc_share: share of npcc over incidents; percent; share of all incidents, national
--   definition
-- column force_definition: count of incidents; incidents; those the force's own takes in
-- column force_interval: interval of force_definition; incidents; 95 per cent interval
-- column force_share: share of force_definition over incidents; percent; share of all incidents,
--   the force's definition
-- column both_definitions: count of npcc; incidents; those both take in
-- column npcc_not_known: count of incidents; incidents; whether the national definition applies
-- column force_not_known: count of incidents; incidents; whether the force's definition applies
WITH counted AS (
    SELECT
        incident_id AS id,
        origin,
        month,
        coalesce(mh_npcc, false) AS npcc,
        coalesce(mh_force, false) AS force_definition,
        coalesce(mh_npcc AND mh_force, false) AS both_definitions,
        mh_npcc IS NULL AS npcc_not_known,
        mh_force IS NULL AS force_not_known
    FROM incident
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    month,
    count(*) AS incidents,
    count(*) FILTER (WHERE npcc) AS npcc,
    count(*) FILTER (WHERE force_definition) AS force_definition,
    count(*) FILTER (WHERE both_definitions) AS both_definitions,
    count(*) FILTER (WHERE npcc_not_known) AS npcc_not_known,
    count(*) FILTER (WHERE force_not_known) AS force_not_known
FROM counted
GROUP BY month
ORDER BY month
