//! Words of one family: `wander`, `wanders`, `wandered`, `wandering`. What one of them says, the
//! others nearly say, and few of them stand in many phrases.

/// Endings, each with what stands in its place; the first that fits is taken off.
const ENDINGS: &[(&str, &str)] = &[
    ("ying", "y"),
    ("ies", "y"),
    ("ied", "y"),
    ("ing", ""),
    ("ed", ""),
    ("es", ""),
    ("s", ""),
    ("ly", ""),
    ("e", ""),
];

/// The fewest letters of a word that has a family, and of what is left without its ending.
const WORD: usize = 5;
const LEFT: usize = 3;

/// What the words of a family have in common. Two that differ in meaning may share it (`hoping`
/// and `hopping` do not; `universe` and `university` do not either; `number` and `numbers` do):
/// each word keeps a weight of its own beside it.
pub(super) fn of(word: &str) -> String {
    let ending = ENDINGS.iter().find(|(ending, instead)| {
        let left = (word.len() + instead.len()).saturating_sub(ending.len());
        word.len() >= WORD && left >= LEFT && word.ends_with(ending)
    });
    let Some((ending, instead)) = ending else {
        return word.to_owned();
    };
    let mut left = word.strip_suffix(ending).unwrap_or(word).to_owned();
    left.push_str(instead);
    // `stopped` is of `stop`, and `pulled` of `pull`.
    let mut last = left.chars().rev();
    if let (Some(one), Some(other)) = (last.next(), last.next())
        && one == other
        && left.len() > LEFT
        && !matches!(one, 'l' | 's')
    {
        left.pop();
    }
    if left.len() > LEFT && left.ends_with('e') {
        left.pop();
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_of_one_family() {
        for (family, words) in [
            ("wander", ["wander", "wanders", "wandered", "wandering"]),
            ("stop", ["stop", "stops", "stopped", "stopping"]),
            ("cry", ["cry", "cries", "cried", "crying"]),
            ("argu", ["argue", "argues", "argued", "arguing"]),
            ("pull", ["pull", "pulls", "pulled", "pulling"]),
        ] {
            for word in words {
                assert_eq!(of(word), family, "{word}");
            }
        }
    }

    #[test]
    fn short_words_and_others_stand_alone() {
        for word in ["red", "bus", "ing", "bed", "roof", "voic"] {
            assert_eq!(of(word), word);
        }
    }
}
