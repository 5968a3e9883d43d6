-- title: From first contact to outcome
-- definition: Incidents that are mental-health demand by either definition, step by step: how they
--   reached the police, what was done, the first place of safety of those detained, and what
--   became of the detention. A row is how many went from one state to one of the next step.
-- numerator: incidents that went that way
-- denominator: none
-- requirements: A-04, A-10, M-04
-- caveats: Each incident is in the first step once, and in the later ones only if the person was
--   detained; the steps are never added up. What was done is the furthest of: detained under
--   section 135 or 136, went of their own will, officers attended, no officers sent. An incident
--   of an extract has no detention of its own here: its place and outcome are not known.
-- sources: incident, detention
-- grain: one row for each step, state and next state
-- column step: label; ; the step, by its number
-- column came_from: label; ; the state they came from
-- column went_to: label; ; the state they went to
-- column incidents: count; incidents; incidents that went that way
WITH detained AS (
    SELECT detention_id, first_place, outcome, open
    FROM detention
),
thread AS (
    SELECT
        i.incident_id AS id,
        i.origin AS origin,
        i.source_agency AS contact,
        CASE
            WHEN i.detained OR d.detention_id IS NOT NULL THEN 'detained'
            WHEN i.voluntary_attendance THEN 'went of their own will'
            WHEN i.deployed THEN 'officers attended'
            WHEN NOT i.deployed THEN 'no officers sent'
        END AS done,
        d.first_place AS place,
        CASE WHEN d.open THEN 'not over yet' ELSE d.outcome END AS outcome
    FROM incident AS i
    LEFT JOIN detained AS d ON i.origin = 'record' AND d.detention_id = i.incident_id
    WHERE i.local_day >= $from AND i.local_day < $to
        AND ($force IS NULL OR i.force = $force)
        AND ($area IS NULL OR i.area = $area)
        AND (i.mh_npcc OR i.mh_force)
),
steps (step) AS (VALUES ('1 first contact'), ('2 what was done'), ('3 first place')),
counted AS (
    SELECT id, origin, step,
        CASE step
            WHEN '1 first contact' THEN contact
            WHEN '2 what was done' THEN done
            ELSE place
        END AS came_from,
        CASE step
            WHEN '1 first contact' THEN done
            WHEN '2 what was done' THEN place
            ELSE outcome
        END AS went_to
    FROM thread CROSS JOIN steps
    WHERE step = '1 first contact' OR done = 'detained'
)
SELECT step, came_from, went_to, count(*) AS incidents
FROM counted
GROUP BY step, came_from, went_to
ORDER BY step, came_from, went_to
