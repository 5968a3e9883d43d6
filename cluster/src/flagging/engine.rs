//! The engine that texts are read with, made once in a process for as long as the same is asked.

use std::sync::{Arc, Mutex, PoisonError};

use flags::{Engine, Lexicon, LexiconError, Weights};

use super::{Reading, Texts};

/// The last one, and what it was made of.
static LAST: Mutex<Option<(Texts, Arc<Engine>)>> = Mutex::new(None);

/// The engine of a lexicon and weights.
pub(super) fn made(texts: &Texts) -> Result<Arc<Engine>, String> {
    // Whoever waits here would make the same again.
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, engine)) = last.as_ref()
        && (&of.overlay, &of.weights) == (&texts.overlay, &texts.weights)
    {
        return Ok(Arc::clone(engine));
    }
    let wrong = |error: LexiconError| error.to_string();
    let overlay = texts.overlay.as_ref();
    let overlay = overlay.map(|(name, text)| (name.as_str(), text.as_str()));
    let lexicon = Lexicon::with_overlay(overlay).map_err(wrong)?;
    let weights = match &texts.weights {
        None => Weights::shipped(),
        Some((name, text)) => Weights::read(name, text),
    };
    let engine = Arc::new(Engine::new(lexicon, weights.map_err(wrong)?).map_err(wrong)?);
    *last = Some((texts.clone(), Arc::clone(&engine)));
    Ok(engine)
}

/// The engine of a reading, which must be that of whoever asks.
pub(super) fn agreed(reading: &Reading) -> Result<Arc<Engine>, String> {
    let engine = made(&reading.texts)?;
    if engine.hash() == reading.engine {
        return Ok(engine);
    }
    Err(format!(
        "its engine is {} and `flag` was started with {}: evidence of two engines does not belong \
         into one file; start every executor from the same `lantern-cluster` as `flag`",
        engine.short_hash(),
        reading.engine.get(..12).unwrap_or(&reading.engine)
    ))
}
