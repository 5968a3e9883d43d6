-- title: Why an emergency department
-- definition: Detentions under section 136 whose first place of safety was an emergency
--   department, by what the file shows of why.
-- numerator: detentions whose first place was an emergency department
-- denominator: none
-- requirements: M-01, M-04
-- caveats: Nobody writes the reason down as such. It is the first of these that the file shows:
--   the person was there already; acute behavioural disturbance was suspected; a red flag; a
--   health-based place had said no. Where the file shows none it is not known. Detentions under
--   section 135 are left out: theirs is another power, and they are counted by month and in the
--   categories of the return. An imported detention whose power nobody named is taken in.
-- sources: detention
-- grain: one row for each reason for an emergency department
-- column reason: label; ; reason for an emergency department
-- column detentions: count; detentions; detentions of it
WITH counted AS (
    SELECT
        detention_id AS id,
        origin,
        ed_reason AS reason
    FROM detention
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
        AND (power = '136' OR power IS NULL)
        AND first_place = 'emergency department'
)
SELECT
    reason,
    count(*) AS detentions
FROM counted
GROUP BY reason
ORDER BY reason
