"""The measures of data quality, counted a second time from their definitions.

Takes the plain rows that count.py reads: instants are microseconds, days are dates.
"""

from collections import defaultdict

WEEK_US = 7 * 24 * 3_600_000_000

# What each column of the measure counts, by the lake's column that holds it.
HOLDS = {
    "time_of_day": "occurred_at",
    "day": "local_day",
    "area": "area",
    "source_agency": "source_agency",
    "category": "category",
    "grade": "grade",
    "national_definition": "mh_npcc",
    "force_definition": "mh_force",
    "sub_type": "sub_type",
    "rcrp_class": "rcrp_class",
    "deployed": "deployed",
    "asked_by_health": "asked_by_health",
    "voluntary": "voluntary_attendance",
    "section_136": "detained",
    "person": "person",
    "suggestion": "flag_band",
    "first_arrived": "first_arrived_at",
    "closed": "closed_at",
    "officer_minutes": "officer_minutes",
    "age_band": "age_band",
    "sex": "sex",
    "ethnicity_self": "ethnicity_self",
    "ethnicity_perceived": "ethnicity_perceived",
    "place_kind": "place_kind",
}

BY_MONTH = [
    "area",
    "category",
    "grade",
    "national_definition",
    "deployed",
    "person",
    "suggestion",
    "closed",
    "age_band",
    "sex",
    "ethnicity_self",
    "ethnicity_perceived",
    "place_kind",
]


def comes_before(earlier, later):
    return earlier is not None and later is not None and earlier < later


def contradictions(row):
    """Each kind of contradiction, in the order of the measure's columns."""
    began, arrived, closed = (
        row[name] for name in ("occurred_at", "first_arrived_at", "closed_at")
    )
    nobody_sent = row["deployed"] is False
    used = row["detained"] is True
    return [
        comes_before(arrived, began),
        comes_before(closed, began),
        comes_before(closed, arrived),
        began is not None and comes_before(began + WEEK_US, closed),
        nobody_sent and arrived is not None,
        nobody_sent and (row["officer_minutes"] or 0) > 0,
        nobody_sent and used,
        used and row["voluntary_attendance"] is True,
        row["ambulance_asked_for_s136"] is True and row["detained"] is False,
        row["npcc_limb"] is not None and row["mh_npcc"] is False,
    ]


def counted(rows, begin, end, force, area):
    def of_force_and_area(row):
        return force in (None, row["force"]) and area in (None, row["area"])

    rows = [row for row in rows if of_force_and_area(row)]
    within = [row for row in rows if begin <= row["first_day"] and row["last_day"] < end]
    origins, by_month = defaultdict(list), defaultdict(list)
    for row in within:
        origins[row["origin"]].append(row)
    for row in rows:
        if row["local_day"] is not None and begin <= row["local_day"] < end:
            by_month[row["origin"], row["month"]].append(row)

    def known(members, name):
        return sum(row[HOLDS[name]] is not None for row in members)

    drift = []
    before = {}
    for (origin, month), members in sorted(by_month.items()):
        last = before.get(origin)
        counts = [known(members, name) for name in BY_MONTH]
        drift.append(
            [origin, month, len(members), *counts, None if last is None else float(last)]
        )
        before[origin] = len(members)
    return {
        "quality_completeness": [
            [origin, len(members), *(known(members, name) for name in HOLDS)]
            for origin, members in origins.items()
        ],
        "quality_impossible": [
            [origin, len(members), *map(sum, zip(*map(contradictions, members)))]
            for origin, members in origins.items()
        ],
        "quality_drift": drift,
    }
