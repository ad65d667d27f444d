//! Structs, unions, bit-fields and enumerations.

#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is test code")]

mod libclang;
mod reading;

use fishplate_model::{ConstantValue, RecordKind};
use libclang::{libclang, request};
use reading::{field, function, pointee, read, reading, record, short, shorts};

#[test]
fn anonymous_members_are_named_by_their_path() {
    let Some(found) = read("records.h", "anonymous_members") else {
        return;
    };
    let event = record(&found, "event");
    assert_eq!(event.comment.as_deref(), Some("What happened."));
    assert_eq!(short(&field(event, "data").ty), "record event::data");
    let data = record(&found, "event::data");
    assert_eq!(
        (data.kind, data.spelling.as_deref()),
        (RecordKind::Union, None)
    );
    assert_eq!(short(&field(data, "press").ty), "record event::data::press");
    assert_eq!(short(&field(data, "move").ty), "*record event::data::move");
    assert_eq!(short(&field(data, "mood").ty), "enum event::data::mood");
    assert_eq!(
        short(&field(event, "many").ty),
        "[record event::many x Some(3)]"
    );
    let nameless = event.fields.iter().find(|one| one.name.is_none()).unwrap();
    assert_eq!(short(&nameless.ty), "record event::anonymous_1");
    assert_eq!(record(&found, "event::anonymous_1").fields.len(), 2);
    let machine = env!("CARGO_MANIFEST_DIR");
    let types = found
        .records
        .iter()
        .flat_map(|one| &one.fields)
        .map(|one| &one.ty.spelling);
    for spelling in types {
        assert!(
            !spelling.contains(machine) && !spelling.contains("unnamed"),
            "{spelling}"
        );
    }
    // A record stands behind those that it contains.
    let place = |name: &str| {
        found
            .records
            .iter()
            .position(|one| one.name == name)
            .unwrap()
    };
    assert!(
        place("event::data::press") < place("event::data") && place("event::data") < place("event")
    );
}

#[test]
fn layouts_of_odd_records_are_the_compilers() {
    let Some(found) = read("records.h", "layouts") else {
        return;
    };
    let layout = |name: &str| {
        let one = record(&found, name);
        (one.size_bytes, one.align_bytes, one.is_packed)
    };
    assert_eq!(layout("point"), (Some(16), Some(8), false));
    assert_eq!(layout("wire"), (Some(5), Some(1), true));
    assert_eq!(layout("dense"), (Some(9), Some(1), true));
    assert_eq!(layout("aligned"), (Some(32), Some(32), false));
    assert_eq!(layout("message"), (Some(4), Some(4), false));
    assert_eq!(layout("empty"), (Some(0), Some(1), false));
    assert_eq!(layout("never"), (None, None, false));
    assert_eq!(layout("later"), (None, None, false));
    assert_eq!(layout("forward"), (Some(4), Some(4), false));
    assert_eq!(
        short(&field(record(&found, "message"), "text").ty),
        "[i8 char x None]"
    );
    assert_eq!(
        short(&field(record(&found, "zero"), "text").ty),
        "[i8 char x Some(0)]"
    );
    assert_eq!(field(record(&found, "wire"), "value").offset_bits, 8);
    assert_eq!(
        record(&found, "inner").spelling.as_deref(),
        Some("struct inner")
    );
    assert_eq!(record(&found, "word_t").kind, RecordKind::Union);
    assert_eq!(
        short(&pointee(&field(record(&found, "node"), "next").ty).clone()),
        "record node"
    );
    assert_eq!(found.unsupported, []);
}

#[test]
fn a_tag_and_a_typedef_of_one_name_stay_two_records() {
    let Some(found) = read("records.h", "tag_and_typedef") else {
        return;
    };
    assert_eq!(
        record(&found, "foo").spelling.as_deref(),
        Some("struct foo")
    );
    assert_eq!(
        record(&found, "typedef foo").spelling.as_deref(),
        Some("foo")
    );
    assert_eq!(record(&found, "typedef foo").size_bytes, Some(1));
}

#[test]
fn bit_fields_have_offset_and_width() {
    let Some(found) = read("records.h", "bit_fields") else {
        return;
    };
    let bits: Vec<_> = record(&found, "bits")
        .fields
        .iter()
        .map(|one| (one.name.as_deref(), one.offset_bits, one.width_bits))
        .collect();
    assert_eq!(
        bits,
        [
            (Some("a"), 0, Some(3)),
            (Some("b"), 3, Some(5)),
            (None, 8, Some(4)),
            (Some("c"), 12, Some(1)),
            (None, 32, Some(0)),
            (Some("d"), 64, Some(40)),
            (Some("e"), 104, Some(2)),
            (Some("plain"), 128, None)
        ]
    );
}

#[test]
fn enumerations_keep_values_signs_and_flags() {
    let Some(found) = read("enums.h", "enumerations") else {
        return;
    };
    let values = |name: &str| -> Vec<(String, i128)> {
        let one = found
            .enumerations
            .iter()
            .find(|one| one.name == name)
            .unwrap();
        one.enumerators
            .iter()
            .map(|one| (one.name.clone(), one.value))
            .collect()
    };
    let pairs = |all: &[(&str, i128)]| -> Vec<(String, i128)> {
        all.iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect()
    };
    assert_eq!(
        values("colour"),
        pairs(&[("RED", 0), ("GREEN", 5), ("BLUE", 6)])
    );
    assert_eq!(values("level_t"), pairs(&[("LOW", -1), ("HIGH", 1)]));
    assert_eq!(values("big"), pairs(&[("HUGE_ONE", i128::from(u64::MAX))]));
    assert_eq!(values("small"), pairs(&[("LEAST", i128::from(i64::MIN))]));
    assert_eq!(values("anonymous@enums.h:5"), pairs(&[("NAMELESS", 7)]));
    let options = found
        .enumerations
        .iter()
        .find(|one| one.name == "options")
        .unwrap();
    assert!(options.is_flags && options.comment.as_deref() == Some("Options of f."));
    assert_eq!(options.enumerators[1].comment.as_deref(), Some("The last."));
    let tiny = found
        .enumerations
        .iter()
        .find(|one| one.name == "tiny")
        .unwrap();
    assert_eq!(short(&tiny.underlying), "u8 unsigned char");
    assert_eq!(
        shorts(function(&found, "pick")),
        ["enum level_t", "enum options", "enum tiny", "enum colour"]
    );
}

#[test]
fn the_compilers_layout_wins_and_a_note_says_so() {
    let Some(libclang) = libclang("compilers_layout") else {
        return;
    };
    let found = reading(&request(libclang, "differs.h"));
    let seen = record(&found.interface, "seen");
    assert_eq!((seen.size_bytes, seen.align_bytes), (Some(24), Some(8)));
    assert_eq!(
        (
            field(seen, "value").offset_bits,
            field(seen, "last").offset_bits
        ),
        (64, 128)
    );
    let bits = record(&found.interface, "packed_bits");
    assert_eq!(
        (field(bits, "a").offset_bits, field(bits, "b").offset_bits),
        (1, 3)
    );
    let unsupported: Vec<_> = found
        .interface
        .unsupported
        .iter()
        .map(|one| (one.what.as_str(), one.span.line))
        .collect();
    assert_eq!(
        unsupported,
        [(
            "function `gcc_only`: the header shows it to the C compiler and not to libclang",
            13
        )]
    );
    assert!(
        found
            .notes
            .iter()
            .any(|note| note.contains("1 functions") && note.ends_with("`clang_only`")),
        "{:?}",
        found.notes
    );
    let which = ConstantValue::Int {
        value: 24,
        bits: 64,
        is_signed: false,
    };
    assert_eq!(found.interface.constants[0].value, which);
    assert!(
        found
            .notes
            .iter()
            .any(|note| note.contains("record `seen`")),
        "{:?}",
        found.notes
    );
    assert!(
        found
            .notes
            .iter()
            .any(|note| note.contains("field `b` of record `packed_bits`"))
    );
}
