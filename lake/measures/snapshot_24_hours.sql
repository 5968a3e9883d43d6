-- title: Twenty-four hours
-- definition: Every incident that began on the first day of the period, from midnight to midnight
--   in London, by hour, as a census of one day counts them; those the national definition takes
--   in, and of them those that officers attended.
-- numerator: incidents the national definition takes in
-- denominator: all incidents of the hour
-- requirements: M-04, M-05
-- caveats: One day says little of a year: it is here to be set beside counts that were made so.
--   The last day of the period is not read. Files opened in Lantern are mental-health incidents
--   to begin with: a share of all incidents needs the control room's extract as well.
-- sources: incident
-- grain: one row for each hour of one day
-- column hour: hour; ; the hour
-- column incidents: count; incidents; all incidents
-- column npcc: count of incidents; incidents; those the national definition takes in
-- column attended: count of npcc; incidents; those of them that officers attended
-- column npcc_not_known: count of incidents; incidents; whether the national definition applies
-- column npcc_share: share of npcc over incidents; percent; share of all incidents
WITH counted AS (
    SELECT
        incident_id AS id,
        origin,
        hour,
        coalesce(mh_npcc, false) AS npcc,
        coalesce(mh_npcc AND deployed, false) AS attended,
        mh_npcc IS NULL AS npcc_not_known
    FROM incident
    WHERE local_day = $from
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    hour,
    count(*) AS incidents,
    count(*) FILTER (WHERE npcc) AS npcc,
    count(*) FILTER (WHERE attended) AS attended,
    count(*) FILTER (WHERE npcc_not_known) AS npcc_not_known
FROM counted
GROUP BY hour
ORDER BY hour
