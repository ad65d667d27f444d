//! Programs that mean harm, in each jail that this machine offers: each ends within its limits,
//! and what it did stays inside.
//!
//! This program is its own keeper, as the command line is, so it has no test runner.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of it is test code"
)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fishplate_process::{
    Child, Ending, JailEnd, JailKind, JailLimits, Jailed, Limits, Network, run_in_jail, serve_jail,
    which,
};

/// What ends a program that asks for more: enough for Python, little enough for a test.
const LIMITS: JailLimits = JailLimits {
    wall: Duration::from_secs(20),
    memory_bytes: 1 << 30,
    resident_bytes: 512 << 20,
    processes: 16,
    file_bytes: 1 << 20,
    scratch_bytes: 4 << 20,
    ..JailLimits::IMPORT
};

type Test = (&'static str, fn(&Jail));

struct Jail {
    kind: JailKind,
    network: Network,
}

/// Where the network is closed.
const CLOSED: &[Test] = &[
    ("a_program_gives_its_output", a_program_gives_its_output),
    (
        "an_exit_code_is_told_as_it_is",
        an_exit_code_is_told_as_it_is,
    ),
    (
        "a_crash_is_told_by_its_signal",
        a_crash_is_told_by_its_signal,
    ),
    ("an_endless_loop_is_ended", an_endless_loop_is_ended),
    (
        "what_runs_on_ends_with_the_program",
        what_runs_on_ends_with_the_program,
    ),
    (
        "a_flood_of_processes_is_ended",
        a_flood_of_processes_is_ended,
    ),
    (
        "memory_has_a_bound_for_each_and_for_all",
        memory_has_a_bound_for_each_and_for_all,
    ),
    (
        "only_the_scratch_folder_takes_files",
        only_the_scratch_folder_takes_files,
    ),
    ("what_is_written_has_a_bound", what_is_written_has_a_bound),
    ("nothing_of_the_user_shows", nothing_of_the_user_shows),
    ("there_is_no_network", there_is_no_network),
];

/// Where it is open: a program that reaches it gets nothing else for it.
const OPEN: &[Test] = &[
    (
        "an_open_network_is_reached_by_address_and_by_name",
        an_open_network_is_reached_by_address_and_by_name,
    ),
    (
        "what_runs_on_ends_with_the_program",
        what_runs_on_ends_with_the_program,
    ),
    (
        "a_flood_of_processes_is_ended",
        a_flood_of_processes_is_ended,
    ),
    (
        "only_the_scratch_folder_takes_files",
        only_the_scratch_folder_takes_files,
    ),
    ("what_is_written_has_a_bound", what_is_written_has_a_bound),
    ("nothing_of_the_user_shows", nothing_of_the_user_shows),
];

fn main() {
    if let Some(code) = serve_jail() {
        std::process::exit(i32::from(code));
    }
    // `cargo test NAME` and `--list` hand arguments of the test runner to every test program.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    for kind in JailKind::ALL {
        for (network, tests) in [(Network::Closed, CLOSED), (Network::Open, OPEN)] {
            let jail = Jail { kind, network };
            let name = format!("{}, network {network:?}", kind.name());
            if jail.run("pass").jail != kind.name() {
                println!("skipped: the tests of the jail `{name}`, which cannot be built here");
                continue;
            }
            for (test, run) in tests {
                run(&jail);
                println!("test {test} ({name}) ... ok");
            }
        }
    }
}

impl Jail {
    fn run(&self, python: &str) -> JailEnd {
        self.run_within(LIMITS, python, &[])
    }

    fn run_within(&self, limits: JailLimits, python: &str, readable: &[&Path]) -> JailEnd {
        let program = python3();
        let mut all: Vec<PathBuf> = readable.iter().map(|path| path.to_path_buf()).collect();
        // Where the interpreter is not the system's, its own folder holds all of it.
        all.extend(program.ancestors().nth(2).map(Path::to_owned));
        let jailed = Jailed {
            program,
            arguments: ["-I", "-S", "-c", python].map(str::to_owned).to_vec(),
            environment: vec![("LANG".to_owned(), "C.UTF-8".to_owned())],
            readable: all,
            network: self.network,
            limits,
            strongest: self.kind,
        };
        let keeper = std::env::current_exe().unwrap();
        run_in_jail(&keeper, &jailed, b"").unwrap()
    }
}

/// The interpreter itself: what is on `PATH` may be a script that chooses one.
fn python3() -> PathBuf {
    let question = ["-I", "-S", "-c", "import sys; print(sys.executable)"];
    let done = Child::new(which("python3").unwrap(), Limits::QUESTION)
        .args(question)
        .run()
        .unwrap();
    std::fs::canonicalize(done.stdout_text().trim()).unwrap()
}

fn text(end: &JailEnd) -> &str {
    std::str::from_utf8(&end.stdout).unwrap().trim_end()
}

fn a_program_gives_its_output(jail: &Jail) {
    let end = jail.run("print(1 + 1)");
    assert_eq!(
        (text(&end), end.ending),
        ("2", Ending::Exited(0)),
        "{end:?}"
    );
    let end = jail.run("raise ValueError('so it is')");
    assert!(end.stderr.ends_with("ValueError: so it is"), "{end:?}");
}

fn an_exit_code_is_told_as_it_is(jail: &Jail) {
    assert_eq!(jail.run("import os; os._exit(0)").ending, Ending::Exited(0));
    assert_eq!(jail.run("import os; os._exit(3)").ending, Ending::Exited(3));
}

fn a_crash_is_told_by_its_signal(jail: &Jail) {
    let end = jail.run("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)");
    assert_eq!(end.ending, Ending::Killed(11));
}

fn an_endless_loop_is_ended(jail: &Jail) {
    let limits = JailLimits {
        wall: Duration::from_secs(1),
        ..LIMITS
    };
    let before = Instant::now();
    for python in ["while True: pass", "import time; time.sleep(1000)"] {
        assert_eq!(
            jail.run_within(limits, python, &[]).ending,
            Ending::TimedOut
        );
    }
    assert!(before.elapsed() < Duration::from_secs(20));
}

/// Whether a process of this machine has a word among its arguments.
fn runs(word: &str) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .any(|line| {
            String::from_utf8_lossy(&line)
                .split('\0')
                .any(|one| one == word)
        })
}

fn what_runs_on_ends_with_the_program(jail: &Jail) {
    // A session of its own, an orphan, deaf to what can be ignored.
    let python = "
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, '-I', '-S', '-c', 'import time; time.sleep(600)', 'WORD'])
    os._exit(0)
time.sleep(0.5)
";
    let word = format!("fishplate-jail-{}-{}", std::process::id(), jail.kind as u8);
    let end = jail.run(&python.replace("WORD", &word));
    assert_eq!(end.ending, Ending::Exited(0), "{end:?}");
    assert!(!runs(&word));
}

fn a_flood_of_processes_is_ended(jail: &Jail) {
    // Bounded by itself too, so that a broken jail costs two thousand processes and no machine.
    let python = "
import os, time
for _ in range(11):
    try:
        os.fork()
    except OSError:
        pass
time.sleep(30)
";
    let before = Instant::now();
    let end = jail.run(python);
    assert_eq!(end.ending, Ending::TooManyProcesses, "{end:?}");
    assert!(
        before.elapsed() < Duration::from_secs(15),
        "{:?}",
        before.elapsed()
    );
}

fn memory_has_a_bound_for_each_and_for_all(jail: &Jail) {
    let end = jail.run("x = bytearray(8 << 30)");
    assert_eq!(end.ending, Ending::Exited(1));
    assert!(end.stderr.contains("MemoryError"), "{end:?}");
    let python = "
import os, time
for _ in range(8):
    if os.fork() == 0:
        x = bytearray(b'x') * (200 << 20)
        time.sleep(30)
time.sleep(30)
";
    let end = jail.run(python);
    assert_eq!(end.ending, Ending::TooMuchMemory, "{end:?}");
}

fn only_the_scratch_folder_takes_files(jail: &Jail) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    std::fs::write(folder.path().join("there"), "x").unwrap();
    let home = std::env::var("HOME").unwrap();
    let python = format!(
        "
import os
print(os.path.exists('{here}/there'))
for place in ['{here}/mark', '{here}/there', '{home}/fishplate-mark', '/fishplate-mark', '/usr/fishplate-mark', '/tmp/fishplate-mark', '/dev/shm/../fishplate-mark']:
    try:
        open(place, 'a').close()
        print('wrote', place)
    except OSError:
        pass
for place in [os.environ[name] for name in ('HOME', 'TMPDIR') if name in os.environ]:
    open(place + '/mark', 'w').close()
    print('scratch')
",
        here = folder.path().display()
    );
    let end = jail.run_within(LIMITS, &python, &[folder.path()]);
    let expected = match jail.kind {
        // Without a namespace no folder has a bound, so there is none.
        JailKind::Landlock => "True",
        _ => "True\nscratch\nscratch",
    };
    assert_eq!(text(&end), expected, "{end:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn what_is_written_has_a_bound(jail: &Jail) {
    let python = "
import os
os.chdir(os.environ.get('TMPDIR', '/'))
written = 0
for number in range(100):
    try:
        with open(str(number), 'wb') as file:
            for _ in range(64):
                written += file.write(b'x' * 65536)
                file.flush()
    except OSError:
        pass
print(written <= 5 << 20)
";
    assert_eq!(text(&jail.run(python)), "True");
}

fn nothing_of_the_user_shows(jail: &Jail) {
    // Cargo's own variables stand for a user's secrets.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let python = format!(
        "
import os
for place in ['/etc/passwd', '/etc/shadow', '/etc/ssl/private/ssl-cert-snakeoil.key', '{home}/.bashrc', '/proc/{keeper}/environ', '/proc/1/environ']:
    try:
        found = open(place, 'rb').read()
        if b'CARGO' in found or not place.startswith('/proc'):
            print(place)
    except OSError:
        pass
print(sorted(os.environ))
",
        home = std::env::var("HOME").unwrap(),
        keeper = std::process::id()
    );
    let end = jail.run(&python);
    let shown = text(&end);
    assert!(shown.starts_with('[') && shown.contains("LANG"), "{end:?}");
    assert!(!shown.contains("CARGO"), "{end:?}");
}

/// What a jailed program reaches of a server of this process: by its address, then by its name.
fn reached(jail: &Jail) -> String {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let python = format!(
        "
import socket
for host in ['127.0.0.1', 'localhost']:
    try:
        socket.create_connection((host, {port}), 2)
        print('reached')
    except OSError:
        print('none')
"
    );
    text(&jail.run(&python)).to_owned()
}

fn there_is_no_network(jail: &Jail) {
    assert_eq!(reached(jail), "none\nnone");
}

fn an_open_network_is_reached_by_address_and_by_name(jail: &Jail) {
    assert_eq!(reached(jail), "reached\nreached");
}
