//! What a fresh machine lacks: found where it is, installed where it is not.
//!
//! System packages are asked for in one line, so that a person without root is told one line.

mod node;
mod python;
mod system;

use std::path::{Path, PathBuf};

use crate::problem::Result;
use crate::process;
use crate::workspace::Workspace;

pub(crate) use node::Node;
use system::Package;

/// Debian's names for what builds the stylesheet.
const FOR_ASSETS: &[Package] = &[
    Package {
        name: "nodejs",
        found: || process::on_path(&["node", "nodejs"]).is_some(),
    },
    Package {
        name: "npm",
        found: || process::on_path(&["npm"]).is_some(),
    },
];

/// Debian's names for what the tests need besides.
const FOR_TESTS: &[Package] = &[
    Package {
        name: "postgresql",
        found: postgres,
    },
    Package {
        name: "chromium",
        found: || system::is_ubuntu() || chromium().is_some(),
    },
    Package {
        name: "fonts-liberation",
        found: || system::is_ubuntu() || chromium().is_some(),
    },
    Package {
        name: "python3",
        found: || process::on_path(&["python3"]).is_some(),
    },
    Package {
        name: "python3-venv",
        found: python::can_make_environments,
    },
];

/// Debian's names for what runs the programs that ours are measured beside.
const FOR_PEERS: &[Package] = &[
    Package {
        name: "python3",
        found: || process::on_path(&["python3"]).is_some(),
    },
    Package {
        name: "python3-venv",
        found: python::can_make_environments,
    },
];

/// Debian's names for a second compiler, for what a phone keeps: used where the toolchain has no
/// target for it.
const FOR_POCKET: &[Package] = &[
    Package {
        name: "rustc-web",
        found: || Path::new("/usr/bin/rustc").is_file(),
    },
    Package {
        name: "rust-web-src",
        found: || Path::new("/usr/lib/rustlib/src/rust/library/std").is_dir(),
    },
    Package {
        name: "lld-22",
        found: || process::on_path(&["wasm-ld", "wasm-ld-22"]).is_some(),
    },
];

/// What the tests need and where it is.
pub(crate) struct ForTests {
    pub(crate) node: Node,
    pub(crate) chromium: PathBuf,
    pub(crate) typos: PathBuf,
    pub(crate) schemathesis: PathBuf,
}

/// Finds or installs Node and npm, which is all that the stylesheet and so the demo needs.
pub(crate) fn for_assets(workspace: &Workspace) -> Result<Node> {
    system::install(workspace, FOR_ASSETS)?;
    node::find(workspace)
}

/// Finds or installs a second compiler for what a phone keeps.
pub(crate) fn for_pocket(workspace: &Workspace) -> Result<()> {
    system::install(workspace, FOR_POCKET)
}

/// Finds or installs everything that `cargo xtask test` uses.
pub(crate) fn for_tests(workspace: &Workspace) -> Result<ForTests> {
    let all: Vec<&Package> = FOR_ASSETS.iter().chain(FOR_TESTS).collect();
    system::install(workspace, &all)?;
    let node = node::for_browser(workspace, &node::find(workspace)?)?;
    node::packages(workspace, &node)?;
    let python = python::tools(workspace)?;
    let chromium = match chromium() {
        Some(chromium) => chromium,
        None => node::chromium(workspace, &node)?,
    };

    Ok(ForTests {
        node,
        chromium,
        typos: python.typos,
        schemathesis: python.schemathesis,
    })
}

/// Finds or installs the Python programs that ours are measured beside; the folder they are in.
pub(crate) fn for_peers(workspace: &Workspace) -> Result<PathBuf> {
    system::install(workspace, FOR_PEERS)?;
    python::peers(workspace)
}

/// Finds or installs what the lake is measured beside; the Python that has it.
pub(crate) fn for_lake(workspace: &Workspace) -> Result<PathBuf> {
    system::install(workspace, FOR_PEERS)?;
    Ok(python::tools(workspace)?.python)
}

/// Finds or installs what reading is measured beside; the Python that has it.
pub(crate) fn medspacy(workspace: &Workspace) -> Result<PathBuf> {
    system::install(workspace, FOR_PEERS)?;
    python::medspacy(workspace)
}

/// The packages of `web/package-lock.json`, installed when the lock has changed.
pub(crate) fn node_packages(workspace: &Workspace, node: &Node) -> Result<()> {
    node::packages(workspace, node)
}

/// A browser that is already here.
fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("LANTERN_CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    process::on_path(&["chromium", "google-chrome", "google-chrome-stable"])
}

/// Whether Debian's PostgreSQL server is here, complete. `testkit` finds it in the same place.
fn postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    versions
        .map(|version| version.path().join("bin"))
        .any(|folder| {
            ["initdb", "pg_ctl", "postgres"]
                .iter()
                .all(|program| folder.join(program).is_file())
        })
}
