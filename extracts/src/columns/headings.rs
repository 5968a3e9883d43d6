//! The names that columns are known by.

use linkage::table::Kind;

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Id,
    Forename,
    Surname,
    Born,
    Postcode,
    Sex,
    Further(Kind),
    Ignored,
}

/// The names that columns are known by, without capitals, spaces and underscores.
const KNOWN: &[(&str, Holds)] = &[
    ("id", Holds::Id),
    ("recid", Holds::Id),
    ("recordid", Holds::Id),
    ("uniqueid", Holds::Id),
    ("forename", Holds::Forename),
    ("forenames", Holds::Forename),
    ("firstname", Holds::Forename),
    ("givenname", Holds::Forename),
    ("surname", Holds::Surname),
    ("lastname", Holds::Surname),
    ("familyname", Holds::Surname),
    ("born", Holds::Born),
    ("dob", Holds::Born),
    ("dateofbirth", Holds::Born),
    ("birthdate", Holds::Born),
    ("postcode", Holds::Postcode),
    ("postcodefake", Holds::Postcode),
    ("sex", Holds::Sex),
    ("gender", Holds::Sex),
    ("phone", Holds::Further(Kind::Phone)),
    ("telephone", Holds::Further(Kind::Phone)),
    ("mobile", Holds::Further(Kind::Phone)),
    ("nhsnumber", Holds::Further(Kind::NhsNumber)),
    ("pncid", Holds::Further(Kind::Identifier)),
    ("custodynumber", Holds::Further(Kind::Identifier)),
    ("socsecid", Holds::Further(Kind::Identifier)),
    ("birthplace", Holds::Further(Kind::Words)),
    ("placeofbirth", Holds::Further(Kind::Words)),
    ("occupation", Holds::Further(Kind::Words)),
    ("address", Holds::Further(Kind::Words)),
    ("address1", Holds::Further(Kind::Words)),
    ("streetnumber", Holds::Further(Kind::Identifier)),
    ("suburb", Holds::Further(Kind::Words)),
    ("town", Holds::Further(Kind::Words)),
    ("city", Holds::Further(Kind::Words)),
    ("email", Holds::Further(Kind::Email)),
    ("emailaddress", Holds::Further(Kind::Email)),
];

fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

pub(super) fn field(name: &str) -> Option<Holds> {
    match plain(name).as_str() {
        "ignore" => Some(Holds::Ignored),
        "words" => Some(Holds::Further(Kind::Words)),
        "identifier" => Some(Holds::Further(Kind::Identifier)),
        plain => KNOWN
            .iter()
            .find(|(known, _)| *known == plain)
            .map(|(_, holds)| *holds),
    }
}
