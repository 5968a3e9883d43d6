//! What makes a file of suggestions useless, in the operator's words, and that it is told once.

use super::*;

/// A file of the test's own.
struct Mine(PathBuf);

impl Mine {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("lantern-suggestions-{}", uuid::Uuid::now_v7())))
    }
}

impl Drop for Mine {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_file(&self.0);
    }
}

const RECORD: &str = "0193f0a0-0000-7000-8000-000000000001";

fn held() -> Held {
    Held {
        record: RECORD.to_owned(),
        lines: 400,
        now: "2026-10-23T01:00:00Z".parse().unwrap(),
    }
}

/// The first line, with something in the place of something else.
fn first(is: &str, becomes: &str) -> String {
    let line = format!(
        "{{\"layout\":1,\"by\":\"lantern link\",\"at\":\"2026-10-23T00:30:00Z\",\"record\":\
         \"{RECORD}\",\"up_to\":400,\"least\":0.5,\"suggestions\":1}}"
    );
    assert!(line.contains(is), "{line}");
    line.replace(is, becomes)
}

const PAIR: &str = "{\"one\":\"00000000-0000-0000-0000-000000000001\",\
    \"other\":\"00000000-0000-0000-0000-000000000002\",\"probability\":0.9,\
    \"weight_centibits\":317,\"why\":[{\"field\":\"surname\",\"level\":\"the same\",\
    \"centibits\":650}]}";

fn looked_at(text: &str) -> Result<Arc<Read>, String> {
    let mine = Mine::new();
    std::fs::write(&mine.0, text).unwrap();
    Suggestions::at(&mine.0).look(&mut Kept::default(), &held())
}

#[test]
fn a_good_file_is_read() {
    let read = looked_at(&format!("{}\n{PAIR}\n", first("1", "1"))).unwrap();
    let [one, other, third] = [1, 2, 3].map(|nth| FileId::new(uuid::Uuid::from_u128(nth)));
    assert_eq!(read.of_file(one).len(), 1);
    assert_eq!(read.of_file(other), read.of_file(one));
    assert!(read.of_file(third).is_empty());
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let good = first("1", "1");
    let named = PAIR.replacen('{', "{\"Anna Example\":1,", 1);
    for (text, says) in [
        (String::new(), "is empty"),
        ("PNG\n".to_owned(), "line 1 is not JSON, from character 1"),
        (format!("{good}\n{PAIR}\n{{\n"), "line 3 ends too early"),
        (
            format!("{good}\n{named}\n"),
            "line 2 is not what this program writes",
        ),
        (
            format!("{good}\n"),
            "says that it holds 1 suggestions and holds 0",
        ),
        (
            format!("{good}\n{PAIR}\n{PAIR}\n"),
            "holds 1 suggestions and holds 2",
        ),
        (
            format!("{}\n{PAIR}\n", first("\"layout\":1", "\"layout\":2")),
            "is of layout 2, and this program reads 1",
        ),
        (
            format!("{}\n{PAIR}\n", first("8000", "8001")),
            "another record",
        ),
        (
            format!("{}\n{PAIR}\n", first("400", "401")),
            "more of this one",
        ),
        (
            format!("{}\n{PAIR}\n", first("2026-10-23T00", "2026-09-22T00")),
            "more than 31 days ago",
        ),
    ] {
        let told = looked_at(&text).unwrap_err();
        assert!(told.contains(says), "{says}: {told}");
        assert!(!told.contains("Anna"), "{told}");
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn trouble_is_told_to_the_log_once_until_it_is_another_or_over() {
    let mine = Mine::new();
    let suggestions = Suggestions::at(&mine.0);
    let logged = Logged::default();
    let to = logged.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || to.clone())
        .finish();
    let lines = || {
        let text = String::from_utf8(logged.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let write = |text: &str| std::fs::write(&mine.0, text).unwrap();
    tracing::subscriber::with_default(subscriber, || {
        assert!(suggestions.read(&held()).is_none());
        assert!(suggestions.read(&held()).is_none());
        assert_eq!(lines().len(), 1);
        write("");
        assert!(suggestions.read(&held()).is_none());
        assert_eq!(lines().len(), 2);
        write(&format!("{}\n{PAIR}\n", first("1", "1")));
        assert!(suggestions.read(&held()).is_some());
        // Good, and grown old.
        let later = Held {
            now: "2026-11-24T01:00:00Z".parse().unwrap(),
            ..held()
        };
        assert!(suggestions.read(&later).is_none());
        assert!(suggestions.read(&held()).is_some());
        assert_eq!(lines().len(), 3);
    });
    for (line, says) in lines()
        .iter()
        .zip(["cannot be read", "is empty", "31 days"])
    {
        assert!(line.contains("suggestions of the same person are not available"));
        assert!(line.contains(says), "{line}");
    }
}
