-- title: Why hand-over took longer than an hour
-- definition: Detentions under section 136 or section 135 in which the officers left more than 60
--   minutes after the person entered, by why the place asked them to stay, with the minutes after
--   the hour.
-- numerator: detentions that took longer
-- denominator: none
-- requirements: I-07, M-04
-- caveats: The cause is the reason in the place's request to stay. Where there was none and the
--   officers wrote a cause, it stands as given in words; the words are in the record. Where
--   nobody said, it is not known.
-- sources: detention
-- grain: one row for each cause
-- column cause: label; ; why officers were asked to stay
-- column detentions: count; detentions; detentions that took longer than an hour
-- column minutes_over: minutes; minutes; minutes after the hour, together
WITH counted AS (
    SELECT
        detention_id AS id,
        origin,
        delay_cause AS cause,
        CAST(
            floor((date_part('epoch', officers_released_at) - date_part('epoch', entered_at)) / 60)
            AS BIGINT
        ) AS waited
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND officers_released_at > entered_at + INTERVAL '60 minutes'
)
SELECT
    cause,
    count(*) AS detentions,
    CAST(coalesce(sum(waited - 60), 0) AS BIGINT) AS minutes_over
FROM counted
GROUP BY cause
ORDER BY cause
