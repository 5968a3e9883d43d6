-- title: How long officers wait, by site
-- definition: Detentions under section 136 or section 135 by first place of safety: whole minutes
--   from the person entering until the officers left, and those in which that was an hour at most.
-- numerator: detentions in which the officers left within 60 minutes of the entry
-- denominator: detentions of the site in which both times are known
-- requirements: I-07, M-04, M-05
-- caveats: The time outside, before the person was let in, is not part of it; the measure of time
--   by phase has it as queue. A place that is not in the force's directory stands as not known,
--   and so does a home. Where two times of entry are not settled the earlier counts.
-- sources: detention
-- grain: one row for each site
-- column site: label; ; the first place of safety
-- column detentions: count; detentions; all detentions
-- column timed: count of detentions; detentions; those with both times known
-- column within_hour: count of timed; detentions; those handed over within the hour
-- column wait_not_known: count of detentions; detentions; how long officers waited
-- column within_hour_share: share of within_hour over timed; percent; share within the hour
-- column minutes: minutes; minutes; all waits together
-- column quarter_minutes: quantile 25 of waited among timed; minutes; a quarter of the waits took no longer
-- column median_minutes: quantile 50 of waited among timed; minutes; the middle wait
-- column three_quarters_minutes: quantile 75 of waited among timed; minutes; three quarters took no longer
-- column nine_tenths_minutes: quantile 90 of waited among timed; minutes; nine of ten took no longer
-- column longest: minutes; minutes; the longest wait
WITH counted AS (
    SELECT
        detention_id AS id,
        origin,
        site,
        coalesce(officers_released_at >= entered_at, false) AS timed,
        coalesce(
            officers_released_at >= entered_at
            AND officers_released_at <= entered_at + INTERVAL '60 minutes',
            false
        ) AS within_hour,
        NOT coalesce(officers_released_at >= entered_at, false) AS wait_not_known,
        CAST(
            floor((date_part('epoch', officers_released_at) - date_part('epoch', entered_at)) / 60)
            AS BIGINT
        ) AS waited
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    site,
    count(*) AS detentions,
    count(*) FILTER (WHERE timed) AS timed,
    count(*) FILTER (WHERE within_hour) AS within_hour,
    count(*) FILTER (WHERE wait_not_known) AS wait_not_known,
    CAST(coalesce(sum(waited) FILTER (WHERE timed), 0) AS BIGINT) AS minutes,
    percentile_cont(0.25) WITHIN GROUP (ORDER BY CAST(waited AS DOUBLE))
        FILTER (WHERE timed) AS quarter_minutes,
    median(CAST(waited AS DOUBLE)) FILTER (WHERE timed) AS median_minutes,
    percentile_cont(0.75) WITHIN GROUP (ORDER BY CAST(waited AS DOUBLE))
        FILTER (WHERE timed) AS three_quarters_minutes,
    round(
        percentile_cont(0.9) WITHIN GROUP (ORDER BY CAST(waited AS DOUBLE))
            FILTER (WHERE timed),
        1
    ) AS nine_tenths_minutes,
    max(waited) FILTER (WHERE timed) AS longest
FROM counted
GROUP BY site
ORDER BY site
