//! What only Linux has: where its packages put libclang, and where compilers keep their own headers.

use std::path::{Path, PathBuf};

/// The file name of libclang in the PyPI wheel.
pub(crate) const LIBCLANG_IN_WHEEL: &str = "clang/native/libclang.so";

/// The folders that hold a system libclang; each is looked through for `libclang*.so*`.
pub(crate) fn libclang_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for parent in ["/usr/lib", "/usr/local", "/opt"] {
        for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("llvm") {
                folders.push(entry.path().join("lib"));
            }
        }
    }
    let machine = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    folders
        .extend([machine.as_str(), "/usr/lib64", "/usr/local/lib", "/usr/lib"].map(PathBuf::from));
    folders
}

/// Whether a file is a libclang: the C interface, not the C++ one beside it.
pub(crate) fn is_libclang_name(name: &str) -> bool {
    name.starts_with("libclang") && !name.starts_with("libclang-cpp") && name.contains(".so")
        // `libclang_rt.asan.so` and its kin are run-time libraries of the compiler.
        && !name.starts_with("libclang_rt")
}

/// Whether a folder of the include path holds the compiler's own headers, which only that
/// compiler can read.
pub(crate) fn is_compiler_folder(folder: &Path) -> bool {
    let text = folder.to_string_lossy();
    let ends = text.ends_with("/include") || text.ends_with("/include-fixed");
    ends && (text.contains("/lib/gcc")
        || text.contains("/lib64/gcc")
        || text.contains("/lib/clang/")
        || text.contains("/lib64/clang/"))
}

/// The folders that hold every library's headers at once.
pub(crate) const SYSTEM_ROOTS: &[&str] = &["/usr/include", "/usr/local/include"];
