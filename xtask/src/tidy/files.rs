//! The shape of the tree: what files are called and how long they grow.

use super::Finding;
use super::tree::{Entry, Tree};

/// No file of code is longer, in lines.
const LONGEST: usize = 600;

/// What is code, and so is held to [`LONGEST`].
const CODE: &[&str] = &["rs", "js", "mjs", "css", "scss", "html", "sh", "sql", "py"];

/// Files allowed to be longer, each with why.
const ALLOWED_LONG: &[(&str, &str)] = &[];

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &[
    "common", "helper", "helpers", "manager", "managers", "misc", "service", "services", "util",
    "utils",
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = tree
        .entries
        .iter()
        .flat_map(|entry| [too_long(entry), empty_name(entry)])
        .flatten()
        .collect();
    for (path, _) in ALLOWED_LONG {
        if tree
            .find(path)
            .is_none_or(|entry| entry.lines().count() <= LONGEST)
        {
            findings.push(Finding::new(
                "xtask/src/tidy/files.rs",
                0,
                format!("`{path}` no longer needs its place in the list of long files"),
            ));
        }
    }
    findings
}

fn too_long(entry: &Entry) -> Option<Finding> {
    let lines = entry.lines().count();
    let excused = ALLOWED_LONG.iter().any(|(path, _)| *path == entry.path);
    (lines > LONGEST && CODE.contains(&entry.extension()) && !excused).then(|| {
        Finding::new(
            &entry.path,
            LONGEST + 1,
            format!(
                "is {lines} lines long and {LONGEST} is the most; split it by what it is about, \
                 or list it with a reason in xtask/src/tidy/files.rs"
            ),
        )
    })
}

fn empty_name(entry: &Entry) -> Option<Finding> {
    entry.path.split('/').find_map(|part| {
        let stem = part.split('.').next().unwrap_or(part);
        EMPTY_NAMES
            .contains(&stem.to_lowercase().as_str())
            .then(|| {
                Finding::new(
                    &entry.path,
                    0,
                    format!("`{stem}` does not say what is inside; name it for what it is about"),
                )
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_code_may_have_six_hundred_lines_and_no_more() {
        let just = "\n".repeat(LONGEST);
        let over = "\n".repeat(LONGEST + 1);
        let tree = Tree::of(&[("a.rs", &just), ("b.rs", &over), ("data.csv", &over)]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert!(
            found[0]
                .to_string()
                .starts_with("b.rs:601: is 601 lines long"),
            "{}",
            found[0]
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_found_as_a_file_and_as_a_folder() {
        let tree = Tree::of(&[
            ("web/src/utils.rs", ""),
            ("record/tests/common/mod.rs", ""),
            ("docs/service-level.md", ""),
            ("web/src/commons.rs", ""),
        ]);
        let paths: Vec<String> = check(&tree)
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert_eq!(paths, ["web/src/utils.rs", "record/tests/common/mod.rs"]);
    }
}
