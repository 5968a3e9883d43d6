//! `cargo xtask assets`: the stylesheet, the scripts and the program that a phone keeps, built once
//! and embedded by `web/build.rs`.

use crate::pocket;
use crate::problem::Result;
use crate::process;
use crate::setup::{self, Node};
use crate::workspace::Workspace;

/// Sets up what is needed and builds `web/assets/dist`.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let node = setup::for_assets(workspace)?;
    build(workspace, &node)
}

/// Builds with a Node that has been found. Files that come out the same are left alone, so
/// that `web` is compiled again only when its pages would look different.
pub(crate) fn build(workspace: &Workspace, node: &Node) -> Result<()> {
    setup::node_packages(workspace, node)?;
    let mut command = node.command(&workspace.join("web"));
    command.arg("assets/build.mjs").env_remove("LANTERN_POCKET");
    if let Some(program) = pocket::build(workspace)? {
        command.env("LANTERN_POCKET", program);
    }
    process::run(&mut command)
}
