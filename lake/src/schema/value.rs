//! What a cell may hold, and the Arrow array a column of it makes.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::civil::Date;

/// Words: mostly from closed lists, which are never copied.
pub type Text = Cow<'static, str>;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// An instant, in UTC, to the microsecond.
    Instant,
    /// A day of the calendar in Europe/London.
    Day,
    /// A whole number of up to 32 bits.
    Whole,
    /// A whole number of up to 64 bits.
    Long,
    /// Yes or no.
    Flag,
}

impl Kind {
    /// The type in Arrow and Parquet.
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Day => DataType::Date32,
            Self::Whole => DataType::Int32,
            Self::Long => DataType::Int64,
            Self::Flag => DataType::Boolean,
        }
    }

    /// What it is called on the page of columns.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Instant => "instant, UTC",
            Self::Day => "day in London",
            Self::Whole => "whole number",
            Self::Long => "whole number, 64 bits",
            Self::Flag => "yes or no",
        }
    }
}

/// A value that a column can hold.
pub trait Value: Sized {
    /// What the column holds.
    const KIND: Kind;
    /// Whether there may be none.
    const NULLABLE: bool = false;

    /// The column of these values.
    fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef
    where
        Self: 'a;
}

macro_rules! values {
    ($($ty:ty => $kind:ident, $array:ty, $cell:expr;)+) => {$(
        impl Value for $ty {
            const KIND: Kind = Kind::$kind;

            fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
                let cell = $cell;
                Arc::new(finished::<$array>(<$array>::from_iter(values.map(|value| Some(cell(value))))))
            }
        }

        impl Value for Option<$ty> {
            const KIND: Kind = Kind::$kind;
            const NULLABLE: bool = true;

            fn array<'a>(values: impl Iterator<Item = &'a Self>) -> ArrayRef {
                let cell = $cell;
                Arc::new(finished::<$array>(<$array>::from_iter(values.map(|value| value.as_ref().map(cell)))))
            }
        }
    )+};
}

values! {
    Text => Text, StringArray, { |value: &'a Text| -> &'a str { value.as_ref() } };
    Timestamp => Instant, TimestampMicrosecondArray, |value: &Timestamp| value.as_microsecond();
    Date => Day, Date32Array, |value: &Date| days(*value);
    i32 => Whole, Int32Array, |value: &i32| *value;
    i64 => Long, Int64Array, |value: &i64| *value;
    bool => Flag, BooleanArray, |value: &bool| *value;
}

/// An array as it is kept: instants say that they are in UTC.
fn finished<A: Finished>(array: A) -> A {
    array.finished()
}

trait Finished: Sized {
    fn finished(self) -> Self {
        self
    }
}

impl Finished for StringArray {}
impl Finished for Date32Array {}
impl Finished for Int32Array {}
impl Finished for Int64Array {}
impl Finished for BooleanArray {}
impl Finished for TimestampMicrosecondArray {
    fn finished(self) -> Self {
        self.with_timezone("UTC")
    }
}

/// Days since the first of January 1970, as Arrow counts them.
pub fn days(day: Date) -> i32 {
    // Both are days of a calendar of ten thousand years: the difference fits.
    let since = jiff::civil::date(1970, 1, 1).until(day);
    since.map_or(0, |span| span.get_days())
}
