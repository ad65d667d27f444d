//! Damage by chance to everything that `check` reads: headers, libraries with debug information,
//! Rust and Python sources, wheels and source archives.
//!
//! `make fuzz-check` runs more of it, from another seed: `COUNT=500 SEED=2`.

use fishplate_process::{Child, Limits};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::hostile::bounded;
use crate::stage::scene;

const HEADER: &str = "#include <stddef.h>\n#define LIMIT 0x10 + 2\nenum e { A, B = -2 };\n\
    typedef int (*each)(void *a, long b);\n\
    struct s { int a; union { int i; double d; } u; unsigned bits : 3; each call; };\n\
    #pragma pack(push, 1)\nstruct t { char c; struct s many[3]; };\n#pragma pack(pop)\n\
    int good(long x);\nstruct t *f(struct s *a, size_t n, each call);\nenum e g(const char *a, ...);\n";
const SOURCE: &str = "#include \"given.h\"\nint good(long x) { return (int)x; }\n\
    struct t *f(struct s *a, size_t n, each call) { (void)a; (void)n; (void)call; return 0; }\n\
    enum e g(const char *a, ...) { (void)a; return A; }\n";
const BINDING: &str = "from ctypes import *\nimport cffi\nlib = CDLL('x')\nlib.good.argtypes = [c_int]\n\
    class s(Structure):\n    _fields_ = [('a', c_int), ('u', c_double), ('bits', c_uint, 3)]\n\
    lib.f.argtypes = [POINTER(s), c_size_t, CFUNCTYPE(c_int, c_void_p)]\n\
    ffi = cffi.FFI()\nffi.cdef('struct t { char c; ...; }; int good(long x);')\n";
const RUST: &str = "#[repr(C)]\npub struct s { a: i32, u: f64 }\nextern \"C\" {\n    \
    fn good(x: i32) -> i32;\n    fn f(a: *mut s, n: usize, call: Option<unsafe extern \"C\" fn()>);\n}\n";

/// Packs the Python source as a wheel and as a source archive.
const PACK: &str = "import tarfile, zipfile\n\
    with zipfile.ZipFile('whole.whl', 'w', zipfile.ZIP_DEFLATED) as wheel:\n    \
    wheel.write('p/app.py')\n\
    with tarfile.open('whole.tar.gz', 'w:gz') as archive:\n    archive.add('p/app.py')\n";

fn damage(random: &mut StdRng, bytes: &mut Vec<u8>) {
    match random.random_range(0..4) {
        0 => bytes.truncate(random.random_range(0..=bytes.len())),
        1 => {
            let from = random.random_range(0..bytes.len());
            let to = random.random_range(from..bytes.len().min(from + 64));
            let piece = bytes
                .get(from..to)
                .unwrap_or_default()
                .repeat(random.random_range(1..40));
            bytes.splice(from..from, piece);
        }
        _ => {
            for _ in 0..random.random_range(1..8) {
                let at = random.random_range(0..bytes.len());
                bytes[at] ^= 1 << random.random_range(0..8);
            }
        }
    }
}

fn number(name: &str, default: u64) -> u64 {
    let told = std::env::var(name).ok();
    told.map_or(default, |text| text.parse().unwrap())
}

#[test]
fn damaged_input_is_survived() {
    let Some(scene) = scene("damaged_input_is_survived") else {
        return;
    };
    scene.write("given.h", HEADER);
    scene.write("given.c", SOURCE);
    let built = Child::new("cc", Limits::BUILD)
        .args(["-g", "-shared", "-fPIC", "-o", "whole.so", "given.c"])
        .folder(scene.path(""))
        .run();
    assert!(
        built.is_ok_and(|done| done.is_success()),
        "no library could be built"
    );
    scene.write("p/app.py", BINDING);
    scene.write("pack.py", PACK);
    let packed = Child::new("python3", Limits::QUESTION)
        .args(["-I", "pack.py"])
        .folder(scene.path(""))
        .run();
    assert!(
        packed.is_ok_and(|done| done.is_success()),
        "nothing could be packed"
    );
    let whole = |name: &str| std::fs::read(scene.path(name)).unwrap();
    let wholes = [
        ("given.h", HEADER.as_bytes().to_vec()),
        ("p/app.py", BINDING.as_bytes().to_vec()),
        ("p/lib.rs", RUST.as_bytes().to_vec()),
        ("damaged.so", whole("whole.so")),
        ("damaged.whl", whole("whole.whl")),
        ("damaged.tar.gz", whole("whole.tar.gz")),
    ];
    let (first, count) = (
        number("FISHPLATE_FUZZ_SEED", 1),
        number("FISHPLATE_FUZZ_COUNT", 12),
    );
    for seed in first * 1_000_000..first * 1_000_000 + count {
        let mut random = StdRng::seed_from_u64(seed);
        let broken = random.random_range(0..wholes.len());
        for (place, (name, whole)) in wholes.iter().enumerate() {
            let mut bytes = whole.clone();
            if place == broken {
                damage(&mut random, &mut bytes);
            }
            std::fs::write(scene.path(name), bytes).unwrap();
        }
        // Printed when the run is not survived.
        println!("seed {seed}: {}", wholes[broken].0);
        let mut arguments = match wholes[broken].0 {
            archive @ ("damaged.whl" | "damaged.tar.gz") => vec![archive],
            _ => vec!["p"],
        };
        arguments.extend(["--header", "given.h"]);
        if wholes[broken].0 == "damaged.so" {
            arguments.extend(["--library", "damaged.so"]);
        }
        bounded(&scene, &arguments);
    }
}
