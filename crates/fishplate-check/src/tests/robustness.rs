//! No declaration and no interface makes a check panic or run on, whatever it holds.

use fishplate_model::{
    ArgumentKind, Declarations, DeclaredKind, DeclaredRecord, DeclaredResult, DeclaredType,
    Interface, Span, StructFormat, Suspicion, Type, TypeKind,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::made_up::{self, APPLE, LINUX, WINDOWS};
use crate::{Settings, Truth, check, declarations_of};

const BINDING: &str = "each = CFUNCTYPE(c_int, c_void_p, c_long)\n\
class u(Union):\n    _fields_ = [('i', c_int), ('d', c_double)]\n\
class s(Structure):\n    _fields_ = [('a', c_int), ('u', u), ('bits', c_uint, 3), ('call', each), ('next', c_void_p)]\n\
class t(s):\n    _fields_ = [('many', s * 3), ('text', c_char * 8)]\n\
lib.f.argtypes = [POINTER(s), c_size_t, each, t]\nlib.f.restype = POINTER(t)\n\
lib.g.argtypes = [c_char_p, c_double]\nlib.g.restype = c_int\nlib.h(1, None, 'x', c_int(3))\nLIB_A = 3";

const HEADER: &str = "#define LIB_A 4\nenum e { X, Y = -2 };\ntypedef int (*each)(void *a, long b);\n\
struct s { int a; union { int i; double d; } u; unsigned bits : 3; each call; struct s *next; };\n\
struct t { struct s base; struct s many[3]; char text[8]; int rest[]; };\n\
struct t *f(struct s *a, size_t n, each call, struct t by_value);\nenum e g(const char *a, ...);\n\
double h(double a, void *b, const char *c, int64_t d);\nstatic inline int x(void) { return 1; }";

#[test]
fn random_damage_gives_a_report() {
    let declarations = made_up::declarations(BINDING);
    let interfaces: Vec<Interface> = [LINUX, WINDOWS, APPLE]
        .iter()
        .map(|triple| made_up::interface(HEADER, triple))
        .collect();
    for seed in 0..800 {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut damaged = declarations.clone();
        let mut truths: Vec<Truth> = interfaces.iter().cloned().map(Truth::new).collect();
        for _ in 0..rng.random_range(1..6) {
            damage(&mut rng, &mut damaged);
            for truth in &mut truths {
                damage_interface(&mut rng, &mut truth.interface);
            }
        }
        let settings = Settings {
            heuristics: true,
            ..Settings::default()
        };
        let report = check(&damaged, &truths, &settings);
        assert_eq!(report.truths.len(), 3);
        let text = serde_json::to_string(&report.findings).unwrap();
        assert!(text.starts_with('['));
    }
}

fn kind(rng: &mut StdRng, depth: u32) -> DeclaredKind {
    let inner = |rng: &mut StdRng| Box::new(ty(rng, depth + 1));
    let names = [
        "c_int",
        "c_char_p",
        "c_longdouble",
        "s",
        "t",
        "u",
        "",
        "é",
        "c_bool",
        "HANDLE",
    ];
    let name = names[rng.random_range(0..names.len())].to_owned();
    match rng.random_range(0..if depth < 4 { 8 } else { 4 }) {
        0 => DeclaredKind::Void,
        1 | 2 => DeclaredKind::Simple { name },
        3 => DeclaredKind::Record { name },
        4 | 5 => DeclaredKind::Pointer { to: inner(rng) },
        6 => DeclaredKind::Array {
            element: inner(rng),
            length: [None, Some(0), Some(3), Some(u64::MAX)][rng.random_range(0..4)],
        },
        _ => DeclaredKind::Unknown { why: name },
    }
}

fn ty(rng: &mut StdRng, depth: u32) -> DeclaredType {
    DeclaredType {
        spelling: ["", "c_int", "a\nb", "ctypes.c_int", "é * 3"][rng.random_range(0..5)].to_owned(),
        span: Span {
            file: "lib.py".to_owned(),
            line: rng.random_range(0..3),
            column: 0,
        },
        kind: kind(rng, depth),
    }
}

fn damage(rng: &mut StdRng, declarations: &mut Declarations) {
    let index = rng.random_range(0..declarations.records.len());
    let record = &mut declarations.records[index];
    match rng.random_range(0..9) {
        0 => record.fields = None,
        1 => record.base = Some(["s", "t", "u", "gone"][rng.random_range(0..4)].to_owned()),
        2 => record.pack = Some([0, 1, 3, u64::MAX][rng.random_range(0..4)]),
        3 => record.align = Some([0, 3, u64::MAX][rng.random_range(0..3)]),
        4 => record.is_union = !record.is_union,
        5 => {
            for field in record.fields.iter_mut().flatten() {
                if rng.random_bool(0.5) {
                    field.ty = ty(rng, 0);
                    field.width_bits = rng.random_bool(0.3).then(|| rng.random_range(0..200));
                    field.is_anonymous = rng.random_bool(0.3);
                }
            }
        }
        6 => {
            for function in &mut declarations.functions {
                function.arguments = rng
                    .random_bool(0.8)
                    .then(|| (0..rng.random_range(0..5)).map(|_| ty(rng, 0)).collect());
                function.result = DeclaredResult::Type { ty: ty(rng, 0) };
                function.is_variadic = rng.random_bool(0.2);
            }
        }
        7 => {
            for call in &mut declarations.calls {
                call.arguments = (0..rng.random_range(0..6))
                    .map(|_| ArgumentKind::Typed { ty: ty(rng, 0) })
                    .collect();
            }
        }
        _ => {
            let span = declarations.functions[0].span.clone();
            declarations.formats.push(StructFormat {
                format: ["<i", "9999999999q", "@ 3s d", "", "-", "5"][rng.random_range(0..6)]
                    .to_owned(),
                record: Some(["s", "t", ""][rng.random_range(0..3)].to_owned()),
                span: span.clone(),
            });
            declarations.suspicions.push(Suspicion {
                code: "FP141".to_owned(),
                symbol: String::new(),
                what: String::new(),
                span,
            });
            declarations.constants[0].value = [0, -1, i128::MIN, i128::MAX][rng.random_range(0..4)];
        }
    }
}

fn damage_interface(rng: &mut StdRng, interface: &mut Interface) {
    match rng.random_range(0..7) {
        0 => interface.enumerations.clear(),
        1 => interface.target.pointer_bits = [0, 7, 16, u32::MAX][rng.random_range(0..4)],
        2 => interface.target.long_bits = [0, 33, u32::MAX][rng.random_range(0..3)],
        3 => {
            for record in &mut interface.records {
                record.size_bytes = [None, Some(0), Some(u64::MAX)][rng.random_range(0..3)];
                record.align_bytes = [None, Some(0), Some(u64::MAX)][rng.random_range(0..3)];
                for field in &mut record.fields {
                    field.offset_bits = [0, 3, u64::MAX][rng.random_range(0..3)];
                }
            }
        }
        4 => {
            for record in &mut interface.records {
                for field in &mut record.fields {
                    field.ty = native(rng, 0);
                    field.name = rng.random_bool(0.7).then(|| "a".to_owned());
                }
            }
        }
        5 => {
            for function in &mut interface.functions {
                function.result = native(rng, 0);
                for parameter in &mut function.parameters {
                    parameter.ty = native(rng, 0);
                    parameter.name = None;
                }
            }
        }
        _ => {
            let aliases = ["each", "loop", "size_t"];
            for typedef in &mut interface.typedefs {
                typedef.ty.alias = Some(aliases[rng.random_range(0..3)].to_owned());
            }
        }
    }
}

fn native(rng: &mut StdRng, depth: u32) -> Type {
    let names = ["s", "t", "e", "", "gone"];
    let name = names[rng.random_range(0..names.len())].to_owned();
    let inner = |rng: &mut StdRng| Box::new(native(rng, depth + 1));
    let kind = match rng.random_range(0..if depth < 4 { 9 } else { 6 }) {
        0 => TypeKind::Void,
        1 => TypeKind::Bool,
        2 => TypeKind::Int {
            name,
            bits: [0, 8, 32, 128, u32::MAX][rng.random_range(0..5)],
            is_signed: true,
        },
        3 => TypeKind::Float {
            name,
            bits: [0, 16, 80, u32::MAX][rng.random_range(0..4)],
        },
        4 => TypeKind::Enum { name },
        5 => TypeKind::Record { name },
        6 => TypeKind::Complex {
            element: inner(rng),
        },
        7 => TypeKind::Pointer {
            to: inner(rng),
            is_nullable: None,
        },
        _ => TypeKind::Array {
            element: inner(rng),
            length: [None, Some(0), Some(u64::MAX)][rng.random_range(0..3)],
        },
    };
    Type {
        spelling: "x".to_owned(),
        alias: None,
        is_const: false,
        kind,
    }
}

#[test]
fn records_that_hold_themselves_end() {
    let mut declarations = made_up::declarations(
        "class a(Structure):\n    _fields_ = [('x', c_int)]\nclass b(a):\n    _fields_ = [('y', a)]",
    );
    let own = DeclaredKind::Record {
        name: "b".to_owned(),
    };
    for record in &mut declarations.records {
        record.base = Some("b".to_owned());
        for field in record.fields.iter_mut().flatten() {
            field.ty.kind = own.clone();
        }
    }
    let header = "struct a { int x; };\nstruct b { int y; };";
    let report = check(
        &declarations,
        &[Truth::new(made_up::interface(header, LINUX))],
        &Settings::default(),
    );
    assert!(report.findings.is_empty());
}

#[test]
fn a_deep_chain_of_records_and_types_ends() {
    let header = "struct r0 { int x; };";
    let mut declarations = Declarations::default();
    for index in 0..20_000_u32 {
        let inner = DeclaredKind::Record {
            name: format!("r{}", index + 1),
        };
        let mut record: DeclaredRecord =
            made_up::declarations("class r(Structure):\n    _fields_ = [('x', c_int)]")
                .records
                .remove(0);
        record.name = format!("r{index}");
        record.short_name = record.name.clone();
        for field in record.fields.iter_mut().flatten() {
            field.ty.kind = inner.clone();
        }
        declarations.records.push(record);
    }
    let truth = Truth::new(made_up::interface(header, LINUX));
    let report = check(&declarations, &[truth], &Settings::default());
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
}

#[test]
fn a_wide_record_and_many_functions_take_no_time() {
    let fields: Vec<String> = (0..5000)
        .map(|index| format!("('f{index}', c_int)"))
        .collect();
    let text = format!(
        "class s(Structure):\n    _fields_ = [{}]",
        fields.join(", ")
    );
    let mut declarations = made_up::declarations(&text);
    let one = made_up::declarations("lib.f.argtypes = [POINTER(s), c_int]")
        .functions
        .remove(0);
    for index in 0..20_000 {
        let mut function = one.clone();
        function.symbol = format!("f{index}");
        declarations.functions.push(function);
    }
    let header_fields: String = (0..5000)
        .rev()
        .map(|index| format!("int f{index}; "))
        .collect();
    let mut interface = made_up::interface(
        &format!("struct s {{ {header_fields} }};\nint f(void *a, size_t b);"),
        LINUX,
    );
    let function = interface.functions.remove(0);
    for index in 0..20_000 {
        let mut other = function.clone();
        other.name = format!("f{index}");
        interface.functions.push(other);
    }
    let started = std::time::Instant::now();
    let report = check(
        &declarations,
        &[Truth::new(interface)],
        &Settings::default(),
    );
    assert_eq!(report.findings.len(), 20_001);
    // A hundred times what it takes here, so that only another order of growth fails it.
    assert!(started.elapsed().as_secs() < 60);
}

#[test]
fn a_header_held_against_itself_gives_nothing() {
    for triple in [LINUX, WINDOWS, APPLE, "i686-unknown-linux-gnu"] {
        let mut interface = made_up::interface(HEADER, triple);
        interface.functions.retain(|function| !function.is_inline);
        // Bit-fields are the one thing that ctypes and C lay out by rules of their own.
        let declarations =
            declarations_of(&interface, fishplate_model::Origin::Ctypes, "", |span| {
                span.clone()
            });
        let truth = Truth::new(interface);
        let report = check(&declarations, &[truth], &Settings::default());
        let serious: Vec<_> = report
            .findings
            .iter()
            .filter(|one| one.code != "FP134")
            .collect();
        assert!(serious.is_empty(), "{triple} {serious:#?}");
    }
}
