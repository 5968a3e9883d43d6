//! Tools that come from the Python index: the API's fuzzer and the spelling checker.
//!
//! They live in an environment of their own under `target/tools/venv`, at the versions of
//! `xtask/python-tools.txt`.

use std::path::{Path, PathBuf};

use crate::problem::{Problem, Result, While};
use crate::process;
use crate::workspace::Workspace;

/// Every version, those of what they need included.
const VERSIONS: &str = "xtask/python-tools.txt";

/// Where the tools are.
pub(crate) struct Tools {
    pub(crate) typos: PathBuf,
    pub(crate) schemathesis: PathBuf,
}

/// Debian puts what makes environments in a package of its own.
pub(crate) fn can_make_environments() -> bool {
    let mut command = process::command("python3", Path::new("."));
    process::output(command.args(["-c", "import ensurepip, venv"])).is_ok()
}

/// Installs the tools when the list of versions is not the one last installed.
pub(crate) fn tools(workspace: &Workspace) -> Result<Tools> {
    let environment = workspace.tools().join("venv");
    let programs = environment.join("bin");
    let tools = Tools {
        typos: programs.join("typos"),
        schemathesis: programs.join("schemathesis"),
    };

    let versions =
        std::fs::read(workspace.join(VERSIONS)).while_doing(|| format!("reading {VERSIONS}"))?;
    let stamp = environment.join("installed.txt");
    let installed = std::fs::read(&stamp).is_ok_and(|last| last == versions);
    if installed && tools.typos.is_file() && tools.schemathesis.is_file() {
        return Ok(tools);
    }

    if !can_make_environments() {
        return Err(Problem::new(
            "`python3 -m venv` does not work here; install Python's `venv` and `ensurepip` \
             (python3-venv on Debian), and run this again",
        ));
    }
    println!(
        "Installing the tools of {VERSIONS} into {}.",
        environment.display()
    );
    process::run(
        process::command("python3", workspace.root())
            .args(["-m", "venv"])
            .arg(&environment),
    )?;
    process::run(
        process::command(programs.join("python"), workspace.root())
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
            ])
            .arg(workspace.join(VERSIONS)),
    )?;
    std::fs::write(&stamp, versions).while_doing(|| format!("writing {}", stamp.display()))?;
    Ok(tools)
}
