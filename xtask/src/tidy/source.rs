//! What may not stand in any file: unfinished code, silenced tests, addresses of registries
//! and the folders of somebody's machine.

use super::Finding;
use super::tree::{Entry, Tree};

/// Unfinished or silenced Rust. Split in two so that this file does not find itself.
const UNFINISHED: &[(&str, &str, &str)] = &[
    (
        "todo",
        "!(",
        "finish it, or return an error that says it is not done",
    ),
    (
        "unimplemented",
        "!(",
        "finish it, or return an error that says it is not done",
    ),
    (
        "#[",
        "ignore",
        "a test that does not run shows nothing; make it run or remove it",
    ),
];

/// Package registries by host. A host in a file breaks every machine that uses a mirror.
const REGISTRIES: &[(&str, &str)] = &[
    ("registry.npmjs", ".org"),
    ("registry.yarnpkg", ".com"),
    ("index.crates", ".io"),
    ("static.crates", ".io"),
    ("crates", ".io"),
    ("pypi", ".org"),
    ("files.pythonhosted", ".org"),
    ("proxy.golang", ".org"),
    ("deb.debian", ".org"),
    ("archive.ubuntu", ".com"),
];

/// Folders of a developer's machine.
const HOMES: &[&str] = &["work", "root", "home", "Users"];

/// Cargo writes its registry's name into the lock file itself, whatever mirror is used.
const MAY_NAME_A_REGISTRY: &[&str] = &["Cargo.lock"];

/// The shortest doc comment that tells a newcomer anything, in characters.
const SHORTEST_DOC: usize = 20;

/// The one file where a function has a name outside, and so an attribute that is unsafe
/// (docs/adr/0011). Even there, nothing else may be.
const DOOR: &str = "pocket/src/door.rs";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.entries
        .iter()
        .flat_map(|entry| {
            let mut findings = unfinished(entry);
            findings.extend(registries(entry));
            findings.extend(homes(entry));
            findings.extend(unsafe_code(entry));
            findings.extend(undocumented(entry));
            findings
        })
        .collect()
}

/// The compiler forbids unsafe code everywhere but in one crate; this holds it to one file there,
/// and to the attribute.
fn unsafe_code(entry: &Entry) -> Vec<Finding> {
    if entry.extension() != "rs" || !entry.path.starts_with("pocket/") {
        return Vec::new();
    }
    let code = |line: &str| line.split("//").next().unwrap_or(line).to_owned();
    let allowed = |line: &str| entry.path == DOOR && line.trim() == "#[unsafe(no_mangle)]";
    entry
        .lines()
        .map(|(number, line)| (number, code(line)))
        .filter(|(_, line)| {
            line.contains("unsafe(") || line.contains("unsafe {") || line.contains("unsafe fn")
        })
        .filter(|(_, line)| !allowed(line))
        .map(|(number, _)| {
            Finding::new(
                &entry.path,
                number,
                format!("unsafe code; only `#[unsafe(no_mangle)]` may be, and only in {DOOR}"),
            )
        })
        .collect()
}

fn unfinished(entry: &Entry) -> Vec<Finding> {
    if entry.extension() != "rs" {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in entry.lines() {
        let code = line.split("//").next().unwrap_or(line);
        let found = UNFINISHED
            .iter()
            .find(|(start, end, _)| code.contains(&format!("{start}{end}")));
        if let Some((start, end, advice)) = found {
            findings.push(Finding::new(
                &entry.path,
                number,
                format!("`{start}{end}`: {advice}"),
            ));
        }
    }
    findings
}

fn registries(entry: &Entry) -> Vec<Finding> {
    if MAY_NAME_A_REGISTRY.contains(&entry.path.as_str()) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in entry.lines() {
        let found = REGISTRIES
            .iter()
            .map(|(start, end)| format!("{start}{end}"))
            .find(|host| line.contains(host));
        if let Some(host) = found {
            findings.push(Finding::new(
                &entry.path,
                number,
                format!("names the registry `{host}`; leave the choice of registry to the machine"),
            ));
        }
    }
    findings
}

fn homes(entry: &Entry) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in entry.lines() {
        if let Some(folder) = HOMES.iter().find(|folder| names_folder(line, folder)) {
            findings.push(Finding::new(
                &entry.path,
                number,
                format!("names `/{folder}/`, a folder of somebody's machine; make it relative to the root"),
            ));
        }
    }
    findings
}

/// Whether an absolute path under `/folder/` begins somewhere in the line. The same letters in
/// the middle of a path or of an address are something else.
fn names_folder(line: &str, folder: &str) -> bool {
    let wanted = format!("/{folder}/");
    line.match_indices(&wanted).any(|(at, _)| {
        line.get(..at).is_some_and(|before| {
            before.chars().next_back().is_none_or(|character| {
                character.is_whitespace() || "\"'`(=<[>,:".contains(character)
            })
        })
    })
}

/// A crate's root file opens with what the crate is for.
fn undocumented(entry: &Entry) -> Option<Finding> {
    let parts: Vec<&str> = entry.path.split('/').collect();
    if !matches!(parts.as_slice(), [_, "src", "lib.rs" | "main.rs"]) {
        return None;
    }
    let doc = entry
        .text
        .lines()
        .map(str::trim)
        .skip_while(|line| line.is_empty())
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .collect::<String>();
    (doc.len() < SHORTEST_DOC).then(|| {
        Finding::new(
            &entry.path,
            1,
            "a crate's root opens with `//!` and says what the crate is for",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)]))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn unfinished_code_is_found_with_its_line_and_comments_are_let_be() {
        let text = format!(
            "fn a() {{\n    {}!()\n}}\n// {}!() was here\n",
            "todo", "todo"
        );
        assert_eq!(told("law/src/a.rs", &text).len(), 1);
        assert!(
            told("law/src/a.rs", &text)
                .concat()
                .starts_with("law/src/a.rs:2:")
        );
    }

    #[test]
    fn unsafe_code_stands_at_the_one_door_and_only_as_the_attribute() {
        let attribute = "#[unsafe(no_mangle)]\n";
        assert!(told(DOOR, attribute).is_empty());
        assert_eq!(told("pocket/src/wire.rs", attribute).len(), 1);
        assert_eq!(told(DOOR, "let a = unsafe { *b };\n").len(), 1);
        assert!(told(DOOR, "// an unsafe fn is not needed\n").is_empty());
    }

    #[test]
    fn a_silenced_test_is_found_with_and_without_a_reason() {
        assert_eq!(told("a.rs", &format!("#[{}]\n", "ignore")).len(), 1);
        assert_eq!(
            told("a.rs", &format!("#[{} = \"slow\"]\n", "ignore")).len(),
            1
        );
    }

    #[test]
    fn a_registry_is_found_anywhere_but_in_cargos_own_lock() {
        let text = format!(
            "\"resolved\": \"https://{}{}/sass\"\n",
            "registry.npmjs", ".org"
        );
        assert_eq!(told("web/package-lock.json", &text).len(), 1);
        assert_eq!(told("Cargo.lock", &text).len(), 0);
    }

    #[test]
    fn a_folder_of_a_machine_is_found_and_an_address_is_not() {
        assert_eq!(
            told("a.md", &format!("see `/{}/main/law`\n", "work")).len(),
            1
        );
        assert_eq!(told("a.md", &format!("path=/{}/jo/x\n", "home")).len(), 1);
        assert_eq!(
            told(
                "a.md",
                "https://www.example.org.uk/home/page and ../work/shared\n"
            )
            .len(),
            0
        );
    }

    #[test]
    fn a_crate_root_that_says_nothing_is_found() {
        assert_eq!(told("law/src/lib.rs", "//! .\n").len(), 1);
        assert_eq!(told("law/src/lib.rs", "mod acts;\n").len(), 1);
        assert_eq!(
            told(
                "law/src/lib.rs",
                "//! The Acts as code, one file a section.\n"
            )
            .len(),
            0
        );
        assert_eq!(told("law/src/acts/lib_extra.rs", "mod a;\n").len(), 0);
    }
}
