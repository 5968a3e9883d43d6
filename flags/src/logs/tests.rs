//! Streams that are cut, broken and strange.

use std::io::Cursor;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// A row, its text or why it has none, and its id.
type Told = (
    u64,
    std::result::Result<Vec<u8>, (u64, Unreadable)>,
    Option<Vec<u8>>,
);

fn columns() -> Columns {
    Columns {
        text: "t".into(),
        id: Some("i".into()),
        by: Vec::new(),
    }
}

fn told(batch: &Batch) -> Vec<Told> {
    let logs = batch.logs().map(|log| {
        let text = match log.text {
            Text::Is(text) => Ok(text.to_vec()),
            Text::Empty => Ok(Vec::new()),
            Text::Unreadable { line, why } => Err((line, why)),
        };
        (log.row, text, log.id.map(<[u8]>::to_vec))
    });
    logs.collect()
}

/// Reads on until the end, and says where a quotation mark was left open.
fn to_the_end<R: BufRead>(
    logs: &mut Logs<R>,
    batch: &mut Batch,
    mut after: impl FnMut(&Logs<R>),
) -> Option<u64> {
    loop {
        match logs.one(batch) {
            Ok(true) => after(logs),
            Ok(false) => return None,
            Err(LogsError::Unclosed { line } | LogsError::Astray { closed: line, .. }) => {
                return Some(line);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// Cuts a stream between every two rows, reads on from each place, and compares.
fn cut_everywhere(stream: &[u8]) -> usize {
    let Ok(mut logs) = Logs::open(stream, columns()) else {
        return 0;
    };
    let head = logs.head();
    let mut whole = Batch::default();
    let mut places = vec![logs.place()];
    let open = to_the_end(&mut logs, &mut whole, |logs| places.push(logs.place()));
    let whole = told(&whole);
    for (nth, place) in places.iter().enumerate() {
        assert_eq!(place.row, nth as u64);
        let from = usize::try_from(place.byte).unwrap();
        let mut bytes = match head {
            Head::Header(until) => stream[..usize::try_from(until).unwrap()].to_vec(),
            Head::Lines => Vec::new(),
        };
        bytes.extend_from_slice(&stream[from..]);
        let mut rest = Logs::resume(Cursor::new(bytes), columns(), head, *place).unwrap();
        let mut batch = Batch::default();
        assert_eq!(to_the_end(&mut rest, &mut batch, |_| ()), open);
        assert_eq!(told(&batch), whole[nth..], "from {place:?} of {stream:?}");
    }
    whole.len()
}

#[test]
fn a_stream_can_be_read_on_from_between_any_two_rows() {
    let rows = [
        &b"i,t\n1,a\n2,\"b\nc\"\n\n3,d"[..],
        b"\xef\xbb\xbfi,t\r\n1,\"a\"\"\r\n,\"\r\n2\r\n\r\n3,d\r\n",
        b"\"i\",t\r1,a\r2,\"b\rc\"\r3,\xff",
        b"sep=;\r\ni;t\r\n1;a, b\r\n2;b;c\r\n",
        b"i\tt\n1\ta, b; c\n2\t\"b\nc\"\n3\td\te",
        b"\n\ni,t,u\n1,\"a\n2,b\n3,c\n",
        b"\xef\xbb\xbf{\"t\":\"a\"}\n\n{\"t\":\n \xef\xbb\xbf{\"i\":3,\"t\":\"b\"}",
    ]
    .map(cut_everywhere);
    assert_eq!(rows, [3, 3, 3, 2, 3, 0, 3]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_in_it(
        lines in any::<bool>(),
        head in select(&["t,i\n", "t;i\n", "sep=|\nt|i\n"][..]),
        marks in "[ab,;|\"\r\n{}: \u{feff}]{0,60}",
    ) {
        let head = if lines { "{\"t\":\"a\",\"i\":1}\n" } else { head };
        cut_everywhere(format!("{head}{marks}").as_bytes());
    }
}

fn unreadable(stream: &[u8]) -> Vec<(u64, Unreadable)> {
    let mut logs = Logs::open(stream, columns()).unwrap();
    let (mut batch, mut told) = (Batch::default(), Vec::new());
    loop {
        logs.fill(&mut batch).unwrap();
        if batch.is_empty() {
            return told;
        }
        told.extend(batch.unreadable());
    }
}

#[test]
fn a_row_with_a_value_beyond_the_header_is_told_by_its_line() {
    use Unreadable::{TooFew, TooMany};
    let ends = [
        "i,t\n1,a, b\n2,\"c\nd\",e\n\n\n3,f,\n4\n5,g,h",
        "i,t\r\n1,a, b\r\n2,\"c\r\nd\",e\r\n\r\n\r\n3,f,\r\n4\r\n5,g,h",
    ];
    for rows in ends {
        let told = unreadable(rows.as_bytes());
        let wanted = [
            (2, TooMany),
            (3, TooMany),
            (7, TooMany),
            (8, TooFew),
            (9, TooMany),
        ];
        assert_eq!(told, wanted, "{rows:?}");
    }
    // The lines of a stream larger than what is read at a time.
    let long = format!("i,t\n{}1,a,b\n", "1,\"a\nb\"\n".repeat(30_000));
    assert_eq!(unreadable(long.as_bytes()), [(60_002, TooMany)]);
}

#[test]
fn rows_that_a_strangers_mark_would_swallow_are_told_by_both_lines() {
    let stream = "i,t\n1,lost phone\n2,\"he wants\n3,bike\n4,noise\n5,\"the man\" x\n6,parking\n";
    let mut logs = Logs::open(stream.as_bytes(), columns()).unwrap();
    let mut batch = Batch::default();
    let told = logs.fill(&mut batch).unwrap_err();
    assert!(
        matches!(
            told,
            LogsError::Astray {
                opened: 3,
                closed: 6
            }
        ),
        "{told}"
    );
    assert_eq!(batch.logs().count(), 1);
    // One of several lines, as it should be.
    assert!(unreadable(b"i,t\n1,\"he\nsaid \"\"no\"\"\"\n").is_empty());
}

#[test]
fn a_row_that_is_cut_short_is_counted_and_read() {
    let mut batch = Batch::default();
    let stream = &b"i,t,u\n1,a,b\n2,he is\nwants to die,F\n3,c,\n"[..];
    Logs::open(stream, columns())
        .unwrap()
        .fill(&mut batch)
        .unwrap();
    assert_eq!((batch.short(), batch.logs().count()), (Some((3, 2)), 4));
}

#[test]
fn a_line_of_json_is_told_by_its_line() {
    use Unreadable::{NoField, NoJson};
    let told = unreadable(b"{\"t\":\"a\",\"i\":1}\n\n{\"t\":\n{\"u\":1}");
    assert_eq!(told, [(3, NoJson), (4, NoField)]);
}

#[test]
fn a_quotation_mark_that_never_closes_is_told_by_its_line() {
    let open = |stream: &str| {
        let logs = Logs::open(stream.as_bytes(), columns());
        let mut logs = match logs {
            Err(LogsError::Unclosed { line }) => return Some(line),
            other => other.unwrap(),
        };
        to_the_end(&mut logs, &mut Batch::default(), |_| ())
    };
    for end in ["", "\n", "\r\n\r\n", "\n9,\"\"", " \"\"\n"] {
        let rows = format!("i,t\n1,a\n2,\"b\nc\"\n\n3,\"wants\n4,to die\n5,x{end}");
        assert_eq!(open(&rows), Some(6), "{rows:?}");
        assert_eq!(open(&rows.replace('\n', "\r\n")), Some(6), "{rows:?}");
    }
    assert_eq!(open("\"i,t\n1,a\n2,b\n"), Some(1));
    assert_eq!(open("i,t\n1,\"cut off"), Some(2));
    // Closed, whatever ends the row.
    for end in ["\"", "\"\n", "\" \n", "\"\n\n", "\"\"\""] {
        assert_eq!(open(&format!("i,t\n1,\"a\nb{end}")), None, "{end:?}");
    }
    // Closed in the middle of a value, lines later.
    for end in ["\"x\n", "\"x", "\n\"c\nd\" e\n3,f"] {
        let rows = format!("i,t\n1,\"a\nb{end}");
        assert!(open(&rows).is_some(), "{end:?}");
    }
    assert_eq!(open("i,t\n1,6\" nail\n2,b\n"), None);
}

#[test]
fn values_are_separated_as_the_header_or_the_first_line_says() {
    let streams = [
        "i;t\n1;a, b",
        "i\tt\r1\ta, b\r",
        "\u{feff}\"i, all\"|i|t\n0|1|a, b",
        "sep=;\r\ni;t\r\n1;a, b\r\n",
        "\u{feff}SEP=\t\nt\ti\na, b\t1\n",
        "sep=|\ni,x|i|t\n0|1|a, b",
    ];
    for stream in streams {
        let mut logs = Logs::open(stream.as_bytes(), columns()).unwrap();
        let mut batch = Batch::default();
        logs.fill(&mut batch).unwrap();
        let wanted = (1, Ok(b"a, b".to_vec()), Some(b"1".to_vec()));
        assert_eq!(told(&batch), [wanted], "{stream:?}");
    }
    // One comma is enough for commas.
    assert!(Logs::open(&b"i,t;u;v\n1,a\n"[..], columns()).is_err());
    assert_eq!(
        unreadable(b"sep=;\n\ni;t\n1;a\n1;a;b\n"),
        [(5, Unreadable::TooMany)]
    );
}

#[test]
fn what_is_no_file_of_logs_is_told_as_such() {
    let told = |stream: &[u8]| match Logs::open(stream, columns()).map(|_| ()) {
        Err(error) => error.to_string(),
        Ok(()) => String::new(),
    };
    for stream in [&b""[..], b"\xef\xbb\xbf", b" \r\n\n"] {
        assert!(told(stream).starts_with("is empty"), "{stream:?}");
    }
    for stream in [&b"\xff\xfei\0,\0t\0"[..], b"\xfe\xff\0i\0,\0t"] {
        assert!(told(stream).starts_with("is in UTF-16"), "{stream:?}");
    }
    for stream in [
        &b"[{\"t\":\"a\"}]"[..],
        b"\xef\xbb\xbf[\n{}]",
        b"[]",
        b"[ {",
    ] {
        assert!(told(stream).starts_with("is a JSON array"), "{stream:?}");
    }
    assert_eq!(told(b"[i],i,t\n"), "");
}
