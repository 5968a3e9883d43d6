-- title: Four numbers a practitioner asked for
-- definition: Of all incidents of the period: those in which section 136 was used, wherever the
--   person was taken; those in which the person went to a service of their own will; those to
--   which officers were sent because a mental health service asked; and those in which an
--   ambulance was asked for in a detention under section 136. Each incident counts once in each.
-- numerator: incidents of each of the four kinds
-- denominator: none
-- requirements: A-09
-- caveats: One incident may count in several of the four, so they are not added up. Where another
--   service asked and the record does not say which, it is counted as not known.
-- sources: incident
-- grain: one row in all
-- column incidents: count; incidents; all incidents
-- column section_136: count of incidents; incidents; section 136 was used
-- column voluntary: count of incidents; incidents; the person went to a service of their own will
-- column asked_by_health: count of incidents; incidents; a mental health service asked for
--   officers
-- column ambulance_asked: count of section_136; incidents; an ambulance was asked for in a
--   detention
-- column section_136_not_known: count of incidents; incidents; whether section 136 was used
-- column voluntary_not_known: count of incidents; incidents; whether the person went of their own
--   will
-- column asked_by_health_not_known: count of incidents; incidents; whether a mental health
--   service asked
-- column ambulance_asked_not_known: count of incidents; incidents; whether an ambulance was asked
--   for
WITH counted AS (
    SELECT
        incident_id AS id,
        origin,
        coalesce(detained, false) AS section_136,
        coalesce(voluntary_attendance, false) AS voluntary,
        coalesce(asked_by_health, false) AS asked_by_health,
        coalesce(ambulance_asked_for_s136, false) AS ambulance_asked,
        detained IS NULL AS section_136_not_known,
        voluntary_attendance IS NULL AS voluntary_not_known,
        asked_by_health IS NULL AS asked_by_health_not_known,
        ambulance_asked_for_s136 IS NULL AS ambulance_asked_not_known
    FROM incident
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    count(*) AS incidents,
    count(*) FILTER (WHERE section_136) AS section_136,
    count(*) FILTER (WHERE voluntary) AS voluntary,
    count(*) FILTER (WHERE asked_by_health) AS asked_by_health,
    count(*) FILTER (WHERE ambulance_asked) AS ambulance_asked,
    count(*) FILTER (WHERE section_136_not_known) AS section_136_not_known,
    count(*) FILTER (WHERE voluntary_not_known) AS voluntary_not_known,
    count(*) FILTER (WHERE asked_by_health_not_known) AS asked_by_health_not_known,
    count(*) FILTER (WHERE ambulance_asked_not_known) AS ambulance_asked_not_known
FROM counted
