//! What strangers write: any bytes at all as an extract or a map are taken, or refused in words.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lake::incidents::{Asked, Map, import};

const MAP: &str = include_str!("../../maps/generic.toml");

const EXTRACT: &str = "incident_ref,created,first_arrived,closed,officers,area,source,category,grade,sub_type,rcrp_class,mh_qualifier,mh_limb,mh_local,deployed,asked_by_health,voluntary,s136,ambulance_asked,person_ref,age,sex,ethnicity_self,ethnicity_observed,place,narrative\n\
    A1,2026-10-23 14:05:00,2026-10-23 14:25:00,2026-10-23 16:00:00,2,TN1,999,concern,1,crisis,1,Y,central,N,Y,N,N,Y,Y,P7,34,F,W1,IC1,home,\"says she wants to die, on the \"\"bridge\"\"\"\n\
    A2,2026-10-25 01:30:00,,,,ME4,101,missing,2,,,N,,N,N,N,N,N,N,,unknown,M,declined,IC3,ward,walked out of the ward\n\
    A3,2026-03-29 01:30:00,,,x,ME4,101,missing,2,,,N,,N,N,N,N,N,N,,not asked,X,B1,unknown,elsewhere,\n";

/// Numbers that look random and are the same in every run (Steele, Lea and Flood, 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides.max(1) as u64).unwrap()
    }

    /// Bytes with some of them changed, taken out, doubled or put in.
    fn spoil(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut spoilt = bytes.to_vec();
        for _ in 0..=self.roll(6) {
            let at = self.roll(spoilt.len());
            match self.roll(5) {
                0 => spoilt[at] = u8::try_from(self.roll(256)).unwrap(),
                1 => drop(spoilt.remove(at)),
                2 => spoilt.insert(at, b"\",\n\r\\;\x00[]={}\xff#'"[self.roll(15)]),
                3 => {
                    let end = (at + self.roll(60)).min(spoilt.len());
                    let piece = spoilt[at..end].to_vec();
                    spoilt.splice(at..at, piece);
                }
                _ => spoilt.truncate(at.max(1)),
            }
            if spoilt.is_empty() {
                spoilt.push(b'\n');
            }
        }
        spoilt
    }
}

#[test]
fn any_map_is_read_or_every_problem_has_a_line_of_it() {
    let mut dice = Dice(1);
    let mut read = 0;
    for round in 0..2_000 {
        let bytes = dice.spoil(MAP.as_bytes());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let lines = text.lines().count() + 1;
        let told = catch_unwind(AssertUnwindSafe(|| {
            Map::read("map", &text, &mut |_| Err("none".to_owned()))
        }))
        .unwrap_or_else(|_| panic!("round {round} panicked over\n{text}"));
        match told {
            Ok(_) => read += 1,
            Err(problems) => {
                assert!(!problems.is_empty());
                for problem in problems {
                    assert!(
                        problem.line >= 1 && problem.line <= lines,
                        "{problem}\n{text}"
                    );
                }
            }
        }
    }
    assert!(
        read > 50,
        "only {read} of the maps were read: too much is spoilt"
    );
}

#[test]
fn any_extract_adds_up_or_is_refused_in_words() {
    let key = lake::follow::Pseudonyms::new([1; 32]);
    // Any bytes at all give an answer of the text reader, which has tests of its own and takes a
    // moment to make ready for each run.
    let (before, after) = MAP.split_once("[narrative]").unwrap();
    let (_, after) = after.split_once("\n[").unwrap();
    let text = format!("{before}[{after}");
    let map = Map::read("map", &text, &mut |_| Err("none".to_owned())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let extract = folder.path().join("extract.csv");
    let rejects = folder.path().join("rejects.csv");
    let mut dice = Dice(2);
    let mut taken = 0;
    for round in 0..150 {
        std::fs::write(&extract, dice.spoil(EXTRACT.as_bytes())).unwrap();
        let lake = folder.path().join(format!("lake-{round}"));
        let asked = Asked {
            extract: &extract,
            map: &map,
            lake: &lake,
            rejects: &rejects,
            pseudonyms: Some(&key),
            piece: 2,
        };
        match import(asked, &mut |_, _| {}) {
            Ok(outcome) => {
                let totals = outcome.totals;
                assert_eq!(totals.read, totals.taken + totals.refused + totals.repeated);
                taken += totals.taken;
            }
            Err(fault) => assert!(!fault.to_string().is_empty()),
        }
        std::fs::remove_dir_all(&lake).ok();
    }
    assert!(
        taken > 20,
        "only {taken} rows were taken: too much is spoilt"
    );
}
