#!/usr/bin/env python3
"""Splink on DuckDB over one file, or two beside one another, timed from reading it to groups, for `cargo xtask bench link`.

    python with_splink.py people FILE WHERE [--threads 2] [--fast] [--blocking wide]

Writes pairs.csv (one, other, weight) and groups.csv (id, group) into WHERE, untimed, so that one
program judges both, and prints one line of JSON. The settings are those of Splink's own
documentation; `--fast` is Splink at its fastest (a million pairs for each training). `--blocking` is
of the people: tight has few pairs, xwide very many.
"""
import argparse
import json
import logging
import os
import resource
import time

ap = argparse.ArgumentParser()
ap.add_argument("which")
ap.add_argument("file")
ap.add_argument("where")
ap.add_argument("--threads", type=int, default=2)
ap.add_argument("--fast", action="store_true")
ap.add_argument("--blocking", choices=["tight", "wide", "xwide"], default="wide")
a = ap.parse_args()

import duckdb
import splink
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


stages = []
con = duckdb.connect()
con.execute(f"set threads={a.threads}")
begun, cpu_begun = time.time(), cpu()
last = [begun, cpu_begun]


def lap(name):
    now, used = time.time(), cpu()
    stages.append([name, now - last[0], used - last[1]])
    last[0], last[1] = now, used


db = DuckDBAPI(connection=con)
SWAPPED = "l.first_name = r.surname and l.surname = r.first_name"


def trimmed(columns):
    return ", ".join(f"nullif(trim({c}), '') {c}" for c in columns.split())


tables = ["t"]
if a.which == "people":
    uid = "record_id"
    con.execute(
        f"""create table t as select {trimmed("record_id first_name surname dob postcode sex")},
        nullif(first_name, '') || ' ' || nullif(surname, '') as full_name
        from read_csv('{a.file}', all_varchar=true)"""
    )
    con.execute("alter table t alter record_id type bigint")
    outward, month = "split_part(postcode,' ',1)", "substr(dob,1,7)"
    blocking = [
        block_on("dob"),
        block_on("postcode"),
        block_on("first_name", "surname"),
        block_on("surname", outward),
        block_on("first_name", outward),
        block_on("first_name", month),
        block_on("surname", month),
        SWAPPED,
    ]
    year, birthday = "substr(dob,1,4)", "substr(dob,6)"
    if a.blocking == "xwide":
        blocking += [
            block_on("first_name", year),
            block_on("surname", year),
            block_on("substr(first_name,1,1)", "substr(surname,1,4)"),
            block_on("substr(first_name,1,3)", "substr(surname,1,3)"),
            block_on("first_name", birthday),
            block_on("surname", birthday),
        ]
    elif a.blocking == "tight":
        blocking = [
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode", "dob"),
            block_on("postcode", "first_name"),
            block_on("postcode", "surname"),
            block_on("first_name", "surname", year),
            block_on("first_name", "surname", outward),
            block_on("substr(first_name,1,2)", "substr(surname,1,3)", month),
            SWAPPED,
        ]
    compared = [
        cl.ForenameSurnameComparison(
            "first_name", "surname", forename_surname_concat_col_name="full_name"
        ),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode"),
        cl.ExactMatch("sex"),
    ]
    certain, recall = [block_on("first_name", "surname", "dob"), block_on("dob", "postcode")], 0.7
    training = [block_on("first_name", "surname"), block_on("dob", "sex")]
elif a.which == "historical":
    uid = "unique_id"
    con.execute(
        f"""create table t as select
        {trimmed("unique_id first_name surname dob postcode_fake birth_place occupation")},
        nullif(first_name, '') || ' ' || nullif(surname, '') as full_name
        from read_csv('{a.file}', all_varchar=true)"""
    )
    blocking = [
        block_on("surname"),
        block_on("dob"),
        block_on("postcode_fake"),
        block_on("first_name", "birth_place"),
        block_on("first_name", "substr(dob,1,4)"),
        block_on("first_name", "split_part(postcode_fake,' ',1)"),
        block_on("substr(surname,1,4)", "substr(first_name,1,1)"),
        SWAPPED,
        block_on("first_name", "occupation"),
        block_on("substr(dob,1,7)", "birth_place"),
    ]
    compared = [
        cl.ForenameSurnameComparison(
            "first_name", "surname", forename_surname_concat_col_name="full_name"
        ),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]
    certain, recall = [
        block_on("first_name", "surname", "dob"),
        block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
        block_on("dob", "postcode_fake"),
    ], 0.6
    training = [block_on("first_name", "surname"), block_on("dob")]
elif a.which == "febrl4":
    uid = "rec_id"
    tables = ["a4", "b4"]
    second = os.path.join(os.path.dirname(a.file), "dataset4b.csv")
    for table, file in zip(tables, [a.file, second]):
        con.execute(
            f"""create table {table} as select {trimmed("rec_id given_name surname street_number address_1 postcode state date_of_birth soc_sec_id")}
            from read_csv('{file}', all_varchar=true, normalize_names=true)"""
        )
    blocking = [
        block_on("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ]
    compared = [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison(
            "date_of_birth",
            input_is_string=True,
            datetime_format="%Y%m%d",
            invalid_dates_as_null=True,
        ),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
            term_frequency_adjustments=True
        ),
    ]
    certain, recall = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
    ], 0.8
    training = [block_on("date_of_birth"), block_on("postcode")]
else:
    uid = "rec_id"
    con.execute(
        f"""create table t as select {trimmed("rec_id given_name surname street_number postcode date_of_birth soc_sec_id")}
        from read_csv('{a.file}', all_varchar=true, normalize_names=true)"""
    )
    blocking = [
        block_on(c) for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    ]
    compared = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
    ]
    certain, recall = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
    ], 0.9
    training = [block_on("date_of_birth"), block_on("postcode")]

settings = SettingsCreator(
    link_type="link_only" if len(tables) > 1 else "dedupe_only",
    unique_id_column_name=uid,
    comparisons=compared,
    blocking_rules_to_generate_predictions=blocking,
    retain_intermediate_calculation_columns=False,
    retain_matching_columns=False,
    additional_columns_to_retain=[],
)
frames = [db.register(con.table(t), dataset_display_name=f"t{n}") for n, t in enumerate(tables)]
linker = Linker(frames if len(frames) > 1 else frames[0], settings, log_level="ERROR")
lap("load")
train = linker.training
train.estimate_probability_two_random_records_match(certain, recall=recall)
lap("lambda")
# Ten million pairs for the million as documented; a million for the small ones, as documented too.
sample = 1e6 if a.fast or a.which != "people" else 1e7
train.estimate_u_using_random_sampling(max_pairs=sample, seed=1)
lap("u")
for rule in training:
    capped = {"max_pairs": 1e6} if a.fast else {}
    train.estimate_parameters_using_expectation_maximisation(
        rule, estimate_without_term_frequencies=True, **capped
    )
lap("em")
blocked = linker.inference.compute_blocked_pairs_for_predict()
lap("block")
predicted = linker.inference.predict(threshold_match_probability=0.01)
lap("score")
groups = linker.clustering.cluster_pairwise_predictions_at_threshold(
    predicted, threshold_match_probability=0.95
)
lap("cluster")
wall, used = time.time() - begun, cpu() - cpu_begun
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
compared = con.execute(f"select count(*) from {blocked.physical_name}").fetchall()[0][0]

os.makedirs(a.where, exist_ok=True)
con.execute(
    f"""copy (select {uid}_l as one, {uid}_r as other, match_weight as weight
    from {predicted.physical_name}) to '{a.where}/pairs.csv' (header)"""
)
# Of several files, Splink writes the file before the id by which it calls a group.
group = "split_part(cluster_id, '-__-', 2)" if len(tables) > 1 else "cluster_id"
con.execute(
    f"""copy (select {uid} as id, {group} as "group"
    from {groups.physical_name}) to '{a.where}/groups.csv' (header)"""
)
print(
    json.dumps(
        {
            "wall": wall,
            "cpu": used,
            "memory": memory,
            "compared": compared,
            "stages": stages,
            "expected": 0.0,
            "versions": f"Splink {splink.__version__} with DuckDB {duckdb.__version__}",
        }
    )
)
