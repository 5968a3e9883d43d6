-- title: How complete incidents are
-- definition: For the record and for each imported extract: of how many of its incidents each
--   thing is known. An incident of which no more than a month, a year or a period is known counts
--   where all of that lies within the days asked for.
-- numerator: incidents of which the thing is known
-- denominator: none
-- requirements: M-02, M-05
-- caveats: Not known is not wrong: nobody has a sub-type who is no mental-health demand, and an
--   extract that has no such column can know it of nobody. Whether what is known is right cannot
--   be seen here.
-- sources: incident
-- grain: one row for the record, and one for each extract
-- column origin: label; ; `record`, or the batch of an extract
-- column incidents: count; incidents; all incidents
-- column time_of_day: count of incidents; incidents; when it began, to the minute
-- column day: count of incidents; incidents; the day it began on
-- column area: count of incidents; incidents; the district or beat
-- column source_agency: count of incidents; incidents; how it came, or which service asked
-- column category: count of incidents; incidents; the category of the force's list
-- column grade: count of incidents; incidents; the grade of response
-- column national_definition: count of incidents; incidents; whether the national definition applies
-- column force_definition: count of incidents; incidents; whether the force's own definition applies
-- column sub_type: count of incidents; incidents; the sub-type
-- column rcrp_class: count of incidents; incidents; the class of Right Care Right Person
-- column deployed: count of incidents; incidents; whether officers were sent
-- column asked_by_health: count of incidents; incidents; whether a mental health service asked
-- column voluntary: count of incidents; incidents; whether the person went of their own will
-- column section_136: count of incidents; incidents; whether section 136 was used
-- column person: count of incidents; incidents; who it was about, as a pseudonym
-- column suggestion: count of incidents; incidents; what the text reader suggested
-- column first_arrived: count of incidents; incidents; when the first officer was there
-- column closed: count of incidents; incidents; when the police part was over
-- column officer_minutes: count of incidents; incidents; the minutes of all officers
-- column age_band: count of incidents; incidents; age
-- column sex: count of incidents; incidents; sex
-- column ethnicity_self: count of incidents; incidents; ethnicity as the person defines it
-- column ethnicity_perceived: count of incidents; incidents; ethnicity as the officer perceives it
-- column place_kind: count of incidents; incidents; the kind of place
WITH counted AS (
    SELECT
        incident_id AS id,
        origin,
        occurred_at IS NOT NULL AS time_of_day,
        local_day IS NOT NULL AS day,
        area IS NOT NULL AS area,
        source_agency IS NOT NULL AS source_agency,
        category IS NOT NULL AS category,
        grade IS NOT NULL AS grade,
        mh_npcc IS NOT NULL AS national_definition,
        mh_force IS NOT NULL AS force_definition,
        sub_type IS NOT NULL AS sub_type,
        rcrp_class IS NOT NULL AS rcrp_class,
        deployed IS NOT NULL AS deployed,
        asked_by_health IS NOT NULL AS asked_by_health,
        voluntary_attendance IS NOT NULL AS voluntary,
        detained IS NOT NULL AS section_136,
        person IS NOT NULL AS person,
        flag_band IS NOT NULL AS suggestion,
        first_arrived_at IS NOT NULL AS first_arrived,
        closed_at IS NOT NULL AS closed,
        officer_minutes IS NOT NULL AS officer_minutes,
        age_band IS NOT NULL AS age_band,
        sex IS NOT NULL AS sex,
        ethnicity_self IS NOT NULL AS ethnicity_self,
        ethnicity_perceived IS NOT NULL AS ethnicity_perceived,
        place_kind IS NOT NULL AS place_kind
    FROM incident
    WHERE first_day >= $from AND last_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    origin,
    count(*) AS incidents,
    count(*) FILTER (WHERE time_of_day) AS time_of_day,
    count(*) FILTER (WHERE day) AS day,
    count(*) FILTER (WHERE area) AS area,
    count(*) FILTER (WHERE source_agency) AS source_agency,
    count(*) FILTER (WHERE category) AS category,
    count(*) FILTER (WHERE grade) AS grade,
    count(*) FILTER (WHERE national_definition) AS national_definition,
    count(*) FILTER (WHERE force_definition) AS force_definition,
    count(*) FILTER (WHERE sub_type) AS sub_type,
    count(*) FILTER (WHERE rcrp_class) AS rcrp_class,
    count(*) FILTER (WHERE deployed) AS deployed,
    count(*) FILTER (WHERE asked_by_health) AS asked_by_health,
    count(*) FILTER (WHERE voluntary) AS voluntary,
    count(*) FILTER (WHERE section_136) AS section_136,
    count(*) FILTER (WHERE person) AS person,
    count(*) FILTER (WHERE suggestion) AS suggestion,
    count(*) FILTER (WHERE first_arrived) AS first_arrived,
    count(*) FILTER (WHERE closed) AS closed,
    count(*) FILTER (WHERE officer_minutes) AS officer_minutes,
    count(*) FILTER (WHERE age_band) AS age_band,
    count(*) FILTER (WHERE sex) AS sex,
    count(*) FILTER (WHERE ethnicity_self) AS ethnicity_self,
    count(*) FILTER (WHERE ethnicity_perceived) AS ethnicity_perceived,
    count(*) FILTER (WHERE place_kind) AS place_kind
FROM counted
GROUP BY origin
ORDER BY origin
