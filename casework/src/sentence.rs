//! Words put together into sentences.

/// The text with its first letter as a capital: labels begin small, sentences do not.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
