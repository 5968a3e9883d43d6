//! Running the program in a folder of the test's own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A folder that goes away with the test.
pub(crate) struct Folder(PathBuf);

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Folder {
    pub(crate) fn new() -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("lantern-cli-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program with arguments, in this folder. `ROOT` stands for the workspace's root.
    pub(crate) fn lantern(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lantern"));
        let root = root();
        command
            .current_dir(&self.0)
            .env_remove("LANTERN_RECORD")
            .env_remove("LANTERN_KEYS")
            .env_remove("LANTERN_FORCE")
            .env_remove("LANTERN_LAKE")
            .env_remove("LANTERN_CHECKPOINTS")
            .env_remove("LANTERN_SUGGESTIONS")
            .env_remove("LANTERN_LABELLED")
            .env_remove("LANTERN_LOG")
            .env_remove("LANTERN_DEMO_PASSWORD")
            .args(
                arguments
                    .split_whitespace()
                    .map(|word| word.replace("ROOT", root.to_str().unwrap())),
            )
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &str) -> Ran {
        let output = self.lantern(arguments).output().unwrap();
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs what must answer with this code.
    pub(crate) fn expect(&self, code: i32, arguments: &str) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(code), "lantern {arguments}: {ran:#?}");
        ran
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Holds text against `cli/tests/cli/snapshots/NAME.txt`. LANTERN_UPDATE_SNAPSHOTS=1 writes it.
pub(crate) fn snapshot(name: &str, text: &str) {
    let path = root()
        .join("cli/tests/cli/snapshots")
        .join(format!("{name}.txt"));
    if std::env::var_os("LANTERN_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if text == expected {
        return;
    }
    let same = text
        .lines()
        .zip(expected.lines())
        .take_while(|(now, then)| now == then)
        .count();
    panic!(
        "{}:{}: was {:?} and is {:?}; set LANTERN_UPDATE_SNAPSHOTS=1 to accept all of it",
        path.display(),
        same + 1,
        expected.lines().nth(same),
        text.lines().nth(same),
    );
}

/// A server of the test's own, stopped with it.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// What it wrote to standard output so far.
    told: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts the program and reads standard output until a line matches, which gives the address.
    pub(crate) fn start(mut command: Command, address: impl Fn(&str) -> Option<String>) -> Self {
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut server = Self {
            child,
            address: String::new(),
            told: Arc::default(),
        };
        let mut lines = BufReader::new(server.child.stdout.take().unwrap()).lines();
        while server.address.is_empty() {
            let Some(Ok(line)) = lines.next() else {
                let mut err = String::new();
                server
                    .child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut err)
                    .unwrap();
                panic!("it stopped before it served: {:#?} {err}", server.told());
            };
            server.address = address(&line).unwrap_or_default();
            server.told.lock().unwrap().push(line);
        }
        let rest = Arc::clone(&server.told);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                rest.lock().unwrap().push(line);
            }
        });
        server
    }

    /// The status and body of a page.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        self.ask(&format!("GET {path} HTTP/1.1"), "", "")
    }

    /// The status and body of the answer to some JSON.
    pub(crate) fn post(&self, path: &str, headers: &str, body: &str) -> (u16, String) {
        let length = body.len();
        let headers =
            format!("{headers}Content-Type: application/json\r\nContent-Length: {length}\r\n");
        self.ask(&format!("POST {path} HTTP/1.1"), &headers, body)
    }

    fn ask(&self, request: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let host = &self.address;
        write!(
            stream,
            "{request}\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n{body}"
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let status = text.split(' ').nth(1).unwrap().parse().unwrap();
        let body = text
            .split_once("\r\n\r\n")
            .map(|(_, body)| body.to_owned())
            .unwrap();
        (status, body)
    }

    /// What it wrote to standard output so far.
    pub(crate) fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }

    /// Asks until a page answers with a status, or gives up after a minute.
    pub(crate) fn wait_for(&self, path: &str, wanted: u16) -> String {
        for _ in 0..600 {
            let (status, body) = self.get(path);
            if status == wanted {
                return body;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{path} never answered {wanted}");
    }

    /// Tells it to stop, as a service manager does, and gives its exit code.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone_already = self.child.kill();
        let _reaped = self.child.wait();
    }
}
