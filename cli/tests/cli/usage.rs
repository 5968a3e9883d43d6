//! Help, mistakes and exit codes.

use crate::run::{Folder, snapshot};

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let folder = Folder::new();
    snapshot("help", &folder.expect(0, "--help").out);
    snapshot("help_serve", &folder.expect(0, "serve --help").out);
    snapshot(
        "help_import",
        &folder.expect(0, "import detentions --help").out,
    );
}

#[test]
fn a_mistake_is_told_on_standard_error_with_code_2() {
    let folder = Folder::new();
    for mistake in [
        "",
        "sevre",
        "verify",
        "law explain",
        "demo --port many",
        "law explain x --at noon",
    ] {
        let ran = folder.expect(2, mistake);
        assert_eq!(ran.out, "", "{mistake}");
        assert!(!ran.err.is_empty(), "{mistake}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::new();
    let mut child = folder
        .lantern("law schema")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
