//! A temporary PostgreSQL of the test's own.
//!
//! The server comes from Debian's binaries (`/usr/lib/postgresql/*/bin`), listens on a Unix socket
//! in a temporary folder and nowhere else, and belongs to an unprivileged user. `initdb` runs once
//! a machine and its result is copied, so a server is there in about half a second.
//!
//! A guard process holds the other end of a pipe. When the test process ends, however it ends, the
//! pipe closes, and the guard stops the server and removes the folder.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Set to anything but `0`, a missing server fails a test instead of skipping it.
pub const REQUIRE: &str = "LANTERN_REQUIRE_POSTGRES";

/// What the server belongs to when the tests run as root, which PostgreSQL refuses.
const UNPRIVILEGED: &str = "postgres";

/// A temporary server. It stops, and its folder goes, when this is dropped or the process ends.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    binaries: PathBuf,
    durable: bool,
    guard: Child,
    databases: AtomicU32,
}

/// How a server is brought down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Sessions are ended and everything is written out.
    Fast,
    /// Processes end where they are; the next start recovers from the log.
    Immediate,
    /// The same from outside: SIGKILL to the postmaster, as a power cut or the kernel would.
    Kill,
}

/// The server this test process shares, started on first use. Durability is off.
///
/// # Errors
///
/// A sentence saying why there is none.
pub fn shared() -> Result<&'static Server, String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    SERVER
        .get_or_init(|| Server::start(false))
        .as_ref()
        .map_err(Clone::clone)
}

/// The address of a new, empty database on the shared server.
///
/// `None` when there is no server: the test says so and does nothing. With
/// `LANTERN_REQUIRE_POSTGRES=1` it fails instead.
///
/// # Panics
///
/// As [`or_skip`].
pub fn database() -> Option<String> {
    or_skip(shared().and_then(Server::database))
}

/// What was started, or a printed word that the test is skipped.
///
/// # Panics
///
/// When nothing was started and [`REQUIRE`] is set.
pub fn or_skip<T>(started: Result<T, String>) -> Option<T> {
    match started {
        Ok(started) => Some(started),
        Err(why) => {
            let required = std::env::var(REQUIRE).is_ok_and(|value| value != "0");
            assert!(!required, "PostgreSQL is required here, and missing: {why}");
            // Seen with `cargo test -- --nocapture` and in the report of a failing run.
            let _unseen = writeln!(std::io::stderr(), "skipped without PostgreSQL: {why}");
            None
        }
    }
}

impl Server {
    /// Starts a server. With `durable`, a commit has reached the disk when it returns; without,
    /// the tests are faster.
    ///
    /// # Errors
    ///
    /// A sentence saying what is missing or what PostgreSQL said.
    pub fn start(durable: bool) -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let binaries = find_binaries()?;
        let template = template(&binaries)?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("lantern-pg-{}-{number}", std::process::id()));
        // What a process of the same number left behind before a power cut.
        let _nothing_there = fs::remove_dir_all(&folder);
        make_folder(&folder)?;
        let guard = guard(&folder, &binaries)?;
        let server = Self {
            folder,
            binaries,
            durable,
            guard,
            databases: AtomicU32::new(0),
        };
        run(unprivileged("cp")
            .arg("-a")
            .arg(&template)
            .arg(server.folder.join("data")))?;
        server.begin()?;
        Ok(server)
    }

    /// Starts it again after [`Server::stop`].
    ///
    /// # Errors
    ///
    /// A sentence with what PostgreSQL said.
    pub fn begin(&self) -> Result<(), String> {
        let durability = if self.durable {
            "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
        } else {
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        };
        let options = format!(
            "-k {} -c listen_addresses='' -c max_connections=200 -c shared_buffers=64MB {durability}",
            self.folder.display()
        );
        // After a kill, a start is refused until the last of the old server's children has gone.
        let mut tries = 0;
        loop {
            let started = run(unprivileged(self.binaries.join("pg_ctl"))
                .args(["-w", "-t", "60", "-D"])
                .arg(self.folder.join("data"))
                .arg("-l")
                .arg(self.folder.join("log"))
                .arg("-o")
                .arg(&options)
                .arg("start"));
            tries += 1;
            match started {
                Err(_) if tries < 50 => std::thread::sleep(std::time::Duration::from_millis(100)),
                Err(why) => {
                    let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                    return Err(format!("{why}; its log says: {log}"));
                }
                Ok(()) => return Ok(()),
            }
        }
    }

    /// Brings it down. Its data stays for [`Server::begin`].
    ///
    /// # Errors
    ///
    /// A sentence with what PostgreSQL said.
    pub fn stop(&self, how: Stop) -> Result<(), String> {
        let mode = match how {
            Stop::Fast => "fast",
            Stop::Immediate => "immediate",
            Stop::Kill => return self.kill(),
        };
        run(unprivileged(self.binaries.join("pg_ctl"))
            .args(["-w", "-m", mode, "-D"])
            .arg(self.folder.join("data"))
            .arg("stop"))
    }

    fn kill(&self) -> Result<(), String> {
        let data = self.folder.join("data");
        let pid = postmaster(&data).ok_or("the server is not running")?;
        run(unprivileged("kill").args(["-KILL", &pid]))
    }

    /// The address of a new, empty database.
    ///
    /// # Errors
    ///
    /// A sentence with what PostgreSQL said.
    pub fn database(&self) -> Result<String, String> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("t{number}");
        run(unprivileged(self.binaries.join("createdb"))
            .arg("-h")
            .arg(&self.folder)
            .args(["-U", "lantern", "-T", "template0", &name]))?;
        Ok(self.address(&name))
    }

    /// The address of a database by its name.
    pub fn address(&self, database: &str) -> String {
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://lantern@{socket}/{database}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Closing the pipe tells the guard; waiting keeps the next test from meeting the remains.
        drop(self.guard.stdin.take());
        let _already_gone = self.guard.wait();
    }
}

/// The newest server binaries on this machine.
fn find_binaries() -> Result<PathBuf, String> {
    let missing = || {
        "no PostgreSQL server in /usr/lib/postgresql; install it with `apt-get install postgresql`"
            .to_owned()
    };
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .map_err(|_| missing())?
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let binaries = entry.path().join("bin");
            binaries
                .join("initdb")
                .exists()
                .then_some((version, binaries))
        })
        .collect();
    versions.sort();
    versions
        .pop()
        .map(|(_, binaries)| binaries)
        .ok_or_else(missing)
}

/// A folder that `initdb` made once, kept for the next test process.
fn template(binaries: &Path) -> Result<PathBuf, String> {
    let version = binaries
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .unwrap_or("0");
    let owner = user_id();
    let template = std::env::temp_dir().join(format!("lantern-pg-template-{version}-{owner}"));
    if template.join("ready").exists() {
        return Ok(template.join("data"));
    }
    // Several test processes may get here at once. Each makes its own; the first to put it in
    // place wins, and a rename is all or nothing.
    let mine = template.with_extension(std::process::id().to_string());
    let _nothing_there = fs::remove_dir_all(&mine);
    make_folder(&mine)?;
    run(unprivileged(binaries.join("initdb"))
        .arg("-D")
        .arg(mine.join("data"))
        .args([
            "-U",
            "lantern",
            "--auth=trust",
            "--no-sync",
            "--wal-segsize=4",
        ])
        .args(["-E", "UTF8", "--locale=C"]))?;
    fs::write(mine.join("ready"), "").map_err(|error| error.to_string())?;
    if fs::rename(&mine, &template).is_err() {
        let _another_was_first = fs::remove_dir_all(&mine);
    }
    Ok(template.join("data"))
}

/// A private folder that belongs to whoever the server will run as.
fn make_folder(folder: &Path) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir(folder).map_err(said)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(said)?;
    if is_root() {
        run(Command::new("chown").arg(UNPRIVILEGED).arg(folder))?;
    }
    Ok(())
}

/// A process that waits for the end of this one, then stops the server and cleans up.
fn guard(folder: &Path, binaries: &Path) -> Result<Child, String> {
    const SCRIPT: &str = r#"cd /
read -r _
"$1/pg_ctl" -m immediate -D "$2/data" stop
rm -rf "$2""#;
    let mut command = Command::new("setsid");
    if is_root() {
        command.args(["runuser", "-u", UNPRIVILEGED, "--"]);
    }
    command
        .args(["sh", "-c", SCRIPT, "sh"])
        .arg(binaries)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the guard of the server cannot start: {error}"))
}

/// A command as the unprivileged user.
fn unprivileged(program: impl AsRef<std::ffi::OsStr>) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", UNPRIVILEGED, "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    // Files, not pipes: the server would hold a pipe open after `pg_ctl` has ended.
    let said = std::env::temp_dir().join(format!(
        "lantern-pg-said-{}-{:?}",
        std::process::id(),
        std::thread::current().id()
    ));
    let file = fs::File::create(&said).map_err(|error| error.to_string())?;
    let status = command
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(file.try_clone().map_err(|error| error.to_string())?)
        .stderr(file)
        .status();
    let text = fs::read_to_string(&said).unwrap_or_default();
    let _already_gone = fs::remove_file(&said);
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} ended with {status}: {}", text.trim())),
        Err(error) => Err(format!("{command:?} cannot run: {error}")),
    }
}

fn postmaster(data: &Path) -> Option<String> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    text.lines().next().map(str::to_owned)
}

fn user_id() -> u32 {
    fs::metadata("/proc/self").map_or(0, |process| process.uid())
}

fn is_root() -> bool {
    user_id() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_comes_goes_and_leaves_nothing() {
        let Some(server) = or_skip(Server::start(false)) else {
            return;
        };
        let folder = server.folder.clone();
        let one = server.database().unwrap();
        let two = server.database().unwrap();
        assert_ne!(one, two);

        server.stop(Stop::Kill).unwrap();
        server.begin().unwrap();
        server.database().unwrap();

        drop(server);
        assert!(!folder.exists());
    }
}
