//! Words that weigh nothing, whoever is spoken of.

/// Words for who somebody is, and words that carry nothing.
const NEUTRAL: &str = include_str!("../../data/neutral.txt");

/// Numbers that mean something by themselves.
const NUMBERS: &[&str] = &["135", "136", "999", "111"];

/// Whether a folded word weighs nothing: who somebody is, an article, a number.
pub(crate) fn is_neutral(word: &str) -> bool {
    let listed = NEUTRAL
        .lines()
        .filter(|line| !line.starts_with('#'))
        .any(|line| line.split_whitespace().any(|neutral| neutral == word));
    listed || (word.starts_with(|first: char| first.is_ascii_digit()) && !NUMBERS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_somebody_is_weighs_nothing() {
        for word in ["he", "her", "somali", "46", "27yo", "0641", "hope"] {
            assert!(is_neutral(word), "{word}");
        }
        for word in ["136", "voices", "crying", "roof"] {
            assert!(!is_neutral(word), "{word}");
        }
    }
}
