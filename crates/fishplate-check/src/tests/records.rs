//! Records: one cause gives one finding, at the place to mend.

use fishplate_model::{Finding, Severity};

use crate::made_up::{self, codes, findings};

fn class(name: &str, fields: &str) -> String {
    format!("class {name}(Structure):\n    _fields_ = [{fields}]\n")
}

fn one(binding: &str, header: &str) -> Finding {
    let mut found = findings(binding, header);
    assert_eq!(found.len(), 1, "{binding}\n{header}\n{found:#?}");
    found.remove(0)
}

#[test]
fn swapped_fields_are_one_finding_that_says_so() {
    let found = one(
        &class("s", "('b', c_int), ('a', c_int)"),
        "struct s { int a; int b; };",
    );
    assert_eq!(
        (found.code.as_str(), found.severity),
        ("FP131", Severity::Error)
    );
    assert_eq!(
        found.message,
        "field `b` of `s` is at byte 0 in the binding and at byte 4 in the header"
    );
    assert_eq!(found.help, "put the fields into the header's order");
    assert_eq!(found.binding.span.line, 1);
}

#[test]
fn a_missing_field_is_named_with_its_type() {
    let found = one(
        &class("s", "('a', c_int), ('c', c_double)"),
        "struct s { int a; double b; double c; };",
    );
    assert_eq!(found.code, "FP131");
    assert_eq!(found.help, "add `('b', c_double)` as the header has it");
}

#[test]
fn a_field_too_many_is_named() {
    let found = one(
        &class("s", "('a', c_int), ('x', c_double), ('c', c_int)"),
        "struct s { int a; int c; };",
    );
    assert_eq!(found.help, "take `x` out: the header does not have it");
}

#[test]
fn a_wrong_width_is_reported_at_the_field_and_not_again_behind_it() {
    let found = one(
        &class("s", "('a', c_int), ('b', c_int), ('c', c_int)"),
        "struct s { int a; double b; int c; };",
    );
    // `b` is not at its place already, since a double needs another one.
    assert_eq!(found.code, "FP131");
    let found = one(
        &class("s", "('a', c_int), ('b', c_short), ('c', c_char)"),
        "struct s { int a; int b; char c; };",
    );
    assert_eq!(found.code, "FP132");
    assert_eq!(found.help, "declare it as `c_int`");
    assert_eq!(found.binding.text, "16 bits here");
    assert_eq!(found.binding.span.line, 2);
}

#[test]
fn packing_on_one_side_is_said_with_the_number() {
    let packed = "#pragma pack(push, 4)\nstruct s { int a; double b; };\n#pragma pack(pop)";
    let plain = class("s", "('a', c_int), ('b', c_double)");
    let found = one(&plain, packed);
    assert_eq!(
        found.help,
        "set `_pack_ = 4` before `_fields_`: the header packs it"
    );
    let with_pack = plain.replace("    _fields_", "    _pack_ = 4\n    _fields_");
    assert!(findings(&with_pack, packed).is_empty());
    let found = one(&with_pack, "struct s { int a; double b; };");
    assert_eq!(found.help, "take `_pack_` out: the header does not pack it");
}

#[test]
fn a_wrong_size_is_as_bad_as_the_record_is_used() {
    let binding = |uses: &str| class("s", "('a', c_int)") + uses;
    let header = |uses: &str| format!("struct s {{ int a; int b; }};\n{uses}");
    let code =
        |ours: &str, theirs: &str| codes(&findings(&binding(ours), &header(theirs))).join(" ");
    let by_value = "lib.f.argtypes = [s]\nlib.f.restype = None";
    assert_eq!(code(by_value, "void f(struct s x);"), "FP130 error");
    let taken = "lib.f.argtypes = [POINTER(s)]\nlib.f.restype = None";
    assert_eq!(code(taken, "void f(struct s *x);"), "FP130 error");
    let handed_out = "lib.f.argtypes = []\nlib.f.restype = POINTER(s)";
    assert_eq!(code(handed_out, "struct s *f(void);"), "FP130 note");
    let through_void = "lib.f.argtypes = [c_void_p]\nlib.f.restype = None";
    assert_eq!(code(through_void, "void f(struct s *x);"), "FP130 error");
    assert_eq!(code("", "int unused(void);"), "FP130 note");
    let with_size = "lib.f.argtypes = [POINTER(s), c_size_t]\nlib.f.restype = None";
    assert_eq!(
        code(with_size, "void f(struct s *x, size_t x_size);"),
        "FP130 note"
    );
    assert_eq!(
        code(with_size, "void f(struct s *x, size_t size);"),
        "FP130 error"
    );
}

#[test]
fn a_field_that_the_header_no_longer_has_at_the_end_is_a_warning() {
    let found = one(
        &class("s", "('a', c_int), ('b', c_int)"),
        "struct s { int a; };",
    );
    assert_eq!(
        (found.code.as_str(), found.severity),
        ("FP130", Severity::Warning)
    );
    assert!(
        found.help.contains("the header has no `b`"),
        "{}",
        found.help
    );
}

#[test]
fn a_wrong_member_is_reported_once_at_its_own_record() {
    let binding = class("inner", "('a', c_int)")
        + &class(
            "outer",
            "('first', inner), ('many', inner * 3), ('last', c_int)",
        );
    let header = "struct inner { double a; };\n\
                  struct outer { struct inner first; struct inner many[3]; int last; };";
    let found = one(&binding, header);
    assert_eq!(
        (found.code.as_str(), found.symbol.as_str()),
        ("FP132", "inner")
    );
}

#[test]
fn a_wrong_alignment_is_reported_at_the_record_that_has_it() {
    let packed = "#pragma pack(push, 1)\nstruct inner { int a; int b; };\n#pragma pack(pop)\n";
    let plain = "struct inner { int a; int b; };\n";
    let outer = "struct mid { struct inner one[2]; };\n\
                 struct outer { char c; struct mid m; int last; };\n\
                 struct other { char c; struct inner i; };";
    let binding = |pack: &str| {
        format!("class inner(Structure):\n{pack}    _fields_ = [('a', c_int), ('b', c_int)]\n")
            + &class("mid", "('one', inner * 2)")
            + &class("outer", "('c', c_char), ('m', mid), ('last', c_int)")
            + &class("other", "('c', c_char), ('i', inner)")
    };
    let found = one(&binding("    _pack_ = 1\n"), &format!("{plain}{outer}"));
    assert_eq!(
        (found.code.as_str(), found.symbol.as_str(), found.severity),
        ("FP131", "inner", Severity::Error)
    );
    assert_eq!(
        found.message,
        "`inner` is aligned to 1 byte in the binding and to 4 bytes in the header, which moves \
         the fields of `outer`"
    );
    assert_eq!(found.help, "take `_pack_` out: the header does not pack it");
    let found = one(&binding(""), &format!("{packed}{outer}"));
    assert_eq!(
        (found.code.as_str(), found.symbol.as_str()),
        ("FP131", "inner")
    );
    assert_eq!(
        found.help,
        "set `_pack_ = 1` before `_fields_`: the header packs it"
    );
    // Where nothing holds it, nothing is moved.
    assert!(findings(&class("inner", "('a', c_int), ('b', c_int)"), packed).is_empty());
}

#[test]
fn a_record_with_a_mistake_of_its_own_keeps_its_finding_beside_that_of_a_member() {
    let binding = "class inner(Structure):\n    _pack_ = 1\n    _fields_ = [('a', c_int)]\n"
        .to_owned()
        + &class(
            "outer",
            "('c', c_char), ('i', inner), ('x', c_short), ('y', c_char)",
        );
    let header = "struct inner { int a; };\n\
                  struct outer { char c; struct inner i; long x; char y; };";
    let found = findings(&binding, header);
    let symbols: Vec<&str> = found.iter().map(|one| one.symbol.as_str()).collect();
    assert_eq!(symbols, ["inner", "outer"], "{found:#?}");
}

#[test]
fn each_cffi_object_has_records_of_its_own() {
    let wrong = "ffi.cdef('struct inner { short a; }; struct outer { struct inner i; int b; };')\n";
    let right = "ffi.cdef('struct inner { int a; }; struct outer { struct inner i; int b; };')\n";
    let header = "struct inner { int a; };\nstruct outer { struct inner i; int b; };";
    for (binding, line) in [
        (format!("{wrong}{right}"), 1),
        (format!("{right}{wrong}"), 2),
    ] {
        let found = one(&binding, header);
        assert_eq!(
            (found.symbol.as_str(), found.binding.span.line),
            ("inner", line)
        );
    }
}

#[test]
fn a_member_without_a_name_is_paired_by_its_place() {
    let binding = "class _u(Union):\n    _fields_ = [('i', c_int), ('d', c_float)]\n\
                   class event(Structure):\n    _fields_ = [('kind', c_int), ('data', _u)]\n";
    let header = "struct event { int kind; union { int i; double d; } data; };";
    let found = findings(binding, header);
    assert_eq!(codes(&found), ["FP132 error"], "{found:#?}");
    assert_eq!(found[0].symbol, "_u");
}

#[test]
fn anonymous_members_are_seen_through_on_both_sides() {
    let binding = "class _u(Union):\n    _fields_ = [('i', c_int), ('d', c_double)]\n\
                   class event(Structure):\n    _fields_ = [('kind', c_int), ('u', _u)]\n    _anonymous_ = ('u')\n";
    let header = "struct event { int kind; union { int i; double d; }; };";
    assert!(findings(binding, header).is_empty());
    let wrong = binding.replace("('d', c_double)", "('d', c_float)");
    assert_eq!(codes(&findings(&wrong, header)), ["FP132 error"]);
}

#[test]
fn room_and_stand_ins_are_no_findings() {
    let header = "struct p { int x; int y; };\nstruct s { struct p at; char name[16]; void (*call)(int); void *data; int rest[4]; };";
    for fields in [
        "('at', c_ubyte * 8), ('name', c_char * 16), ('call', c_void_p), ('data', c_void_p), ('rest', c_int * 4)",
        "('at', c_int * 2), ('name', c_ubyte * 16), ('call', c_void_p), ('data', c_char_p), ('rest', c_ubyte * 16)",
        "('at', c_ulonglong), ('name', c_char * 16), ('call', c_void_p), ('data', POINTER(c_int)), ('rest', c_uint * 4)",
    ] {
        let found = findings(&class("s", fields), header);
        assert!(
            found.iter().all(|one| one.severity == Severity::Note),
            "{fields} {found:#?}"
        );
    }
}

#[test]
fn a_field_under_another_name_is_paired_by_its_place() {
    let header = "struct s { int from; int to; };";
    assert!(findings(&class("s", "('from_', c_int), ('to', c_int)"), header).is_empty());
    assert!(findings(&class("s", "('start', c_int), ('to', c_int)"), header).is_empty());
    let found = findings(&class("s", "('start', c_float), ('to', c_int)"), header);
    assert_eq!(codes(&found), ["FP132 error"]);
}

#[test]
fn an_inherited_field_is_part_of_the_record() {
    let binding = "class base(Structure):\n    _fields_ = [('a', c_int)]\n\
                   class s(base):\n    _fields_ = [('b', c_int)]\n";
    assert!(findings(binding, "struct s { int a; int b; };").is_empty());
    assert_eq!(
        codes(&findings(binding, "struct s { int b; int a; };")),
        ["FP131 error"]
    );
}

#[test]
fn a_class_is_paired_by_a_name_that_is_nearly_the_same() {
    let header =
        "typedef struct lib_event_s { double when; } lib_event_t;\nstruct lib_other { int a; };";
    for name in [
        "lib_event_t",
        "lib_event_s",
        "_lib_event_t",
        "LibEvent",
        "c_lib_event_t",
        "Event",
        "struct_lib_event_s",
    ] {
        let found = findings(&class(name, "('when', c_float)"), header);
        assert_eq!(codes(&found), ["FP132 error"], "{name}");
    }
    for name in ["Events", "lib"] {
        assert!(
            findings(&class(name, "('when', c_float)"), header).is_empty(),
            "{name}"
        );
    }
    // Without a field that both have, a name that is nearly the same is chance.
    assert!(findings(&class("Event", "('payload', c_float)"), header).is_empty());
}

#[test]
fn a_given_name_decides() {
    let declarations = made_up::declarations(&class("Strange", "('when', c_float)"));
    let truth = || {
        crate::Truth::new(made_up::interface(
            "struct s { double when; };",
            made_up::LINUX,
        ))
    };
    let settings = |to: &str| crate::Settings {
        names: [("Strange".to_owned(), to.to_owned())].into(),
        ..crate::Settings::default()
    };
    for to in ["s", "struct s"] {
        let report = crate::check(&declarations, &[truth()], &settings(to));
        assert_eq!(codes(&report.findings), ["FP132 error"]);
    }
    let report = crate::check(&declarations, &[truth()], &settings("t"));
    assert_eq!(
        (report.findings.len(), report.truths[0].unpaired_records),
        (0, 1)
    );
}

#[test]
fn bit_fields_that_differ_by_version_of_python_say_so() {
    let header = "struct s { unsigned a : 3; char b; };";
    let found = one(&class("s", "('a', c_uint, 3), ('b', c_char)"), header);
    assert_eq!(
        (found.code.as_str(), found.severity),
        ("FP134", Severity::Warning)
    );
    assert!(
        found.message.ends_with("before CPython 3.14"),
        "{}",
        found.message
    );
    let right = class("s", "('a', c_uint, 3), ('b', c_uint, 4)");
    assert!(findings(&right, "struct s { unsigned a : 3; unsigned b : 4; };").is_empty());
}

#[test]
fn what_cannot_be_laid_out_is_counted_and_not_judged() {
    let binding = class("s", "('a', mystery), ('b', c_int)");
    let declarations = made_up::declarations(&binding);
    let truth = crate::Truth::new(made_up::interface(
        "struct s { int a; double b; };",
        made_up::LINUX,
    ));
    let report = crate::check(&declarations, &[truth], &crate::Settings::default());
    assert!(report.findings.is_empty());
    assert_eq!(
        (report.truths[0].not_judged, report.truths[0].records),
        (1, 1)
    );
}

#[test]
fn room_that_a_later_version_has_filled_is_no_finding() {
    let header = |tail: &str| format!("struct s {{ int a; {tail} }};");
    let binding = class("s", "('a', c_int), ('padding', c_int * 7)");
    assert!(findings(&binding, &header("int padding[7];")).is_empty());
    assert!(findings(&binding, &header("int more; int padding[6];")).is_empty());
    // Another size is another matter, and so is a field that moves.
    let grown = header("int more; int padding[7];");
    assert_eq!(codes(&findings(&binding, &grown)), ["FP130 note"]);
    let binding = class("s", "('a', c_int), ('padding', c_int * 2), ('b', c_int)");
    let moved = header("int more; int padding[2]; int b;");
    assert_eq!(codes(&findings(&binding, &moved)), ["FP131 error"]);
}

#[test]
fn a_flexible_array_is_a_note_only_where_the_rest_is_right() {
    let header = "struct s { int n; int items[]; };";
    assert_eq!(
        codes(&findings(
            &class("s", "('n', c_int), ('items', c_int * 1)"),
            header
        )),
        ["FP133 note"]
    );
    assert_eq!(
        codes(&findings(
            &class("s", "('n', c_double), ('items', c_int * 1)"),
            header
        )),
        ["FP132 error"]
    );
    assert!(findings(&class("s", "('n', c_int)"), header).is_empty());
}

#[test]
fn a_class_that_says_nothing_of_its_record_is_not_judged() {
    let header = "struct s { int a; double b; };\nvoid f(struct s *x);";
    for text in [
        "class s(Structure):\n    pass",
        "class s(Structure):\n    _fields_ = []",
        "class s(Structure):\n    _fields_ = [('_opaque_struct', c_int)]",
    ] {
        let binding = format!("{text}\nlib.f.argtypes = [POINTER(s)]\nlib.f.restype = None");
        assert!(findings(&binding, header).is_empty(), "{text}");
    }
    let by_value = "class s(Structure):\n    _fields_ = [('_dummy', c_int)]\nlib.f.argtypes = [s]\nlib.f.restype = None";
    assert_eq!(
        codes(&findings(
            by_value,
            "struct s { int a; double b; };\nvoid f(struct s x);"
        )),
        ["FP130 error"]
    );
}
