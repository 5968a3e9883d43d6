-- title: Where people were taken first
-- definition: Detentions under section 136 by the kind of the first place of safety, and those
--   moved on from there.
-- numerator: detentions in which the person was moved to another place
-- denominator: detentions of the row
-- requirements: M-01, M-04
-- caveats: The first place entered, or where the person was kept. Where none is recorded it stands
--   as not known, also when the detention was over before any place was entered. Detentions under
--   section 135 are left out: theirs is another power, and they are counted by month and in the
--   categories of the return. An imported detention whose power nobody named is taken in.
-- sources: detention
-- grain: one row for each kind of the first place of safety
-- column place: label; ; kind of the first place of safety
-- column detentions: count; detentions; detentions of it
-- column moved: count of detentions; detentions; those moved to another place of safety
-- column moved_share: share of moved over detentions; percent; share moved on
WITH counted AS (
    SELECT
        detention_id AS id,
        origin,
        first_place AS place,
        transfers > 0 AS moved
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND (power = '136' OR power IS NULL)
)
SELECT
    place,
    count(*) AS detentions,
    count(*) FILTER (WHERE moved) AS moved
FROM counted
GROUP BY place
ORDER BY place
