//! Compiles the kernel of a workload, once for all rows, and the native loop over it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use fishplate_model::{Function, Interface};
use fishplate_process::{Child, Found, Limits, Python, Tool, which};

use crate::cache::{Build, Cache, Entry, Key};
use crate::linux::{SHARED_FLAGS, soname_flag};
use crate::{LabError, Workload, native, own};

/// The flags of every kernel, the same for every row since every row calls the same object.
pub(crate) const FLAGS: &[&str] = &["-O2"];
/// The name of a kernel's library; rows find it by this name once it is loaded.
pub(crate) const LIBRARY: &str = "libkernel.so";
/// The C of the native loops. It stands behind the user's flags, which may name an older one.
const LOOP_STANDARD: &str = "-std=gnu11";

/// A compiled kernel.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    /// The folder with the header and the library.
    pub(crate) folder: PathBuf,
    /// The library.
    pub(crate) library: PathBuf,
    /// The name that is written into the library; rows find it by this name once it is loaded.
    pub(crate) soname: Option<String>,
    /// How its functions are declared.
    pub(crate) declared: Declared,
    /// What it is made of, in short: what is built for it follows from this.
    pub(crate) identity: String,
    /// How it was compiled.
    pub(crate) build: Build,
}

/// The headers that declare a kernel's functions, and how a compiler reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// The headers.
    pub headers: Vec<PathBuf>,
    /// Folders for `#include`.
    pub include_dirs: Vec<PathBuf>,
    /// Macros to define, `NAME` or `NAME=VALUE`.
    pub defines: Vec<String>,
    /// Further flags of the compiler.
    pub cflags: Vec<String>,
}

impl Declared {
    /// The flags with which a source sees what the headers say.
    pub(crate) fn flags(&self) -> Vec<OsString> {
        let with = |flag: &str, value: &OsStr| {
            let mut text = OsString::from(flag);
            text.push(value);
            text
        };
        let folders = (self.include_dirs.iter()).map(|folder| with("-I", folder.as_os_str()));
        let macros = self.defines.iter().map(|one| with("-D", OsStr::new(one)));
        let flags = self.cflags.iter().map(OsString::from);
        folders.chain(macros).chain(flags).collect()
    }
}

impl Kernel {
    /// The name by which a row finds the library.
    pub(crate) fn name(&self) -> String {
        let of_file = || {
            let name = self.library.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        self.soname.clone().unwrap_or_else(of_file)
    }
}

/// Compiles the kernel, or finds it compiled.
pub(crate) fn build(
    workload: &Workload,
    compiler: &Found,
    cache: &Cache,
) -> Result<Kernel, LabError> {
    if let Some(own) = &workload.own {
        return own::build(own, workload, compiler, cache);
    }
    let mut key = Key::default()
        .add(compiler.path.as_os_str().as_encoded_bytes())
        .add(&compiler.version);
    for flag in FLAGS.iter().chain(SHARED_FLAGS) {
        key = key.add(flag);
    }
    for file in workload.sources.iter().chain([&workload.header]) {
        key = key.add(file).add(workload.text(file));
    }
    let entry = cache.entry(&format!("{}-kernel", workload.name), key, |folder| {
        for file in workload.sources.iter().chain([&workload.header]) {
            let wrote = fs_err::write(folder.join(file), workload.text(file));
            wrote.map_err(|source| cache.error(source))?;
        }
        let child = Child::new(&compiler.path, Limits::BUILD)
            .folder(folder)
            .args(FLAGS)
            .args(SHARED_FLAGS)
            .arg(soname_flag(LIBRARY))
            .args(["-o", LIBRARY])
            .args(&workload.sources);
        compile(workload, &child)
    })?;
    Ok(Kernel {
        library: entry.folder.join(LIBRARY),
        soname: Some(LIBRARY.to_owned()),
        declared: Declared {
            headers: vec![entry.folder.join(&workload.header)],
            include_dirs: vec![entry.folder.clone()],
            ..Declared::default()
        },
        identity: entry.folder.display().to_string(),
        folder: entry.folder,
        build: entry.build,
    })
}

/// Compiles the native loops over the functions of the cases, or finds them compiled; gives
/// their library.
pub(crate) fn build_loops(
    workload: &Workload,
    functions: &[Option<&Function>],
    interface: &Interface,
    kernel: &Kernel,
    compiler: &Found,
    cache: &Cache,
) -> Result<(PathBuf, Entry), LabError> {
    const LOOP_LIBRARY: &str = "libfishplate_loop.so";
    let source = native::source(workload, functions, interface);
    let flags = kernel.declared.flags();
    let mut key = Key::default()
        .add(compiler.path.as_os_str().as_encoded_bytes())
        .add(&compiler.version)
        .add(&kernel.identity)
        .add(&source);
    for flag in &flags {
        key = key.add(flag.as_encoded_bytes());
    }
    let entry = cache.entry(&format!("{}-native", workload.name), key, |folder| {
        fs_err::write(folder.join("loop.c"), &source).map_err(|source| cache.error(source))?;
        let child = Child::new(&compiler.path, Limits::BUILD)
            .args(FLAGS)
            .args(&flags)
            .arg(LOOP_STANDARD)
            .args(SHARED_FLAGS)
            // The headers come first, as in a source that only includes them.
            .args(
                (kernel.declared.headers.iter())
                    .flat_map(|file| [OsStr::new("-include"), file.as_os_str()]),
            )
            .arg("-o")
            .arg(folder.join(LOOP_LIBRARY))
            .arg(folder.join("loop.c"))
            .arg(&kernel.library);
        let build = compile(workload, &child)?;
        Ok::<_, LabError>(Build {
            binary_bytes: stripped_bytes(folder),
            ..build
        })
    })?;
    Ok((entry.folder.join(LOOP_LIBRARY), entry))
}

pub(crate) fn compile(workload: &Workload, child: &Child) -> Result<Build, LabError> {
    let done = child.run()?;
    if !done.is_success() {
        return Err(LabError::Kernel {
            workload: workload.name.clone(),
            command: child.command_line(),
            output: done.tail(10),
        });
    }
    Ok(Build {
        cpu_s: done.cpu.as_secs_f64(),
        command: child.command_line(),
        ..Build::default()
    })
}

/// The size of all extension modules below a folder once their symbols are stripped, in bytes.
///
/// None where there is no such module, or no `strip` to tell.
pub(crate) fn stripped_bytes(folder: &Path) -> Option<u64> {
    let strip = which("strip")?;
    let mut total = None;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder).ok()?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "so") {
                let copy = tempfile::NamedTempFile::new().ok()?;
                let child = Child::new(&strip, Limits::PROBE)
                    .arg("-o")
                    .arg(copy.path())
                    .arg(&path);
                let is_done = child.run().is_ok_and(|done| done.is_success());
                let bytes = fs_err::metadata(copy.path())
                    .ok()
                    .filter(|_| is_done)?
                    .len();
                total = Some(total.unwrap_or(0) + bytes);
            }
        }
    }
    total
}

/// The sentence for a row that needs a tool which is not there.
pub(crate) fn missing(tools: &[&'static Tool]) -> Option<String> {
    let words: Vec<String> = tools
        .iter()
        .map(|tool| format!("{} is missing: run `{}`", tool.name, tool.install))
        .collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// The tools of a list that are not there.
pub(crate) fn missing_tools(needs: &[String], python: &Python) -> Vec<&'static Tool> {
    let needed = fishplate_process::TOOLS
        .iter()
        .filter(|tool| needs.iter().any(|n| n == tool.name));
    needed
        .copied()
        .filter(|tool| tool.find(python).is_none())
        .collect()
}
