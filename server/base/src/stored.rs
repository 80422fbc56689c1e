//! Keeps a contract [`Term`] as its key, so that the contract needs no database.

use contract::Term;
use sea_orm::{
    ActiveValue::{self, Set},
    ColIdx, DbErr, IntoActiveValue, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};

/// A term in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored<T>(pub T);

impl<T: Term> From<Stored<T>> for Value {
    fn from(stored: Stored<T>) -> Self {
        stored.0.key().into()
    }
}

impl<T: Term> TryGetable for Stored<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let key = String::try_get_by(row, index)?;
        let unknown = || TryGetError::DbErr(DbErr::Type(format!("unknown key `{key}` of {}", T::VOCABULARY)));
        T::from_key(&key).map(Stored).ok_or_else(unknown)
    }
}

impl<T: Term> ValueType for Stored<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let key = <String as ValueType>::try_from(value)?;
        T::from_key(&key).map(Stored).ok_or(ValueTypeErr)
    }
    fn type_name() -> String {
        T::VOCABULARY.into()
    }
    fn array_type() -> ArrayType {
        ArrayType::String
    }
    fn column_type() -> ColumnType {
        ColumnType::String(Default::default())
    }
}

impl<T: Term> sea_orm::TryFromU64 for Stored<T> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64(T::VOCABULARY))
    }
}

impl<T: Term> Nullable for Stored<T> {
    fn null() -> Value {
        Value::String(None)
    }
}

impl<T: Term> IntoActiveValue<Stored<T>> for Stored<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        Set(self)
    }
}
