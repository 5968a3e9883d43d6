"""Counts an extract and what a lake holds of it, both with DuckDB, and prints the two as JSON.

    python imported.py LAKE EXTRACT SET

SET is `toronto_mha_apprehensions` or `toronto_persons_in_crisis`. The extract is counted in its
own words, which are then put into the lake's by the tables below: written from the publisher's
columns and docs/lake-columns.md, and not from the map.
"""

import json
import sys
from pathlib import Path

import duckdb

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DWELLING = "house, flat or room"
WORKPLACE = "workplace, shop or other building where nobody lives"
PLACES = {
    "Apartment": DWELLING,
    "House": DWELLING,
    "Commercial": WORKPLACE,
    "Educational": WORKPLACE,
    "Transit": WORKPLACE,
    "Outside": "street, park, bridge or other open place",
    "Other": None,
}


def apprehensions(extract):
    found = duckdb.sql(
        f"""SELECT occurred_year, sex, age_group, premises_type
            FROM read_csv('{extract}', all_varchar = true)"""
    ).fetchall()
    for year, sex, age, premises in found:
        yield (
            f"{year}-01-01",
            f"{year}-12-31",
            None,
            None,
            sex.lower(),
            age.replace("65+", "65 and over"),
            PLACES[premises],
            True,
            None,
        )


def crises(extract):
    found = duckdb.sql(
        f"""SELECT event_dow, event_type, apprehension_made, hood_158_loc
            FROM read_csv('{extract}', all_varchar = true)"""
    ).fetchall()
    for day, kind, made, hood in found:
        yield (
            "2014-01-01",
            "2023-12-31",
            DAYS.index(day) + 1,
            kind,
            None,
            None,
            None,
            {"Yes": True, "No": False}[made],
            hood,
        )


def held(lake, name):
    listed = json.loads((lake / "manifest.json").read_text())["parts"]
    files = [
        str(lake / part["path"])
        for part in listed
        if part["origin"].startswith(f"import:{name}-")
    ]
    return duckdb.sql(
        f"""SELECT CAST(first_day AS VARCHAR), CAST(last_day AS VARCHAR), weekday, sub_type, sex,
                   age_band, place_kind, apprehended, area
            FROM read_parquet({files})
            WHERE local_day IS NULL AND hour IS NULL AND occurred_at IS NULL"""
    ).fetchall()


def tallied(rows):
    counts = {}
    for row in rows:
        key = json.dumps(row)
        counts[key] = counts.get(key, 0) + 1
    return dict(sorted(counts.items()))


def main(lake, extract, name):
    read = {
        "toronto_mha_apprehensions": apprehensions,
        "toronto_persons_in_crisis": crises,
    }[name]
    source = tallied(list(row) for row in read(extract))
    lake_rows = tallied(list(row) for row in held(Path(lake), name))
    told = {
        "same": source == lake_rows,
        "rows": sum(source.values()),
        "held": sum(lake_rows.values()),
        "kinds": len(source),
    }
    print(json.dumps(told))


main(*sys.argv[1:])
