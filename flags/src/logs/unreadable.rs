//! Why a row cannot be taken apart.

/// Why a row cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// A row of CSV that ends before the column of the text.
    TooFew,
    /// A row of CSV with a value beyond the last column.
    TooMany,
    /// A line that is no JSON.
    NoJson,
    /// A line of JSON that is no object.
    NoObject,
    /// An object without the field of the text.
    NoField,
    /// A field of the text that holds something else than text.
    NotText,
}

impl Unreadable {
    /// The reason, as it follows the line.
    pub const fn says(self) -> &'static str {
        match self {
            Self::TooFew => "the row ends before the column of the text",
            Self::TooMany => {
                "the row has more values than the header has columns; a text with a comma in it \
                 must stand in quotation marks"
            }
            Self::NoJson => "the line is no JSON",
            Self::NoObject => "the line is JSON and no object with fields",
            Self::NoField => "the row lacks the field of the text",
            Self::NotText => "the field of the text holds something else than text",
        }
    }
}
