//! How a table of a document is read.

use super::Tree;
use super::read::{Read, wrong};
use crate::error::{Error, Fault, nearest, shown};

/// A struct whose fields are the keys of a table.
pub(super) trait Fields {
    /// Their names.
    fn names(&self) -> &'static [&'static str];
    /// Reads one of them.
    fn set(&mut self, field: usize, to: &Tree) -> Result<(), Error>;
}

/// Fills a table; `open`: keys that it does not have are ignored.
///
/// One copy for every kind of table: what serde derives was a tenth of the web page's module.
pub(super) fn fill(table: &mut dyn Fields, from: &Tree, open: bool) -> Result<(), Error> {
    let Tree::Table(entries) = from else {
        return Err(wrong(from, "a table"));
    };
    let names = table.names();
    for (key, value) in entries {
        match names.iter().position(|name| name == key) {
            Some(field) => table.set(field, value).map_err(|e| e.under(key))?,
            None if open => {}
            None => {
                return Err(Error::from(Fault::UnknownKey {
                    path: shown(key),
                    nearest: nearest(key, names.iter().copied()),
                }));
            }
        }
    }
    Ok(())
}

/// Reads a field.
#[inline(never)]
pub(super) fn set<T: Read>(field: &mut T, to: &Tree) -> Result<(), Error> {
    *field = T::read(to)?;
    Ok(())
}

/// A struct whose fields are the keys of a table, all with a default; `open` before it ignores keys that it does not have.
macro_rules! table {
    (open $($rest:tt)*) => {
        table!(@ true, $($rest)*);
    };
    (@ $open:literal, $(#[$about:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $of:ty,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, serde::Serialize, PartialEq)]
        pub struct $name { $($(#[$doc])* pub $field: $of,)* }

        impl crate::document::table::Fields for $name {
            fn names(&self) -> &'static [&'static str] {
                &[$(stringify!($field)),*]
            }

            fn set(&mut self, field: usize, to: &crate::document::Tree) -> Result<(), crate::error::Error> {
                let mut next = 0..;
                $(if next.next() == Some(field) {
                    return crate::document::table::set(&mut self.$field, to);
                })*
                Ok(())
            }
        }

        impl crate::document::Read for $name {
            fn read(tree: &crate::document::Tree) -> Result<Self, crate::error::Error> {
                let mut table = Self::default();
                crate::document::table::fill(&mut table, tree, $open)?;
                Ok(table)
            }
        }

        /// From any serde source, by way of a [`Tree`](crate::document::Tree).
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let tree = crate::document::Tree::deserialize(source)?;
                crate::document::Read::read(&tree).map_err(serde::de::Error::custom)
            }
        }
    };
    ($($rest:tt)*) => {
        table!(@ false, $($rest)*);
    };
}

pub(super) use table;
