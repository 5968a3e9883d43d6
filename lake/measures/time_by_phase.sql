-- title: Where officers' time goes
-- definition: Stretches of officers' time with both ends known, by phase: attend, decide, wait
--   for transport, convey, queue outside, hand over, stay. Whole minutes of each, and minutes
--   times officers where their number is known.
-- numerator: stretches of which nobody wrote how many officers there were
-- denominator: stretches of the row
-- requirements: A-04, I-07, M-04, M-10
-- caveats: In a file of Lantern the number is what was written down: of those who met the person
--   for attend, decide and wait for transport, of those who set out for convey, queue and hand
--   over, of those who answered that they stay for stay. Where nobody wrote it the minutes are
--   known and the officer-minutes are not: those are counted as not known rather than taken for
--   two officers. A phase whose beginning or end is not known is not in it at all.
-- sources: phase
-- grain: one row for each phase
-- column phase: label; ; the phase
-- column stretches: count; stretches; stretches with both ends known
-- column officers_not_known: count of stretches; stretches; how many officers there were
-- column officers_not_known_share: share of officers_not_known over stretches; percent; share of
--   stretches of which nobody wrote how many officers there were
-- column minutes: minutes; minutes; minutes, whatever the number of officers
-- column officer_minutes: minutes; minutes; minutes times officers, where their number is known
-- column median_minutes: quantile 50 of minutes among stretches; minutes; the middle stretch
-- column nine_tenths_minutes: quantile 90 of minutes among stretches; minutes; nine of ten took no longer
-- column longest: minutes; minutes; the longest stretch
WITH counted AS (
    SELECT
        file_id AS id,
        origin,
        phase,
        minutes,
        officer_minutes,
        officer_minutes IS NULL AS officers_not_known
    FROM phase
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    phase,
    count(*) AS stretches,
    count(*) FILTER (WHERE officers_not_known) AS officers_not_known,
    CAST(sum(minutes) AS BIGINT) AS minutes,
    CAST(coalesce(sum(officer_minutes), 0) AS BIGINT) AS officer_minutes,
    median(CAST(minutes AS DOUBLE)) AS median_minutes,
    round(
        percentile_cont(0.9) WITHIN GROUP (ORDER BY CAST(minutes AS DOUBLE)), 1
    ) AS nine_tenths_minutes,
    CAST(max(minutes) AS BIGINT) AS longest
FROM counted
GROUP BY phase
ORDER BY phase
