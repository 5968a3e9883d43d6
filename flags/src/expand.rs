//! One written term into the literals that are looked for.

/// Works out `{a|b}` and `{a|}`, in the order written.
///
/// # Errors
///
/// What is wrong with its braces.
pub(crate) fn braces(written: &str) -> Result<Vec<String>, &'static str> {
    let Some((before, rest)) = written.split_once('{') else {
        if written.contains('}') {
            return Err("closes a brace that is not open");
        }
        return Ok(vec![
            written.split_whitespace().collect::<Vec<_>>().join(" "),
        ]);
    };
    let Some((choices, after)) = rest.split_once('}') else {
        return Err("has a brace that is not closed");
    };
    if before.contains('}') {
        return Err("closes a brace that is not open");
    }
    if choices.contains('{') {
        return Err("has a brace within a brace");
    }
    let mut all = Vec::new();
    for choice in choices.split('|') {
        all.extend(braces(&format!("{before}{choice}{after}"))?);
    }
    Ok(all)
}

/// The shortest word that is also looked for with a typing slip.
const LONG_ENOUGH: usize = 7;

/// The term with one letter lost from, or two swapped in, one of its long words. A slip that
/// makes a real word is left out.
pub(crate) fn slips(term: &str, real_words: &str) -> Vec<String> {
    let words: Vec<&str> = term.split(' ').collect();
    if words.len() > 3 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word.len() < LONG_ENOUGH || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            continue;
        }
        for slip in slips_of(word) {
            if real_words.lines().any(|real| real == slip) {
                continue;
            }
            let mut slipped = words.clone();
            if let Some(place) = slipped.get_mut(at) {
                *place = &slip;
            }
            found.push(slipped.join(" "));
        }
    }
    found
}

/// The first letter is nearly always typed right and is kept.
fn slips_of(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut found = Vec::new();
    for lost in 1..letters.len() {
        found.push(
            letters
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != lost)
                .map(|(_, letter)| *letter)
                .collect(),
        );
    }
    for first in 1..letters.len().saturating_sub(1) {
        let mut swapped = letters.clone();
        swapped.swap(first, first + 1);
        found.push(swapped.into_iter().collect());
    }
    found.retain(|slip: &String| slip != word);
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_give_every_choice() {
        assert_eq!(
            braces("{take|end} {his|} life").unwrap(),
            ["take his life", "take life", "end his life", "end life"]
        );
    }

    #[test]
    fn braces_that_do_not_fit_are_told() {
        for written in ["{oak|elm ward", "oak} ward", "{oak|{big|old} elm} ward"] {
            assert!(braces(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_slip_that_is_a_word_is_left_out() {
        let slips = slips("hearing", "haring\n");
        assert!(slips.contains(&"heaing".to_owned()));
        assert!(!slips.contains(&"haring".to_owned()));
        assert!(
            !slips.contains(&"earing".to_owned()),
            "the first letter is kept"
        );
    }

    #[test]
    fn short_words_have_no_slips() {
        assert!(super::slips("crisis", "").is_empty());
    }
}
