//! One file with its fixes in it: as it was, as it will be, and the way from one to the other.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fishplate_read::{Edit, FilePlaces};
use sha2::{Digest, Sha256};

use crate::whole_file;

/// A file before and after its fixes.
#[derive(Debug)]
pub(crate) struct Mended {
    pub(crate) path: PathBuf,
    pub(crate) before: Vec<u8>,
    pub(crate) after: Vec<u8>,
}

impl Mended {
    /// The file with its edits; none where it is no longer what the places were found in.
    pub(crate) fn new(path: &Path, places: &FilePlaces) -> anyhow::Result<Option<Self>> {
        let before = fs_err::read(path)?;
        if hexadecimal(&before) != places.sha256 {
            return Ok(None);
        }
        Ok(edited(&before, &places.edits).map(|after| Self {
            path: path.to_owned(),
            before,
            after,
        }))
    }

    /// Refuses a file that its owner has made read-only: replacing it would pass over that.
    pub(crate) fn may_be_written(&self) -> anyhow::Result<()> {
        let data = fs_err::metadata(&self.path)?;
        if data.permissions().readonly() {
            bail!(
                "cannot fix `{path}`: it is read-only; `chmod u+w {path}` makes it writable",
                path = self.path.display()
            );
        }
        Ok(())
    }

    /// Replaces the file, if it still is what it was.
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        if fs_err::read(&self.path)? != self.before {
            bail!(
                "`{}` changed meanwhile, so it is left as it is; run it again",
                self.path.display()
            );
        }
        whole_file::write(&self.path, &self.after)
            .with_context(|| format!("cannot fix `{}`", self.path.display()))
    }
}

/// The bytes with edits in them; none where the edits are not in order or lead out.
fn edited(bytes: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let (mut after, mut at) = (Vec::with_capacity(bytes.len()), 0);
    for edit in edits {
        after.extend_from_slice(bytes.get(at..edit.start)?);
        after.extend_from_slice(edit.text.as_bytes());
        at = edit.end.max(edit.start);
    }
    after.extend_from_slice(bytes.get(at..)?);
    Some(after)
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_out_of_order_or_beyond_the_end_change_nothing() {
        let edit = |start, end, text: &str| Edit {
            start,
            end,
            text: text.to_owned(),
        };
        let two = [edit(1, 2, "X"), edit(3, 3, "Y")];
        assert_eq!(edited(b"abcd", &two).unwrap(), b"aXcYd");
        assert_eq!(edited(b"abcd", &[edit(3, 3, "Y"), edit(1, 2, "X")]), None);
        assert_eq!(edited(b"abcd", &[edit(3, 9, "Y")]), None);
    }
}
