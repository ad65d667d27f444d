//! Tells the linker where the kernel's library is.

fn main() {
    println!("cargo::rerun-if-env-changed=FISHPLATE_LIBRARY_DIR");
    let folder = std::env::var("FISHPLATE_LIBRARY_DIR").expect("FISHPLATE_LIBRARY_DIR is set");
    println!("cargo::rustc-link-search=native={folder}");
    println!("cargo::rustc-link-lib=dylib=kernel");
}
