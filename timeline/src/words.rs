//! How faults speak: near misses, lists of words, and `serde`'s reasons without its places.

/// The word of a list that was probably meant.
pub(crate) fn meant<'w>(given: &str, words: impl IntoIterator<Item = &'w str>) -> Option<String> {
    let given = plain(given);
    words
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&given, &plain(word)), word))
        .filter(|(distance, word)| *distance <= allowed(word))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word.to_owned())
}

/// How many letters may be wrong before a word is another word.
fn allowed(word: &str) -> usize {
    match word.chars().count() {
        0..=2 => 1,
        3..=8 => 2,
        _ => 3,
    }
}

fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace([' ', '-'], "_")
}

/// `one of `a`, `b` and `c``.
pub(crate) fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => format!("`{only}`"),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(|word| format!("`{word}`")).collect();
            format!("one of {} and `{last}`", most.join(", "))
        }
    }
}

/// A text as it may be shown: a word or a time as it stands, and of anything longer or freer only
/// its length, because it may say something of a person.
pub(crate) fn shown(text: &str) -> String {
    let word = text.chars().count() <= 48
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-:.+".contains(c));
    if word && !text.is_empty() {
        format!("`{text}`")
    } else {
        format!("a text of {} characters", text.chars().count())
    }
}

/// The reason `serde_json` gives, without the place it ends with.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let says = error.to_string();
    says.rsplit_once(" at line ")
        .map_or(says.as_str(), |(reason, _)| reason)
        .to_owned()
}
