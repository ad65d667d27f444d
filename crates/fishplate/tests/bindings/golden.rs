//! What each writer makes of the headers in `tests/interfaces/`, kept as files that a compiler reads.
//!
//! `make bless` writes them anew; the diff is read line by line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fishplate_bindings::{BINDINGS, Library, Notes, plan};

use crate::workbench::read;

/// Files that are the same in every package: they are kept once, as sources.
const COPIES: &[&str] = &[
    "uniform.h",
    "uniform.rs",
    "buffer.rs",
    "enumeration.rs",
    "_uniform.py",
    "Cargo.lock",
    "py.typed",
];

fn interfaces() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interfaces")
}

fn generated(header: &Path) -> BTreeMap<PathBuf, String> {
    let name = header.file_stem().unwrap().to_string_lossy().into_owned();
    let mut interface = read(header);
    interface.headers = vec![format!("{name}.h")];
    let notes = std::fs::read_to_string(header.with_extension("toml")).unwrap_or_default();
    let notes = Notes::parse(&notes, "notes").unwrap();
    let plan = plan(&interface, &notes, &name).unwrap();
    let soname = format!("lib{name}.so.1");
    let library = Library {
        file: Path::new("lib").join(&soname),
        soname,
        is_bundled: false,
    };
    let mut texts: BTreeMap<PathBuf, Vec<(&str, String)>> = BTreeMap::new();
    for binding in BINDINGS {
        for file in binding.write(&plan, &library).unwrap().files {
            if !COPIES.iter().any(|copy| file.path.ends_with(copy)) {
                let text = String::from_utf8(file.bytes).unwrap();
                texts
                    .entry(file.path)
                    .or_default()
                    .push((binding.name, text));
            }
        }
    }
    let mut files = BTreeMap::new();
    for (path, mut texts) in texts {
        let golden = Path::new("golden").join(&name);
        // What every path writes alike is kept once.
        let is_common =
            texts.len() == BINDINGS.len() && texts.windows(2).all(|pair| pair[0].1 == pair[1].1);
        if is_common {
            texts.truncate(1);
            texts[0].0 = "every-path";
        }
        files.extend(
            texts
                .into_iter()
                .map(|(of, text)| (golden.join(of).join(&path), text)),
        );
    }
    files
}

fn kept(folder: &Path, below: &Path, files: &mut BTreeMap<PathBuf, String>) {
    let Ok(entries) = std::fs::read_dir(folder.join(below)) else {
        return;
    };
    for entry in entries.map(Result::unwrap) {
        let path = below.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            kept(folder, &path, files);
        } else {
            files.insert(
                path.clone(),
                std::fs::read_to_string(folder.join(&path)).unwrap(),
            );
        }
    }
}

#[test]
fn every_writer_writes_what_is_kept() {
    let folder = interfaces();
    let mut now = BTreeMap::new();
    let mut headers = 0;
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|ending| ending == "h") {
            headers += 1;
            now.extend(generated(&entry.path()));
        }
    }
    assert!(headers > 0 && !now.is_empty());
    if std::env::var_os("FISHPLATE_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(folder.join("golden"));
        for (path, text) in &now {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        return;
    }
    let mut before = BTreeMap::new();
    kept(&folder, Path::new("golden"), &mut before);
    let names = |files: &BTreeMap<PathBuf, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&before),
        names(&now),
        "the list of files; `make bless` takes the new one"
    );
    for (path, text) in &now {
        assert_eq!(
            &before[path],
            text,
            "{}; `make bless` takes the new text",
            path.display()
        );
    }
}
