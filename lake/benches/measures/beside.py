"""Puts one measure to DuckDB, on the files that a lake's list names, and says what it took.

    python beside.py LAKE FROM TO MEASURE.sql AGAIN THREADS

The measure's own SQL, unchanged. Once with everything new, then AGAIN times as a connection that
stays open. Prints JSON: seconds and processor seconds, the most memory in MiB, the figures.
"""

import datetime
import json
import re
import resource
import sys
import time
from pathlib import Path

import duckdb

UNKNOWN = "[u]"


def now():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), used.ru_utime + used.ru_stime


def most_memory():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def since(began):
    return [end - start for start, end in zip(began, now())]


def opened(lake, threads):
    connection = duckdb.connect(config={"threads": int(threads)})
    connection.execute("SET TimeZone = 'UTC'")
    listed = json.loads((lake / "manifest.json").read_text())["parts"]
    for table in ("incident", "detention", "phase"):
        files = [str(lake / part["path"]) for part in listed if part["table"] == table]
        connection.execute(
            f"CREATE TEMP VIEW {table} AS SELECT * FROM read_parquet({files!r}, "
            "hive_partitioning = true, hive_types = {'force': VARCHAR, 'month': VARCHAR})"
        )
    return connection


def text(cell):
    return UNKNOWN if cell is None else str(cell)


def main():
    lake, begin, end, measure, again, threads = sys.argv[1:]
    sql = Path(measure).read_text()
    code = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    given = {
        "from": datetime.date.fromisoformat(begin),
        "to": datetime.date.fromisoformat(end),
        "force": None,
        "area": None,
    }
    asked = {name: given[name] for name in set(re.findall(r"\$(\w+)", code))}
    began = now()
    connection = opened(Path(lake), threads)
    rows = connection.execute(code, asked).fetchall()
    first = since(began)
    times = []
    for _ in range(int(again)):
        began = now()
        assert len(connection.execute(code, asked).fetchall()) == len(rows)
        times.append(since(began))
    figures = sorted([text(cell) for cell in row] for row in rows)
    print(json.dumps({"first": first, "again": times, "mib": most_memory(), "rows": figures}))


main()
