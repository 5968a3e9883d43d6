//! The tables of the lake: each column declared once, with what it says.
//!
//! From one declaration follow the struct that rows are written from, the schema of the files and
//! the page docs/lake-columns.md. A column is added with the version of the schema that brought
//! it ([`VERSION`]), and never changes its meaning: files of an earlier version stay readable, and
//! whoever asks for a column they lack is told so.

mod detention;
mod incident;
mod page;
mod phase;
mod value;

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;

pub use detention::Detention;
pub use incident::Incident;
pub use page::page;
pub use phase::Phase;
pub use value::{Kind, Text, Value, days};

/// The version of the columns. Raise it when a column is added, and give the column that number.
pub const VERSION: u32 = 2;

/// A table of the lake.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name in SQL and its folder.
    pub name: &'static str,
    /// What a row is.
    pub says: &'static str,
    /// Its columns, in their order in the files. The first is the id that a row is replaced by.
    pub columns: &'static [Column],
    /// The columns that rows are ordered by in a file.
    pub order: &'static [&'static str],
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether there may be nothing in it.
    pub nullable: bool,
    /// What it says.
    pub says: &'static str,
    /// The version of the schema that brought it.
    pub since: u32,
}

/// Rows of a table.
pub trait Row: Sized {
    /// The table.
    const TABLE: Table;

    /// The columns of these rows.
    fn arrays(rows: &[Self]) -> Vec<ArrayRef>;

    /// These rows as one batch, in the order given.
    fn batch(rows: &[Self]) -> Result<RecordBatch, ArrowError> {
        RecordBatch::try_new(Self::TABLE.schema(), Self::arrays(rows))
    }
}

/// Every table.
pub const TABLES: &[Table] = &[Incident::TABLE, Detention::TABLE, Phase::TABLE];

impl Table {
    /// The table of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Its columns as Arrow has them, without the two that the folders carry.
    pub fn schema(&self) -> SchemaRef {
        let fields: Vec<Field> = self
            .columns
            .iter()
            .map(|column| Field::new(column.name, column.kind.data_type(), column.nullable))
            .collect();
        Arc::new(Schema::new(fields))
    }

    /// The column that says which file of the record, or which row of an import, a row is of.
    pub fn id(&self) -> &'static str {
        self.columns.first().map_or("", |column| column.name)
    }
}

/// Declares a table: the struct of a row and the list of its columns, from one text.
macro_rules! table {
    (
        #[doc = $says:literal]
        pub struct $row:ident in $name:literal ordered by $($order:literal),+ {
            $(#[doc = $doc:literal] $column:ident: $ty:ty = $since:literal,)+
        }
    ) => {
        #[doc = $says]
        #[derive(Debug, Clone, PartialEq)]
        pub struct $row {
            $(#[doc = $doc] pub $column: $ty,)+
        }

        impl $crate::schema::Row for $row {
            const TABLE: $crate::schema::Table = $crate::schema::Table {
                name: $name,
                says: $says,
                columns: &[$($crate::schema::Column {
                    name: stringify!($column),
                    kind: <$ty as $crate::schema::Value>::KIND,
                    nullable: <$ty as $crate::schema::Value>::NULLABLE,
                    says: $doc,
                    since: $since,
                },)+],
                order: &[$($order),+],
            };

            fn arrays(rows: &[Self]) -> Vec<datafusion::arrow::array::ArrayRef> {
                vec![$(<$ty as $crate::schema::Value>::array(
                    rows.iter().map(|row| &row.$column),
                ),)+]
            }
        }
    };
}
pub(crate) use table;

/// The table of a kind of rows, as one that lasts.
pub(crate) fn table_of<R: Row>() -> &'static Table {
    const { &R::TABLE }
}
