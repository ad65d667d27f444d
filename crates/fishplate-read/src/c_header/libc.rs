//! Stand-ins for the C library's headers of platforms that are not this one.
//!
//! Every file gives the same few types, since headers rely on each other for them. What is not
//! here is not known, and a declaration that needs it is left out with a word.

use std::path::Path;

/// The folder beside the built-in headers.
pub(super) const FOLDER: &str = "libc";

const TYPES: (&str, &str) = (
    "fishplate_types.h",
    include_str!("../../libc/fishplate_types.h"),
);

/// The headers that give those types.
const NAMES: &[&str] = &[
    "alloca.h",
    "arpa/inet.h",
    "assert.h",
    "ctype.h",
    "dlfcn.h",
    "errno.h",
    "fcntl.h",
    "inttypes.h",
    "locale.h",
    "malloc.h",
    "math.h",
    "memory.h",
    "netdb.h",
    "netinet/in.h",
    "poll.h",
    "pthread.h",
    "signal.h",
    "stdio.h",
    "stdlib.h",
    "string.h",
    "strings.h",
    "sys/param.h",
    "sys/select.h",
    "sys/socket.h",
    "sys/stat.h",
    "sys/time.h",
    "sys/types.h",
    "sys/uio.h",
    "time.h",
    "unistd.h",
    "wchar.h",
    "wctype.h",
];

/// Writes the headers below a folder.
pub(super) fn write(folder: &Path) -> std::io::Result<()> {
    let folder = folder.join(FOLDER);
    for name in NAMES {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, "#include <fishplate_types.h>\n")?;
    }
    std::fs::write(folder.join(TYPES.0), TYPES.1)
}
