//! What the C compiler of the machine says of its target and of its include path.
//!
//! The compiler is asked with fixed questions; no header is read here.

use std::path::{Path, PathBuf};

use fishplate_process::{Child, Limits, ProcessError, c_compiler, which};
use serde::{Deserialize, Serialize};

use crate::linux::{SYSTEM_ROOTS, is_compiler_folder};
use crate::{HeaderRequest, ReadError};

/// A C compiler and what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Toolchain {
    pub(crate) compiler: PathBuf,
    /// The target as the compiler names it.
    pub(crate) triple: String,
    /// The folders of `#include <...>` without those of the compiler's own headers.
    pub(crate) system_dirs: Vec<PathBuf>,
    /// Clang knows fewer flags than GCC.
    pub(crate) is_clang: bool,
}

impl Toolchain {
    /// Asks the compiler of the request, or the machine's; none with a note if there is none.
    pub(crate) fn ask(request: &HeaderRequest) -> Result<(Option<Self>, Vec<String>), ReadError> {
        let Some(compiler) = find(request.compiler.as_deref()) else {
            let missing = match &request.compiler {
                Some(path) => format!("the C compiler `{}` is not there", path.display()),
                None => "no C compiler found".to_owned(),
            };
            return Ok((
                None,
                vec![format!(
                    "{missing}: constants and layouts come from libclang alone; install one with \
                 `apt-get install gcc libc6-dev`, or set CC"
                )],
            ));
        };
        let flags = meaningful(&request.cflags);
        let ask = |arguments: &[&str]| {
            Child::new(&compiler, Limits::QUESTION)
                .args(&flags)
                .args(arguments)
                .env("LC_ALL", "C")
                .run()
        };
        let answers = ask(&["-dumpmachine"]).and_then(|machine| {
            Ok((
                machine,
                ask(&["-E", "-Wp,-v", "-x", "c", "/dev/null"])?,
                ask(&["--version"])?,
            ))
        });
        match answers {
            Ok((machine, search, version)) if machine.is_success() && search.is_success() => {
                let name = version.stdout_text();
                Ok((
                    Some(Self {
                        compiler,
                        triple: machine.stdout_text().trim().to_owned(),
                        system_dirs: system_dirs(&search.stderr_text()),
                        is_clang: name.lines().next().unwrap_or_default().contains("clang"),
                    }),
                    Vec::new(),
                ))
            }
            Err(ProcessError::Interrupted) => Err(ReadError::Interrupted),
            Ok((machine, search, _)) => {
                let failed = if machine.is_success() {
                    search
                } else {
                    machine
                };
                Ok((None, vec![useless(&compiler, failed.tail(3))]))
            }
            Err(error) => Ok((None, vec![useless(&compiler, error)])),
        }
    }
}

fn useless(compiler: &Path, why: impl std::fmt::Display) -> String {
    format!(
        "the C compiler `{}` does not answer: constants and layouts come from libclang alone ({why})",
        compiler.display()
    )
}

fn find(chosen: Option<&Path>) -> Option<PathBuf> {
    if let Some(path) = chosen {
        return which(path);
    }
    c_compiler()
}

fn system_dirs(listing: &str) -> Vec<PathBuf> {
    listing
        .lines()
        .skip_while(|line| !line.starts_with("#include <"))
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .map(|line| PathBuf::from(line.trim()))
        // `/usr/lib/gcc/x86_64-linux-gnu/12/../../../include` and the like are made plain.
        .map(|folder| folder.canonicalize().unwrap_or(folder))
        .filter(|folder| !is_compiler_folder(folder))
        .collect()
}

/// Flags that change what a header means, with their value as the next word.
const WITH_VALUE: &[&str] = &[
    "-I",
    "-D",
    "-U",
    "-isystem",
    "-iquote",
    "-idirafter",
    "-include",
    "-imacros",
    "-isysroot",
    "--sysroot",
    "-target",
];

/// The same with the value joined on.
const JOINED: &[&str] = &[
    "-I",
    "-D",
    "-U",
    "-isystem",
    "-iquote",
    "-idirafter",
    "--sysroot=",
    "-isysroot",
    "-std=",
    "--target=",
    "-march=",
    "-mcpu=",
    "-mfpu=",
    "-mfloat-abi=",
    "-mabi=",
    "-mlong-double-",
    "-fpack-struct=",
];

/// The same without a value.
const PLAIN: &[&str] = &[
    "-m32",
    "-m64",
    "-mx32",
    "-ansi",
    "-pthread",
    "-fshort-enums",
    "-fno-short-enums",
    "-fsigned-char",
    "-funsigned-char",
    "-fshort-wchar",
    "-fms-extensions",
    "-fpack-struct",
    "-mms-bitfields",
];

/// The flags that change what a header means, with their values; the rest, such as `-O2` or
/// what one compiler alone knows, is left out.
pub(crate) fn meaningful(flags: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        if WITH_VALUE.contains(&flag.as_str()) {
            if let Some(value) = flags.next() {
                kept.extend([flag.clone(), value.clone()]);
            }
        } else if PLAIN.contains(&flag.as_str())
            || JOINED.iter().any(|start| flag.starts_with(start))
        {
            kept.push(flag.clone());
        }
    }
    kept
}

/// The folders that hold every library's headers at once.
pub(crate) fn system_roots(toolchain: Option<&Toolchain>) -> Vec<PathBuf> {
    let known = SYSTEM_ROOTS.iter().map(PathBuf::from);
    known
        .chain(
            toolchain
                .into_iter()
                .flat_map(|tools| tools.system_dirs.clone()),
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compilers_own_headers_are_left_out_of_the_include_path() {
        let listing = "ignoring nonexistent directory \"/x\"\n#include \"...\" search starts here:\n\
                       #include <...> search starts here:\n /usr/lib/gcc/x86_64-linux-gnu/12/include\n \
                       /none/include\nEnd of search list.\n";
        assert_eq!(system_dirs(listing), [PathBuf::from("/none/include")]);
    }

    #[test]
    fn only_flags_that_change_a_headers_meaning_are_kept() {
        let flags = [
            "-O2",
            "-I",
            "a",
            "-Ib",
            "-DX=1",
            "-fplugin=evil.so",
            "-m32",
            "-Wall",
            "-flto",
            "-D",
        ];
        let kept = meaningful(&flags.map(str::to_owned));
        assert_eq!(kept, ["-I", "a", "-Ib", "-DX=1", "-m32"]);
    }
}
