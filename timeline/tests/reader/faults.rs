//! A table of bad timelines: what is changed in a good one, and every fault there then is.

use super::{GOOD, now};

/// What is written instead, and all that is said of it.
struct Bad {
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
    says: &'static [&'static str],
}

const TABLE: &[Bad] = &[
    Bad {
        name: "a field nobody knows",
        edits: &[("\"youngest\"", "\"hair\": 1, \"youngest\"")],
        says: &[
            "2:15: /person/hair: found a field nobody knows, `hair`; expected one of `born`, `oldest` and `youngest`",
        ],
    },
    Bad {
        name: "a misspelt field is not also told as missing",
        edits: &[("\"by\": \"constable\"", "\"bye\": \"constable\"")],
        says: &[
            "7:69: /acts/1/what/bye: found a field nobody knows, `bye` (did you mean `by`?); expected one of `act`, `brought_out_by_force`, `by`, `fresh_facts`, `manner` and `rank`",
        ],
    },
    Bad {
        name: "a field of an act that has none, which serde drops in silence",
        edits: &[(
            "\"act\": \"voluntary\"",
            "\"act\": \"voluntary\", \"place\": 1",
        )],
        says: &["11:108: /acts/3/what/place: found a field nobody knows, `place`; expected `act`"],
    },
    Bad {
        name: "four things wrong in four places are four faults",
        edits: &[
            ("\"youngest\": 30", "\"youngest\": 300"),
            ("\"sergeant\"", "\"sargeant\""),
            ("\"emergency_department\"", "7"),
            ("2026-10-23T09:00:00Z", "2026-02-30T09:00:00Z"),
        ],
        says: &[
            "2:27: /person/youngest: found the number `300`; expected a whole number from 0 to 255",
            "7:96: /acts/1/what/rank: found `sargeant` (did you mean `sergeant`?); expected one of `constable`, `sergeant`, `inspector`, `chief_inspector`, `superintendent`, `chief_superintendent` and `chief_officer`",
            "10:54: /acts/2/what/place/kind: found the number `7`; expected one of RANGE",
            "12:58: /acts/4/at/at: found `2026-02-30T09:00:00Z`; expected an instant such as `2026-10-23T01:17:00Z`",
        ],
    },
    Bad {
        name: "a rank no force has",
        edits: &[("\"rank\": \"sergeant\"", "\"rank\": \"field marshal\"")],
        says: &[
            "7:96: /acts/1/what/rank: found a text of 13 characters; expected one of `constable`, `sergeant`, `inspector`, `chief_inspector`, `superintendent`, `chief_superintendent` and `chief_officer`",
        ],
    },
    Bad {
        name: "a word in its written form is recognised",
        edits: &[("\"arrangements_complete\"", "\"Arrangements complete\"")],
        says: &[
            "13:43: /acts/4/what/reason: found a text of 21 characters (did you mean `arrangements_complete`?); expected one of RANGE",
        ],
    },
    Bad {
        name: "an act nobody knows",
        edits: &[("\"act\": \"entered\"", "\"act\": \"arrived\"")],
        says: &["10:24: /acts/2/what/act: found `arrived`; expected one of RANGE"],
    },
    Bad {
        name: "an act without its word",
        edits: &[("\"act\": \"entered\", ", "")],
        says: &["10:15: /acts/2/what: found no field `act`; expected `act`: one of RANGE"],
    },
    Bad {
        name: "what must be there and is not",
        edits: &[("\"id\": \"met\", ", ""), (", \"by\": \"constable\"", "")],
        says: &[
            "4:5: /acts/0: found no field `id`; expected `id`: A name for it, unique in the timeline: the line of the record, or a word of the lawyer's",
            "7:15: /acts/1/what: found no field `by`; expected `by`: Who used it. Only a constable may",
        ],
    },
    Bad {
        name: "one field twice",
        edits: &[(
            "\"how\": \"remove\"",
            "\"how\": \"remove\", \"how\": \"keep\"",
        )],
        says: &[
            "7:67: /acts/1/what/manner/how: found the field `how` a second time; expected each field once",
        ],
    },
    Bad {
        name: "no acts and no list",
        edits: &[("\"acts\": [", "\"acts\": {}, \"more\": [")],
        says: &[
            "3:11: /acts: found an object; expected a list",
            "3:15: /more: found a field nobody knows, `more`; expected one of `acts` and `person`",
        ],
    },
    Bad {
        name: "two acts of one name, and a rival of the same",
        edits: &[
            ("\"id\": \"ended\"", "\"id\": \"met\""),
            ("\"id\": \"site log\"", "\"id\": \"met\""),
        ],
        says: &[
            "9:26: /acts/2/rivals/0/id: found the name `met` again, which line 4 has; expected a name of its own, because reasons cite acts by name",
            "12:13: /acts/4/id: found the name `met` again, which line 4 has; expected a name of its own, because reasons cite acts by name",
        ],
    },
    Bad {
        name: "days that end before they begin, and ages",
        edits: &[
            (
                "\"precision\": \"on\", \"date\": \"2026-10-22\"",
                "\"precision\": \"between\", \"first\": \"2026-10-22\", \"last\": \"2026-10-21\"",
            ),
            ("\"youngest\": 30", "\"youngest\": 41"),
        ],
        says: &[
            "2:27: /person/youngest: found 41, which is more than `oldest`, 40; expected the least age the person may have",
            "11:90: /acts/3/at/last: found 21 Oct 2026, which is before `first`, 22 Oct 2026; expected the last day it can have been",
        ],
    },
    Bad {
        name: "a date of birth that is none is not repeated",
        edits: &[("\"youngest\": 30", "\"born\": \"1990-02-30\"")],
        says: &[
            "2:23: /person/born: found a text that is no day of the calendar; expected a day such as `2026-10-23`",
        ],
    },
    Bad {
        name: "the end before the beginning is odd and answered",
        edits: &[("2026-10-23T09:00:00Z", "2026-10-21T09:00:00Z")],
        says: &[
            "12:28: /acts/4/at: the detention ends before the power was used; that began Thu 22 Oct 2026, 00:00 BST",
        ],
    },
    Bad {
        name: "two places at one instant are odd",
        edits: &[(
            "\"id\": \"own accord\", \"at\": { \"precision\": \"on\", \"date\": \"2026-10-22\" }, \"what\": { \"act\": \"voluntary\" }",
            "\"id\": \"second\", \"at\": { \"precision\": \"exact\", \"at\": \"2026-10-23T02:26:00Z\" }, \"what\": { \"act\": \"entered\", \"place\": { \"kind\": \"police_station\", \"name\": \"a station\" } }",
        )],
        says: &[
            "11:5: /acts/3: an arrival at the same instant as on line 8, at another place; nobody enters two places at once; one of the times is probably wrong",
        ],
    },
    Bad {
        name: "an arrival before the decision is odd",
        edits: &[
            ("\"act\": \"voluntary\"", "\"act\": \"rights_explained\""),
            ("2026-10-23T02:26:00Z", "2026-10-22T02:26:00Z"),
            ("2026-10-23T02:20:00Z", "2026-10-22T02:20:00Z"),
        ],
        says: &[
            "8:30: /acts/2/at: the person arrives before the power was used; that began Fri 23 Oct 2026, 02:17 BST",
        ],
    },
    Bad {
        name: "another value that is the same, a nurse's rank, a year ahead and a year far back",
        edits: &[
            (
                "\"precision\": \"about\", \"at\": \"2026-10-23T02:20:00Z\"",
                "\"precision\": \"exact\", \"at\": \"2026-10-23T02:26:00Z\"",
            ),
            ("\"by\": \"constable\"", "\"by\": \"registered_nurse\""),
            ("2026-10-23T09:00:00Z", "2027-10-23T09:00:00Z"),
            ("\"date\": \"2026-10-22\"", "\"date\": \"0226-10-22\""),
        ],
        says: &[
            "7:103: /acts/1/what/rank: a police rank, sergeant, of somebody who is no police officer: registered nurse; the law goes by what they are",
            "9:44: /acts/2/rivals/0/at: another value of a time that is the same as /acts/2/at; nothing is in dispute between the two",
            "11:33: /acts/3/at: 22 Oct 0226, time not known lies before the Act; look at the year",
            "12:28: /acts/4/at: Sat 23 Oct 2027, 10:00 BST lies in the future; the law counts it only from then on",
        ],
    },
    Bad {
        name: "what is no JSON is told where it stops",
        edits: &[("\"oldest\": 40", "\"oldest\": 40,")],
        says: &["2:45: found something that is not JSON; expected JSON: trailing comma"],
    },
];

#[test]
fn every_fault_of_every_bad_timeline_is_named_with_its_place() {
    let mut wrong = Vec::new();
    for bad in TABLE {
        let mut text = GOOD.to_owned();
        for (from, to) in bad.edits {
            assert!(text.contains(from), "{}: no {from}", bad.name);
            text = text.replacen(from, to, 1);
        }
        let said: Vec<String> = match timeline::read(text.as_bytes(), now()) {
            Ok(read) => read.odd.iter().map(ToString::to_string).collect(),
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        };
        let same = said.len() == bad.says.len()
            && said.iter().zip(bad.says).all(|(said, wanted)| {
                match wanted.strip_suffix("one of RANGE") {
                    // A long list of words, which grows.
                    Some(start) => said.starts_with(&format!("{start}one of ")),
                    None => said == wanted,
                }
            });
        if !same {
            wrong.push(format!("{}: {said:#?}", bad.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_line() {
    let faults = timeline::read(b"{\n \"a\": \xff}", now()).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "2:7: found bytes that are not UTF-8; expected text saved as UTF-8"
    );
    let faults = timeline::read("\u{feff}{}".as_bytes(), now()).unwrap_err();
    assert!(faults[0].to_string().contains("byte order mark"));
}

#[test]
fn free_words_of_a_timeline_are_not_repeated() {
    let text = GOOD.replace("\"act\": \"met\"", "\"act\": \"met Jo Bloggs at her flat\"");
    let faults = timeline::read(text.as_bytes(), now()).unwrap_err();
    assert!(!faults[0].to_string().contains("Bloggs"));
}
