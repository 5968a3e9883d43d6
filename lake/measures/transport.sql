-- title: How people were taken to a place of safety
-- definition: Detentions under section 136 by what the person travelled in to the first place of
--   safety, and those for which an ambulance had been asked for.
-- numerator: detentions for which an ambulance was asked for
-- denominator: detentions of the row
-- requirements: A-09, N-05, M-04
-- caveats: On foot or already there is a person kept where they were. Where no journey is recorded
--   it stands as not known. Detentions under section 135 are left out: theirs is another power,
--   and they are counted by month and in the categories of the return. An imported detention whose
--   power nobody named is taken in.
-- sources: detention
-- grain: one row for each what the person travelled in
-- column transport: label; ; what the person travelled in
-- column detentions: count; detentions; detentions of it
-- column ambulance_asked: count of detentions; detentions; those for which an ambulance was asked
--   for
-- column ambulance_share: share of ambulance_asked over detentions; percent; share for which an
--   ambulance was asked for
WITH counted AS (
    SELECT
        detention_id AS id,
        origin,
        transport AS transport,
        ambulance_asked
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND (power = '136' OR power IS NULL)
)
SELECT
    transport,
    count(*) AS detentions,
    count(*) FILTER (WHERE ambulance_asked) AS ambulance_asked
FROM counted
GROUP BY transport
ORDER BY transport
