//! Makes the library with the user's own function, or takes the one that is there.

use std::path::{Path, PathBuf};

use fishplate_process::{Child, Found, Limits};
use sha2::{Digest, Sha256};

use super::{Code, OwnFunction};
use crate::cache::{Build, Cache, Key};
use crate::kernel::{FLAGS, Kernel, LIBRARY, compile};
use crate::linux::{ALL_DEFINED, SHARED_FLAGS, soname_flag};
use crate::{LabError, Workload};

/// What every compiled kernel is linked with: the C library's own part for numbers.
const MATHS: &str = "-lm";

/// Gives the kernel of the user's own function.
pub(crate) fn build(
    own: &OwnFunction,
    workload: &Workload,
    compiler: &Found,
    cache: &Cache,
) -> Result<Kernel, LabError> {
    match &own.code {
        Code::Sources { files, link_flags } => {
            compiled(own, workload, (files, link_flags), compiler, cache)
        }
        Code::Library { file, soname } => taken(own, file, soname.as_ref()),
    }
}

fn compiled(
    own: &OwnFunction,
    workload: &Workload,
    (files, link_flags): (&[PathBuf], &[String]),
    compiler: &Found,
    cache: &Cache,
) -> Result<Kernel, LabError> {
    let flags = own.declared.flags();
    let mut key = Key::default()
        .add(compiler.path.as_os_str().as_encoded_bytes())
        .add(&compiler.version);
    for flag in FLAGS.iter().chain(SHARED_FLAGS) {
        key = key.add(flag);
    }
    for flag in &flags {
        key = key.add(flag.as_encoded_bytes());
    }
    for flag in link_flags {
        key = key.add(flag);
    }
    let folder = tempfile::tempdir().map_err(|source| cache.error(source))?;
    for file in files {
        // What the compiler sees, the headers that a source includes among it, is the whole truth.
        let seen = folder.path().join("seen.i");
        let child = Child::new(&compiler.path, Limits::BUILD)
            .args(FLAGS)
            .args(&flags)
            .arg("-E")
            .arg("-o")
            .arg(&seen)
            .arg(file);
        compile(workload, &child)?;
        let text = fs_err::read(&seen).map_err(|source| cache.error(source))?;
        key = key.add(file.as_os_str().as_encoded_bytes()).add(text);
    }
    let entry = cache.entry(&format!("{}-kernel", workload.name), key, |folder| {
        let child = Child::new(&compiler.path, Limits::BUILD)
            .args(FLAGS)
            .args(&flags)
            .args(SHARED_FLAGS)
            .arg(ALL_DEFINED)
            .arg(soname_flag(LIBRARY))
            .arg("-o")
            .arg(folder.join(LIBRARY))
            .args(files)
            .args(link_flags)
            .arg(MATHS);
        compile(workload, &child)
    })?;
    Ok(Kernel {
        library: entry.folder.join(LIBRARY),
        soname: Some(LIBRARY.to_owned()),
        declared: own.declared.clone(),
        identity: entry.folder.display().to_string(),
        folder: entry.folder,
        build: entry.build,
    })
}

/// The library is used where it lies: it may look for others beside itself, and a copy would be
/// another library to a process that has it already.
fn taken(own: &OwnFunction, file: &Path, soname: Option<&String>) -> Result<Kernel, LabError> {
    let bytes = fs_err::read(file).map_err(|source| LabError::Library {
        file: file.to_owned(),
        source,
    })?;
    let digest = Sha256::digest(&bytes);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Kernel {
        folder: file.parent().unwrap_or(Path::new("/")).to_owned(),
        library: file.to_owned(),
        soname: soname.cloned(),
        declared: own.declared.clone(),
        identity: format!("{} {digest}", file.display()),
        build: Build::default(),
    })
}
