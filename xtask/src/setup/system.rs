//! System packages, by apt: one line, run where that is possible and printed where it is not.

use std::borrow::Borrow;
use std::io::IsTerminal;
use std::path::Path;

use crate::problem::{Problem, Result};
use crate::process;
use crate::workspace::Workspace;

/// A Debian package, and how to tell that what it brings is already here.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) found: fn() -> bool,
}

/// How this process may install packages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Means {
    Root,
    Sudo,
    None,
}

/// Installs those packages whose programs are not found, or says which line would.
pub(crate) fn install(workspace: &Workspace, packages: &[impl Borrow<Package>]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .map(Borrow::borrow)
        .filter(|package| !(package.found)())
        .map(|package| package.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if process::on_path(&["apt-get"]).is_none() {
        return Err(Problem::new(format!(
            "this machine lacks {}, and has no apt-get to install them; install what brings the \
             same programs here, and run this again",
            missing.join(", ")
        )));
    }
    let means = means(workspace);
    let line = line(means, &missing);
    if means == Means::None {
        return Err(Problem::new(format!(
            "this machine lacks {}, and this account may not install them; ask somebody who may \
             to run this line, and then run this again:\n\n    {line}\n",
            missing.join(", ")
        )));
    }
    println!("Installing what this machine lacks. A minute or two:\n\n    {line}\n");
    process::run(process::command("sh", workspace.root()).args(["-c", &line]))?;
    let still: Vec<&str> = packages
        .iter()
        .map(Borrow::borrow)
        .filter(|package| !(package.found)())
        .map(|package| package.name)
        .collect();
    if still.is_empty() {
        Ok(())
    } else {
        Err(Problem::new(format!(
            "{} installed, and what it brings is still not found; look at what apt-get said above",
            still.join(", ")
        )))
    }
}

/// The one line that installs them, as root or through sudo.
fn line(means: Means, missing: &[&str]) -> String {
    let sudo = if means == Means::Root { "" } else { "sudo " };
    format!(
        "{sudo}apt-get update && {sudo}env DEBIAN_FRONTEND=noninteractive \
         apt-get install --yes --no-install-recommends {}",
        missing.join(" ")
    )
}

fn means(workspace: &Workspace) -> Means {
    let id = process::output(process::command("id", workspace.root()).arg("-u"));
    if id.is_ok_and(|id| id.trim() == "0") {
        return Means::Root;
    }
    if process::on_path(&["sudo"]).is_none() {
        return Means::None;
    }
    // Without a password, or with one from the person at the terminal.
    let asks_nothing =
        process::output(process::command("sudo", workspace.root()).args(["-n", "true"])).is_ok();
    if asks_nothing || std::io::stdin().is_terminal() {
        Means::Sudo
    } else {
        Means::None
    }
}

/// Ubuntu's chromium is a snap, which cannot run in a container or read a temporary folder.
pub(crate) fn is_ubuntu() -> bool {
    std::fs::read_to_string(Path::new("/etc/os-release"))
        .is_ok_and(|text| text.lines().any(|line| line == "ID=ubuntu"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_root_the_line_to_run_goes_through_sudo() {
        assert_eq!(
            line(Means::None, &["npm", "chromium"]),
            "sudo apt-get update && sudo env DEBIAN_FRONTEND=noninteractive apt-get install \
             --yes --no-install-recommends npm chromium"
        );
        assert!(!line(Means::Root, &["npm"]).contains("sudo"));
    }
}
