//! Writes a file so that it is the old one or the new one, whatever happens meanwhile.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

/// Replaces a file or makes it; an old file keeps its permissions.
///
/// What is no plain file, such as a pipe or `/dev/stdout`, is written to as it is.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let known = std::fs::metadata(path).ok();
    if known.as_ref().is_some_and(|data| !data.is_file()) {
        fs_err::write(path, bytes)?;
        return Ok(());
    }
    let target = known.as_ref().and_then(|_| path.canonicalize().ok());
    let target = target.as_deref().unwrap_or(path);
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        bail!(
            "the folder `{}` is not there; make it first",
            folder.display()
        );
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fishplate-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The system takes away what the user's mask does, as for any new file.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder
        .tempfile_in(folder)
        // Its own words name a file that nobody has seen.
        .map_err(|error| std::io::Error::from(error.kind()))
        .with_context(|| format!("cannot write to the folder `{}`", folder.display()))?;
    file.write_all(bytes)?;
    if let Some(data) = known {
        file.as_file().set_permissions(data.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(target)
        .with_context(|| format!("cannot replace `{}`", target.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        write(&path, b"one").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path) & 0o600, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o751)).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(mode(&path), 0o751);
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(write(&folder.path().join("no/such"), b"").is_err());
    }
}
