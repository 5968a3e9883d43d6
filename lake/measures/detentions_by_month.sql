-- title: Detentions by month
-- definition: Detentions by the month the power was used in, in London; those under section 136
--   and under each subsection of section 135, of people under 18 or treated so, taken first to a
--   police station, held after the permitted period, and without a recorded end.
-- numerator: detentions of each kind
-- denominator: none
-- requirements: M-01, M-04
-- caveats: The month is that of the return. Whoever may be under 18 counts as under 18. Held over
--   on one reading of the clock only is not in exceeded. Under section 135 a detention is somebody
--   removed or kept under a warrant, and not an entry alone; section 135(2), which takes a patient
--   back, has no permitted period. Some extracts name section 135 and no subsection, and some no
--   power.
-- sources: detention
-- grain: one row a month
-- column month: month; ; the month of the use of the power
-- column detentions: count; detentions; all detentions
-- column detentions_interval: interval of detentions; detentions; 95 per cent interval
-- column section_136: count of detentions; detentions; under section 136
-- column section_136_interval: interval of section_136; detentions; 95 per cent interval
-- column section_135_1: count of detentions; detentions; under a warrant under section 135(1)
-- column section_135_2: count of detentions; detentions; under a warrant under section 135(2)
-- column section_135_other: count of detentions; detentions; under section 135, which subsection is
--   not said
-- column power_not_known: count of detentions; detentions; under which power
-- column under_18: count of detentions; detentions; of people under 18, or treated so in doubt
-- column age_not_known: count of detentions; detentions; how old the person was
-- column police_station: count of detentions; detentions; taken first to a police station
-- column with_period: count of detentions; detentions; with a permitted period: all but section
--   135(2)
-- column exceeded: count of with_period; detentions; held after the permitted period
-- column exceeded_interval: interval of exceeded; detentions; 95 per cent interval
-- column open_ended: count of detentions; detentions; without a recorded end
WITH counted AS (
    SELECT
        detention_id AS id,
        origin,
        month,
        coalesce(power = '136', false) AS section_136,
        coalesce(power = '135(1)', false) AS section_135_1,
        coalesce(power = '135(2)', false) AS section_135_2,
        coalesce(power = '135', false) AS section_135_other,
        power IS NULL AS power_not_known,
        coalesce(child, false) AS under_18,
        child IS NULL AS age_not_known,
        coalesce(first_place = 'police station', false) AS police_station,
        period <> 'none' AS with_period,
        period = 'exceeded' AS exceeded,
        open AS open_ended
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    month,
    count(*) AS detentions,
    count(*) FILTER (WHERE section_136) AS section_136,
    count(*) FILTER (WHERE section_135_1) AS section_135_1,
    count(*) FILTER (WHERE section_135_2) AS section_135_2,
    count(*) FILTER (WHERE section_135_other) AS section_135_other,
    count(*) FILTER (WHERE power_not_known) AS power_not_known,
    count(*) FILTER (WHERE under_18) AS under_18,
    count(*) FILTER (WHERE age_not_known) AS age_not_known,
    count(*) FILTER (WHERE police_station) AS police_station,
    count(*) FILTER (WHERE with_period) AS with_period,
    count(*) FILTER (WHERE exceeded) AS exceeded,
    count(*) FILTER (WHERE open_ended) AS open_ended
FROM counted
GROUP BY month
ORDER BY month
