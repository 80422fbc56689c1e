//! Closed vocabularies.

/// A closed vocabulary: every value has one stable key, used in the database, on the wire and for labels.
pub trait Term: Copy + Eq + core::fmt::Debug + Send + Sync + 'static {
    /// Name of the vocabulary; the label of a value is `<vocabulary>.<key>`.
    const VOCABULARY: &'static str;
    /// All values, in the order in which people read them.
    const ALL: &'static [Self];
    /// The stable key.
    fn key(self) -> &'static str;
    /// The value with this key.
    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|term| term.key() == key)
    }
}

/// Declares a [`Term`]: an enum whose values travel and rest as their keys.
#[macro_export]
macro_rules! terms {
    ($(#[$doc:meta])* $name:ident in $vocabulary:literal { $($(#[$vdoc:meta])* $value:ident = $key:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $value),+ }

        impl $crate::Term for $name {
            const VOCABULARY: &'static str = $vocabulary;
            const ALL: &'static [Self] = &[$(Self::$value),+];
            fn key(self) -> &'static str {
                match self { $(Self::$value => $key),+ }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str($crate::Term::key(*self))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::Term::key(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let key = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                <Self as $crate::Term>::from_key(&key)
                    .ok_or_else(|| serde::de::Error::custom(format!("`{key}` is not a {}", $vocabulary)))
            }
        }
    };
}
