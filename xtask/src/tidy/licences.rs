//! The licence of every dependency is one that deny.toml allows.
//!
//! `cargo deny` does this and more; this works on a machine that does not have it.

use std::collections::BTreeMap;

use serde_json::Value;
use toml::Table;

use super::Finding;
use super::tree::Tree;
use crate::problem::{Problem, Result, While};
use crate::workspace::Workspace;

const POLICY: &str = "deny.toml";

/// What deny.toml allows: for every crate, and for single crates besides.
struct Policy {
    allowed: Vec<String>,
    exceptions: BTreeMap<String, Vec<String>>,
}

pub(crate) fn check(workspace: &Workspace, tree: &Tree) -> Result<Vec<Finding>> {
    let text = tree
        .find(POLICY)
        .ok_or_else(|| Problem::new("deny.toml is missing; it says which licences are allowed"))?;
    let policy = policy(&text.text)?;
    Ok(refused(&workspace.full_metadata()?, &policy))
}

fn policy(text: &str) -> Result<Policy> {
    let table: Table = text.parse().while_doing(|| "reading deny.toml".into())?;
    let words = |list: Option<&toml::Value>| -> Vec<String> {
        list.and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|word| word.as_str().map(str::to_owned))
            .collect()
    };
    let licences = table.get("licenses");
    let exceptions = licences
        .and_then(|licences| licences.get("exceptions")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let name = entry.get("crate").or_else(|| entry.get("name"))?.as_str()?;
            Some((name.to_owned(), words(entry.get("allow"))))
        })
        .collect();
    Ok(Policy {
        allowed: words(licences.and_then(|licences| licences.get("allow"))),
        exceptions,
    })
}

fn refused(metadata: &Value, policy: &Policy) -> Vec<Finding> {
    let packages = metadata
        .get("packages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    // Ours have no `source`.
    let theirs = packages.filter(|package| package.get("source").is_some_and(Value::is_string));
    theirs
        .filter_map(|package| {
            let name = package.get("name")?.as_str()?;
            let version = package.get("version")?.as_str()?;
            let licence = package.get("license").and_then(Value::as_str);
            let excepted = policy.exceptions.get(name).map(Vec::as_slice).unwrap_or_default();
            let allowed = |one: &str| {
                policy.allowed.iter().chain(excepted).any(|allowed| allowed == one)
            };
            let sentence = match licence {
                None => format!("`{name}` {version} states no licence; read its licence file and add an exception here, or drop it"),
                Some(licence) if !satisfied(licence, &allowed) => format!(
                    "`{name}` {version} is under `{licence}`, which is not allowed here; drop it, or add the licence with a reason and a date"
                ),
                Some(_) => return None,
            };
            Some(Finding::new(POLICY, 0, sentence))
        })
        .collect()
}

/// Whether an SPDX expression can be met with allowed licences alone.
///
/// `AND` binds closer than `OR`; the old `MIT/Apache-2.0` means `OR`. `X WITH Y` is one licence.
fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader {
        words: &words,
        malformed: false,
        allowed,
    };
    let met = reader.either();
    met && reader.words.is_empty() && !reader.malformed
}

struct Reader<'a> {
    words: &'a [&'a str],
    /// Something was missing, so whatever was read is not to be trusted.
    malformed: bool,
    allowed: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_> {
    fn take(&mut self, word: &str) -> bool {
        match self.words {
            [first, rest @ ..] if *first == word => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }

    fn either(&mut self) -> bool {
        let mut met = self.both();
        while self.take("OR") {
            met |= self.both();
        }
        met
    }

    fn both(&mut self) -> bool {
        let mut met = self.one();
        while self.take("AND") {
            met &= self.one();
        }
        met
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            let met = self.either();
            self.malformed |= !self.take(")");
            return met;
        }
        match self.words {
            [licence, "WITH", exception, rest @ ..] => {
                self.words = rest;
                (self.allowed)(&format!("{licence} WITH {exception}")) || (self.allowed)(licence)
            }
            [licence, rest @ ..] => {
                self.words = rest;
                (self.allowed)(licence)
            }
            [] => {
                self.malformed = true;
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(expression: &str) -> bool {
        satisfied(expression, &|one| {
            matches!(one, "MIT" | "Apache-2.0" | "Unicode-3.0")
        })
    }

    #[test]
    fn one_side_of_or_is_enough_and_both_sides_of_and_are_needed() {
        assert!(met("MIT OR GPL-3.0-only"));
        assert!(met("GPL-3.0-only/MIT"));
        assert!(!met("MIT AND GPL-3.0-only"));
        assert!(met("(MIT OR GPL-3.0-only) AND Unicode-3.0"));
        assert!(!met("MIT OR Apache-2.0 AND"));
        assert!(met("MIT OR GPL-3.0-only AND GPL-2.0-only"));
        assert!(!met("(MIT OR GPL-3.0-only) AND GPL-2.0-only"));
    }

    #[test]
    fn an_exception_to_an_allowed_licence_is_allowed() {
        assert!(met("Apache-2.0 WITH LLVM-exception"));
        assert!(!met("GPL-2.0-only WITH Classpath-exception-2.0"));
    }

    #[test]
    fn a_dependency_under_another_licence_or_none_is_found() {
        let policy = policy(
            "[licenses]\nallow = [\"MIT\"]\nexceptions = [{ crate = \"odd\", allow = [\"Zlib\"] }]\n",
        )
        .unwrap();
        let package = |name: &str, licence: Value| serde_json::json!({"name": name, "version": "1.0.0", "source": "registry", "license": licence});
        let metadata = serde_json::json!({"packages": [
            package("fine", "MIT".into()),
            package("odd", "Zlib".into()),
            package("copyleft", "AGPL-3.0-only".into()),
            package("silent", Value::Null),
            {"name": "ours", "version": "0.1.0", "source": null, "license": "MIT"},
        ]});
        let told: Vec<String> = refused(&metadata, &policy)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].contains("`copyleft` 1.0.0 is under `AGPL-3.0-only`"),
            "{told:?}"
        );
        assert!(
            told[1].contains("`silent` 1.0.0 states no licence"),
            "{told:?}"
        );
    }
}
