//! Closed lists of words: an enum whose variants each carry the words shown to a reader.

/// Declares a closed list. The label is the variant's documentation, its words on the page, and
/// (in snake case) its name on the wire, so the three cannot drift apart.
///
/// The crate that uses it needs `serde` and `schemars`.
#[macro_export]
macro_rules! labels {
    ($(#[$doc:meta])* pub enum $name:ident { $($variant:ident => $label:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $(#[doc = $label] $variant,)+
        }

        impl $name {
            /// Every value, in the order offered on a form.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The words shown to a reader.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }
        }
    };
}

pub(crate) use labels as labelled;
