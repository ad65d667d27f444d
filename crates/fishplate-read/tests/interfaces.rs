//! Functions, the borders of a library, and the request's flags.

#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is test code")]

mod libclang;
mod reading;

use std::path::Path;

use fishplate_model::{Interface, Passage};
use fishplate_read::{HeaderRequest, Libclang, read_headers};
use libclang::{libclang, request};
use reading::{function, read, reading, record, short, shorts};

#[test]
fn redeclarations_become_one_function() {
    let Some(found) = read("functions.h", "redeclarations") else {
        return;
    };
    let names: Vec<_> = found
        .functions
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "twice",
            "documented_later",
            "inlined",
            "labelled",
            "from_macro",
            "by_typedef",
            "übergröße",
            "after"
        ]
    );
    let twice = function(&found, "twice");
    assert_eq!(twice.comment.as_deref(), Some("First comment."));
    assert_eq!(twice.parameters[0].name.as_deref(), Some("value"));
    assert_eq!(
        function(&found, "documented_later").comment.as_deref(),
        Some("Second comment.")
    );
    assert!(function(&found, "inlined").is_inline && !twice.is_inline);
    assert_eq!(
        function(&found, "labelled").symbol.as_deref(),
        Some("labelled_v2")
    );
    assert_eq!(
        shorts(function(&found, "by_typedef")),
        ["i32 int", "i32 int"]
    );
    assert_eq!(function(&found, "from_macro").span.line, 11);
    // Columns count code points: the name before has two letters of two bytes each.
    assert_eq!(function(&found, "after").span.column, 27);
    assert_eq!(found.unsupported.len(), 1);
    assert!(
        found.unsupported[0].what.contains("`unspecified`"),
        "{:?}",
        found.unsupported
    );
}

#[test]
fn an_interface_survives_its_json_form() {
    let Some(libclang) = libclang("json_form") else {
        return;
    };
    for header in [
        "scalars.h",
        "pointers.h",
        "records.h",
        "enums.h",
        "constants.h",
        "functions.h",
    ] {
        let found = reading(&request(libclang.clone(), header)).interface;
        let json = serde_json::to_string(&found).unwrap();
        assert_eq!(
            fishplate_read::load_interface(&json).unwrap(),
            found,
            "{header}"
        );
    }
}

/// Writes files into a folder and reads one of them.
fn read_tree(libclang: Libclang, folder: &Path, files: &[(&str, &str)]) -> Interface {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut request = HeaderRequest::new([folder.join(files[0].0)], libclang);
    request.include_dirs.push(folder.join("elsewhere"));
    reading(&request).interface
}

#[test]
fn an_interface_ends_where_other_libraries_begin() {
    let Some(libclang) = libclang("interface_ends") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let found = read_tree(
        libclang,
        folder.path(),
        &[
            (
                "lib dir/größe.h",
                "#include \"../beside.h\"\n#include \"parts/part.h\"\n#include <other.h>\n#include <time.h>\n\
             void own(struct other *o, struct tm when);\n",
            ),
            ("lib dir/parts/part.h", "void part(void);\n"),
            ("beside.h", "void beside(void);\n"),
            (
                "elsewhere/other.h",
                "struct hidden { int h; };\nstruct other { struct hidden *p; int x; };\nvoid foreign(void);\n#define FOREIGN 1\n",
            ),
        ],
    );
    let names: Vec<_> = found
        .functions
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["beside", "part", "own"]);
    assert_eq!(record(&found, "other").fields.len(), 2);
    // Another library's record that only another library points to keeps its size alone.
    assert_eq!(
        (
            record(&found, "hidden").size_bytes,
            record(&found, "hidden").fields.len()
        ),
        (Some(4), 0)
    );
    assert_eq!(record(&found, "tm").size_bytes, Some(56));
    assert_eq!(found.constants, []);
    assert!(found.functions[2].span.file.ends_with("größe.h"));
}

#[test]
fn defines_flags_and_several_headers_are_honoured() {
    let Some(libclang) = libclang("defines") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a.h"), folder.path().join("b.h"));
    std::fs::write(&first, "typedef COUNT_T count_t;\n").unwrap();
    std::fs::write(
        &second,
        "count_t count(void);\n#ifdef EXTRA\nenum e { E };\nenum e extra(void);\n#endif\n",
    )
    .unwrap();
    let mut request = HeaderRequest::new([&first, &second], libclang);
    request.defines = vec!["COUNT_T=unsigned short".to_owned()];
    request.cflags = vec![
        "-DEXTRA".to_owned(),
        "-fshort-enums".to_owned(),
        "-O3".to_owned(),
    ];
    let found = reading(&request).interface;
    assert_eq!(
        short(&function(&found, "count").result),
        "u16 unsigned short"
    );
    assert_eq!(short(&found.enumerations[0].underlying), "u8 unsigned char");
    assert_eq!(
        found.headers,
        [first.display().to_string(), second.display().to_string()]
    );
    request.defines.clear();
    let error = read_headers(&request).unwrap_err().to_string();
    assert!(
        error.contains("--define") && error.contains("a.h:1:9"),
        "{error}"
    );
}

#[test]
fn in_a_shared_folder_quotes_and_the_stem_tell_whose_a_file_is() {
    let Some(libclang) = libclang("shared_folder") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir(root.join("kit")).unwrap();
    for (name, text) in [
        (
            "kit.h",
            "#include <kit/inner.h>\n#include \"kitconf.h\"\n#include <foreign.h>\nvoid own(void);\n",
        ),
        ("kit/inner.h", "void inner(void);\n"),
        (
            "kitconf.h",
            "#include \"kitmore.h\"\nvoid conf(void);\n#define KIT_CONF 1\n",
        ),
        ("kitmore.h", "void more(void);\n"),
        (
            "foreign.h",
            "#include \"foreignconf.h\"\nvoid foreign(void);\n",
        ),
        ("foreignconf.h", "void foreign_conf(void);\n"),
    ] {
        std::fs::write(root.join(name), text).unwrap();
    }
    let mut request = HeaderRequest::new([root.join("kit.h")], libclang);
    // The compiler counts this folder among those of the system, and so it is treated.
    request.cflags = vec!["-isystem".to_owned(), root.display().to_string()];
    let found = reading(&request).interface;
    let names: Vec<_> = found
        .functions
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["inner", "more", "conf", "own"]);
    assert_eq!(found.constants.len(), 1);
}

#[test]
fn parameters_and_fields_have_a_place_and_a_width_of_their_own() {
    let Some(libclang) = libclang("parameters_and_fields_have_a_place") else {
        return;
    };
    let header = "#define COUNT unsigned count\n\
                  struct pair { /* été */ double first; int a, b; };\n\
                  double f(const double *close, /* été */ unsigned long n, float);\n\
                  void sort(void *all, int (*compare)(const void *,\n                 const void *), COUNT);\n";
    let folder = tempfile::tempdir().unwrap();
    let found = read_tree(libclang, folder.path(), &[("places.h", header)]);
    let lines: Vec<&str> = header.lines().collect();
    let text = |passage: &Option<Passage>| {
        let Passage { span, width } = passage.clone()?;
        let line = lines[span.line as usize - 1].chars();
        let text: String = line
            .skip(span.column as usize - 1)
            .take(width as usize)
            .collect();
        Some(text)
    };
    let parameters = |name: &str| -> Vec<Option<String>> {
        let function = found.functions.iter().find(|one| one.name == name).unwrap();
        function
            .parameters
            .iter()
            .map(|one| text(&one.passage))
            .collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        parameters("f"),
        [
            some("const double *close"),
            some("unsigned long n"),
            some("float")
        ]
    );
    assert_eq!(
        parameters("sort"),
        [some("void *all"), some("int (*compare"), some("COUNT")]
    );
    let fields = found.records[0].fields.iter().map(|one| text(&one.passage));
    let fields: Vec<Option<String>> = fields.collect();
    assert_eq!(
        fields,
        [some("double first"), some("int a"), some("int a, b")]
    );
}

#[test]
fn a_function_that_is_named_is_read_wherever_it_is_declared() {
    let Some(libclang) = libclang("a_function_that_is_named") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let system = folder.path().join("system");
    std::fs::create_dir(&system).unwrap();
    std::fs::write(
        system.join("calls.h"),
        "double near(double);\ndouble far(double);\n",
    )
    .unwrap();
    let own = folder.path().join("own");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("own.h"), "#include <calls.h>\nint mine(void);\n").unwrap();
    let names = |functions: &[&str]| -> Vec<String> {
        let mut request = HeaderRequest::new([own.join("own.h")], libclang.clone());
        request.include_dirs = vec![system.clone()];
        request.functions = functions.iter().map(|name| (*name).to_owned()).collect();
        let read = read_headers(&request).unwrap().interface;
        read.functions.into_iter().map(|one| one.name).collect()
    };
    assert_eq!(names(&[]), ["mine"]);
    assert_eq!(names(&["far", "none"]), ["far", "mine"]);
}
