//! The folder of results: every file in it is whole, and an older one stays until then.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::LabError;

/// The folder of results, with the lines of samples on their way into it.
pub(crate) struct Output {
    folder: PathBuf,
    is_new: bool,
    is_finished: bool,
}

impl Output {
    /// Makes the folder and proves that it can be written.
    pub(crate) fn open(folder: &Path) -> Result<Self, LabError> {
        let is_new = !folder.exists();
        let output = Self {
            folder: folder.to_owned(),
            is_new,
            is_finished: false,
        };
        fs_err::create_dir_all(folder).map_err(|source| output.error(source))?;
        output.temporary()?;
        Ok(output)
    }

    pub(crate) fn error(&self, source: std::io::Error) -> LabError {
        LabError::Output {
            folder: self.folder.clone(),
            source,
        }
    }

    fn temporary(&self) -> Result<NamedTempFile, LabError> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // A temporary file is for its owner alone; a result is for whoever reads the folder.
            builder.permissions(std::fs::Permissions::from_mode(0o644));
        }
        builder
            .prefix(".fishplate-")
            .tempfile_in(&self.folder)
            .map_err(|source| self.error(source))
    }

    /// Begins a file that grows during the run.
    pub(crate) fn lines(&self) -> Result<Lines, LabError> {
        Ok(Lines {
            file: BufWriter::new(self.temporary()?),
        })
    }

    /// Writes a whole file at once.
    pub(crate) fn write_now(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, LabError> {
        let mut file = self.temporary()?;
        file.write_all(bytes).map_err(|source| self.error(source))?;
        self.keep(file, name)
    }

    /// Puts the lines and the other files in their places.
    pub(crate) fn finish(
        mut self,
        lines: Lines,
        others: &[(&str, Vec<u8>)],
    ) -> Result<Vec<PathBuf>, LabError> {
        let file = lines
            .file
            .into_inner()
            .map_err(|error| self.error(error.into_error()))?;
        let mut waiting = vec![(RESULTS, file)];
        // All are written before the first is moved, so that a full disk spoils none.
        for (name, bytes) in others {
            let mut file = self.temporary()?;
            file.write_all(bytes).map_err(|source| self.error(source))?;
            waiting.push((name, file));
        }
        let kept = waiting
            .into_iter()
            .map(|(name, file)| self.keep(file, name))
            .collect();
        self.is_finished = true;
        kept
    }

    fn keep(&self, file: NamedTempFile, name: &str) -> Result<PathBuf, LabError> {
        let path = self.folder.join(name);
        file.persist(&path)
            .map_err(|error| self.error(error.error))?;
        Ok(path)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.is_new && !self.is_finished {
            // Only an empty folder can be removed this way; one with a build log stays.
            let _ = fs_err::remove_dir(&self.folder);
        }
    }
}

const RESULTS: &str = "results.jsonl";

/// The lines of `results.jsonl` under a temporary name.
pub(crate) struct Lines {
    file: BufWriter<NamedTempFile>,
}

impl Lines {
    pub(crate) fn add(&mut self, sample: &fishplate_model::Sample) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.file, sample)?;
        self.file.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs_err::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_only_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("\u{e4} b");
        fs_err::create_dir(&out).unwrap();
        fs_err::write(out.join("summary.json"), "old").unwrap();
        let output = Output::open(&out).unwrap();
        let lines = output.lines().unwrap();
        assert_eq!(
            fs_err::read_to_string(out.join("summary.json")).unwrap(),
            "old"
        );
        output
            .finish(lines, &[("summary.json", b"new".to_vec())])
            .unwrap();
        assert_eq!(names(&out), ["results.jsonl", "summary.json"]);
        assert_eq!(
            fs_err::read_to_string(out.join("summary.json")).unwrap(),
            "new"
        );
    }

    #[test]
    fn a_run_that_stops_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let output = Output::open(&out).unwrap();
        let lines = output.lines().unwrap();
        drop(lines);
        drop(output);
        assert!(!out.exists());
    }

    /// Tells the test below which folder it is to fill, in a process whose files may not grow.
    const FULL: &str = "FISHPLATE_TEST_FULL_FOLDER";

    #[test]
    #[ignore = "the part of the next test that runs in a process with a limit"]
    fn the_process_that_fills_a_disk() {
        let Some(folder) = std::env::var_os(FULL) else {
            return;
        };
        let output = Output::open(Path::new(&folder)).unwrap();
        let lines = output.lines().unwrap();
        let error = output.finish(lines, &[("summary.json", vec![b'x'; 1 << 16])]);
        println!("the message: {}", error.unwrap_err());
    }

    #[test]
    fn on_a_full_disk_there_is_one_message_and_the_old_results_stay() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["results.jsonl", "summary.json"] {
            fs_err::write(folder.path().join(name), "old").unwrap();
        }
        // As on a full disk, a write fails in the middle of a file.
        let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" --exact --ignored --nocapture \
                       output::tests::the_process_that_fills_a_disk";
        let done = std::process::Command::new("/bin/sh")
            .args(["-c", limited])
            .arg(std::env::current_exe().unwrap())
            .env(FULL, folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        let expected = "the message: cannot write results to";
        assert!(
            said.contains(expected) && said.contains("--out DIR"),
            "{said}"
        );
        assert_eq!(names(folder.path()), ["results.jsonl", "summary.json"]);
        for name in ["results.jsonl", "summary.json"] {
            let text = fs_err::read_to_string(folder.path().join(name)).unwrap();
            assert_eq!(text, "old", "{name}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_is_refused_with_what_to_type() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("file"), "").unwrap();
        let error = Output::open(&folder.path().join("file/out"))
            .err()
            .unwrap()
            .to_string();
        assert!(error.contains("--out DIR"), "{error}");
    }
}
