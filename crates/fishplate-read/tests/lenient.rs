//! Headers that are not whole, and headers for platforms that are not this one.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

mod libclang;

use fishplate_model::{Function, Interface, TypeKind};
use fishplate_read::{HeaderRequest, Platform, read_headers_leniently};

fn read(test: &str, text: &str, platform: Option<Platform>) -> Option<(Interface, Vec<String>)> {
    let libclang = libclang::libclang(test)?;
    let folder = tempfile::tempdir().unwrap();
    let header = folder.path().join("given.h");
    std::fs::write(&header, text).unwrap();
    let request = HeaderRequest::new([header], libclang);
    let reading = read_headers_leniently(&request, platform).unwrap();
    Some((reading.interface, reading.notes))
}

fn names(interface: &Interface) -> Vec<&str> {
    interface
        .functions
        .iter()
        .map(|one| one.name.as_str())
        .collect()
}

fn function<'a>(interface: &'a Interface, name: &str) -> &'a Function {
    interface
        .functions
        .iter()
        .find(|one| one.name == name)
        .unwrap()
}

fn bits(kind: &TypeKind) -> Option<u32> {
    match kind {
        TypeKind::Int { bits, .. } | TypeKind::Float { bits, .. } => Some(*bits),
        _ => None,
    }
}

const TORN: &str = "#include <nowhere/lost.h>\n\
    typedef lost_t alias_t;\n\
    struct whole { int a; double b; };\n\
    struct torn { int a; lost_t b; };\n\
    struct outer { struct torn inside; };\n\
    int good(struct whole *w, struct torn *t);\n\
    int bad_direct(lost_t x);\n\
    int bad_alias(alias_t x);\n\
    int bad_value(struct outer o);\n\
    long also_good(long n);\n";

#[test]
fn what_an_error_touches_is_left_out_and_the_rest_is_read() {
    let Some((interface, notes)) = read("torn", TORN, None) else {
        return;
    };
    assert_eq!(names(&interface), ["good", "also_good"]);
    assert_eq!(
        notes
            .iter()
            .filter(|note| note.contains("nowhere/lost.h"))
            .count(),
        1,
        "{notes:?}"
    );
    let size = |name: &str| {
        let record = interface
            .records
            .iter()
            .find(|one| one.name.ends_with(name))
            .unwrap();
        record.size_bytes
    };
    assert_eq!(size("whole"), Some(16));
    assert_eq!(size("torn"), None);
    assert_eq!(size("outer"), None);
    let said: Vec<&str> = interface
        .unsupported
        .iter()
        .map(|one| one.what.as_str())
        .collect();
    for name in ["bad_direct", "bad_alias", "bad_value", "torn"] {
        assert!(
            said.iter().any(|what| what.contains(name)),
            "{name}: {said:?}"
        );
    }
}

#[test]
fn a_declaration_that_is_lost_leaves_its_line() {
    let text = "int before(int a);\nint lost(int a;\nint after(int a);\n";
    let Some((interface, _)) = read("lost", text, None) else {
        return;
    };
    assert!(names(&interface).contains(&"before"));
    let is_said = interface
        .unsupported
        .iter()
        .any(|one| one.what.contains("lost"));
    assert!(
        is_said || names(&interface).contains(&"lost"),
        "{:?}",
        interface.unsupported
    );
}

const PLATFORMS: &str = "#include <stdint.h>\n#include <stddef.h>\n#include <stdio.h>\n#include <time.h>\n\
    #include <sys/types.h>\n\
    long plain(unsigned long u, size_t n, wchar_t w, time_t t, long double x, FILE *f, char c);\n\
    off_t place(dev_t d);\nssize_t many(void);\n\
    struct mixed { char c; long n; void *p; long double x; };\n";

#[test]
fn each_platform_has_its_own_widths() {
    let widths = |platform: Platform| {
        let (interface, notes) = read("platforms", PLATFORMS, Some(platform))?;
        assert!(notes.is_empty(), "{notes:?}");
        let plain = function(&interface, "plain");
        let of = |place: usize| bits(&plain.parameters[place].ty.kind);
        let size = interface
            .records
            .iter()
            .find(|one| one.name.ends_with("mixed"))?
            .size_bytes?;
        let has_ssize = names(&interface).contains(&"many");
        Some((
            bits(&plain.result.kind)?,
            of(1)?,
            of(2)?,
            of(3)?,
            of(4)?,
            size,
            has_ssize,
            interface.target.char_is_signed,
        ))
    };
    if libclang::libclang("platforms").is_none() {
        return;
    }
    assert_eq!(
        widths(Platform::X86_64Linux),
        Some((64, 64, 32, 64, 128, 48, true, true))
    );
    assert_eq!(
        widths(Platform::Aarch64Linux),
        Some((64, 64, 32, 64, 128, 48, true, false))
    );
    // `ssize_t` and `off_t` of POSIX are not Windows's; what needs them is not judged there.
    assert_eq!(
        widths(Platform::X86_64Windows),
        Some((32, 64, 16, 64, 64, 24, false, true))
    );
    assert_eq!(
        widths(Platform::Aarch64Macos),
        Some((64, 64, 32, 64, 64, 32, true, true))
    );
}

#[test]
fn no_header_of_this_machine_is_read_for_another_platform() {
    let text =
        "#include <linux/types.h>\n#include <elf.h>\nint kept(int a);\n__u32 dropped(void);\n";
    let Some((interface, notes)) = read("foreign", text, Some(Platform::X86_64Windows)) else {
        return;
    };
    assert_eq!(names(&interface), ["kept"]);
    assert_eq!(notes.len(), 2, "{notes:?}");
}
