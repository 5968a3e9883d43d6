//! Names, postcodes, identifiers and dates as a linker compares them.
//!
//! Normalising loses as little as possible: capitals, no accents, no punctuation. What two
//! spellings of one name have in common is left to the comparisons, which say how alike they are;
//! nothing is mapped to a canonical form, because an alias is not an equal.

/// Why a value is not used. Each kind of absence is counted apart and is never a disagreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unused {
    /// Nothing was there.
    Empty,
    /// A word that means "not known", such as UNKNOWN, or a default, such as 1900-01-01.
    StandIn,
    /// It cannot be what the field holds: a 31 February, an NHS number whose check digit fails.
    Impossible,
}

/// Words that say of a value of any kind that it is not known.
const NOT_KNOWN: &[&str] = &[
    "DECLINED",
    "NA",
    "NK",
    "NFA",
    "NONE",
    "NOTKNOWN",
    "NOTGIVEN",
    "NOTSTATED",
    "NULL",
    "REFUSED",
    "TBC",
    "UNK",
    "UNKNOWN",
];

/// Words that stand for a missing name, beside those.
const STAND_IN_NAMES: &[&str] = &[
    "ANON",
    "ANONYMOUS",
    "BABY",
    "DOE",
    "JOHNDOE",
    "JANEDOE",
    "UNIDENTIFIED",
    "UNNAMED",
    "X",
    "XX",
    "XXX",
];

/// Words that stand for a missing address, beside those.
const NO_ADDRESS: &[&str] = &["", "NO", "NOEMAIL", "NOREPLY", "TEST"];

/// The length of the longest of them.
const LONGEST_STAND_IN: usize = 12;

/// A name in capitals: letters and single spaces. A hyphen, a full stop or a slash separates; an
/// apostrophe does not (O'NEILL is ONEILL). Accents and the letters of other Latin alphabets are
/// folded.
pub fn name(raw: &str) -> Result<String, Unused> {
    let mut text = String::with_capacity(raw.len());
    name_into(raw, &mut text).map(|()| text)
}

/// The same, put into a text that is there.
pub(crate) fn name_into(raw: &str, text: &mut String) -> Result<(), Unused> {
    text.clear();
    if raw.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        // Nearly every name of a register.
        text.push_str(raw);
        text.make_ascii_uppercase();
        return used(text);
    }
    for letter in raw.trim().chars() {
        match letter {
            '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' => {}
            _ => match folded(letter) {
                "" if letter.is_alphabetic() => text.extend(letter.to_uppercase()),
                "" => separate(text),
                letters => text.push_str(letters),
            },
        }
    }
    text.truncate(text.trim_end().len());
    used(text)
}

/// Forms of address that are nobody's forename, or hardly anybody's: Earl, Major and Lord are given
/// to people, and Hon.
const TITLES: &[&str] = &[
    "CAPT",
    "CAPTAIN",
    "COUNTESS",
    "DAME",
    "DOCTOR",
    "DR",
    "LADY",
    "MISS",
    "MR",
    "MRS",
    "MS",
    "MX",
    "PROF",
    "PROFESSOR",
    "REV",
    "REVD",
    "REVEREND",
    "SIR",
    "VISCOUNT",
];

/// The length of the longest of them.
const LONGEST_TITLE: usize = 9;

/// Forenames in capitals, as [`name`] has them, without the title before them. One who is called
/// by a title alone has a forename that is not known.
pub fn forename(raw: &str) -> Result<String, Unused> {
    let mut text = String::with_capacity(raw.len());
    forename_into(raw, &mut text).map(|()| text)
}

/// The same, put into a text that is there.
pub(crate) fn forename_into(raw: &str, text: &mut String) -> Result<(), Unused> {
    name_into(raw, text)?;
    while let Some(after) = after_title(text) {
        text.drain(..after);
        used(text).map_err(|_| Unused::StandIn)?;
    }
    Ok(())
}

/// Where a name goes on after the title that it begins with; nothing where it begins with none.
fn after_title(name: &str) -> Option<usize> {
    let length = name.find(' ').unwrap_or(name.len());
    let is_title = length <= LONGEST_TITLE && TITLES.contains(&name.get(..length)?);
    is_title.then(|| name.len().min(length + 1))
}

/// Whether a name in capitals is one.
fn used(name: &str) -> Result<(), Unused> {
    if name.is_empty() {
        return Err(Unused::Empty);
    }
    let stands_in = if name.contains(' ') {
        let joined: String = name.split(' ').collect();
        is_stand_in(&joined)
    } else {
        is_stand_in(name)
    };
    if stands_in {
        return Err(Unused::StandIn);
    }
    Ok(())
}

fn is_stand_in(text: &str) -> bool {
    let is_one = || NOT_KNOWN.contains(&text) || STAND_IN_NAMES.contains(&text);
    text.len() <= LONGEST_STAND_IN && is_one()
}

/// Why a value without a digit is not used where digits are wanted: it says that nothing is known,
/// or it is some other word, which the field cannot hold.
pub(crate) fn without_digits(raw: &str) -> Unused {
    let mut text = String::new();
    plain_into(raw, &mut text);
    if NOT_KNOWN.contains(&text.as_str()) {
        Unused::StandIn
    } else if raw.contains(char::is_alphabetic) {
        Unused::Impossible
    } else {
        Unused::Empty
    }
}

fn separate(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// A letter in plain capitals; empty for what is not a letter of a Latin alphabet.
fn folded(letter: char) -> &'static str {
    const PLAIN: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let upper = letter.to_ascii_uppercase();
    if upper.is_ascii_uppercase() {
        let place = (upper as usize) - ('A' as usize);
        return PLAIN.get(place..=place).unwrap_or_default();
    }
    match letter {
        'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' | 'Ă' | 'ă' | 'Ą' | 'ą' => "A",
        'Æ' | 'æ' => "AE",
        'Ç' | 'ç' | 'Ć' | 'ć' | 'Č' | 'č' => "C",
        'Ď' | 'ď' | 'Đ' | 'đ' | 'Ð' | 'ð' => "D",
        'È'..='Ë' | 'è'..='ë' | 'Ē' | 'ē' | 'Ė' | 'ė' | 'Ę' | 'ę' | 'Ě' | 'ě' => "E",
        'Ğ' | 'ğ' | 'Ģ' | 'ģ' => "G",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ī' | 'ī' | 'Į' | 'į' | 'İ' | 'ı' => "I",
        'Ķ' | 'ķ' => "K",
        'Ł' | 'ł' | 'Ļ' | 'ļ' | 'Ľ' | 'ľ' => "L",
        'Ñ' | 'ñ' | 'Ń' | 'ń' | 'Ņ' | 'ņ' | 'Ň' | 'ň' => "N",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō' | 'ō' | 'Ő' | 'ő' => "O",
        'Œ' | 'œ' => "OE",
        'Ř' | 'ř' => "R",
        'Ś' | 'ś' | 'Ş' | 'ş' | 'Š' | 'š' | 'Ș' | 'ș' => "S",
        'ß' => "SS",
        'Ť' | 'ť' | 'Ţ' | 'ţ' | 'Ț' | 'ț' => "T",
        'Þ' | 'þ' => "TH",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ū' | 'ū' | 'Ů' | 'ů' | 'Ű' | 'ű' | 'Ų' | 'ų' => "U",
        'Ý' | 'ý' | 'ÿ' | 'Ÿ' => "Y",
        'Ź' | 'ź' | 'Ż' | 'ż' | 'Ž' | 'ž' => "Z",
        _ => "",
    }
}

/// A postcode as `AB1 2CD`, or its outward half alone. `ZZ99` (no fixed abode and other
/// stand-ins of the health service) is not an address.
pub fn postcode(raw: &str) -> Result<String, Unused> {
    let mut text = String::new();
    postcode_into(raw, &mut text).map(|()| text)
}

/// The same, put into a text that is there.
pub(crate) fn postcode_into(raw: &str, compact: &mut String) -> Result<(), Unused> {
    plain_into(raw, compact);
    if compact.is_empty() {
        return Err(Unused::Empty);
    }
    if compact.starts_with("ZZ99") || is_stand_in(compact) {
        return Err(Unused::StandIn);
    }
    if compact.len() < 2 || compact.len() > 7 {
        return Err(Unused::Impossible);
    }
    let (_, inward) = compact.split_at(compact.len().saturating_sub(3));
    let whole = compact.len() >= 5
        && inward.starts_with(|letter: char| letter.is_ascii_digit())
        && inward
            .chars()
            .skip(1)
            .all(|letter| letter.is_ascii_alphabetic());
    if whole {
        compact.insert(compact.len() - 3, ' ');
    }
    Ok(())
}

/// Letters and digits in capitals, and nothing else.
fn plain_into(raw: &str, text: &mut String) {
    text.clear();
    let plain = raw.bytes().filter(u8::is_ascii_alphanumeric);
    text.extend(plain.map(|letter| char::from(letter.to_ascii_uppercase())));
}

/// The outward half of a postcode as [`postcode`] writes it.
pub fn outward(postcode: &str) -> &str {
    postcode.split(' ').next().unwrap_or(postcode)
}

/// The area of a postcode: the letters it begins with.
pub fn area(postcode: &str) -> &str {
    let end = postcode
        .find(|letter: char| !letter.is_ascii_alphabetic())
        .unwrap_or(postcode.len());
    postcode.get(..end).unwrap_or(postcode)
}

/// An NHS number of ten digits whose check digit holds (the last digit is eleven less the
/// remainder by eleven of the first nine weighted ten down to two; ten is not used).
pub fn nhs_number(raw: &str) -> Result<String, Unused> {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Err(without_digits(raw));
    }
    let first = digits.chars().next();
    let is_one_digit = digits.chars().all(|digit| Some(digit) == first);
    if is_one_digit && (digits.len() == 10 || first == Some('0')) {
        return Err(Unused::StandIn);
    }
    if digits.len() != 10 {
        return Err(Unused::Impossible);
    }
    let values: Vec<u32> = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .collect();
    let sum: u32 = values
        .iter()
        .take(9)
        .zip((2..=10).rev())
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = match 11 - sum % 11 {
        11 => 0,
        other => other,
    };
    if values.last() == Some(&check) {
        Ok(digits)
    } else {
        Err(Unused::Impossible)
    }
}

/// A telephone number: its last ten digits, so that `+44 7700 900123` and `07700 900123` agree.
pub fn phone(raw: &str) -> Result<String, Unused> {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Err(without_digits(raw));
    }
    let last = digits
        .get(digits.len().saturating_sub(10)..)
        .unwrap_or(&digits);
    let first = last.chars().next();
    if last.chars().all(|digit| Some(digit) == first) {
        return Err(Unused::StandIn);
    }
    if digits.len() < 9 {
        return Err(Unused::Impossible);
    }
    Ok(last.to_owned())
}

/// Another identifier: letters and digits in capitals, and nothing else of it. Zeros alone stand for
/// not known.
pub fn identifier(raw: &str) -> Result<String, Unused> {
    let mut text = String::new();
    identifier_into(raw, &mut text).map(|()| text)
}

/// The same, put into a text that is there.
pub(crate) fn identifier_into(raw: &str, text: &mut String) -> Result<(), Unused> {
    plain_into(raw, text);
    if text.is_empty() {
        Err(Unused::Empty)
    } else if is_stand_in(text) || text.bytes().all(|letter| letter == b'0') {
        Err(Unused::StandIn)
    } else {
        Ok(())
    }
}

/// What is written for a sex that is not known or not specified, beside words that say so of any
/// value.
const NO_SEX: &[&str] = &[
    "9",
    "I",
    "INDETERMINATE",
    "NOTSPECIFIED",
    "U",
    "UNSPECIFIED",
];

/// A sex as recorded, put into a text that is there: as [`identifier`] has it.
pub(crate) fn sex_into(raw: &str, text: &mut String) -> Result<(), Unused> {
    identifier_into(raw, text)?;
    if NO_SEX.contains(&text.as_str()) {
        return Err(Unused::StandIn);
    }
    Ok(())
}

/// An address for electronic mail: capitals, without blanks. One that lacks its `@` is kept: it is
/// somebody's own all the same.
pub fn email(raw: &str) -> Result<String, Unused> {
    let text: String = raw
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let (own, place) = text.split_once('@').unwrap_or((&text, ""));
    if !text.chars().any(char::is_alphanumeric) {
        Err(Unused::Empty)
    } else if is_stand_in_address(own, place) {
        Err(Unused::StandIn)
    } else {
        Ok(text)
    }
}

/// Whether an address is one that is written where there is none.
fn is_stand_in_address(own: &str, place: &str) -> bool {
    let plain: String = own.chars().filter(char::is_ascii_alphanumeric).collect();
    let site = place.split('.').next().unwrap_or_default();
    let is_one = |text: &str| is_stand_in(text) || NO_ADDRESS.contains(&text);
    is_one(&plain) && (site.is_empty() || is_one(site) || site == "EMAIL" || site == "EXAMPLE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_no_forename_and_one_goes_on_after_it() {
        for (raw, wanted) in [
            ("Dr Amina", Ok("AMINA")),
            ("Rev. Dr. John Paul", Ok("JOHN PAUL")),
            ("miss-ann", Ok("ANN")),
            ("Mrs", Err(Unused::StandIn)),
            ("Mr Unknown", Err(Unused::StandIn)),
            ("Sir ", Err(Unused::StandIn)),
            ("", Err(Unused::Empty)),
            // Given to people, or the beginning of what is.
            ("Earl", Ok("EARL")),
            ("Misskaela", Ok("MISSKAELA")),
            ("Drew", Ok("DREW")),
            ("D. R.", Ok("D R")),
        ] {
            let wanted = wanted.map(str::to_owned);
            assert_eq!(forename(raw), wanted, "{raw}");
        }
        let longest = TITLES.iter().map(|title| title.len()).max();
        assert_eq!(longest, Some(LONGEST_TITLE));
        assert_eq!(name("Dr"), Ok("DR".to_owned()), "a surname is what it is");
    }

    #[test]
    fn names_are_capitals_without_marks() {
        for (raw, wanted) in [
            (" o'Neill ", Ok("ONEILL")),
            ("Smith-Jones", Ok("SMITH JONES")),
            ("JOS\u{c9}", Ok("JOSE")),
            ("Łukasz", Ok("LUKASZ")),
            ("d’Arcy", Ok("DARCY")),
            ("Mc  Carthy.", Ok("MC CARTHY")),
            ("", Err(Unused::Empty)),
            (" - ", Err(Unused::Empty)),
            ("Not Known", Err(Unused::StandIn)),
            ("N/K", Err(Unused::StandIn)),
        ] {
            assert_eq!(name(raw), wanted.map(str::to_owned), "{raw}");
        }
    }

    #[test]
    fn no_stand_in_is_longer_than_the_longest() {
        let all = STAND_IN_NAMES.iter().chain(NOT_KNOWN);
        let longest = all.map(|name| name.len()).max();
        assert_eq!(longest, Some(LONGEST_STAND_IN));
    }

    #[test]
    fn a_word_where_a_number_is_wanted_says_that_none_is_known_or_is_impossible() {
        for read in [phone, nhs_number] {
            for word in ["unknown", "UNK", "n/k", "tbc", " Not known", "none", "nk"] {
                assert_eq!(read(word), Err(Unused::StandIn), "{word}");
            }
            for word in ["adult", "Smith", "abc", "x", "baby", "Łukasz"] {
                assert_eq!(read(word), Err(Unused::Impossible), "{word}");
            }
            for nothing in ["", " ", "-", "?"] {
                assert_eq!(read(nothing), Err(Unused::Empty), "{nothing}");
            }
        }
    }

    #[test]
    fn postcodes_are_written_one_way() {
        for (raw, wanted) in [
            ("fy144uj", Ok("FY14 4UJ")),
            ("M1 1AE", Ok("M1 1AE")),
            ("CT1", Ok("CT1")),
            ("ZZ99 3VZ", Err(Unused::StandIn)),
            ("", Err(Unused::Empty)),
            ("12345678", Err(Unused::Impossible)),
        ] {
            assert_eq!(postcode(raw), wanted.map(str::to_owned), "{raw}");
        }
        assert_eq!(outward("FY14 4UJ"), "FY14");
        assert_eq!(area("FY14 4UJ"), "FY");
        assert_eq!(area("CT1"), "CT");
    }

    #[test]
    fn an_nhs_number_is_held_to_its_check_digit() {
        assert_eq!(nhs_number("943 476 5919"), Ok("9434765919".to_owned()));
        assert_eq!(nhs_number("943 476 5918"), Err(Unused::Impossible));
        assert_eq!(nhs_number("0000000000"), Err(Unused::StandIn));
        assert_eq!(nhs_number("12345"), Err(Unused::Impossible));
        assert_eq!(nhs_number(""), Err(Unused::Empty));
    }

    #[test]
    fn an_identifier_of_zeros_is_none() {
        for zeros in ["0", "00/0000000", "0000-00", "000 000 0000"] {
            assert_eq!(identifier(zeros), Err(Unused::StandIn), "{zeros}");
        }
        assert_eq!(nhs_number("000"), Err(Unused::StandIn));
        assert_eq!(identifier("00/0001"), Ok("000001".to_owned()));
        assert_eq!(identifier("0A"), Ok("0A".to_owned()));
    }

    #[test]
    fn a_sex_that_is_not_known_or_not_specified_is_none() {
        let mut text = String::new();
        for none in [
            "U",
            "i",
            "9",
            "0",
            "X",
            "N/K",
            "not specified",
            "Not known",
            "unknown",
            "Indeterminate",
        ] {
            let read = sex_into(none, &mut text);
            assert_eq!(read, Err(Unused::StandIn), "{none}");
        }
        for (raw, wanted) in [("m", "M"), (" Female", "FEMALE"), ("1", "1"), ("2", "2")] {
            assert_eq!(sex_into(raw, &mut text), Ok(()), "{raw}");
            assert_eq!(text, wanted);
        }
    }

    #[test]
    fn an_address_that_says_there_is_none_is_none() {
        for (raw, wanted) in [
            (" Ada.Byron7@Mail.example ", Ok("ADA.BYRON7@MAIL.EXAMPLE")),
            ("ada.mail.example", Ok("ADA.MAIL.EXAMPLE")),
            ("none@email.com", Err(Unused::StandIn)),
            ("no@none.com", Err(Unused::StandIn)),
            ("N/K", Err(Unused::StandIn)),
            ("no-reply", Err(Unused::StandIn)),
            ("no@lan.example", Ok("NO@LAN.EXAMPLE")),
            ("0049123@x.test", Ok("0049123@X.TEST")),
            ("", Err(Unused::Empty)),
            (" @ ", Err(Unused::Empty)),
        ] {
            assert_eq!(email(raw), wanted.map(str::to_owned), "{raw}");
        }
    }

    #[test]
    fn telephone_numbers_agree_however_they_are_dialled() {
        assert_eq!(phone("+44 7700 900123"), phone("07700 900123"));
        assert_eq!(phone("123"), Err(Unused::Impossible));
        assert_eq!(phone("999"), Err(Unused::StandIn));
        assert_eq!(phone("000 0000"), Err(Unused::StandIn));
        assert_eq!(phone("0000000000"), Err(Unused::StandIn));
    }
}
