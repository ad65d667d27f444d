//! Makes real environments from a lock of one made-up wheel; no network is used.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use fishplate_process::{Child, Environment, EnvironmentError, Limits, Python, which};

/// Writes the wheel `madeup-1.0` into the folder given and prints its sha256.
const WHEEL: &str = r#"
import base64, hashlib, pathlib, sys, zipfile
path = pathlib.Path(sys.argv[1]) / "madeup-1.0-py3-none-any.whl"
files = {
    "madeup.py": "ANSWER = 42\n",
    "madeup-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: madeup\nVersion: 1.0\n",
    "madeup-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
record = ""
for name, text in files.items():
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    record += f"{name},sha256={digest},{len(text)}\n"
files["madeup-1.0.dist-info/RECORD"] = record + "madeup-1.0.dist-info/RECORD,,\n"
with zipfile.ZipFile(path, "w") as wheel:
    for name, text in files.items():
        wheel.writestr(zipfile.ZipInfo(name), text)
print(hashlib.sha256(path.read_bytes()).hexdigest())
"#;

struct Scene {
    folder: tempfile::TempDir,
    python: Python,
    lock: String,
}

impl Scene {
    fn new() -> Self {
        // A space and letters beyond ASCII: the cache may lie anywhere.
        let folder = tempfile::Builder::new()
            .prefix("dossier été ")
            .tempdir()
            .unwrap();
        let python = Python::ask(&which("python3").expect("python3 is on PATH")).unwrap();
        let wheels = folder.path().join("wheels");
        fs::create_dir(&wheels).unwrap();
        let done = Child::new(&python.executable, Limits::PROBE)
            .args(["-c", WHEEL])
            .arg(&wheels)
            .run()
            .unwrap();
        assert!(done.is_success(), "{}", done.stderr_text());
        let lock = lock(&wheels, "madeup==1.0", done.stdout_text().trim());
        Self {
            folder,
            python,
            lock,
        }
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn prepare(&self, lock: &str) -> Result<(Environment, Vec<String>), EnvironmentError> {
        let mut steps = Vec::new();
        let environment = Environment::prepare(&self.python, lock, &self.cache(), &mut |step| {
            steps.push(step.to_owned());
        })?;
        Ok((environment, steps))
    }

    fn left_in_cache(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.cache())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.ends_with(".lock"))
            .collect();
        names.sort();
        names
    }
}

fn lock(wheels: &Path, requirement: &str, sha256: &str) -> String {
    let address = address(wheels);
    format!("--no-index\n--find-links {address}\n{requirement} --hash=sha256:{sha256}\n")
}

/// The address of a folder, which keeps the space in its name from ending an option.
fn address(folder: &Path) -> String {
    format!("file://{}", folder.to_str().unwrap().replace(' ', "%20"))
}

fn answer(environment: &Environment) -> String {
    let done = Child::new(&environment.python.executable, Limits::QUESTION)
        .args([
            "-I",
            "-c",
            "import madeup; print(madeup.ANSWER, madeup.__file__)",
        ])
        .run()
        .unwrap();
    assert!(done.is_success(), "{}", done.stderr_text());
    done.stdout_text()
}

#[test]
fn an_environment_holds_what_the_lock_names_and_is_made_once() {
    let scene = Scene::new();
    assert!(Environment::find(&scene.python, &scene.lock, &scene.cache()).is_none());
    let (first, steps) = scene.prepare(&scene.lock).unwrap();
    assert!(steps.contains(&"taking madeup 1.0".to_owned()), "{steps:?}");
    let expected = format!("42 {}\n", first.site_packages.join("madeup.py").display());
    assert_eq!(answer(&first), expected);
    assert_eq!(first.python.site_packages, first.site_packages);
    assert_eq!(first.python.version, scene.python.version);

    let (second, steps) = scene.prepare(&scene.lock).unwrap();
    assert_eq!(steps, [""; 0]);
    assert_eq!(second.folder, first.folder);
    let found = Environment::find(&scene.python, &scene.lock, &scene.cache()).unwrap();
    assert_eq!(found.folder, first.folder);
    assert_eq!(
        Environment::all_site_packages(&scene.cache()),
        [first.site_packages]
    );
}

#[test]
fn an_environment_takes_more_packages_later() {
    let scene = Scene::new();
    let (environment, _) = scene.prepare("# nothing yet\n").unwrap();
    let steps = |lock: &str| {
        let mut steps = Vec::new();
        let mut on_step = |step: &str| steps.push(step.to_owned());
        Environment::extend(&environment.python, lock, &mut on_step).map(|()| steps)
    };
    let first = steps(&scene.lock).unwrap();
    assert!(first.contains(&"taking madeup 1.0".to_owned()), "{first:?}");
    assert!(answer(&environment).starts_with("42 "));
    assert_eq!(steps(&scene.lock).unwrap(), [""; 0]);

    let absent = lock(
        &scene.folder.path().join("wheels"),
        "absent==2.0",
        &"0".repeat(64),
    );
    let error = steps(&absent).unwrap_err();
    assert!(matches!(error, EnvironmentError::Fetch { .. }), "{error:?}");
    let (again, steps) = scene.prepare("# nothing yet\n").unwrap();
    assert_eq!((again.folder, steps.len()), (environment.folder.clone(), 0));
    assert!(answer(&environment).starts_with("42 "));
}

#[test]
fn an_interpreter_of_no_environment_of_ours_is_not_changed() {
    let scene = Scene::new();
    let error = Environment::extend(&scene.python, &scene.lock, &mut |_| ()).unwrap_err();
    assert!(
        matches!(error, EnvironmentError::NotOurs { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("is not changed"), "{error}");
}

#[test]
fn a_half_made_environment_is_thrown_away_and_made_anew() {
    let scene = Scene::new();
    let folder = Environment::folder(&scene.python, &scene.lock, &scene.cache());
    fs::create_dir_all(folder.join("lib/python3.11/site-packages")).unwrap();
    fs::write(folder.join("leftover"), "from a run that died").unwrap();
    assert!(Environment::find(&scene.python, &scene.lock, &scene.cache()).is_none());
    assert!(Environment::all_site_packages(&scene.cache()).is_empty());
    let (environment, _) = scene.prepare(&scene.lock).unwrap();
    assert!(answer(&environment).starts_with("42 "));
    assert!(!folder.join("leftover").exists());
}

#[test]
fn an_environment_whose_interpreter_is_gone_is_made_anew() {
    let scene = Scene::new();
    let (first, _) = scene.prepare(&scene.lock).unwrap();
    fs::remove_file(&first.python.executable).unwrap();
    assert!(Environment::find(&scene.python, &scene.lock, &scene.cache()).is_none());
    let (second, _) = scene.prepare(&scene.lock).unwrap();
    assert!(answer(&second).starts_with("42 "));
}

#[test]
fn a_package_that_cannot_be_fetched_is_named_and_nothing_is_left() {
    let scene = Scene::new();
    let other = lock(
        &scene.folder.path().join("wheels"),
        "absent==2.0",
        &"0".repeat(64),
    );
    let error = scene.prepare(&other).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot fetch `absent==2.0`, which is needed on the first run; connect to the network \
         once, or set PIP_FIND_LINKS to a folder that holds its wheel"
    );
    assert_eq!(scene.left_in_cache(), [""; 0]);
}

#[test]
fn a_package_of_another_version_is_no_network_matter() {
    let scene = Scene::new();
    let other = lock(
        &scene.folder.path().join("wheels"),
        "madeup==2.0",
        &"0".repeat(64),
    );
    let error = scene.prepare(&other).unwrap_err();
    assert!(
        matches!(error, EnvironmentError::NoWheel { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("`--python EXE`"), "{error}");
}

#[test]
fn a_package_with_another_hash_is_refused() {
    let scene = Scene::new();
    let other = lock(
        &scene.folder.path().join("wheels"),
        "madeup==1.0",
        &"0".repeat(64),
    );
    let error = scene.prepare(&other).unwrap_err();
    assert!(matches!(error, EnvironmentError::Hash { .. }), "{error:?}");
    assert!(error.to_string().contains("madeup==1.0"), "{error}");
    assert_eq!(scene.left_in_cache(), [""; 0]);
}

#[test]
fn a_package_without_a_wheel_for_the_interpreter_is_left_out_and_said() {
    let scene = Scene::new();
    // An index that was seen knows what there is; a folder of wheels alone does not.
    let index = scene.folder.path().join("wheels").join("index.html");
    fs::write(&index, "<html></html>").unwrap();
    // An index of our own, in a folder.
    let option = "index-url";
    let links = format!(
        "--{option} {}",
        address(&scene.folder.path().join("wheels"))
    );
    let lock = scene.lock.replace("--no-index", &links);
    let more = format!("{lock}absent==2.0 --hash=sha256:{}\n", "0".repeat(64));
    for has_been_made in [false, true] {
        let (environment, steps) = scene.prepare(&more).unwrap();
        assert_eq!(environment.left_out, ["absent==2.0"]);
        assert!(answer(&environment).starts_with("42 "));
        assert_eq!(steps.is_empty(), has_been_made, "{steps:?}");
    }
}

#[test]
fn a_lock_without_hashes_is_refused() {
    let scene = Scene::new();
    let bare: String = scene.lock.split(" --hash").next().unwrap().to_owned() + "\n";
    let error = scene.prepare(&bare).unwrap_err();
    assert!(matches!(error, EnvironmentError::Pip { .. }), "{error:?}");
}

#[test]
fn a_cache_that_cannot_be_written_is_named_with_the_way_out() {
    let scene = Scene::new();
    // A file where a folder must be: that stops root too, whom permissions do not.
    let blocked = scene.folder.path().join("file");
    fs::write(&blocked, "").unwrap();
    let cache = blocked.join("cache");
    let error = Environment::prepare(&scene.python, &scene.lock, &cache, &mut |_| ()).unwrap_err();
    let message = error.to_string();
    assert!(message.contains(cache.to_str().unwrap()), "{message}");
    assert!(message.contains("FISHPLATE_CACHE_DIR"), "{message}");
}

#[test]
fn a_python_without_venv_gets_the_command_that_installs_it() {
    let scene = Scene::new();
    let fake = scene.folder.path().join("python");
    let said =
        "The virtual environment was not created successfully because ensurepip is not available.";
    fs::write(&fake, format!("#!/bin/sh\necho '{said}'\nexit 1\n")).unwrap();
    let done = Child::new("/bin/chmod", Limits::QUESTION)
        .arg("+x")
        .arg(&fake)
        .run()
        .unwrap();
    assert!(done.is_success());
    let python = Python {
        executable: fake,
        ..scene.python.clone()
    };
    let error =
        Environment::prepare(&python, &scene.lock, &scene.cache(), &mut |_| ()).unwrap_err();
    assert!(
        error.to_string().ends_with("apt-get install python3-venv"),
        "{error}"
    );
}

#[test]
fn two_runs_at_once_make_one_environment() {
    let scene = Scene::new();
    let makers = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let (environment, steps) = scene.prepare(&scene.lock).unwrap();
                assert!(answer(&environment).starts_with("42 "));
                if steps.iter().any(|step| step.starts_with("taking")) {
                    makers.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(makers.load(Ordering::SeqCst), 1);
}
