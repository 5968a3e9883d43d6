//! Which crate may use which: the table of ARCHITECTURE.md, held.

use std::path::Path;

use serde_json::Value;

use super::Finding;
use crate::problem::{Problem, Result};

/// What a crate is for, as far as tidiness goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Knows no clock, file, socket, environment or random source.
    Pure,
    /// Reads and writes the world.
    Io,
    /// What people and programs touch.
    Edge,
    /// Used by tests alone, so others may have it only as a dev-dependency.
    Tests,
    /// Builds and checks the rest.
    Tools,
}

/// One row of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    may_use: &'static [&'static str],
}

const fn row(name: &'static str, kind: Kind, may_use: &'static [&'static str]) -> Row {
    Row {
        name,
        kind,
        may_use,
    }
}

/// The table. Arrows never turn back: a crate uses only crates of the rows above it.
pub(crate) const TABLE: &[Row] = &[
    row("domain", Kind::Pure, &[]),
    row("law", Kind::Pure, &["domain"]),
    row("scenario", Kind::Io, &["domain", "law"]),
    row("timeline", Kind::Pure, &["domain", "law"]),
    row("figures", Kind::Pure, &["domain"]),
    row("casework", Kind::Pure, &["domain", "law", "figures"]),
    row("night", Kind::Pure, &["domain", "casework"]),
    row("sheet", Kind::Pure, &[]),
    row("flags", Kind::Pure, &["domain", "sheet"]),
    row("linkage", Kind::Pure, &["domain"]),
    row(
        "extracts",
        Kind::Io,
        &["domain", "figures", "linkage", "sheet"],
    ),
    row("record", Kind::Io, &["domain"]),
    row(
        "lake",
        Kind::Io,
        &[
            "domain", "law", "casework", "flags", "linkage", "figures", "record",
        ],
    ),
    row(
        "cluster",
        Kind::Edge,
        &["extracts", "figures", "flags", "lake", "linkage"],
    ),
    row("pocket", Kind::Pure, &["domain", "law", "casework"]),
    row(
        "web",
        Kind::Edge,
        &[
            "domain", "law", "timeline", "casework", "figures", "record", "pocket",
        ],
    ),
    row(
        "cli",
        Kind::Edge,
        &[
            "domain", "law", "scenario", "timeline", "casework", "night", "flags", "linkage",
            "extracts", "figures", "record", "lake", "web",
        ],
    ),
    row("testkit", Kind::Tests, &[]),
    row("xtask", Kind::Tools, &[]),
];

/// What any crate's tests may use, besides all that lies beneath the crate.
const FOR_TESTS: &[&str] = &["testkit", "night", "scenario"];

pub(crate) fn row_of(name: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.name == name)
}

/// One of our crates, as `cargo metadata` tells it.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) name: String,
    /// Relative to the root: `law/Cargo.toml`.
    pub(crate) manifest: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A dependency as the manifest states it.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// In the workspace rather than from a registry.
    pub(crate) ours: bool,
    /// For tests, examples and benchmarks only.
    pub(crate) dev: bool,
    pub(crate) features: Vec<String>,
}

/// Reads our crates out of `cargo metadata --no-deps`.
pub(crate) fn crates(metadata: &Value) -> Result<Vec<Crate>> {
    let strange = || Problem::new("`cargo metadata` printed something unexpected");
    let root = metadata
        .get("workspace_root")
        .and_then(Value::as_str)
        .ok_or_else(strange)?;
    let packages = metadata
        .get("packages")
        .and_then(Value::as_array)
        .ok_or_else(strange)?;
    packages
        .iter()
        .map(|package| read(package, root).ok_or_else(strange))
        .collect()
}

fn read(package: &Value, root: &str) -> Option<Crate> {
    let manifest = package.get("manifest_path")?.as_str()?;
    let manifest = Path::new(manifest).strip_prefix(root).ok()?.to_str()?;
    let dependencies = package
        .get("dependencies")?
        .as_array()?
        .iter()
        .map(|dependency| {
            Some(Dependency {
                name: dependency.get("name")?.as_str()?.to_owned(),
                ours: dependency.get("path").is_some_and(Value::is_string),
                dev: dependency.get("kind")?.as_str() == Some("dev"),
                features: dependency
                    .get("features")?
                    .as_array()?
                    .iter()
                    .filter_map(|feature| feature.as_str().map(str::to_owned))
                    .collect(),
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Crate {
        name: package.get("name")?.as_str()?.to_owned(),
        manifest: manifest.to_owned(),
        dependencies,
    })
}

/// Every crate and edge that the table does not have.
pub(crate) fn check(crates: &[Crate]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for this in crates {
        let Some(row) = row_of(&this.name) else {
            findings.push(Finding::new(
                &this.manifest,
                0,
                format!(
                    "crate `{}` is not in the table of crates; add its row to ARCHITECTURE.md \
                     and to xtask/src/tidy/edges.rs, or make it a module of a crate that is",
                    this.name
                ),
            ));
            continue;
        };
        for used in this.dependencies.iter().filter(|used| used.ours) {
            if let Some(sentence) = refusal(row, used) {
                findings.push(Finding::new(&this.manifest, 0, sentence));
            }
        }
    }
    findings
}

/// Whether the crate is reached by following the table down from the row.
fn beneath(row: &Row, name: &str) -> bool {
    row.may_use
        .iter()
        .any(|used| *used == name || row_of(used).is_some_and(|row| beneath(row, name)))
}

fn refusal(row: &Row, used: &Dependency) -> Option<String> {
    let name = used.name.as_str();
    if row.may_use.contains(&name) {
        return None;
    }
    if used.dev && (FOR_TESTS.contains(&name) || beneath(row, name)) {
        return None;
    }
    if row_of(name).is_some_and(|row| row.kind == Kind::Tests) {
        return Some(format!(
            "`{}` uses `{name}` outside its tests; `{name}` is for [dev-dependencies] only, by \
             the table of crates in ARCHITECTURE.md",
            row.name
        ));
    }
    let allowed = match row.may_use {
        [] => "none of ours".to_owned(),
        some => format!("`{}`", some.join("`, `")),
    };
    Some(format!(
        "`{}` may not use `{name}`: the table of crates in ARCHITECTURE.md lets it use {allowed}",
        row.name
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_crate(name: &str, uses: &[(&str, bool)]) -> Crate {
        Crate {
            name: name.into(),
            manifest: format!("{name}/Cargo.toml"),
            dependencies: uses
                .iter()
                .map(|(name, dev)| Dependency {
                    name: (*name).into(),
                    ours: true,
                    dev: *dev,
                    features: Vec::new(),
                })
                .collect(),
        }
    }

    fn sentences(crates: &[Crate]) -> Vec<String> {
        check(crates).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_edge_of_the_table_is_allowed() {
        let law = a_crate(
            "law",
            &[("domain", false), ("testkit", true), ("night", true)],
        );
        assert_eq!(sentences(&[law]), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_that_turns_back_is_refused_and_the_table_named() {
        let told = sentences(&[a_crate("law", &[("casework", false)])]);
        assert_eq!(
            told,
            [
                "law/Cargo.toml: `law` may not use `casework`: the table of crates in \
              ARCHITECTURE.md lets it use `domain`"
            ]
        );
    }

    #[test]
    fn tests_may_reach_what_lies_beneath_and_the_program_may_not() {
        assert!(sentences(&[a_crate("night", &[("law", true)])]).is_empty());
        assert_eq!(sentences(&[a_crate("night", &[("law", false)])]).len(), 1);
    }

    #[test]
    fn tests_may_not_turn_an_arrow_back_either() {
        assert_eq!(
            sentences(&[a_crate("domain", &[("record", true)])]).len(),
            1
        );
    }

    #[test]
    fn what_is_for_tests_stays_out_of_the_program() {
        let told = sentences(&[a_crate("web", &[("testkit", false)])]);
        assert!(
            told.concat().contains("[dev-dependencies] only"),
            "{told:?}"
        );
    }

    #[test]
    fn a_crate_without_a_row_is_refused() {
        let told = sentences(&[a_crate("misc", &[])]);
        assert!(
            told.concat().contains("not in the table of crates"),
            "{told:?}"
        );
    }

    #[test]
    fn the_table_itself_has_no_arrow_that_turns_back() {
        for (index, row) in TABLE.iter().enumerate() {
            for used in row.may_use {
                let above = TABLE.iter().position(|other| other.name == *used);
                assert!(
                    above.is_some_and(|above| above < index),
                    "{} -> {used}",
                    row.name
                );
            }
        }
    }

    #[test]
    fn metadata_is_read_with_kinds_and_features() {
        let metadata = serde_json::json!({
            "workspace_root": "/there",
            "packages": [{
                "name": "law",
                "manifest_path": "/there/law/Cargo.toml",
                "dependencies": [
                    {"name": "domain", "path": "/there/domain", "kind": null, "features": []},
                    {"name": "uuid", "kind": "dev", "features": ["v4"]},
                ],
            }],
        });
        let crates = crates(&metadata).unwrap();
        assert_eq!(crates[0].manifest, "law/Cargo.toml");
        assert!(crates[0].dependencies[0].ours && !crates[0].dependencies[0].dev);
        assert!(!crates[0].dependencies[1].ours && crates[0].dependencies[1].dev);
        assert_eq!(crates[0].dependencies[1].features, ["v4"]);
    }
}
