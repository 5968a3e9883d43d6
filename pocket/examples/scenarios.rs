//! Every row of the project's scenario tables as a question for the pocket, with the answer of
//! this program: one line of JSON a row. The browser asks the WebAssembly the same and compares.
//!
//! ```text
//! cargo run -p pocket --example scenarios -- law/scenarios > rows.jsonl
//! ```

use std::error::Error;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("name the folder of the scenario tables")?;
    let tables = scenario::read_folder(Path::new(&folder))
        .map_err(|failures| scenario::report(&failures))?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for row in tables.iter().flat_map(|table| &table.rows) {
        let read = scenario::read(row).map_err(|failure| scenario::report(&[failure]))?;
        let position = law::position(&read.facts, read.at, &read.profile);
        let line = json!({
            "row": row.name(),
            "question": {
                "ask": "position",
                "facts": read.facts,
                "at": read.at,
                "profile": read.profile,
            },
            // As text, so that the comparison is of every byte.
            "answer": serde_json::to_string(&position)?,
        });
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}
