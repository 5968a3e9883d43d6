"""How long a correction in the record needs to reach the figure on its page.

    python correction.py LANTERN FORCE.toml LAKE

A year of an invented Kent is told to a record and followed into a lake of its own, beside the
incidents of the lake that is given. Twenty detentions, one after another, get another time by a
sergeant's correction over the API; a page is asked for until it says so. Prints a table.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from server import Server, Visitor

LIMIT = 10
TIMES = 20
DAYS = os.environ.get("LANTERN_BENCH_DAYS", "365")
PAGE = "/evidence/detentions_by_month/json?from=2024-01-01&to=2026-12-01&force=kent"


def detentions(visitor, month):
    status, text = visitor.get(PAGE)
    if status != 200:
        raise SystemExit(f"{PAGE}: {status} {text[:300]}")
    table = json.loads(text)["table"]
    names = [column["name"] for column in table["columns"]]
    at, count = names.index("month"), names.index("detentions")
    year, number = month.split("-")
    wanted = {"month": {"year": int(year), "month": int(number)}}
    return next((row[count]["count"] for row in table["rows"] if row[at] == wanted), 0)


def main():
    program, force, lake = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        copy = folder / "lake"
        shutil.copytree(lake, copy)
        began = time.perf_counter()
        store = ["--record", f"sqlite:{folder / 'record.db'}", "--keys", folder / "record.keys"]
        told = [program, "night", "--json", "--create-keys", "--days", DAYS]
        night = json.loads(subprocess.run([*told, *store], check=True, stdout=subprocess.PIPE).stdout)
        told = time.perf_counter() - began
        began = time.perf_counter()
        follow = [program, "lake", "follow", "--once", "--lake", copy, "--force", force]
        subprocess.run([*follow, *store], check=True, stdout=subprocess.DEVNULL)
        followed = time.perf_counter() - began
        with Server(program, force, folder, copy) as server:
            reader = Visitor(server).sign_in("insp_duty")
            sergeant = Visitor(server).api("sgt_lpt")
            _, behind = reader.get(
                "/evidence/detentions_by_month/records?column=detentions"
                "&row.month=2026-03&from=2026-03-01&to=2026-04-01&force=kent"
            )
            files = list(dict.fromkeys(
                word.split('"')[0] for word in behind.decode().split('href="/cases/')[1:]
            ))
            took = []
            for file in files:
                if len(took) == TIMES:
                    break
                took += corrected(reader, sergeant, file.split("/")[0].split("?")[0], len(took))
            if len(took) < TIMES:
                raise SystemExit(f"only {len(took)} of {TIMES} corrections could be made")
            took.sort()
            print(
                "\n| from a correction to its figure on the page | n | p50, s | worst, s | limit, s |"
                "\n|---|---:|---:|---:|---:|"
            )
            print(
                f"| a record of {night['files']} files and {night['lines']} lines | {TIMES} "
                f"| {statistics.median(took):.2f} | {took[-1]:.2f} | {LIMIT} |"
            )
            print(
                f"\nTelling the record took {told:.0f} s, following all of it into the lake "
                f"{followed:.0f} s.\n"
            )


def corrected(reader, sergeant, file, index):
    """Seconds until the figure says it, in a list; none where the line may not be corrected."""
    _, listed = sergeant.call("GET", f"/api/v1/files/{file}/lines?limit=200")
    lines = listed.get("lines", listed.get("items", []))
    used = next((line for line in lines if line["event"]["event"] == "detained"), None)
    if used is None:
        return []
    # Another month each time, and none that the record has detentions of, so that nothing but this
    # correction can make the figure right.
    year, month = 2024 + index // 12, index % 12 + 1
    month_key = f"{year}-{month:02}"
    before = detentions(reader, month_key)
    began = time.perf_counter()
    status, answer = sergeant.call(
        "POST",
        f"/api/v1/files/{file}/commands",
        {
            "happened": {
                "moment": {"precision": "exact", "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())},
                "source": "lantern",
            },
            "event": {
                "event": "corrected",
                "line": used["id"],
                "happened": {
                    "moment": {"precision": "exact", "at": f"{month_key}-15T01:10:00Z"},
                    "source": "paper",
                },
                "reason": "the paper form was found",
                "evidence": "form",
            },
        },
        str(uuid.uuid4()),
    )
    if status != 201:
        print(f"{file}: {status} {answer}", file=sys.stderr)
        return []
    while detentions(reader, month_key) == before:
        if time.perf_counter() - began > 60:
            raise SystemExit(f"the figure of {month_key} did not change within a minute")
        time.sleep(0.02)
    return [time.perf_counter() - began]


main()
