//! A force's own changes to the lexicon: what they do, and what is said of one that is wrong.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be"
)]

use flags::{Band, Desk, Engine, Lexicon, Reading, Weights};

fn engine(overlay: &str) -> Engine {
    let lexicon = Lexicon::with_overlay(Some(("ours.toml", overlay))).unwrap();
    Engine::new(lexicon, Weights::shipped().unwrap()).unwrap()
}

/// Whether a rule stands in the evidence of a text.
fn finds(engine: &Engine, rule: &str, text: &str) -> bool {
    let mut desk = Desk::default();
    let reading: Reading<'_> = engine.read(text.as_bytes(), &mut desk);
    reading.mentions.iter().any(|mention| mention.rule == rule)
}

fn refused(overlay: &str) -> String {
    let made = Lexicon::with_overlay(Some(("ours.toml", overlay)))
        .and_then(|lexicon| Engine::new(lexicon, Weights::shipped()?));
    match made {
        Err(error) => error.to_string(),
        Ok(_) => panic!("was taken: {overlay}"),
    }
}

/// A text, the rule that the shipped lexicon finds in it, and how a force switches that off.
const SWITCHED_OFF: &[(&str, &str, &str)] = &[
    (
        "14 calls this month re voices",
        "RPT.count-in-period",
        "off_rules = [\"RPT.count-in-period\"]",
    ),
    (
        "female self harming",
        "SH.word",
        "off_rules = [\"SH.word\"]",
    ),
    (
        "male on the bridge wants to die",
        "SUI.phrases",
        "off = [\"wants to die\"]",
    ),
];

#[test]
fn what_is_switched_off_is_not_found() {
    let shipped = Engine::shipped().unwrap();
    for (text, rule, overlay) in SWITCHED_OFF {
        assert!(finds(&shipped, rule, text), "{text}");
        assert!(!finds(&engine(overlay), rule, text), "{text}");
        assert_ne!(engine(overlay).hash(), shipped.hash(), "{overlay}");
    }
}

/// Every group, rule and pattern may be switched off: a rule that asks for the words of a group
/// that is off finds none, and no force has to know which rules those are.
#[test]
fn every_id_that_evidence_names_can_be_switched_off() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut ids = Vec::new();
    for entry in std::fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.extension().is_none_or(|it| it != "toml")
            || ["weights.toml", "us.toml"].contains(&name)
        {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let own = text.lines().filter_map(|line| line.strip_prefix("id = "));
        ids.extend(own.map(|id| id.trim_matches('"').to_owned()));
    }
    assert!((200..1_024).contains(&ids.len()), "{}", ids.len());
    // By each bit of its number: of any two ids one is on where the other is off.
    for bit in 0..10 {
        let off: Vec<&String> = (0_usize..)
            .zip(&ids)
            .filter_map(|(at, id)| (at >> bit & 1 == 1).then_some(id))
            .collect();
        let made = Lexicon::with_overlay(Some(("ours.toml", &format!("off_rules = {off:?}"))));
        assert!(made.is_ok(), "{off:?}: {:?}", made.err());
    }
    let all = format!("off_rules = {ids:?}");
    let nothing = engine(&all);
    let mut desk = Desk::default();
    let reading = nothing.read(b"male on the bridge wants to die", &mut desk);
    assert!(reading.mentions.is_empty(), "{reading:?}");
}

#[test]
fn what_a_force_adds_is_found_with_its_own_rule() {
    let ours = engine(
        r#"
        [[group]]
        id = "FORCE.units"
        codes = ["MHA"]
        source = "names of our trust's wards"
        terms = ["{oak|elm} ward", "the {old |}laundry"]
        "#,
    );
    for text in [
        "he is back on oak ward",
        "gone from the old laundry",
        "at the laundry",
    ] {
        assert!(finds(&ours, "FORCE.units", text), "{text}");
    }
    let mut desk = Desk::default();
    let band = ours.read(b"he is back on elm ward", &mut desk).band;
    assert_eq!(band, Band::Flag);
}

/// What the guide says of terms and phrases.
#[test]
fn a_phrase_is_found_where_a_term_is_hidden_by_a_longer_one() {
    let of = |kind: &str| {
        engine(&format!(
            "[[group]]\nid = \"F.w\"\ncodes = [\"MHA\"]\nsource = \"ours\"\n{kind} = [\"ward \
             {{seven|7}}\"]"
        ))
    };
    for kind in ["terms", "phrases"] {
        assert!(finds(&of(kind), "F.w", "he is on ward seven"), "{kind}");
    }
    assert!(finds(&of("phrases"), "F.w", "gone from ward seven"));
    assert!(!finds(&of("terms"), "F.w", "gone from ward seven"));
}

/// An overlay, and what its writer is told. Each names the file and what in it is wrong.
const WRONG: &[(&str, &[&str])] = &[
    (
        "off = [\"no such term\"]",
        &["`no such term`", "no such term to switch off"],
    ),
    (
        "off_rules = [\"RPT.count\"]",
        &["`RPT.count`", "no group, rule or pattern of that id"],
    ),
    ("packs = [\"uk\"]", &["`uk`", "there is `us`"]),
    ("of = []", &["ours.toml:1", "unknown field `of`"]),
    ("off = [\"a\"\n\n[[group]]", &["ours.toml:"]),
    (
        "\n[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nterms = []",
        &["`F.a`", "neither `terms` nor `phrases`"],
    ),
    (
        "[[group]]\nid = \"F.a\"\nsource = \"ours\"\nterms = [\"oak\"]",
        &["`F.a`", "without a code"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \" \"\nterms = [\"oak\"]",
        &["`F.a`", "has no source"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nterms = [\"{oak|elm ward\"]",
        &["`F.a`", "`{oak|elm ward` has a brace that is not closed"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nterms = [\"oak} ward\"]",
        &["`oak} ward` closes a brace that is not open"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nterms = [\"{oak|{big |}elm}\"]",
        &["has a brace within a brace"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nterms = [\" - \"]",
        &["holds no word"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nterms = [\"oak. elm\"]",
        &["goes over the end of a clause"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nphrases = [\"{oak|elm ~1 ward\"]",
        &[
            "ours.toml",
            "`{oak|elm ~1 ward`",
            "a brace that is not closed",
        ],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nphrases = [\"oak} ~1 ward\"]",
        &["`oak} ~1 ward`", "closes a brace that is not open"],
    ),
    (
        "[[group]]\nid = \"SH.word\"\ncodes = [\"SH\"]\nsource = \"ours\"\nterms = [\"oak\"]",
        &["`SH.word`", "an id of their own"],
    ),
    (
        "[[rule]]\nid = \"FRAME.no-other-business\"\ncodes = [\"SH\"]\nsource = \"ours\"\nseq = [\"loose\"]",
        &["`FRAME.no-other-business`", "an id of their own"],
    ),
    (
        "[[rule]]\nid = \"F.r\"\ncodes = [\"SH\"]\nsource = \"ours\"\nseq = [\"no_such_class\"]",
        &["`F.r`", "no term is of class `no_such_class`"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\nterms = [\"elm ~2 ward\"]",
        &["`elm ~2 ward` has a gap", "`phrases`"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"CRS\"]\nsource = \"ours\"\ntypos = true\nphrases = [\"elm ward\"]",
        &["`F.a`", "`typos` speak of `terms`"],
    ),
    (
        "[[rule]]\nid = \"F.r\"\nsource = \"ours\"\nseq = [\"loose\"]",
        &["`F.r`", "has no `codes`"],
    ),
    (
        "[[group]]\nid = \"F.a\"\ncodes = [\"XYZ\"]\nsource = \"ours\"\nterms = [\"oak\"]",
        &["ours.toml:3", "XYZ"],
    ),
];

#[test]
fn an_overlay_that_is_wrong_is_told_by_what_in_it_is() {
    for (overlay, says) in WRONG {
        let told = refused(overlay);
        assert!(told.starts_with("ours.toml"), "{told}");
        for part in *says {
            assert!(told.contains(part), "{told}\n{part}\n{overlay}");
        }
    }
}

/// How a force gives one of our terms another weight.
#[test]
fn a_term_that_is_switched_off_may_be_added_anew() {
    let ours = engine(
        "off = [\"wants to die\"]\n[[group]]\nid = \"F.x\"\ncodes = [\"SUI\"]\ntier = \"weak\"\nsource = \
         \"ours\"\nterms = [\"wants to die\"]",
    );
    assert!(finds(&ours, "F.x", "male wants to die"));
    assert!(!finds(&ours, "SUI.phrases", "male wants to die"));
}

#[test]
fn a_pack_that_is_asked_for_twice_is_read_once() {
    assert_eq!(
        engine("packs = [\"us\"]").terms(),
        engine("packs = [\"us\", \"us\"]").terms()
    );
}
