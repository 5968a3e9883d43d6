-- title: Incidents that cannot be as they are written
-- definition: For the record and for each imported extract: incidents in which two things are said
--   that cannot both be so. An incident counts in each kind it is of.
-- numerator: incidents in which both are said
-- denominator: none
-- requirements: M-02, M-05
-- caveats: Nothing is taken out or put right for it. Where one of the two is not known there is no
--   contradiction, so an extract with few columns has few of them. A person who went to a service
--   of their own will may have been detained there later: such a case is to be looked at and need
--   not be a mistake.
-- sources: incident
-- grain: one row for the record, and one for each extract
-- column origin: label; ; `record`, or the batch of an extract
-- column incidents: count; incidents; all incidents
-- column arrived_before_began: count of incidents; incidents; an officer was there before it began
-- column closed_before_began: count of incidents; incidents; it was over before it began
-- column closed_before_arrived: count of incidents; incidents; it was over before an officer was there
-- column over_a_week: count of incidents; incidents; it went on for more than a week
-- column arrived_not_deployed: count of incidents; incidents; an officer was there and none was sent
-- column minutes_not_deployed: count of incidents; incidents; officers spent time and none was sent
-- column detained_not_deployed: count of incidents; incidents; section 136 was used and no officer was sent
-- column detained_and_voluntary: count of incidents; incidents; section 136 was used and the person was free to leave
-- column ambulance_not_detained: count of incidents; incidents; an ambulance was asked for in a detention that was none
-- column limb_without_definition: count of incidents; incidents; a limb of the national definition applies and the definition does not
WITH counted AS (
    SELECT
        incident_id AS id,
        origin,
        coalesce(first_arrived_at < occurred_at, false) AS arrived_before_began,
        coalesce(closed_at < occurred_at, false) AS closed_before_began,
        coalesce(closed_at < first_arrived_at, false) AS closed_before_arrived,
        coalesce(closed_at > occurred_at + INTERVAL '168' HOUR, false) AS over_a_week,
        coalesce(NOT deployed AND first_arrived_at IS NOT NULL, false) AS arrived_not_deployed,
        coalesce(NOT deployed AND officer_minutes > 0, false) AS minutes_not_deployed,
        coalesce(detained AND NOT deployed, false) AS detained_not_deployed,
        coalesce(detained AND voluntary_attendance, false) AS detained_and_voluntary,
        coalesce(ambulance_asked_for_s136 AND NOT detained, false) AS ambulance_not_detained,
        coalesce(npcc_limb IS NOT NULL AND NOT mh_npcc, false) AS limb_without_definition
    FROM incident
    WHERE first_day >= $from AND last_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    origin,
    count(*) AS incidents,
    count(*) FILTER (WHERE arrived_before_began) AS arrived_before_began,
    count(*) FILTER (WHERE closed_before_began) AS closed_before_began,
    count(*) FILTER (WHERE closed_before_arrived) AS closed_before_arrived,
    count(*) FILTER (WHERE over_a_week) AS over_a_week,
    count(*) FILTER (WHERE arrived_not_deployed) AS arrived_not_deployed,
    count(*) FILTER (WHERE minutes_not_deployed) AS minutes_not_deployed,
    count(*) FILTER (WHERE detained_not_deployed) AS detained_not_deployed,
    count(*) FILTER (WHERE detained_and_voluntary) AS detained_and_voluntary,
    count(*) FILTER (WHERE ambulance_not_detained) AS ambulance_not_detained,
    count(*) FILTER (WHERE limb_without_definition) AS limb_without_definition
FROM counted
GROUP BY origin
ORDER BY origin
