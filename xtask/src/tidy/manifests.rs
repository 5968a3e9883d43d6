//! Each crate's manifest: the workspace's lints, and purity where it is promised.

use toml::{Table, Value};

use super::Finding;
use super::edges::{Crate, Kind, row_of};
use super::tree::Tree;

/// What a pure crate's `clippy.toml` must ban, so that `now` and the rest stay arguments.
const BANNED: &[&str] = &[
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "std::time::Instant::now",
    "std::time::SystemTime::now",
    "std::env::var",
    "std::fs::read",
    "std::fs::read_to_string",
    "std::fs::write",
    "std::fs::File",
    "std::net::TcpStream",
];

/// Crates that bring a random source, a socket or a store with them.
const IMPURE: &[&str] = &[
    "rand",
    "getrandom",
    "fastrand",
    "tokio",
    "async-std",
    "smol",
    "mio",
    "sqlx",
    "rusqlite",
    "reqwest",
    "hyper",
    "ureq",
    "axum",
    "tempfile",
    "chrono",
    "time",
];

/// Features that bring a clock or a random source into an otherwise pure crate.
const IMPURE_FEATURES: &[(&str, &str)] = &[
    ("uuid", "v1"),
    ("uuid", "v4"),
    ("uuid", "v6"),
    ("uuid", "v7"),
    ("uuid", "rng-getrandom"),
    ("rand_core", "getrandom"),
    ("rand_core", "os_rng"),
    ("rand_chacha", "os_rng"),
];

/// The one crate that states the workspace's lints itself, because one of them is lifted in one
/// of its files (docs/adr/0011): the crate, the lint, and the level it has there.
const OWN_LINTS: (&str, &str, &str) = ("pocket", "unsafe_code", "deny");

pub(crate) fn check(crates: &[Crate], tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for this in crates {
        if this.name == OWN_LINTS.0 {
            findings.extend(own_lints(&this.manifest, tree));
        } else if !inherits_lints(&this.manifest, tree) {
            findings.push(Finding::new(
                &this.manifest,
                0,
                "does not inherit the workspace's lints; add `[lints]` with `workspace = true`",
            ));
        }
        if row_of(&this.name).is_some_and(|row| row.kind == Kind::Pure) {
            findings.extend(purity(this, tree));
        }
    }
    findings
}

fn inherits_lints(manifest: &str, tree: &Tree) -> bool {
    let table = tree
        .find(manifest)
        .and_then(|entry| entry.text.parse::<Table>().ok());
    table
        .as_ref()
        .and_then(|table| table.get("lints"))
        .and_then(|lints| lints.get("workspace"))
        .and_then(Value::as_bool)
        == Some(true)
}

/// The lints that a manifest states itself must be the workspace's, save the one.
fn own_lints(manifest: &str, tree: &Tree) -> Option<Finding> {
    let lints = |path: &str, above: Option<&str>| {
        let table = tree.find(path)?.text.parse::<Table>().ok()?;
        let table = match above {
            Some(above) => table.get(above)?.as_table()?.clone(),
            None => table,
        };
        table.get("lints").cloned()
    };
    let (_, lint, level) = OWN_LINTS;
    let mut expected = lints("Cargo.toml", Some("workspace"))?;
    let rust = expected.get_mut("rust")?.as_table_mut()?;
    rust.insert(lint.to_owned(), Value::String(level.to_owned()));
    (lints(manifest, None).as_ref() != Some(&expected)).then(|| {
        Finding::new(
            manifest,
            0,
            format!(
                "its lints are not the workspace's; copy them, with `{lint} = \"{level}\"` alone changed"
            ),
        )
    })
}

fn purity(this: &Crate, tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();

    let path = format!(
        "{}/clippy.toml",
        this.manifest.trim_end_matches("/Cargo.toml")
    );
    match tree.find(&path).map(|entry| banned(&entry.text)) {
        None => findings.push(Finding::new(
            &path,
            0,
            format!(
                "missing; `{}` is pure and must ban clocks, files and the environment",
                this.name
            ),
        )),
        Some(Err(reason)) => {
            findings.push(Finding::new(&path, 0, format!("cannot be read: {reason}")));
        }
        Some(Ok(banned)) => {
            let missing = BANNED
                .iter()
                .filter(|path| !banned.iter().any(|other| other == *path));
            findings.extend(missing.map(|missing| {
                Finding::new(
                    &path,
                    0,
                    format!(
                        "does not ban `{missing}`; `{}` is pure, so what it gives is an argument",
                        this.name
                    ),
                )
            }));
        }
    }

    for used in this.dependencies.iter().filter(|used| !used.dev) {
        let feature = IMPURE_FEATURES.iter().find(|(name, feature)| {
            used.name == *name && used.features.iter().any(|asked| asked == feature)
        });
        if IMPURE.contains(&used.name.as_str()) {
            findings.push(Finding::new(
                &this.manifest,
                0,
                format!(
                    "`{}` is pure and may not depend on `{}`; take what it gives as an argument",
                    this.name, used.name
                ),
            ));
        } else if let Some((name, feature)) = feature {
            findings.push(Finding::new(
                &this.manifest,
                0,
                format!("`{}` is pure and may not switch on `{name}`'s feature `{feature}`; take the value as an argument", this.name),
            ));
        }
    }
    findings
}

/// The paths that a `clippy.toml` bans, whether written alone or with a reason.
fn banned(text: &str) -> Result<Vec<String>, toml::de::Error> {
    let table: Table = text.parse()?;
    let paths = ["disallowed-methods", "disallowed-types"]
        .iter()
        .filter_map(|list| table.get(*list)?.as_array())
        .flatten()
        .filter_map(|entry| entry.get("path").unwrap_or(entry).as_str())
        .map(str::to_owned)
        .collect();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::super::edges::Dependency;
    use super::*;

    const LINTS: &str = "[lints]\nworkspace = true\n";

    fn law(uses: &[(&str, &[&str])]) -> Crate {
        Crate {
            name: "law".into(),
            manifest: "law/Cargo.toml".into(),
            dependencies: uses
                .iter()
                .map(|(name, features)| Dependency {
                    name: (*name).into(),
                    ours: false,
                    dev: false,
                    features: features.iter().map(|&feature| feature.to_owned()).collect(),
                })
                .collect(),
        }
    }

    fn clippy_without(missing: &str) -> String {
        let paths: Vec<String> = BANNED
            .iter()
            .filter(|path| **path != missing)
            .map(|path| format!("{{ path = \"{path}\", reason = \"pure\" }}"))
            .collect();
        format!("disallowed-methods = [{}]", paths.join(", "))
    }

    fn told(law: Crate, manifest: &str, clippy: &str) -> Vec<String> {
        let tree = Tree::of(&[("law/Cargo.toml", manifest), ("law/clippy.toml", clippy)]);
        check(&[law], &tree)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_pure_crate_that_bans_everything_is_tidy() {
        assert_eq!(
            told(law(&[("jiff", &[])]), LINTS, &clippy_without("")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_crate_with_lints_of_its_own_is_found() {
        let told = told(
            law(&[]),
            "[lints.rust]\nunsafe_code = \"allow\"\n",
            &clippy_without(""),
        );
        assert!(told.concat().contains("workspace's lints"), "{told:?}");
    }

    #[test]
    fn the_crate_with_one_lint_lifted_keeps_all_others() {
        let workspace =
            "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n";
        let own = |text: &str| {
            let tree = Tree::of(&[("Cargo.toml", workspace), ("pocket/Cargo.toml", text)]);
            own_lints("pocket/Cargo.toml", &tree).is_none()
        };
        assert!(own(
            "[lints.rust]\nunsafe_code = \"deny\"\nmissing_docs = \"warn\"\n"
        ));
        assert!(!own(
            "[lints.rust]\nunsafe_code = \"allow\"\nmissing_docs = \"warn\"\n"
        ));
        assert!(!own("[lints.rust]\nunsafe_code = \"deny\"\n"));
        assert!(!own("[lints]\nworkspace = true\n"));
    }

    #[test]
    fn a_clock_left_out_of_the_ban_is_named() {
        let told = told(law(&[]), LINTS, &clippy_without("jiff::Zoned::now"));
        assert_eq!(told.len(), 1);
        assert!(told.concat().contains("`jiff::Zoned::now`"), "{told:?}");
    }

    #[test]
    fn a_random_source_is_found_as_a_crate_and_as_a_feature() {
        let random = told(law(&[("rand", &[])]), LINTS, &clippy_without(""));
        assert!(
            random.concat().contains("may not depend on `rand`"),
            "{random:?}"
        );
        let feature = told(law(&[("uuid", &["std", "v4"])]), LINTS, &clippy_without(""));
        assert!(feature.concat().contains("feature `v4`"), "{feature:?}");
    }
}
