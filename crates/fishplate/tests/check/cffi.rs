//! CFFI: what is given to one object in several texts, and what is said of packing.

use crate::stage::{check, findings, scene};

const HEADER: &str = "#pragma pack(push, 2)\nstruct row { char kind; double value; };\n\
                      #pragma pack(pop)\ntypedef int (*each)(struct row *row, long count);\n\
                      int walk(struct row *rows, each call);\nint last(struct row *rows, int n);\n";

fn project(pack: &str, callback: &str) -> String {
    format!(
        "import cffi\nffi = cffi.FFI()\n\
         ffi.cdef(\"struct row {{ char kind; double value; }};\", {pack})\n\
         ffi.cdef(\"\"\"\ntypedef int (*each)(struct row *row, {callback});\n\"\"\")\n\
         ffi.cdef(\"\"\"\nint walk(struct row *rows, each call);\n\
         int last(struct row *rows, long n);\n\"\"\")\n\
         lib = ffi.dlopen('x')\n"
    )
}

#[test]
fn the_texts_of_one_object_see_each_other() {
    let Some(scene) = scene("the_texts_of_one_object_see_each_other") else {
        return;
    };
    scene.write("given.h", HEADER);
    scene.write("app.py", &project("pack=2", "long count"));
    let done = check(&scene, "app.py");
    assert_eq!(
        findings(&done),
        ["warning FP190 app.py:9 last"],
        "{}",
        done.stderr
    );
}

#[test]
fn a_wrong_packing_and_a_wrong_callback_are_said_where_they_stand() {
    let Some(scene) = scene("a_wrong_packing_and_a_wrong_callback_are_said_where_they_stand")
    else {
        return;
    };
    scene.write("given.h", HEADER);
    scene.write("app.py", &project("packed=True", "char count"));
    let done = check(&scene, "app.py");
    let expected = [
        "error FP190 app.py:3 row",
        "warning FP140 app.py:5 each",
        "warning FP190 app.py:9 last",
    ];
    assert_eq!(findings(&done), expected, "{}", done.stderr);
}
