//! Node and the packages of `web/package-lock.json`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::problem::{Problem, Result, While};
use crate::process;
use crate::workspace::Workspace;

/// The oldest Node that builds the stylesheet: the one of Debian 12.
const OLDEST_FOR_ASSETS: u32 = 18;

/// The oldest Node that the browser's driver runs on.
const OLDEST_FOR_BROWSER: u32 = 20;

/// The Node fetched, as an npm package, where the system's is older than that.
const FETCHED: &str = "22.23.3";

/// A Node, and how old it is.
pub(crate) struct Node {
    program: PathBuf,
    major: u32,
}

impl Node {
    /// This Node in `folder`, with itself first on the path of whatever it starts.
    pub(crate) fn command(&self, folder: &Path) -> Command {
        let mut command = process::command(&self.program, folder);
        command.env("PATH", self.path());
        command
    }

    fn path(&self) -> std::ffi::OsString {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let own = self.program.parent().map(Path::to_path_buf);
        let folders = own.into_iter().chain(std::env::split_paths(&old));
        std::env::join_paths(folders).unwrap_or(old)
    }

    fn at(program: PathBuf, workspace: &Workspace) -> Result<Self> {
        let told = process::output(process::command(&program, workspace.root()).arg("--version"))?;
        let major = major(&told).ok_or_else(|| {
            Problem::new(format!(
                "`{} --version` says `{}`",
                program.display(),
                told.trim()
            ))
        })?;
        Ok(Self { program, major })
    }
}

/// `v20.20.2` is 20.
fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// The Node of this machine, if it is new enough for the stylesheet.
pub(crate) fn find(workspace: &Workspace) -> Result<Node> {
    let program = process::on_path(&["node", "nodejs"])
        .ok_or_else(|| Problem::new("`node` is not on PATH; install Node 18 or newer"))?;
    let node = Node::at(program, workspace)?;
    if node.major < OLDEST_FOR_ASSETS {
        return Err(Problem::new(format!(
            "`{}` is Node {}; the stylesheet needs Node {OLDEST_FOR_ASSETS} or newer",
            node.program.display(),
            node.major
        )));
    }
    Ok(node)
}

/// The same Node, or one fetched by npm if the browser's driver needs a newer.
pub(crate) fn for_browser(workspace: &Workspace, node: &Node) -> Result<Node> {
    if node.major >= OLDEST_FOR_BROWSER {
        return Ok(Node {
            program: node.program.clone(),
            major: node.major,
        });
    }
    let machine = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => {
            return Err(Problem::new(format!(
                "the browser tests need Node {OLDEST_FOR_BROWSER} or newer, this is {}, and none \
                 can be fetched for `{other}`",
                node.major
            )));
        }
    };
    let package = format!("node-linux-{machine}");
    let folder = workspace.tools().join("node");
    let program = folder.join("node_modules").join(&package).join("bin/node");
    if !program.is_file() {
        println!(
            "Fetching Node {FETCHED} for the browser tests; this machine's is {}.",
            node.major
        );
        make_folder(&folder)?;
        process::run(
            npm(workspace.root(), node)
                .args(["install", "--no-save", "--prefix"])
                .arg(&folder)
                .arg(format!("{package}@{FETCHED}")),
        )?;
    }
    Node::at(program, workspace)
}

/// `npm ci` in `web`, when the lock is not the one that was last installed.
pub(crate) fn packages(workspace: &Workspace, node: &Node) -> Result<()> {
    let web = workspace.join("web");
    let lock = std::fs::read(web.join("package-lock.json"))
        .while_doing(|| "reading web/package-lock.json".into())?;
    let stamp = workspace.tools().join("package-lock.installed");
    let installed = std::fs::read(&stamp).is_ok_and(|last| last == lock);
    if installed && web.join("node_modules").is_dir() {
        return Ok(());
    }
    println!("Installing the node packages of web/package-lock.json.");
    process::run(npm(&web, node).args(["ci", "--ignore-scripts", "--loglevel", "error"]))?;
    make_folder(&workspace.tools())?;
    std::fs::write(&stamp, lock).while_doing(|| format!("writing {}", stamp.display()))
}

/// Fetches a Chromium with the browser's driver, where the system has none to offer.
pub(crate) fn chromium(workspace: &Workspace, node: &Node) -> Result<PathBuf> {
    let folder = workspace.tools().join("browsers");
    let driver = workspace.join("web/node_modules/playwright-core/cli.js");
    if browser_in(&folder).is_none() {
        println!("Fetching Chromium with its libraries. A few minutes.");
        let mut command = node.command(workspace.root());
        command
            .arg(driver)
            .args(["install", "--with-deps", "chromium"]);
        process::run(command.env("PLAYWRIGHT_BROWSERS_PATH", &folder))?;
    }
    browser_in(&folder).ok_or_else(|| {
        Problem::new(
            "no Chromium is on PATH and none could be fetched; install one, or set \
             LANTERN_CHROMIUM to its program",
        )
    })
}

/// The driver unpacks into `chromium-NNNN/chrome-linux*/chrome`.
fn browser_in(folder: &Path) -> Option<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    };
    inside(folder)
        .iter()
        .flat_map(|version| inside(version))
        .map(|build| build.join("chrome"))
        .find(|program| program.is_file())
}

fn npm(folder: &Path, node: &Node) -> Command {
    let mut command = process::command("npm", folder);
    command.env("PATH", node.path());
    command
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).while_doing(|| format!("making {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_by_its_first_number() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v8.0.0"), Some(8));
        assert_eq!(major("20"), None);
    }
}
