//! A folder in which a test runs the command, with an environment that holds only what it says.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]
// Each test program takes the part of this module that it needs.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An interpreter as `doctor` sees it; no Python of this machine shows in a transcript.
const ANSWER: &str = r#"{"executable": "/usr/bin/python3", "implementation": "cpython",
"version": "3.13.5", "version_info": [3, 13], "include_dir": "/usr/include/python3.13",
"has_headers": false, "ext_suffix": ".cpython-313-x86_64-linux-gnu.so",
"site_packages": "/usr/lib/python3/dist-packages", "build": {"has_pgo": true, "has_lto": true,
"is_shared": false, "is_free_threaded": false, "is_debug": false, "config_args": "",
"compiler": "GCC 14.2.0"}}"#;

pub struct Scene {
    folder: tempfile::TempDir,
    settings: Vec<(String, String)>,
}

pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Scene {
    /// A scene with no tool on its `PATH`.
    pub fn new() -> Self {
        // A space and letters beyond ASCII, since a user's folder may have them.
        let folder = tempfile::Builder::new()
            .prefix("dossier été ")
            .tempdir()
            .unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        let cache = folder.path().join("cache").to_str().unwrap().to_owned();
        let bin = folder.path().join("bin").to_str().unwrap().to_owned();
        let scene = Self {
            folder,
            settings: Vec::new(),
        };
        scene.set("PATH", &bin).set("FISHPLATE_CACHE_DIR", &cache)
    }

    /// The same with the tools of this machine, and its libclang if one is set.
    pub fn with_tools() -> Self {
        let mut scene = Self::new();
        for name in ["PATH", "HOME", "LIBCLANG_PATH", "PIP_CERT"] {
            if let Ok(value) = std::env::var(name) {
                scene = scene.set(name, &value);
            }
        }
        scene
    }

    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn program(&self, name: &str, script: &str) {
        self.write(name, &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Puts a `python3` on the scene's `PATH` that answers questions and otherwise runs `script`.
    pub fn python(&self, script: &str) {
        let answer = format!("if [ \"$3\" = -c ]; then cat <<'END'\n{ANSWER}\nEND\nexit\nfi");
        self.program(
            "bin/python3",
            &format!("PATH=/usr/bin:/bin\n{answer}\n{script}"),
        );
    }

    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fishplate"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ended {
        let done = self.command(arguments).output().unwrap();
        Ended {
            code: done.status.code(),
            stdout: self.neutral(&String::from_utf8(done.stdout).unwrap()),
            stderr: self.neutral(&String::from_utf8(done.stderr).unwrap()),
        }
    }

    /// Without what differs from one run to the next: the folder and the environment's key.
    fn neutral(&self, text: &str) -> String {
        let mut text = text.replace(self.folder.path().to_str().unwrap(), "[FOLDER]");
        if let Some((_, key)) = text.split_once("cache/env-") {
            let key: String = key.chars().take(16).collect();
            text = text.replace(&key, "[KEY]");
        }
        text
    }
}

impl Ended {
    /// All that a person would see, as one text.
    pub fn transcript(&self) -> String {
        let mut text = format!(
            "exit code: {}\n",
            self.code.map_or("none".to_owned(), |code| code.to_string())
        );
        for (title, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                text.push_str(&format!("----- {title} -----\n{stream}"));
            }
        }
        text
    }
}

/// Compares with the transcript of that name in `tests/cli/`; `make bless` rewrites it.
pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../../tests/cli");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// What a person types and sees.
pub fn transcript(scene: &Scene, arguments: &[&str]) -> String {
    let shown = arguments.join(" ");
    format!("$ fishplate {shown}\n{}", scene.run(arguments).transcript())
}
