"""Counts every measure of a lake a second time, from its definition and not from its SQL.

DuckDB reads the Parquet files that the lake's list names; everything after that is plain Python
over plain rows. Days, hours and weekdays are worked out from the instants, not read from the
columns that the measures use.

    python count.py LAKE FROM TO [FORCE] [AREA]

FROM is the first day, TO the day after the last. A dash for FORCE or AREA means all.
Prints JSON: for each measure its rows, each a list of cells as text, `[u]` for not known.
"""

import datetime
import json
import statistics
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

import quality

LONDON = ZoneInfo("Europe/London")
UNKNOWN = "[u]"
HOUR_US = 3_600_000_000


def rows(lake, table):
    listed = json.loads((lake / "manifest.json").read_text())["parts"]
    files = [str(lake / part["path"]) for part in listed if part["table"] == table]
    if not files:
        return []
    relation = duckdb.read_parquet(files, hive_partitioning=True, union_by_name=True)
    instants = [
        name
        for name, kind in zip(relation.columns, relation.types)
        if str(kind).startswith("TIMESTAMP")
    ]
    replaced = ", ".join(f"epoch_us({name}) AS {name}" for name in instants)
    star = f"* REPLACE ({replaced})" if instants else "*"
    found = duckdb.sql(f"SELECT {star} FROM relation")
    names = found.columns
    return [dict(zip(names, row)) for row in found.fetchall()]


def london(instant):
    whole = datetime.datetime.fromtimestamp(instant // 1_000_000, datetime.timezone.utc)
    return whole.astimezone(LONDON)


def quantile(numbers, percent, places=None):
    """The number that so many per cent do not pass, between its neighbours by how far it lies."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    below, rest = divmod((len(ordered) - 1) * percent, 100)
    above = min(below + 1, len(ordered) - 1)
    exact = ordered[below] + Fraction(rest, 100) * (ordered[above] - ordered[below])
    return float(exact if places is None else round(exact, places))


Z = statistics.NormalDist().inv_cdf(0.975)


def of_count(count):
    """Byar's interval, written out in roots of the count."""

    def bound(number, z):
        root = number ** (1 / 6)
        return (root**2 - 1 / (9 * root**4) - z / (3 * root)) ** 3

    low = bound(count, Z) if count else 0.0
    return f"{max(low, 0.0):.6f} {bound(count + 1, -Z):.6f}"


def of_share(part, whole):
    """Wilson's interval: where the distance from the share is as large as its own error, twice."""
    if whole == 0:
        return "[z]"
    # (share - p)^2 = Z^2 p (1 - p) / whole, as a p^2 - 2 b p + c = 0.
    share, a = part / whole, 1 + Z * Z / whole
    b, c = share + Z * Z / (2 * whole), share * share
    half = max(b * b - a * c, 0.0) ** 0.5
    low = 0.0 if part == 0 else (b - half) / a
    high = 1.0 if part == whole else (b + half) / a
    return f"{share:.6f} {low:.6f} {high:.6f}"


def over_time(rows, intervals, shares=()):
    """Rows with the intervals of counts and of shares after them, by where the counts stand."""
    return [
        [
            *row,
            *(of_count(row[at]) for at in intervals),
            *(of_share(row[part], row[whole]) for part, whole in shares),
        ]
        for row in rows
    ]


class Counts:
    def __init__(self, lake, begin, end, force, area):
        def asked(row, day):
            return (
                begin <= day < end
                and force in (None, row["force"])
                and area in (None, row["area"])
            )

        self.with_undated = rows(lake, "incident")
        for row in self.with_undated:
            # A day can be known without an hour, and neither where only a month is.
            instant = row["occurred_at"]
            row["when"] = None if instant is None else london(instant)
            row["day"] = row["local_day"] if instant is None else row["when"].date()
            row["o_clock"] = None if instant is None else row["when"].hour
        self.every_incident = [row for row in self.with_undated if row["day"] is not None]
        self.incidents = [row for row in self.every_incident if asked(row, row["day"])]
        self.every_detention = rows(lake, "detention")
        self.detentions = [row for row in self.every_detention if asked(row, row["local_day"])]
        self.phases = [row for row in rows(lake, "phase") if asked(row, row["local_day"])]
        self.asked, self.begin, self.end = asked, begin, end

    def attention(self):
        kinds = ["detained", "voluntary_attendance", "asked_by_health", "ambulance_asked_for_s136"]
        yes = [sum(row[kind] is True for row in self.incidents) for kind in kinds]
        unsaid = [sum(row[kind] is None for row in self.incidents) for kind in kinds]
        return [[len(self.incidents), *yes, *unsaid]]

    def demand(self, key):
        found = defaultdict(lambda: [0] * 6)
        for row in self.incidents:
            counts = found[key(row)]
            national, own = row["mh_npcc"], row["mh_force"]
            for index, true in enumerate(
                [
                    True,
                    national is True,
                    own is True,
                    national is True and own is True,
                    national is None,
                    own is None,
                ]
            ):
                counts[index] += true
        return [[*name, *counts] for name, counts in found.items()]

    def demand_by_month(self):
        rows = self.demand(lambda row: (f"{row['day']:%Y-%m}",))
        return over_time(rows, [1, 2, 3], [(2, 1), (3, 1)])

    def demand_by_day(self):
        rows = self.demand(lambda row: (row["day"],))
        return over_time(rows, [1, 2, 3], [(2, 1), (3, 1)])

    def demand_by_hour(self):
        return self.demand(lambda row: (row["day"].isoweekday(), row["o_clock"]))

    def demand_by_area(self):
        return self.demand(lambda row: (row["area"],))

    def demand_by_agency(self):
        return self.demand(lambda row: (row["source_agency"],))

    def mental_health(self, among):
        return [row for row in among if row["mh_npcc"] or row["mh_force"]]

    def demand_by_sub_type(self):
        found = defaultdict(lambda: [0, 0, 0])
        for row in self.mental_health(self.incidents):
            counts = found[row["sub_type"]]
            counts[0] += 1
            counts[1] += row["deployed"] is True
            counts[2] += row["deployed"] is None
        return [[name, *counts] for name, counts in found.items()]

    def snapshot_24_hours(self):
        found = defaultdict(lambda: [0, 0, 0, 0])
        for row in self.incidents:
            if row["day"] != self.begin:
                continue
            counts = found[row["o_clock"]]
            counts[0] += 1
            counts[1] += row["mh_npcc"] is True
            counts[2] += row["mh_npcc"] is True and row["deployed"] is True
            counts[3] += row["mh_npcc"] is None
        return [[hour, *counts] for hour, counts in found.items()]

    def hidden_demand(self):
        found = defaultdict(lambda: [0] * 6)
        for row in self.incidents:
            counts = found[f"{row['day']:%Y-%m}", row["flag_version"] or "not read"]
            read = row["flag_band"] in ("flag", "review", "none")
            marked = True in (row["mh_npcc"], row["mh_force"])
            counts[0] += 1
            counts[1] += read
            counts[2] += row["flag_band"] == "flag"
            counts[3] += read and marked
            counts[4] += row["flag_band"] == "flag" and not marked
            counts[5] += not read
        return [[*name, *counts] for name, counts in found.items()]

    def detentions_by_month(self):
        found = defaultdict(lambda: [0] * 12)
        for row in self.detentions:
            counts = found[f"{row['local_day']:%Y-%m}"]
            for index, true in enumerate(
                [
                    True,
                    row["power"] == "136",
                    row["power"] == "135(1)",
                    row["power"] == "135(2)",
                    row["power"] == "135",
                    row["power"] is None,
                    row["child"] is True,
                    row["child"] is None,
                    row["first_place"] == "police station",
                    row["power"] != "135(2)",
                    row["exceeded_minutes"] is not None,
                    row["open"],
                ]
            ):
                counts[index] += true
        rows = [[month, *counts] for month, counts in found.items()]
        return over_time(rows, [1, 2, 11])

    def without_warrants(self):
        """Section 136, and what an extract names no power for."""
        return [row for row in self.detentions if not (row["power"] or "").startswith("135")]

    def tally(self, column, extra=None, among=None):
        found = defaultdict(lambda: [0, 0])
        for row in self.without_warrants() if among is None else among:
            found[row[column]][0] += 1
            found[row[column]][1] += bool(extra and extra(row))
        return [[name, *(counts if extra else counts[:1])] for name, counts in found.items()]

    def first_place(self):
        return self.tally("first_place", lambda row: row["transfers"] >= 1)

    def emergency_department_reasons(self):
        place = "emergency department"
        there = [row for row in self.without_warrants() if row["first_place"] == place]
        return self.tally("ed_reason", among=there)

    def transport(self):
        return self.tally("transport", lambda row: row["ambulance_asked"])

    def police_vehicle_reasons(self):
        there = [row for row in self.without_warrants() if row["transport"] == "police vehicle"]
        return self.tally("police_vehicle_reason", lambda row: row["ambulance_asked"], there)

    def wait(self, row):
        begin, end = row["entered_at"], row["officers_released_at"]
        known = begin is not None and end is not None and end >= begin
        return end - begin if known else None

    def waits(self):
        return [(row, self.wait(row)) for row in self.detentions]

    def waits_by_site(self):
        found = defaultdict(list)
        for row, wait in self.waits():
            found[row["site"]].append(wait)
        table = []
        for site, waits in found.items():
            known = [wait for wait in waits if wait is not None]
            minutes = [wait // 60_000_000 for wait in known]
            table.append(
                [
                    site,
                    len(waits),
                    len(known),
                    sum(wait <= HOUR_US for wait in known),
                    len(waits) - len(known),
                    sum(minutes),
                    quantile(minutes, 25),
                    float(statistics.median(minutes)) if minutes else None,
                    quantile(minutes, 75),
                    quantile(minutes, 90, 1),
                    max(minutes, default=None),
                ]
            )
        return table

    def contact_to_outcome(self):
        held = {row["detention_id"]: row for row in self.every_detention}
        found = Counter()
        for row in self.mental_health(self.incidents):
            own = held.get(row["incident_id"]) if row["origin"] == "record" else None
            done = None
            if row["detained"] or own:
                done = "detained"
            elif row["voluntary_attendance"]:
                done = "went of their own will"
            elif row["deployed"] is not None:
                done = "officers attended" if row["deployed"] else "no officers sent"
            found["1 first contact", row["source_agency"], done] += 1
            if done != "detained":
                continue
            place = own and own["first_place"]
            outcome = own and ("not over yet" if own["open"] else own["outcome"])
            found["2 what was done", done, place] += 1
            found["3 first place", place, outcome] += 1
        return [[*way, count] for way, count in found.items()]

    def wait_causes(self):
        found = defaultdict(lambda: [0, 0])
        for row, wait in self.waits():
            if wait is not None and wait > HOUR_US:
                found[row["delay_cause"]][0] += 1
                found[row["delay_cause"]][1] += wait // 60_000_000 - 60
        return [[cause, *counts] for cause, counts in found.items()]

    def time_by_phase(self):
        found = defaultdict(list)
        for row in self.phases:
            found[row["phase"]].append((row["minutes"], row["officers"]))
        return [
            [
                phase,
                len(stretches),
                sum(officers is None for _, officers in stretches),
                sum(minutes for minutes, _ in stretches),
                sum(minutes * officers for minutes, officers in stretches if officers),
                float(statistics.median(minutes for minutes, _ in stretches)),
                quantile([minutes for minutes, _ in stretches], 90, 1),
                max(minutes for minutes, _ in stretches),
            ]
            for phase, stretches in found.items()
        ]

    def time_by_site(self):
        found = defaultdict(lambda: [0, 0, 0, 0])
        for row in self.phases:
            if row["phase"] not in ("queue", "hand over", "stay"):
                continue
            counts = found[row["site"], row["phase"]]
            counts[0] += 1
            counts[1] += row["officers"] is None
            counts[2] += row["minutes"]
            counts[3] += row["minutes"] * (row["officers"] or 0)
        return [[*name, *counts] for name, counts in found.items()]

    def fairness(self, column):
        happened = [
            lambda row: row["person"] is None,
            lambda row: row["transport"] == "police vehicle",
            lambda row: row["first_place"] == "police station",
            lambda row: row["first_place"] == "emergency department",
            lambda row: row["force_used"],
            lambda row: row["searched"],
            lambda row: row["exceeded_minutes"] is not None,
            lambda row: row["outcome"]
            in (
                "detained under section 2",
                "detained under section 3",
                "detained under section 4",
                "admitted informally",
            ),
            lambda row: self.wait(row) is not None,
            lambda row: (self.wait(row) or 0) > HOUR_US,
        ]
        groups = defaultdict(list)
        for row in self.without_warrants():
            groups[row[column]].append(row)
        return [
            [
                group,
                len(members),
                len({row["person"] for row in members if row["person"] is not None}),
                *(sum(map(bool, map(test, members))) for test in happened),
            ]
            for group, members in groups.items()
        ]

    def fairness_self_defined(self):
        return self.fairness("ethnicity_self")

    def fairness_perceived(self):
        return self.fairness("ethnicity_perceived")

    def fairness_age(self):
        return self.fairness("age_band")

    def fairness_sex(self):
        return self.fairness("sex")

    def repeat_contact(self):
        window = datetime.timedelta(days=28)
        earlier = self.begin - window
        last = {}
        found = defaultdict(lambda: [0, 0, 0, 0])
        every = [
            row
            for row in self.mental_health(self.every_incident)
            if self.asked(row, max(row["day"], self.begin))
            and row["day"] >= earlier
        ]
        untimed = [row for row in every if row["occurred_at"] is None]
        timed = [row for row in every if row["occurred_at"] is not None]
        timed.sort(key=lambda row: (row["occurred_at"], row["incident_id"]))
        for row in timed + untimed:
            known = row["person"] is not None and row["occurred_at"] is not None
            person = (row["force"], row["person"]) if known else None
            before = last.get(person) if person else None
            if person:
                last[person] = row["occurred_at"]
            if row["day"] < self.begin:
                continue
            counts = found[f"{row['day']:%Y-%m}"]
            counts[0] += 1
            counts[1] += person is not None
            counts[2] += (
                before is not None and row["occurred_at"] - before <= 28 * 24 * HOUR_US
            )
            counts[3] += person is None
        rows = [[month, *counts] for month, counts in found.items()]
        return over_time(rows, [1, 3], [(3, 2)])

    def most_frequent(self):
        people = Counter(
            (row["force"], row["person"])
            for row in self.mental_health(self.incidents)
            if row["person"] is not None
        )
        often = [count for _, count in people.most_common()]
        return [[f"{upto:04}", sum(often), sum(often[:upto])] for upto in (1, 5, 10, 50, 100, 1000)]

    def return_categories(self):
        found = Counter()

        def told(variable, category):
            found[row["power"], variable, "not known" if category is None else category] += 1

        own_places = {
            "police station",
            "emergency department",
            "health-based place of safety",
            "private home",
        }
        for row in self.detentions:
            place = row["first_place"]
            told("01 power", row["power"])
            told("02 sex", row["sex"])
            child = row["child"]
            told("03 age", None if child is None else "under 18" if child else "18 and over")
            told("04 ethnicity, self-defined", row["ethnicity_self"])
            told("05 ethnicity, perceived", row["ethnicity_perceived"])
            told("06 first place", place if place is None or place in own_places else "other")
            if place == "police station":
                told("07 reason for a police station", row["station_reason"])
                minutes = row["station_minutes"]
                bands = [(4, "under 4"), (12, "4 to under 12"), (24, "12 to under 24")]
                band = None
                if minutes is not None:
                    band = next(
                        (name for hours, name in bands if minutes < hours * 60), "24 and over"
                    )
                told("08 hours at a police station", band)
            transport = row["transport"]
            told("10 transport", "none" if transport == "on foot or already there" else transport)
            if transport == "police vehicle":
                told("11 reason for a police vehicle", row["police_vehicle_reason"])
        return [[*name, count] for name, count in found.items()]


MEASURES = [
    name
    for name in vars(Counts)
    if not name.startswith("_")
    and name
    not in ("demand", "mental_health", "without_warrants", "tally", "wait", "waits", "fairness")
]


def text(cell):
    return UNKNOWN if cell is None else str(cell)


def main():
    lake, begin, end, *rest = sys.argv[1:]
    force, area = [None if word == "-" else word for word in [*rest, "-", "-"][:2]]
    day = datetime.date.fromisoformat
    counts = Counts(Path(lake), day(begin), day(end), force, area)
    found = {name: getattr(counts, name)() for name in MEASURES}
    found |= quality.counted(counts.with_undated, day(begin), day(end), force, area)
    told = {
        name: sorted([text(cell) for cell in row] for row in rows) for name, rows in found.items()
    }
    json.dump(told, sys.stdout)


main()
