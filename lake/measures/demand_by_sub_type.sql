-- title: Mental-health incidents by sub-type
-- definition: Incidents that either definition takes in, by their one sub-type, and those to
--   which officers were sent.
-- numerator: incidents to which officers were sent
-- denominator: incidents of the sub-type
-- requirements: A-01, A-02, M-04
-- caveats: A sub-type that nobody gave stands as not known. In files of Lantern only the use of
--   section 136 or of a warrant under section 135 gives one.
-- sources: incident
-- grain: one row for each sub-type
-- column sub_type: label; ; the sub-type
-- column incidents: count; incidents; incidents of it
-- column deployed: count of incidents; incidents; those to which officers were sent
-- column deployed_not_known: count of incidents; incidents; whether officers were sent
-- column deployed_share: share of deployed over incidents; percent; share to which officers were
--   sent
WITH counted AS (
    SELECT
        incident_id AS id,
        origin,
        sub_type,
        coalesce(deployed, false) AS deployed,
        deployed IS NULL AS deployed_not_known
    FROM incident
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND (mh_npcc OR mh_force)
)
SELECT
    sub_type,
    count(*) AS incidents,
    count(*) FILTER (WHERE deployed) AS deployed,
    count(*) FILTER (WHERE deployed_not_known) AS deployed_not_known
FROM counted
GROUP BY sub_type
ORDER BY sub_type
