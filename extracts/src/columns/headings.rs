//! The names that columns are known by.

use linkage::table::Kind;

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Id,
    Forename,
    Surname,
    /// Both in one.
    Name,
    Born,
    Postcode,
    Sex,
    Further(Kind),
    Ignored,
}

/// The names that columns are known by, plain.
const KNOWN: &[(&[&str], Holds)] = &[
    (&["id", "recid", "recordid", "uniqueid"], Holds::Id),
    (
        &[
            "forename",
            "forenames",
            "forename1",
            "firstname",
            "firstnames",
            "givenname",
            "givennames",
        ],
        Holds::Forename,
    ),
    (&["surname", "lastname", "familyname"], Holds::Surname),
    (
        &["name", "fullname", "personname", "subjectname"],
        Holds::Name,
    ),
    (&["born", "dob", "dateofbirth", "birthdate"], Holds::Born),
    (
        &[
            "postcode",
            "postcode1",
            "postcodefake",
            "postalcode",
            "homepostcode",
        ],
        Holds::Postcode,
    ),
    (&["sex", "gender", "sexgender"], Holds::Sex),
    (
        &[
            "phone",
            "phoneno",
            "phonenumber",
            "telephone",
            "telephoneno",
            "telephonenumber",
            "tel",
            "telno",
            "mobile",
            "mobileno",
            "mobilenumber",
        ],
        Holds::Further(Kind::Phone),
    ),
    (&["nhsnumber", "nhsno"], Holds::Further(Kind::NhsNumber)),
    (&["pncid", "pnc"], Holds::Further(Kind::Identifier)),
    (
        &["cro", "crono", "cronumber"],
        Holds::Further(Kind::Identifier),
    ),
    (
        &[
            "custodynumber",
            "custodyref",
            "custodyreference",
            "custodyrecord",
            "custodyrecordnumber",
        ],
        Holds::Further(Kind::Identifier),
    ),
    (&["socsecid"], Holds::Further(Kind::Identifier)),
    (&["streetnumber"], Holds::Further(Kind::Identifier)),
    (&["birthplace", "placeofbirth"], Holds::Further(Kind::Words)),
    (&["occupation"], Holds::Further(Kind::Words)),
    (&["address", "address1"], Holds::Further(Kind::Words)),
    (&["suburb"], Holds::Further(Kind::Words)),
    (&["town"], Holds::Further(Kind::Words)),
    (&["city"], Holds::Further(Kind::Words)),
    (&["email", "emailaddress"], Holds::Further(Kind::Email)),
];

/// A name in lower case, of its letters and digits alone, without what stands in parentheses.
fn plain(name: &str) -> String {
    let mut depth = 0_u32;
    let outside = name.chars().filter(|letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    });
    outside
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

fn known(plain: &str) -> Option<&'static (&'static [&'static str], Holds)> {
    KNOWN.iter().find(|(names, _)| names.contains(&plain))
}

/// Whether a column of such a name is known by it.
pub(super) fn is_known(name: &str) -> bool {
    known(&plain(name)).is_some()
}

/// Whether a text may be the name of a column, and is not rather somebody's value: a few words
/// with no number among them.
pub(super) fn is_like_a_heading(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.chars().count() <= 32
        && text.split_whitespace().count() <= 3
        && text.contains(char::is_alphabetic)
        && digits < 4
        && !text.contains(['@', '\n'])
}

/// A name by which the same column of two files is known: of several usual names of one thing, the
/// first.
pub(super) fn common(name: &str) -> String {
    let plain = plain(name);
    let first = known(&plain).and_then(|(names, _)| names.first());
    first.map_or(plain, |first| (*first).to_owned())
}

/// What a column of such a name holds, or one of which such a word was told.
pub(super) fn field(name: &str) -> Option<Holds> {
    match plain(name).as_str() {
        "ignore" => Some(Holds::Ignored),
        "words" => Some(Holds::Further(Kind::Words)),
        "identifier" => Some(Holds::Further(Kind::Identifier)),
        plain => known(plain).map(|(_, holds)| *holds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_however_their_names_are_written() {
        for (names, holds) in [
            (
                "Forename1|First Name(s)|first names|Given Name(s)|FORENAMES",
                Holds::Forename,
            ),
            ("Family Name|last_name|Surname (birth)", Holds::Surname),
            (
                "Date of Birth|dateofbirth|DOB|D.O.B.|Birth Date|birthdate|DOB (dd/mm/yyyy)",
                Holds::Born,
            ),
            (
                "Post Code|postal code|Home Postcode|postcode1",
                Holds::Postcode,
            ),
            ("Sex/Gender|Gender|sex", Holds::Sex),
            ("Name|Full Name|Person Name|subject_name", Holds::Name),
            ("NHS No|NHS No.|nhs number", Holds::Further(Kind::NhsNumber)),
            (
                "Tel|Tel No|Telephone (number)|Telephone number|Phone (number)|Phone Number|\
                 Mobile (no)|Mobile No|mobile number",
                Holds::Further(Kind::Phone),
            ),
            (
                "Email (address)|Email address|E-mail",
                Holds::Further(Kind::Email),
            ),
            (
                "PNCID|PNC ID|PNC|CRO|CRO Number|Custody Ref|custody record|Custody Number",
                Holds::Further(Kind::Identifier),
            ),
        ] {
            for name in names.split('|') {
                assert_eq!(field(name), Some(holds), "{name}");
            }
        }
        for none in ["Nickname", "Named officer", "Force", "", "(name)"] {
            assert_eq!(field(none), None, "{none}");
        }
        assert_eq!(common("PNC"), common("pnc_id"));
        assert_ne!(common("PNC"), common("CRO"));
    }
}
