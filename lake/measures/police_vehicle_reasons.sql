-- title: Why a police vehicle
-- definition: Detentions under section 136 in which the person was taken to the first place of
--   safety in a police vehicle, by the reason recorded, and those for which an ambulance had been
--   asked for.
-- numerator: detentions for which an ambulance was asked for
-- denominator: detentions of the row
-- requirements: M-01, M-04, N-05
-- caveats: Where no reason is recorded it stands as not known. Detentions under section 135 are
--   left out: theirs is another power, and they are counted by month and in the categories of the
--   return. An imported detention whose power nobody named is taken in.
-- sources: detention
-- grain: one row for each reason for a police vehicle
-- column reason: label; ; reason for a police vehicle
-- column detentions: count; detentions; detentions of it
-- column ambulance_asked: count of detentions; detentions; those for which an ambulance was asked
--   for
-- column ambulance_share: share of ambulance_asked over detentions; percent; share for which an
--   ambulance was asked for
WITH counted AS (
    SELECT
        detention_id AS id,
        origin,
        police_vehicle_reason AS reason,
        ambulance_asked
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND (power = '136' OR power IS NULL)
        AND transport = 'police vehicle'
)
SELECT
    reason,
    count(*) AS detentions,
    count(*) FILTER (WHERE ambulance_asked) AS ambulance_asked
FROM counted
GROUP BY reason
ORDER BY reason
