//! Tools that come from the Python index: the API's fuzzer and the spelling checker.
//!
//! They live in an environment of their own under `target/tools/venv`, at the versions of
//! `xtask/python-tools.txt`. What benchmarks are held against has another.

use std::path::{Path, PathBuf};

use crate::problem::{Problem, Result, While};
use crate::process;
use crate::workspace::Workspace;

/// Every version, those of what they need included.
const VERSIONS: &str = "xtask/python-tools.txt";

/// The same of the programs that ours are measured beside. They are large and only a benchmark
/// needs them, so they live apart, under `target/tools/peers`.
const PEERS: &str = "xtask/python-peers.txt";

/// medspaCy wants older packages than the other peers, so it lives apart from them too.
const MEDSPACY: &str = "xtask/python-medspacy.txt";

/// Where the tools are.
pub(crate) struct Tools {
    /// With DuckDB, which counts a second time.
    pub(crate) python: PathBuf,
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
    let programs = environment(workspace, "venv", VERSIONS, &["typos", "schemathesis"])?;
    Ok(Tools {
        python: programs.join("python"),
        typos: programs.join("typos"),
        schemathesis: programs.join("schemathesis"),
    })
}

/// Installs the programs that ours are measured beside; the folder of their environment.
pub(crate) fn peers(workspace: &Workspace) -> Result<PathBuf> {
    environment(workspace, "peers", PEERS, &["python"])?;
    Ok(workspace.tools().join("peers"))
}

/// Installs what reading is measured beside; the Python that has it.
pub(crate) fn medspacy(workspace: &Workspace) -> Result<PathBuf> {
    let programs = environment(workspace, "medspacy", MEDSPACY, &["python"])?;
    Ok(programs.join("python"))
}

/// The programs of an environment, installed when its list of versions is not the one last
/// installed or one of its programs is missing.
fn environment(
    workspace: &Workspace,
    name: &str,
    versions_file: &str,
    wanted: &[&str],
) -> Result<PathBuf> {
    let environment = workspace.tools().join(name);
    let programs = environment.join("bin");
    let versions = std::fs::read(workspace.join(versions_file))
        .while_doing(|| format!("reading {versions_file}"))?;
    let stamp = environment.join("installed.txt");
    let installed = std::fs::read(&stamp).is_ok_and(|last| last == versions);
    if installed
        && wanted
            .iter()
            .all(|program| programs.join(program).is_file())
    {
        return Ok(programs);
    }

    if !can_make_environments() {
        return Err(Problem::new(
            "`python3 -m venv` does not work here; install Python's `venv` and `ensurepip` \
             (python3-venv on Debian), and run this again",
        ));
    }
    println!(
        "Installing what {versions_file} lists into {}.",
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
            .arg(workspace.join(versions_file)),
    )?;
    std::fs::write(&stamp, versions).while_doing(|| format!("writing {}", stamp.display()))?;
    Ok(programs)
}
