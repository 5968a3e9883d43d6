//! The wanted fields of one JSON line, lent where they can be.
//!
//! A line is read once, its other fields stepped over, and a text without escapes is not copied.
//! A line that this does not understand is read again with the bytes that are no UTF-8 replaced.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::logs::{Columns, Unreadable};

/// What was wanted of a row.
pub(crate) struct Fields<'l> {
    pub(crate) text: Result<&'l [u8], Unreadable>,
    pub(crate) id: Option<&'l [u8]>,
    /// The row has the field of the id.
    pub(crate) has_id: bool,
    /// Nothing for a field that the row does not have.
    pub(crate) by: Vec<Option<&'l [u8]>>,
    /// The row has fewer values than there are columns.
    pub(crate) short: bool,
}

/// Reads a line and hands on what was wanted of it.
pub(crate) fn fields(line: &[u8], columns: &Columns, take: impl FnOnce(Fields<'_>)) {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let wanted = Wanted {
        columns,
        patient: false,
    };
    let quick = wanted
        .deserialize(&mut reader)
        .and_then(|read| reader.end().map(|()| read));
    let read = quick.unwrap_or_else(|_| slow(line, columns));
    take(Fields {
        text: read.text.as_deref().map_err(|why| *why),
        id: columns.id.is_some().then_some(read.id.as_slice()),
        has_id: read.has_id,
        by: read.by.iter().map(Option::as_deref).collect(),
        short: false,
    });
}

/// What a line holds of what is wanted.
#[derive(Debug, PartialEq, Eq)]
struct Read<'l> {
    text: Result<Cow<'l, [u8]>, Unreadable>,
    id: Vec<u8>,
    has_id: bool,
    by: Vec<Option<Vec<u8>>>,
}

/// As the quick way, of any line: nothing at all of one that is no JSON object.
fn slow(line: &[u8], columns: &Columns) -> Read<'static> {
    let line = String::from_utf8_lossy(line);
    let mut reader = serde_json::Deserializer::from_str(&line);
    let wanted = Wanted {
        columns,
        patient: true,
    };
    let read = wanted
        .deserialize(&mut reader)
        .and_then(|read| reader.end().map(|()| read));
    if let Ok(read) = read {
        return Read {
            text: read.text.map(|text| Cow::Owned(text.into_owned())),
            id: read.id,
            has_id: read.has_id,
            by: read.by,
        };
    }
    let is_json = serde_json::from_str::<IgnoredAny>(&line).is_ok();
    Read {
        text: Err(if is_json {
            Unreadable::NoObject
        } else {
            Unreadable::NoJson
        }),
        id: Vec::new(),
        has_id: false,
        by: vec![None; columns.by.len()],
    }
}

/// The names of the fields of a line, in the order of the alphabet.
pub(crate) fn names(line: &[u8]) -> Vec<String> {
    let read = serde_json::from_str::<Value>(&String::from_utf8_lossy(line));
    let read = read.as_ref().ok().and_then(Value::as_object);
    read.map(|fields| fields.keys().cloned().collect())
        .unwrap_or_default()
}

/// A value as it is carried through: a string without its quotes, null as nothing, and all else as
/// it is written, so that a long number stays the number that it is.
fn plain(value: &RawValue) -> Vec<u8> {
    match value.get() {
        "null" => Vec::new(),
        written => serde_json::from_str(written)
            .unwrap_or_else(|_| written.to_owned())
            .into_bytes(),
    }
}

/// A text, of whatever value.
fn text_of(value: &RawValue) -> Result<Cow<'static, [u8]>, Unreadable> {
    match serde_json::from_str::<Option<String>>(value.get()) {
        Ok(text) => Ok(Cow::Owned(text.unwrap_or_default().into_bytes())),
        Err(_) => Err(Unreadable::NotText),
    }
}

/// What is read of a line.
struct Wanted<'c> {
    columns: &'c Columns,
    /// Takes any value for the text, and the text for other things as well. It copies all.
    patient: bool,
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Read<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Read<'de>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read<'de>, A::Error> {
        let columns = self.columns;
        let mut read = Read {
            text: Err(Unreadable::NoField),
            id: Vec::new(),
            has_id: false,
            by: vec![None; columns.by.len()],
        };
        let mut met = Met::default();
        while let Some(name) = map.next_key_seed(Bytes)? {
            let name: &[u8] = &name;
            let is = |wanted: &String| wanted.as_bytes() == name;
            let (text, id) = (is(&columns.text), columns.id.as_ref().is_some_and(is));
            let mut others = columns.by.iter().map(is);
            if text && !self.patient {
                if id || others.any(|is| is) {
                    return Err(A::Error::custom("the text is wanted twice"));
                }
                read.text = Ok(map.next_value_seed(BytesOrNull)?);
                met.text += 1;
            } else if text || id || others.any(|is| is) {
                let value: &RawValue = map.next_value()?;
                if text {
                    read.text = text_of(value);
                    met.text += 1;
                }
                if id {
                    read.id = plain(value);
                    met.id += 1;
                }
                for (wanted, to) in columns.by.iter().zip(&mut read.by) {
                    if is(wanted) {
                        met.by_twice |= to.replace(plain(value)).is_some();
                    }
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        read.has_id = met.id > 0;
        if met.text > 1 || met.id > 1 || met.by_twice {
            read.text = Err(Unreadable::Twice);
        }
        Ok(read)
    }
}

/// How often what is wanted was met in a line.
#[derive(Default)]
struct Met {
    text: u32,
    id: u32,
    by_twice: bool,
}

/// A string as bytes, which may be no UTF-8.
struct Bytes;

impl<'de> DeserializeSeed<'de> for Bytes {
    type Value = Cow<'de, [u8]>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl<'de> Visitor<'de> for Bytes {
    type Value = Cow<'de, [u8]>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(bytes))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(bytes.to_vec()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text.as_bytes()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.as_bytes().to_vec()))
    }
}

/// A string as bytes, or nothing at all, which is an empty one.
struct BytesOrNull;

impl<'de> DeserializeSeed<'de> for BytesOrNull {
    type Value = Cow<'de, [u8]>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for BytesOrNull {
    type Value = Cow<'de, [u8]>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a string or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(&[]))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Bytes.deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn columns() -> Columns {
        Columns {
            text: "text".into(),
            id: Some("id".into()),
            by: vec!["force".into(), "sex".into()],
        }
    }

    fn quick(line: &[u8]) -> Option<Read<'_>> {
        let columns = columns();
        let mut reader = serde_json::Deserializer::from_slice(line);
        let wanted = Wanted {
            columns: &columns,
            patient: false,
        };
        let read = wanted.deserialize(&mut reader).ok()?;
        reader.end().ok()?;
        Some(read)
    }

    #[test]
    fn a_plain_text_is_lent_and_bad_bytes_come_through() {
        let read = quick(b"{\"id\":7,\"text\":\"a \xff b\",\"other\":[1,{\"text\":2}]}").unwrap();
        assert!(matches!(&read.text, Ok(Cow::Borrowed(text)) if *text == b"a \xff b"));
        assert_eq!(read.id, b"7");
        let half = quick(br#"{"text":"a\ud800b"}"#).unwrap();
        assert!(std::str::from_utf8(&half.text.unwrap()).is_err());
    }

    #[test]
    fn a_number_for_a_text_still_has_its_id() {
        let mut seen = None;
        fields(br#"{"id":"L1","text":5}"#, &columns(), |fields| {
            seen = Some((fields.text.err(), fields.id.map(<[u8]>::to_vec)));
        });
        assert_eq!(
            seen,
            Some((Some(Unreadable::NotText), Some(b"L1".to_vec())))
        );
    }

    #[test]
    fn an_id_is_carried_through_as_it_is_written() {
        for (written, id) in [
            ("12345678901234567890123", "12345678901234567890123"),
            ("1.10", "1.10"),
            ("1e3", "1e3"),
            ("\"a\\u0041\"", "aA"),
            (r#"{"b":1,"a":2}"#, r#"{"b":1,"a":2}"#),
            ("null", ""),
        ] {
            let line = format!(r#"{{"text":"x","id": {written} }}"#);
            let columns = columns();
            let mut seen = Vec::new();
            fields(line.as_bytes(), &columns, |fields| {
                seen.extend_from_slice(fields.id.unwrap());
            });
            assert_eq!(String::from_utf8(seen).unwrap(), id, "{written}");
            assert_eq!(slow(line.as_bytes(), &columns).id, id.as_bytes());
        }
    }

    #[test]
    fn two_fields_of_a_wanted_name_are_no_text() {
        for line in [
            r#"{"text":"wants to die","text":"lost phone"}"#,
            r#"{"id":1,"text":"lost phone","id":2}"#,
            r#"{"sex":"f","text":"lost phone","sex":"m"}"#,
        ] {
            let mut told = None;
            fields(line.as_bytes(), &columns(), |fields| {
                told = fields.text.err();
            });
            assert_eq!(told, Some(Unreadable::Twice), "{line}");
        }
        let twice = br#"{"x":1,"x":2,"text":"lost phone"}"#;
        fields(twice, &columns(), |fields| assert!(fields.text.is_ok()));
    }

    #[test]
    fn a_line_without_a_text_says_why() {
        use Unreadable::{NoField, NoJson, NoObject};

        let lines: [&[u8]; 4] = [b"{\"text\": broken", b"[1]", b"{\"id\":1}", b"\"\xff\""];
        let mut told = Vec::new();
        for line in lines {
            fields(line, &columns(), |fields| told.extend(fields.text.err()));
        }
        assert_eq!(told, [NoJson, NoObject, NoField, NoObject]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_way_reads_what_the_slow_way_reads(
            fields in proptest::collection::vec(
                ("text|id|force|sex|x", prop_oneof![
                    Just(Value::Null),
                    any::<i64>().prop_map(Value::from),
                    any::<bool>().prop_map(Value::from),
                    ".{0,12}".prop_map(Value::from),
                    Just(serde_json::json!({"text": ["a"]})),
                ]),
                0..6,
            ),
            cut in 0_usize..80,
        ) {
            let inner: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("\"{name}\": {value}"))
                .collect();
            let line = format!("{{{}}}", inner.join(" , "));
            if let Some(read) = quick(line.as_bytes()) {
                prop_assert_eq!(read, slow(line.as_bytes(), &columns()));
            } else {
                // The quick way leaves only a text that is no string.
                prop_assert!(fields.iter().any(|(name, value)| name == "text"
                    && !matches!(value, Value::Null | Value::String(_))));
            }
            let part = line.as_bytes().get(..cut.min(line.len())).unwrap();
            if part.len() < line.len() {
                prop_assert!(quick(part).is_none());
            }
        }
    }
}
