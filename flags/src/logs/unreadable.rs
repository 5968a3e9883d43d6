//! Why a row cannot be taken apart.

/// Why a row cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// A row of CSV that ends before the column of the text.
    TooFew,
    /// A row of CSV with a value beyond the last column, be it an empty one: the text may have been
    /// parted, and a part of it stand in another column.
    TooMany,
    /// A line that is no JSON.
    NoJson,
    /// A line of JSON that is no object.
    NoObject,
    /// An object without the field of the text.
    NoField,
    /// A field of the text that holds something else than text.
    NotText,
    /// An object with two fields of a name that is asked for.
    Twice,
}

impl Unreadable {
    /// The reason, as it follows the line.
    pub const fn says(self) -> &'static str {
        match self {
            Self::TooFew => "the row ends before the column of the text",
            Self::TooMany => {
                "the row has more values than the header has columns; a text with a comma in it \
                 must stand in quotation marks, and where every row ends in a comma the header must"
            }
            Self::NoJson => "the line is no JSON",
            Self::NoObject => "the line is JSON and no object with fields",
            Self::NoField => "the row lacks the field of the text",
            Self::NotText => "the field of the text holds something else than text",
            Self::Twice => "the row has two fields of one name, and it is one that is read",
        }
    }
}
