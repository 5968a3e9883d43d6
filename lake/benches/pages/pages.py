"""How long each page of figures takes the server, on a year of a force.

    python pages.py LANTERN FORCE.toml LAKE

Each page is asked for as nobody asked before (another first day each time, so that nothing that
was kept answers), and then again as it stands. Prints a table.
"""

import datetime
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from server import Server, Visitor

LIMIT = 300
TIMES = 20
TO = "2026-01-01"


def period(days):
    first = datetime.date(2025, 1, 1) + datetime.timedelta(days=days)
    return f"from={first}&to={TO}"


def measured(visitor, path):
    fresh = [visitor.timed(f"{path}?{period(day)}") for day in range(TIMES)]
    again = [visitor.timed(f"{path}?{period(0)}") for _ in range(TIMES)]
    return fresh, again


def row(name, fresh, again):
    figures = [statistics.median(fresh), max(fresh), statistics.median(again), max(again)]
    print(f"| {name} | " + " | ".join(f"{figure:.0f}" for figure in figures) + f" | {LIMIT} |")


def main():
    program, force, lake = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        # The server follows its record into the lake: into a copy of it.
        copy = folder / "lake"
        shutil.copytree(lake, copy)
        with Server(program, force, folder, copy) as server:
            visitor = Visitor(server).sign_in("insp_duty")
            first = visitor.timed(f"/evidence/leaders?{period(0)}")
            _, listed = visitor.get("/evidence")
            names = sorted(set(re.findall(rb'href="/evidence/([a-z0-9_]+)[?"]', listed)))
            pages = ["/evidence/leaders"]
            pages += [f"/evidence/{name.decode()}" for name in names if name != b"leaders"]
            print(
                "\n| page | p50, ms | worst | asked again, p50 | worst | limit |\n"
                "|---|---:|---:|---:|---:|---:|"
            )
            before = server.processor()
            everything = []
            for page in pages:
                fresh, again = measured(visitor, page)
                everything += fresh
                row(page, fresh, again)
            behind = "/evidence/demand_by_area/records?column=npcc&row.area=area_01"
            fresh = [visitor.timed(f"{behind}&{period(day)}") for day in range(TIMES)]
            again = [visitor.timed(f"{behind}&{period(0)}") for _ in range(TIMES)]
            row("files behind a figure", fresh, again)
            used = server.processor() - before
            print(
                f"\nThe first page of a server that has just started took {first:.0f} ms. "
                f"{len(everything)} new questions, the same number of old ones: "
                f"{used:.1f} processor seconds; most memory {server.memory():.0f} MiB.\n"
            )


main()
