//! Real headers: everything that is read of them is put to gcc.
//!
//! Six libraries of Debian, unpacked and not installed. Three checks: the functions are those
//! that gcc itself lists for the same files, a checker in C with every claim of the interface
//! compiles, and the same checker with one claim changed does not.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of it is test code"
)]

mod checker;
mod debian;
mod libclang;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use checker::Checker;
use fishplate_model::{ConstantValue, Interface, TypeKind};
use fishplate_process::{Child, Finished, Limits, which};
use fishplate_read::{HeaderRequest, Reading, read_headers};
use libclang::{libclang, say};

struct Library {
    headers: &'static str,
    library: &'static str,
    header: &'static str,
    so: &'static str,
    /// The Debian 12 package, and its functions: declared, exported, inline.
    version: &'static str,
    functions: (usize, usize, usize),
    /// Functions that the header shows to GCC and not to Clang.
    gcc_only: usize,
}

/// What is declared and not exported: `sqlite3` 12 functions of optional parts (Windows,
/// snapshots, mutex checks, scan status); `SDL2` the 14 inline ones and the program's own main
/// function; `libusb` 14 inline ones; `fftw3` those of the float, long double and threads
/// libraries, and
/// 72 of quad precision that the header shows to GCC alone.
const LIBRARIES: &[Library] = &[
    Library {
        headers: "zlib1g-dev",
        library: "zlib1g",
        header: "zlib.h",
        so: "libz.so.1",
        version: "1:1.2.13.dfsg-1",
        functions: (81, 81, 0),
        gcc_only: 0,
    },
    Library {
        headers: "libsqlite3-dev",
        library: "libsqlite3-0",
        header: "sqlite3.h",
        so: "libsqlite3.so.0",
        version: "3.40.1-2+deb12u2",
        functions: (286, 274, 0),
        gcc_only: 0,
    },
    Library {
        headers: "libsndfile1-dev",
        library: "libsndfile1",
        header: "sndfile.h",
        so: "libsndfile.so.1",
        version: "1.2.0-1+deb12u1",
        functions: (40, 40, 0),
        gcc_only: 0,
    },
    Library {
        headers: "libsdl2-dev",
        library: "libsdl2-2.0-0",
        header: "SDL2/SDL.h",
        so: "libSDL2-2.0.so.0",
        version: "2.26.5+dfsg-1",
        functions: (843, 828, 14),
        gcc_only: 0,
    },
    Library {
        headers: "libusb-1.0-0-dev",
        library: "libusb-1.0-0",
        header: "libusb-1.0/libusb.h",
        so: "libusb-1.0.so.0",
        version: "2:1.0.26-1",
        functions: (104, 90, 14),
        gcc_only: 0,
    },
    Library {
        headers: "libfftw3-dev",
        library: "libfftw3-double3",
        header: "fftw3.h",
        so: "libfftw3.so.3",
        version: "3.3.10-1",
        functions: (216, 66, 0),
        gcc_only: 72,
    },
];

/// A compiler call for one library's header.
struct Gcc {
    compiler: PathBuf,
    includes: Vec<PathBuf>,
    header: PathBuf,
}

impl Gcc {
    fn run(&self, source: &str, extra: &[&str]) -> Finished {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checker.c");
        std::fs::write(&path, source).unwrap();
        Child::new(&self.compiler, Limits::PROBE)
            .args(["-fsyntax-only", "-w", "-fmax-errors=10"])
            .args(
                self.includes
                    .iter()
                    .map(|dir| format!("-I{}", dir.display())),
            )
            .args(extra)
            .arg("-include")
            .arg(&self.header)
            .arg(&path)
            .env("LC_ALL", "C")
            .run()
            .unwrap()
    }

    /// The functions that gcc says are declared in files below a folder.
    fn declared_below(&self, folder: &Path) -> BTreeSet<String> {
        let out = tempfile::NamedTempFile::new().unwrap();
        let done = self.run("", &["-aux-info", out.path().to_str().unwrap()]);
        assert!(done.is_success(), "{}", done.tail(5));
        let text = std::fs::read_to_string(out.path()).unwrap();
        let names = text.lines().filter_map(|line| {
            // `/* FILE:LINE:NC */ extern RESULT NAME (PARAMETERS);`
            let (place, declaration) = line.strip_prefix("/* ")?.split_once(" */ ")?;
            Path::new(place.split(':').next()?)
                .starts_with(folder)
                .then_some(())?;
            name_of(declaration)
        });
        names.collect()
    }
}

/// The name in gcc's line for a function: the word before its parameters, which may be inside
/// the brackets of a result that is a pointer to a function.
fn name_of(declaration: &str) -> Option<String> {
    let end = declaration
        .find(" (")
        .filter(|at| !declaration[at + 2..].starts_with('*'))
        .or_else(|| {
            let inner = declaration.find(" (*")? + 3;
            Some(inner + declaration[inner..].find(" (")?)
        })?;
    let word = declaration[..end].rsplit([' ', '*']).next()?;
    Some(word.to_owned())
}

/// What one library added to the totals.
#[derive(Default)]
struct Totals {
    functions: usize,
    assertions: usize,
}

fn check(
    one: &Library,
    libclang: fishplate_read::Libclang,
    compiler: &Path,
) -> Result<Totals, String> {
    let root = debian::unpacked(one.headers)?;
    let library = debian::unpacked(one.library)?;
    let include = root.join("usr/include");
    let includes = vec![include.clone(), include.join("x86_64-linux-gnu")];
    let gcc = Gcc {
        compiler: compiler.to_owned(),
        includes: includes.clone(),
        header: include.join(one.header),
    };
    let mut request = HeaderRequest::new([gcc.header.clone()], libclang);
    request.include_dirs = includes;
    request.compiler = Some(compiler.to_owned());
    request.library = debian::find(&library, one.so);
    assert!(
        request.library.is_some(),
        "{} is not in {}",
        one.so,
        one.library
    );
    let reading = read_headers(&request).unwrap_or_else(|error| panic!("{}: {error}", one.header));
    let totals = check_reading(one, &gcc, &root, &reading);
    // libclang alone must come to the same facts, so that a machine without a compiler has them.
    request.compiler = Some(PathBuf::from("/no/such/cc"));
    let alone = read_headers(&request).unwrap_or_else(|error| panic!("{}: {error}", one.header));
    assert_eq!(
        alone.interface.constants, reading.interface.constants,
        "{}",
        one.header
    );
    assert_eq!(
        alone.interface.records, reading.interface.records,
        "{}",
        one.header
    );
    if debian::version(&root) == one.version {
        let all = &reading.interface.functions;
        let counts = (
            all.len(),
            all.iter()
                .filter(|one| one.is_exported == Some(true))
                .count(),
            all.iter().filter(|one| one.is_inline).count(),
        );
        assert_eq!(counts, one.functions, "{}", one.header);
    }
    Ok(totals)
}

fn check_reading(one: &Library, gcc: &Gcc, root: &Path, reading: &Reading) -> Totals {
    let interface = &reading.interface;
    assert_eq!(
        reading.notes.len(),
        usize::from(one.gcc_only > 0),
        "{:?}",
        reading.notes
    );
    let named = interface
        .unsupported
        .iter()
        .filter_map(|one| one.what.strip_prefix("function `"));
    let named: BTreeSet<String> = named
        .filter_map(|words| Some(words.split_once('`')?.0.to_owned()))
        .collect();
    let mut ours: BTreeSet<String> = interface
        .functions
        .iter()
        .map(|one| one.name.clone())
        .collect();
    assert_eq!(named.len(), one.gcc_only, "{}: {named:?}", one.header);
    ours.extend(named);
    let theirs = gcc.declared_below(root);
    let differences: Vec<&String> = ours.symmetric_difference(&theirs).collect();
    assert!(
        differences.is_empty(),
        "{}: not the functions of gcc: {differences:?}",
        one.header
    );

    let checker = Checker::new(interface);
    let done = gcc.run(&checker.source, &[]);
    assert!(
        done.is_success(),
        "{}: gcc disagrees:\n{}",
        one.header,
        done.tail(40)
    );
    for (what, changed) in changed(interface) {
        let done = gcc.run(&Checker::new(&changed).source, &[]);
        assert!(!done.is_success(), "{}: nobody noticed {what}", one.header);
    }
    let bits = checker.unstated.len();
    say(&format!(
        "{}: {} functions, {} records, {} enumerations, {} constants; {} static assertions hold, \
         {bits} claims cannot be stated in C, {} unsupported",
        one.header,
        interface.functions.len(),
        interface.records.len(),
        interface.enumerations.len(),
        interface.constants.len(),
        checker.assertions,
        interface.unsupported.len(),
    ));
    Totals {
        functions: checker.functions,
        assertions: checker.assertions,
    }
}

/// The interface with one fact changed, for each kind of fact that it has.
#[allow(
    clippy::too_many_lines,
    reason = "a list of small edits, one after the other"
)]
fn changed(interface: &Interface) -> Vec<(&'static str, Interface)> {
    let mut all = Vec::new();
    let mut edit = |what, edit: &dyn Fn(&mut Interface) -> Option<()>| {
        let mut copy = interface.clone();
        if edit(&mut copy).is_some() {
            all.push((what, copy));
        }
    };
    edit("a narrower parameter", &|copy| {
        let parameters = copy
            .functions
            .iter_mut()
            .flat_map(|one| &mut one.parameters);
        let name = parameters
            .map(|one| &mut one.ty.kind)
            .find_map(|kind| match kind {
                TypeKind::Int { name, .. } => Some(name),
                _ => None,
            })?;
        *name = "signed char".to_owned();
        Some(())
    });
    edit("a lost parameter", &|copy| {
        copy.functions
            .iter_mut()
            .rev()
            .find_map(|one| one.parameters.pop())
            .map(drop)
    });
    edit("a lost const", &|copy| {
        let parameters = copy
            .functions
            .iter_mut()
            .flat_map(|one| &mut one.parameters);
        let ty = parameters
            .map(|one| &mut one.ty.kind)
            .find_map(|kind| match kind {
                TypeKind::Pointer { to, .. } if to.is_const => Some(to),
                _ => None,
            })?;
        ty.is_const = false;
        Some(())
    });
    edit("a lost ellipsis", &|copy| {
        let one = copy.functions.iter_mut().find(|one| one.is_variadic)?;
        one.is_variadic = false;
        Some(())
    });
    edit("a larger record", &|copy| {
        let size = copy
            .records
            .iter_mut()
            .find_map(|one| one.size_bytes.as_mut())?;
        *size += 1;
        Some(())
    });
    edit("a moved field", &|copy| {
        let fields = copy.records.iter_mut().flat_map(|one| &mut one.fields);
        let field = fields
            .rev()
            .find(|one| one.name.is_some() && one.width_bits.is_none())?;
        field.offset_bits += 8;
        Some(())
    });
    edit("another enumerator", &|copy| {
        copy.enumerations.last_mut()?.enumerators.last_mut()?.value += 1;
        Some(())
    });
    edit("another constant", &|copy| {
        let mut values = copy.constants.iter_mut().rev().map(|one| &mut one.value);
        values.find_map(|value| match value {
            ConstantValue::Int { value, .. } => {
                *value += 1;
                Some(())
            }
            _ => None,
        })
    });
    all
}

#[test]
fn every_fact_of_six_real_headers_agrees_with_gcc() {
    let Some(libclang) = libclang("debian_headers") else {
        return;
    };
    let Some(compiler) = which("gcc") else {
        say("skipped debian_headers: this machine has no gcc");
        return;
    };
    let mut totals = Totals::default();
    let mut skipped = 0;
    for one in LIBRARIES {
        match check(one, libclang.clone(), &compiler) {
            Ok(more) => {
                totals.functions += more.functions;
                totals.assertions += more.assertions;
            }
            Err(reason) => {
                skipped += 1;
                say(&format!("skipped {}: {reason}", one.headers));
            }
        }
    }
    say(&format!(
        "debian_headers: {} of {} libraries checked, {} functions, {} static assertions; {skipped} skipped",
        LIBRARIES.len() - skipped,
        LIBRARIES.len(),
        totals.functions,
        totals.assertions
    ));
}
