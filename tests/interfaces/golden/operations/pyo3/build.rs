//! Says where the library is that the module is linked with.

const LIBRARY: &str = "-l:liboperations.so.1";

fn main() {
    let chosen = std::env::var("FISHPLATE_LIBRARY_DIR");
    let folder = chosen.unwrap_or_else(|_| "lib".to_owned());
    println!("cargo::rerun-if-env-changed=FISHPLATE_LIBRARY_DIR");
    println!("cargo::rustc-link-search=native={folder}");
    println!("cargo::rustc-link-arg={LIBRARY}");
    println!("cargo::rustc-link-arg=-Wl,-rpath,$ORIGIN:$ORIGIN/_lib");
}
