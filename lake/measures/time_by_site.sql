-- title: Officers' time at places of safety
-- definition: Stretches of officers' time outside and in each place of safety: queue, hand over
--   and stay. Whole minutes, and minutes times officers where their number is known.
-- numerator: stretches of which nobody wrote how many officers there were
-- denominator: stretches of the row
-- requirements: I-07, M-04, M-10
-- caveats: Whose number is counted is said in the measure of time by phase; where nobody wrote it,
--   the officer-minutes are not known. A place that is not in the force's directory stands as not
--   known.
-- sources: phase
-- grain: one row for each site and phase
-- column site: label; ; the place of safety
-- column phase: label; ; the phase
-- column stretches: count; stretches; stretches with both ends known
-- column officers_not_known: count of stretches; stretches; how many officers there were
-- column officers_not_known_share: share of officers_not_known over stretches; percent; share of
--   stretches of which nobody wrote how many officers there were
-- column minutes: minutes; minutes; minutes, whatever the number of officers
-- column officer_minutes: minutes; minutes; minutes times officers, where their number is known
WITH counted AS (
    SELECT
        file_id AS id,
        origin,
        site,
        phase,
        minutes,
        officer_minutes,
        officer_minutes IS NULL AS officers_not_known
    FROM phase
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND phase IN ('queue', 'hand over', 'stay')
)
SELECT
    site,
    phase,
    count(*) AS stretches,
    count(*) FILTER (WHERE officers_not_known) AS officers_not_known,
    CAST(sum(minutes) AS BIGINT) AS minutes,
    CAST(coalesce(sum(officer_minutes), 0) AS BIGINT) AS officer_minutes
FROM counted
GROUP BY site, phase
ORDER BY site, phase
