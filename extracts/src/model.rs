//! A model that was kept, and what a run is asked for.

use linkage::model::Model;
use linkage::run::Settings;
use serde::{Deserialize, Serialize};

use crate::{How, Problem, Result};

/// A model as it is kept: with the columns it was learnt on, because it means nothing on others.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptModel {
    /// The further columns, by name and in order.
    pub further: Vec<String>,
    /// What was learnt.
    pub model: Model,
}

/// What a run is asked for. `further` names the further columns there are.
pub fn settings(how: &How, further: &[String]) -> Result<Settings> {
    if !(how.threshold > 0.0 && how.threshold < 1.0) {
        return Err(Problem::given(
            "the threshold is a probability between 0 and 1",
        ));
    }
    let model = match &how.model {
        None => None,
        Some(path) => {
            let text = std::fs::read(path).map_err(|error| Problem::unreadable(path, &error))?;
            let kept: KeptModel = serde_json::from_slice(&text).map_err(|error| {
                Problem::given(format!("`{}` is not a model: {error}", path.display()))
            })?;
            if kept.further != further {
                return Err(Problem::given(format!(
                    "the model in `{}` was learnt on the further columns [{}]; the file has [{}]",
                    path.display(),
                    kept.further.join(", "),
                    further.join(", ")
                )));
            }
            Some(kept.model)
        }
    };
    Ok(Settings {
        threshold: how.threshold,
        threads: how.threads(),
        model,
        ..Settings::default()
    })
}
