//! `lantern link`: what would say something wrong is refused before anything is written.

use crate::run::Folder;

/// Two files of which the second has two ids of the first.
fn sharing(folder: &Folder) {
    folder.write(
        "one.csv",
        "id,forename,surname,born\nS1,Ada,Byron,1980-04-03\n\nS2,Bram,Bolton,1971-12-24\n\
         S3,Cleo,Carver,1962-02-27\n",
    );
    folder.write(
        "other.csv",
        "id,forename,surname,born\nS9,Ada,Byron,1980-04-03\nS3,Dara,Draper,1955-05-05\n\
         S2,Ezra,Ellwood,1944-04-04\n",
    );
}

#[test]
fn two_files_that_share_ids_are_not_written_by_their_ids() {
    let folder = Folder::new();
    sharing(&folder);
    for argument in ["--groups", "--pairs", "--refused", "--review"] {
        let ran = folder.expect(2, &format!("link one.csv other.csv {argument} out.csv"));
        let says = "share 2 ids, the first on line 4 of `one.csv` and line 4 of `other.csv`";
        assert!(ran.err.contains(says), "{}", ran.err);
        assert!(ran.err.contains("the ids of one file a prefix"));
        assert!(!ran.err.contains("S2") && !ran.err.contains("S3"));
        assert!(ran.err.contains(argument) && !folder.path("out.csv").exists());
    }
    // What names nobody, and what is judged, is as it was.
    folder.expect(0, "link one.csv other.csv");
    folder.expect(0, "link evaluate one.csv other.csv --truth surname");
    folder.write("other.csv", "id,surname\nT1,Byron\nT2,Bolton\n");
    folder.expect(0, "link one.csv other.csv --groups out.csv");
    // The rows of a file without ids are numbered.
    folder.write("one.csv", "surname\nBolton\n");
    folder.write("other.csv", "surname\nBolton\n");
    let ran = folder.expect(2, "link one.csv other.csv --pairs pairs.csv");
    assert!(ran.err.contains("without a column of ids"), "{}", ran.err);
}

#[test]
fn a_review_file_in_which_people_decided_is_kept() {
    let folder = Folder::new();
    sharing(&folder);
    let asked = "link dedupe one.csv --review review.csv";
    folder.expect(0, asked);
    let undecided = folder.read("review.csv");
    assert!(undecided.starts_with("decision,"));
    folder.expect(0, asked);
    let decided = "decision,one,other\nyes,S1,S2\n,S1,S3\nno,S2,S3\n";
    folder.write("review.csv", decided);
    let ran = folder.expect(2, asked);
    let says = "`review.csv`, which holds 2 decisions: name another file";
    assert!(ran.err.contains(says), "{}", ran.err);
    assert_eq!(folder.read("review.csv"), decided);
    // Saved as a spreadsheet it may hold some too.
    folder.write("review.csv", b"PK\x03\x04\x14\0\x06\0");
    let ran = folder.expect(2, asked);
    assert!(ran.err.contains("may hold decisions"), "{}", ran.err);
    for replaced in [
        "",
        "decision,one,other\n,S1,S2\n",
        "of before, for everybody",
    ] {
        folder.write("review.csv", replaced);
        folder.expect(0, asked);
        assert_eq!(folder.read("review.csv"), undecided);
    }
}

#[test]
fn an_id_that_is_empty_or_there_twice_is_told_by_its_lines() {
    let folder = Folder::new();
    let header = "id,surname,born\n";
    for (rows, says) in [
        (
            "S1,Byron,1980-04-03\nS2,\"Bolton\nB\",\n\nS1,Carver,\n",
            "`ids.csv`: line 2 and line 6 have one id",
        ),
        (
            "S1,Byron,1980-04-03\nS2,\"Bolton\nB\",\n\n ,Carver,\n",
            "`ids.csv`: the id on line 6 is empty",
        ),
        (
            ",Byron,1980-04-03\n",
            "`ids.csv`: the id on line 2 is empty",
        ),
    ] {
        for end in ["\n", "\r\n"] {
            let text = format!("{header}{rows}").replace('\n', end);
            folder.write("ids.csv", text);
            let ran = folder.expect(2, "link dedupe ids.csv --groups groups.csv");
            assert!(ran.err.contains(says), "{}", ran.err);
            assert!(!ran.err.contains("S1") && !folder.path("groups.csv").exists());
        }
    }
}
