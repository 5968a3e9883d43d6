-- title: What changes from month to month in how incidents are recorded
-- definition: For the record and for each imported extract, by the month incidents began in: how
--   many there are, how many in the month before it that has any, and of how many each thing is
--   known.
-- numerator: incidents of which the thing is known
-- denominator: none
-- requirements: M-02, M-05
-- caveats: A step from one month to the next is more often a new form, a new code or a lost feed
--   than a change of the world. The newest month still grows. Incidents without a known day are
--   in no month.
-- sources: incident
-- grain: one row a month for the record, and one a month for each extract
-- column origin: label; ; `record`, or the batch of an extract
-- column month: month; ; the month it began in
-- column incidents: count; incidents; all incidents
-- column area: count of incidents; incidents; the district or beat
-- column category: count of incidents; incidents; the category of the force's list
-- column grade: count of incidents; incidents; the grade of response
-- column national_definition: count of incidents; incidents; whether the national definition applies
-- column deployed: count of incidents; incidents; whether officers were sent
-- column person: count of incidents; incidents; who it was about, as a pseudonym
-- column suggestion: count of incidents; incidents; what the text reader suggested
-- column closed: count of incidents; incidents; when the police part was over
-- column age_band: count of incidents; incidents; age
-- column sex: count of incidents; incidents; sex
-- column ethnicity_self: count of incidents; incidents; ethnicity as the person defines it
-- column ethnicity_perceived: count of incidents; incidents; ethnicity as the officer perceives it
-- column place_kind: count of incidents; incidents; the kind of place
-- column incidents_before: number; incidents; in the month before it that has any
WITH counted AS (
    SELECT
        incident_id AS id,
        origin,
        month,
        area IS NOT NULL AS area,
        category IS NOT NULL AS category,
        grade IS NOT NULL AS grade,
        mh_npcc IS NOT NULL AS national_definition,
        deployed IS NOT NULL AS deployed,
        person IS NOT NULL AS person,
        flag_band IS NOT NULL AS suggestion,
        closed_at IS NOT NULL AS closed,
        age_band IS NOT NULL AS age_band,
        sex IS NOT NULL AS sex,
        ethnicity_self IS NOT NULL AS ethnicity_self,
        ethnicity_perceived IS NOT NULL AS ethnicity_perceived,
        place_kind IS NOT NULL AS place_kind
    FROM incident
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    origin,
    month,
    count(*) AS incidents,
    count(*) FILTER (WHERE area) AS area,
    count(*) FILTER (WHERE category) AS category,
    count(*) FILTER (WHERE grade) AS grade,
    count(*) FILTER (WHERE national_definition) AS national_definition,
    count(*) FILTER (WHERE deployed) AS deployed,
    count(*) FILTER (WHERE person) AS person,
    count(*) FILTER (WHERE suggestion) AS suggestion,
    count(*) FILTER (WHERE closed) AS closed,
    count(*) FILTER (WHERE age_band) AS age_band,
    count(*) FILTER (WHERE sex) AS sex,
    count(*) FILTER (WHERE ethnicity_self) AS ethnicity_self,
    count(*) FILTER (WHERE ethnicity_perceived) AS ethnicity_perceived,
    count(*) FILTER (WHERE place_kind) AS place_kind,
    CAST(lag(count(*)) OVER (PARTITION BY origin ORDER BY month) AS DOUBLE) AS incidents_before
FROM counted
GROUP BY origin, month
ORDER BY origin, month
