//! A model that was kept, and what a run is asked for.

use linkage::model::Model;
use linkage::run::Settings;
use linkage::table::Kind;
use serde::{Deserialize, Serialize};

use crate::read::Records;
use crate::{Follows, How, Problem, Result};

/// A model as it is kept: with the columns it was learnt on, because it means nothing on others.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptModel {
    /// The further columns, by name and in order.
    pub further: Vec<String>,
    /// What was learnt.
    pub model: Model,
}

/// A file of fewer records than this teaches nothing: it is weighed with a model that is lent.
const TOO_FEW: usize = 500;

/// The model that is lent: learnt from the first 100,000 records of the generator of invented
/// people that the benchmarks use, of seed 136.
const LENT: &str = include_str!("model/lent.json");

/// How many records it was learnt from.
const LENT_FROM: usize = 100_000;

/// The model that is lent to a file of so many records with these further columns.
///
/// # Errors
///
/// Where what is shipped cannot be read, which would be a fault of this program.
pub fn lent(to: usize, further: &[Kind]) -> Result<Model> {
    let kept: KeptModel = serde_json::from_str(LENT).map_err(|error| {
        Problem::could_not(format!("the model that is lent cannot be read: {error}"))
    })?;
    Ok(kept.model.lent(LENT_FROM, to).with_further(further))
}

/// What a run over these records is asked for. Where they are too few to learn from and no model
/// is given, one is lent, and that is told.
///
/// # Errors
///
/// As those of [`settings`].
pub fn settings_for(how: &How, records: &Records, follows: &dyn Follows) -> Result<Settings> {
    let further = records.columns.called();
    let mut settings = settings(how, &further)?;
    let few = records.table.len() < TOO_FEW;
    if settings.model.is_none() && few {
        follows.note(&format!(
            "Fewer than {TOO_FEW} records teach nothing: a model learnt from invented people is \
             lent. `--model` takes one of your own."
        ));
        settings.model = Some(lent(records.table.len(), &records.columns.kinds())?);
    }
    Ok(settings)
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
