//! The Python programs that the binary carries, put where an interpreter can run them.

use std::path::Path;

include!(concat!(env!("OUT_DIR"), "/python_files.rs"));

/// Writes the packages into a folder.
pub(crate) fn unpack(folder: &Path) -> std::io::Result<()> {
    for (name, text) in FILES {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
