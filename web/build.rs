//! Embeds the built stylesheet and scripts, so that the program is one file.
//!
//! `cargo xtask assets` builds them into `assets/dist`. Without them the program still builds
//! and its pages still work, unstyled, and the build says so.
//!
//! What is written is `$OUT_DIR/assets.rs`: a struct `Asset` and a static slice `ASSETS` of what
//! is in the folder, sorted by path.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

const STRUCT: &str = "\
/// A file that pages ask for, embedded when the program was built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asset {
    /// The name in the address, without a folder: `lantern.css`.
    pub(crate) path: &'static str,
    /// The media type to serve it as.
    pub(crate) content_type: &'static str,
    /// What it holds.
    pub(crate) bytes: &'static [u8],
    /// The same, compressed by Brotli, where that was worth doing when it was built.
    pub(crate) brotli: Option<&'static [u8]>,
    /// Sixteen hexadecimal digits that change when the file does: for addresses and `ETag`.
    /// Not a cryptographic hash.
    pub(crate) hash: &'static str,
}

/// Every file of `assets/dist`, sorted by path. Empty if `cargo xtask assets` was not run.
pub(crate) static ASSETS: &[Asset] = &[
";

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let dist = manifest.join("assets/dist");
    println!("cargo:rerun-if-changed=build.rs");

    let mut table = String::from(STRUCT);
    if dist.is_dir() {
        println!("cargo:rerun-if-changed=assets/dist");
        for file in files(&dist)? {
            describe(&file, &mut table)?;
        }
    } else {
        // What is named and not there makes this run at every build, until it is: a folder that
        // comes back with its old times would not be noticed by looking at times.
        println!("cargo:rerun-if-changed=assets/dist");
        println!(
            "cargo:warning=web/assets/dist is missing, so pages will be unstyled; \
             run `cargo xtask assets` and build again"
        );
    }
    table.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("assets.rs"), table)?;
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // A compressed copy belongs to the file it is a copy of.
        if path.is_file() && path.extension().is_none_or(|end| end != "br") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn describe(file: &Path, table: &mut String) -> Result<(), Box<dyn Error>> {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or("a name that is not UTF-8")?;
    let content_type = match file.extension().and_then(|end| end.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        _ => return Err(format!("web/build.rs knows no media type for `{name}`; add it").into()),
    };
    let path = file.to_str().ok_or("a folder that is not UTF-8")?;
    let hash = fnv1a(&fs::read(file)?);
    let compressed = format!("{path}.br");
    let brotli = if Path::new(&compressed).is_file() {
        format!("Some(include_bytes!({compressed:?}))")
    } else {
        "None".to_owned()
    };
    writeln!(
        table,
        "    Asset {{\n        path: {name:?},\n        content_type: {content_type:?},\n        \
         bytes: include_bytes!({path:?}),\n        brotli: {brotli},\n        \
         hash: \"{hash:016x}\",\n    }},"
    )?;
    Ok(())
}

/// FNV-1a over 64 bits: enough to tell a changed file, and nothing to depend on. The scripts are
/// built with the same hash in the addresses of what they import (`assets/build.mjs`).
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
