//! Markdown: every relative link leads somewhere, and decisions are numbered without gaps.

use super::Finding;
use super::tree::{Entry, Tree};

const DECISIONS: &str = "docs/adr/";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = tree
        .entries
        .iter()
        .filter(|entry| entry.extension() == "md")
        .flat_map(|entry| broken_links(entry, tree))
        .collect();
    findings.extend(numbering(tree));
    findings
}

fn broken_links(entry: &Entry, tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_code = false;
    for (number, line) in entry.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for target in targets(line) {
            let resolved = resolve(&entry.path, target);
            if resolved.is_none_or(|path| !tree.holds(&path)) {
                findings.push(Finding::new(
                    &entry.path,
                    number,
                    format!("the link to `{target}` leads nowhere; mend it or remove it"),
                ));
            }
        }
    }
    findings
}

/// The relative targets of the links in a line, without their anchors.
fn targets(line: &str) -> Vec<&str> {
    // What stands between backticks is code, so only the odd pieces are prose.
    let mut found = Vec::new();
    for prose in line.split('`').step_by(2) {
        for (at, _) in prose.match_indices("](") {
            let rest = prose.get(at + 2..).unwrap_or_default();
            let target = rest.split([')', ' ']).next().unwrap_or_default();
            let target = target.split('#').next().unwrap_or_default();
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if !target.is_empty() && !elsewhere {
                found.push(target);
            }
        }
    }
    found
}

/// The target as a path from the root, or nothing if it climbs out of the repository.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Decisions are `docs/adr/0001-what.md`, counting from 1, one to a number.
fn numbering(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut expected = 1;
    for entry in &tree.entries {
        let Some(name) = entry.path.strip_prefix(DECISIONS) else {
            continue;
        };
        if name == "README.md" {
            continue;
        }
        let number = name.split_once('-').and_then(|(number, _)| {
            (number.len() == 4 && entry.extension() == "md").then(|| number.parse::<u32>().ok())?
        });
        match number {
            None => findings.push(Finding::new(
                &entry.path,
                0,
                "a decision is named `0001-what-was-decided.md`",
            )),
            Some(number) if number != expected => {
                findings.push(Finding::new(
                    &entry.path,
                    0,
                    format!("is numbered {number:04} where {expected:04} comes next; decisions count from 0001 without gaps, one to a number"),
                ));
                expected = number + 1;
            }
            Some(_) => expected += 1,
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found_with_its_line() {
        let told = told(&[
            ("docs/a.md", "fine\nsee [b](b.md) and [c](../c.md#part)\n"),
            ("c.md", ""),
        ]);
        assert_eq!(
            told,
            ["docs/a.md:2: the link to `b.md` leads nowhere; mend it or remove it"]
        );
    }

    #[test]
    fn addresses_anchors_folders_and_code_are_not_broken_links() {
        let text = "[a](https://example.org/x) [b](#here) [c](docs/) `[d](none.md)`\n\
                    ```\n[e](none.md)\n```\n";
        assert_eq!(
            told(&[("README.md", text), ("docs/x.md", "")]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_link_out_of_the_repository_is_found() {
        assert_eq!(told(&[("README.md", "[a](../other/x.md)\n")]).len(), 1);
    }

    #[test]
    fn decisions_count_from_one_without_gaps_or_doubles() {
        assert!(told(&[("docs/adr/0001-a.md", ""), ("docs/adr/0002-b.md", "")]).is_empty());
        assert_eq!(
            told(&[("docs/adr/0001-a.md", ""), ("docs/adr/0003-c.md", "")]).len(),
            1
        );
        assert_eq!(
            told(&[("docs/adr/0001-a.md", ""), ("docs/adr/0001-b.md", "")]).len(),
            1
        );
        assert_eq!(told(&[("docs/adr/notes.md", "")]).len(), 1);
    }
}
