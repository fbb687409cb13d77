//! How a table of a document is read.

/// A struct whose fields are the keys of a table, all with a default.
///
/// What serde derives reads lists too, `["inference", null, …]`, which nobody writes: 13 KB of the web page with brotli.
/// `open` before the struct ignores keys that it does not have.
macro_rules! table {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $of:ty,)* }) => {
        table!(@ $(#[$about])* $name { $($(#[$doc])* $field: $of,)* }
            |other: &str, _map: &mut A| -> Result<(), A::Error> {
                Err(serde::de::Error::unknown_field(other, &[$(stringify!($field)),*]))
            }, A);
    };
    (open $(#[$about:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $of:ty,)* }) => {
        table!(@ $(#[$about])* $name { $($(#[$doc])* $field: $of,)* }
            |_: &str, map: &mut A| map.next_value::<serde::de::IgnoredAny>().map(|_| ()), A);
    };
    (@ $(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $of:ty,)* } $other:expr, $map:ident) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, serde::Serialize, PartialEq)]
        pub struct $name { $($(#[$doc])* pub $field: $of,)* }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                struct Table;

                impl<'de> serde::de::Visitor<'de> for Table {
                    type Value = $name;

                    fn expecting(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
                        f.write_str(concat!("a table, ", stringify!($name)))
                    }

                    fn visit_map<$map: serde::de::MapAccess<'de>>(self, mut map: $map) -> Result<$name, $map::Error> {
                        const FIELDS: &[&str] = &[$(stringify!($field)),*];
                        let mut table = $name::default();
                        let mut seen = 0_u128;
                        let other = $other;
                        while let Some(key) = map.next_key::<String>()? {
                            let Some(at) = FIELDS.iter().position(|f| *f == key) else {
                                other(&key, &mut map)?;
                                continue;
                            };
                            if seen >> at & 1 == 1 {
                                return Err(serde::de::Error::duplicate_field(FIELDS[at]));
                            }
                            seen |= 1 << at;
                            let mut field = 0..;
                            $(if field.next() == Some(at) {
                                table.$field = crate::document::table::value(&mut map)?;
                            })*
                        }
                        Ok(table)
                    }
                }

                source.deserialize_map(Table)
            }
        }
    };
}

pub(super) use table;

/// The value of a key, read in one place for each type: the page's module is smaller by it.
#[inline(never)]
pub(super) fn value<'de, A: serde::de::MapAccess<'de>, T: serde::Deserialize<'de>>(
    map: &mut A,
) -> Result<T, A::Error> {
    map.next_value()
}
