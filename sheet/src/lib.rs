//! How a file of values, CSV or its like, is written: what stands between the values, and where a
//! quotation mark goes astray and takes rows with it. Used by whatever reads such files.

mod marks;

pub use marks::{Astray, Marks, OverLines};

/// What may stand between the values of a row.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What stands between the names of the columns, given how a file begins: a comma where there is
/// one, otherwise what there is most of among semicolons, tabs and bars; a comma where there is
/// none of them. Marks in quotation marks do not count, nor does what follows the first line.
///
/// ```
/// assert_eq!(sheet::separator(b"id;surname;born\n1,2;Shah;1970-05-01"), b';');
/// assert_eq!(sheet::separator(b"surname\nA;B"), b',');
/// ```
#[must_use]
pub fn separator(beginning: &[u8]) -> u8 {
    let is_end = |letter: &u8| matches!(letter, b'\r' | b'\n');
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut quoted = false;
    for letter in beginning.iter().skip_while(|letter| is_end(letter)) {
        match letter {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            letter if is_end(letter) => break,
            letter => {
                for (separator, count) in SEPARATORS.iter().zip(&mut counts) {
                    *count += usize::from(separator == letter);
                }
            }
        }
    }
    let [comma, others @ ..] = SEPARATORS;
    let [commas, counts @ ..] = counts;
    let most = others.into_iter().zip(counts).rev();
    match most.max_by_key(|(_, count)| *count) {
        Some((separator, 1..)) if commas == 0 => separator,
        _ => comma,
    }
}

#[cfg(test)]
mod tests {
    use super::separator;

    #[test]
    fn the_separator_is_seen_in_the_names() {
        for (beginning, is) in [
            ("id,name;x\n1;2;3", b','),
            ("id;surname;born\n1,2;3;4", b';'),
            ("id\tsurname|x\tborn\n", b'\t'),
            ("\n\nid|surname\r\n1;2", b'|'),
            ("\"a,b\";c\n", b';'),
            ("surname\nA;B\n", b','),
            ("", b','),
        ] {
            assert_eq!(separator(beginning.as_bytes()), is, "{beginning}");
        }
    }
}
