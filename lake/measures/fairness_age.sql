-- title: Detentions by age
-- definition: Detentions under section 136 by age on the day: how many, of how many known
--   people, and in how many a police vehicle, a police station or an emergency department was
--   used, the person was restrained or searched, the permitted period was exceeded, the person was
--   admitted, or hand-over took longer than an hour.
-- numerator: detentions of the group, and those of them in which the thing happened
-- denominator: detentions of the group
-- requirements: A-06, M-06
-- caveats: Counts alone: rates, ratios, intervals and bounds are worked out from them. Those whose
--   group nobody knows stand as not known and belong in every table beside the rest. Detentions
--   and people are different things, and people are known only where name and date of birth are
--   recorded. Detentions under section 135 are left out: theirs is another power, and they are
--   counted by month and in the categories of the return. An imported detention whose power nobody
--   named is taken in.
-- sources: detention
-- residents: none: residents by these bands of age are not held here
-- grain: one row for each band of age
-- column age: label; ; band of age
-- column detentions: count; detentions; detentions
-- column persons: count of detentions; people; different people among those known
-- column person_not_known: count of detentions; detentions; who the person was
-- column police_vehicle: count of detentions; detentions; taken in a police vehicle
-- column police_station: count of detentions; detentions; taken first to a police station
-- column emergency_department: count of detentions; detentions; taken first to an emergency
--   department
-- column force_used: count of detentions; detentions; restrained
-- column searched: count of detentions; detentions; searched
-- column exceeded: count of detentions; detentions; held after the permitted period
-- column admitted: count of detentions; detentions; admitted to hospital, under the Act or
--   informally
-- column timed: count of detentions; detentions; those whose hand-over has both times known
-- column over_hour: count of timed; detentions; handed over later than an hour after the entry
WITH counted AS (
    SELECT
        detention_id AS id,
        origin,
        age_band AS age,
        person,
        person IS NULL AS person_not_known,
        coalesce(transport = 'police vehicle', false) AS police_vehicle,
        coalesce(first_place = 'police station', false) AS police_station,
        coalesce(first_place = 'emergency department', false) AS emergency_department,
        force_used,
        searched,
        period = 'exceeded' AS exceeded,
        coalesce(
            outcome LIKE 'detained under section%' OR outcome = 'admitted informally', false
        ) AS admitted,
        coalesce(officers_released_at >= entered_at, false) AS timed,
        coalesce(officers_released_at > entered_at + INTERVAL '60 minutes', false) AS over_hour
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND (power = '136' OR power IS NULL)
)
SELECT
    age,
    count(*) AS detentions,
    count(DISTINCT person) AS persons,
    count(*) FILTER (WHERE person_not_known) AS person_not_known,
    count(*) FILTER (WHERE police_vehicle) AS police_vehicle,
    count(*) FILTER (WHERE police_station) AS police_station,
    count(*) FILTER (WHERE emergency_department) AS emergency_department,
    count(*) FILTER (WHERE force_used) AS force_used,
    count(*) FILTER (WHERE searched) AS searched,
    count(*) FILTER (WHERE exceeded) AS exceeded,
    count(*) FILTER (WHERE admitted) AS admitted,
    count(*) FILTER (WHERE timed) AS timed,
    count(*) FILTER (WHERE over_hour) AS over_hour
FROM counted
GROUP BY age
ORDER BY age
