-- title: What the text reader suggests, beside what is marked
-- definition: Incidents by the month they began in, in London, and by the version of the text
--   reader: those whose text was read, those of them it suggests may be mental-health demand, those
--   that people marked as such by either definition, and those that are suggested and not marked.
-- numerator: texts that are suggested
-- denominator: texts that were read
-- requirements: A-03, M-04, M-05
-- caveats: A suggestion is of a text and never of a person, and some are wrong both ways: the share
--   suggested is not the share that is so. What is estimated beside it is corrected for that, where
--   the reader was measured on texts that people labelled. Texts are read as extracts are imported;
--   files opened in Lantern are not read, since they are mental-health incidents to begin with.
-- sources: incident
-- grain: one row for each month and version of the reader
-- estimate: suggested of texts beside marked by version
-- column month: month; ; the month of the incident
-- column version: label; ; the version of the reader, or `not read`
-- column incidents: count; incidents; all incidents
-- column texts: count of incidents; incidents; those whose text was read
-- column suggested: count of texts; incidents; those that the reader suggests
-- column suggested_share: share of suggested over texts; percent; share of texts that are suggested
-- column marked: count of texts; incidents; those that people marked, by either definition
-- column suggested_not_marked: count of suggested; incidents; those that are suggested and that
--   nobody marked
-- column text_not_known: count of incidents; incidents; what the text says, because it was not read
WITH counted AS (
    SELECT
        incident_id AS id,
        origin,
        month,
        coalesce(flag_version, 'not read') AS version,
        flag_band IS NOT NULL AS texts,
        coalesce(flag_band = 'flag', false) AS suggested,
        flag_band IS NOT NULL AND (coalesce(mh_npcc, false) OR coalesce(mh_force, false)) AS marked,
        coalesce(flag_band = 'flag', false)
            AND NOT (coalesce(mh_npcc, false) OR coalesce(mh_force, false)) AS suggested_not_marked,
        flag_band IS NULL AS text_not_known
    FROM incident
    WHERE local_day >= $from AND local_day < $to
        AND ($force IS NULL OR force = $force)
        AND ($area IS NULL OR area = $area)
)
SELECT
    month,
    version,
    count(*) AS incidents,
    count(*) FILTER (WHERE texts) AS texts,
    count(*) FILTER (WHERE suggested) AS suggested,
    count(*) FILTER (WHERE marked) AS marked,
    count(*) FILTER (WHERE suggested_not_marked) AS suggested_not_marked,
    count(*) FILTER (WHERE text_not_known) AS text_not_known
FROM counted
GROUP BY month, version
ORDER BY month, version
