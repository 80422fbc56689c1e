//! Personal data: at rest only sealed, in memory only as [`Sensitive`], on screens masked or disclosed for a purpose.

use sea_orm::{
    ActiveValue::{self, Set},
    ColIdx, IntoActiveValue, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use uuid::Uuid;

/// A value that can't be printed, logged or sent by accident: it has no `Debug`, `Display` or `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Takes a value in.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for sealing, indexing and masking.
    pub(crate) const fn expose(&self) -> &T {
        &self.0
    }
}

/// Sealed bytes in a column.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub(crate) Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl From<Sealed> for Value {
    fn from(sealed: Sealed) -> Self {
        sealed.0.into()
    }
}

impl TryGetable for Sealed {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        Vec::<u8>::try_get_by(row, index).map(Self)
    }
}

impl ValueType for Sealed {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <Vec<u8> as ValueType>::try_from(value).map(Self)
    }
    fn type_name() -> String {
        "Sealed".into()
    }
    fn array_type() -> ArrayType {
        ArrayType::Bytes
    }
    fn column_type() -> ColumnType {
        ColumnType::Blob
    }
}

impl Nullable for Sealed {
    fn null() -> Value {
        Value::Bytes(None)
    }
}

impl IntoActiveValue<Sealed> for Sealed {
    fn into_active_value(self) -> ActiveValue<Self> {
        Set(self)
    }
}

/// Where a sealed value rests; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// `table.column`.
    pub column: &'static str,
    /// The row.
    pub row: Uuid,
}

impl Place {
    pub(crate) fn bytes(self) -> Vec<u8> {
        [self.column.as_bytes(), b":", self.row.as_bytes()].concat()
    }
}

/// The form in which a name, phone or number is compared: no spaces, capitals, full-width digits made plain.
#[must_use]
pub fn normalised(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-' && *c != '·')
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            _ => c,
        })
        .flat_map(char::to_uppercase)
        .collect()
}
