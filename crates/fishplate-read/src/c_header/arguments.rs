//! The compiler arguments with which libclang reads a job.

use std::path::Path;

use super::Job;
use crate::ReadError;

/// The arguments, without the source.
pub(super) fn arguments(job: &Job, builtins: &Path) -> Result<Vec<String>, ReadError> {
    let mut arguments: Vec<String> = [
        "-xc",
        // Most of the world's comments are plain; and libclang drops those of system headers.
        "-fparse-all-comments",
        "-fretain-comments-from-system-headers",
        "-ferror-limit=50",
        // Flags that another compiler knows are no fault of the header.
        "-Qunused-arguments",
        "-Wno-unknown-warning-option",
    ]
    .map(str::to_owned)
    .to_vec();
    if let Some(triple) = &job.triple {
        arguments.push(format!("--target={triple}"));
    }
    arguments.extend(job.cflags.iter().cloned());
    for folder in &job.include_dirs {
        arguments.push(format!("-I{}", text(folder)?));
    }
    arguments.extend(job.defines.iter().map(|define| format!("-D{define}")));
    if job.is_lenient {
        arguments.push("-ferror-limit=0".to_owned());
    }
    if job.system_dirs.is_empty() && !job.has_own_libc {
        // The builtins come first; libclang's driver knows the usual places of the rest.
        arguments.push("-nobuiltininc".to_owned());
    } else {
        arguments.push("-nostdinc".to_owned());
    }
    arguments.push(format!("-isystem{}", text(builtins)?));
    if job.has_own_libc {
        arguments.push(format!(
            "-isystem{}",
            text(&builtins.join(super::libc::FOLDER))?
        ));
    }
    for folder in &job.system_dirs {
        arguments.push(format!("-isystem{}", text(folder)?));
    }
    if job.is_lenient {
        arguments.push(format!(
            "-idirafter{}",
            text(&builtins.join(super::absent::FOLDER))?
        ));
    }
    for source in &job.sources {
        arguments.extend(["-include".to_owned(), source.absolute.clone()]);
    }
    Ok(arguments)
}

fn text(path: &Path) -> Result<&str, ReadError> {
    path.to_str().ok_or_else(|| {
        ReadError::Request(format!(
            "the folder `{}` has no UTF-8 name; rename it",
            path.display()
        ))
    })
}
