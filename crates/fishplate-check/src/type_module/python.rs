//! The text of the module itself.

use std::fmt::Write as _;

use fishplate_model::{Record, RecordKind};

use super::{Parts, Prototype, is_plain_name};

/// The first line of every module, by which an older one is known.
pub(super) const FIRST: &str = "# Written by `fishplate check --write-types`; write it anew";

/// What keeps the declarations that a module has made rightly by itself.
const KEEPING: &str = include_str!("keeping.py");

pub(super) fn text(parts: &Parts<'_, '_>) -> String {
    let mut text = format!("{FIRST} rather than change it.\n");
    let headers = parts.interface.headers.iter();
    let headers: Vec<&str> = headers.map(|one| base_name(one)).collect();
    let _ = writeln!(
        text,
        "\"\"\"The types of the functions in {}, for {}.\n",
        in_text(&headers.join(", ")),
        in_text(&parts.interface.target.triple)
    );
    text.push_str(
        "`apply(library)` declares them on a loaded `CDLL`. What was declared as well before stays.\n\"\"\"\n\nimport ctypes\n",
    );
    left_out(&mut text, parts);
    for record in parts.records {
        class(&mut text, parts, record);
    }
    if !parts.records.is_empty() {
        text.push('\n');
    }
    for record in parts.records {
        fields(&mut text, parts, record);
    }
    names(&mut text, parts);
    apply(&mut text, parts);
    text.push_str("\n\n");
    text.push_str(
        KEEPING
            .split_once("# ---\n")
            .map_or("", |(_, end)| end.trim_start()),
    );
    text
}

fn left_out(text: &mut String, parts: &Parts<'_, '_>) {
    if parts.left_out.is_empty() {
        return;
    }
    text.push_str("\n# Left out:\n");
    for (name, why) in parts.left_out {
        let _ = writeln!(text, "#   {}: {}", one_line(name), one_line(why));
    }
}

fn class(text: &mut String, parts: &Parts<'_, '_>, record: &Record) {
    let base = match record.kind {
        RecordKind::Struct => "Structure",
        RecordKind::Union => "Union",
    };
    let what = record.spelling.as_deref().unwrap_or(&record.name);
    let _ = write!(
        text,
        "\n\nclass {}(ctypes.{base}):\n    \"\"\"`{}`.\"\"\"\n",
        parts.values.records.class(record),
        in_text(what)
    );
}

fn fields(text: &mut String, parts: &Parts<'_, '_>, record: &Record) {
    let records = parts.values.records;
    let class = records.class(record);
    if records.why_opaque(record).is_some() {
        return;
    }
    let mut lines = String::new();
    let mut anonymous = Vec::new();
    for (index, field) in record.fields.iter().enumerate() {
        let name = match &field.name {
            Some(name) => name.clone(),
            // A bit-field without a name only moves the next one.
            None if field.width_bits.is_some() => format!("_padding_{index}"),
            None => {
                anonymous.push(format!("\"_anonymous_{index}\","));
                format!("_anonymous_{index}")
            }
        };
        let ty = parts.values.field(&field.ty).unwrap_or_else(|_| {
            // As wide as it is, and without a meaning.
            format!("ctypes.c_char * {}", width(record, index))
        });
        let bits = field
            .width_bits
            .map_or(String::new(), |bits| format!(", {bits}"));
        let _ = writeln!(lines, "    (\"{name}\", {ty}{bits}),");
    }
    text.push('\n');
    if let Some(pack) = records.pack(record) {
        let _ = writeln!(text, "{class}._pack_ = {pack}\n{class}._layout_ = \"ms\"");
    }
    if !anonymous.is_empty() {
        let _ = writeln!(text, "{class}._anonymous_ = ({})", anonymous.join(" "));
    }
    let _ = writeln!(text, "{class}._fields_ = [\n{lines}]");
}

/// The bytes from a field to the next one, or to the end.
fn width(record: &Record, index: usize) -> u64 {
    let start = record
        .fields
        .get(index)
        .map_or(0, |one| one.offset_bits / 8);
    let next = record.fields.get(index + 1).map(|one| one.offset_bits / 8);
    let end = match record.kind {
        RecordKind::Struct => next.or(record.size_bytes),
        RecordKind::Union => record.size_bytes,
    };
    end.unwrap_or(start).saturating_sub(start)
}

fn names(text: &mut String, parts: &Parts<'_, '_>) {
    text.push_str("\n# The functions that `apply` declares.\nFUNCTIONS = (\n");
    for function in parts.functions {
        let _ = writeln!(text, "    \"{}\",", function.symbol);
    }
    text.push_str(")\n");
}

fn apply(text: &mut String, parts: &Parts<'_, '_>) {
    text.push_str(
        "\n\ndef apply(library, **records):\n    \
         \"\"\"Declares the functions on a loaded library, and returns the library.\n\n    \
         Parameters\n    ----------\n    library\n        \
         A `ctypes.CDLL`; functions that it lacks are passed over.\n    records\n        \
         Classes of your own in the place of those here, by the names here: `point=Point`.\n\n    \
         Raises\n    ------\n    TypeError\n        \
         If such a class does not lie in memory as the one here.\n    \"\"\"\n    \
         own = _own(records)\n    before = _declared(library)\n",
    );
    for function in parts.functions {
        declare(text, function);
    }
    text.push_str("    _keep(library, before, own)\n    return library\n");
}

fn declare(text: &mut String, function: &Prototype<'_>) {
    let symbol = function.symbol;
    let place = if is_plain_name(symbol) {
        format!("library.{symbol}")
    } else {
        format!("getattr(library, \"{symbol}\")")
    };
    let arguments = function.arguments.join(", ");
    let _ = writeln!(text, "    if hasattr(library, \"{symbol}\"):");
    let line = format!("        {place}.argtypes = [{arguments}]");
    if line.chars().count() <= 100 {
        let _ = writeln!(text, "{line}");
    } else {
        let _ = writeln!(text, "        {place}.argtypes = [");
        for argument in &function.arguments {
            let _ = writeln!(text, "            {argument},");
        }
        text.push_str("        ]\n");
    }
    let _ = writeln!(text, "        {place}.restype = {}", function.result);
}

/// The last part of a path, which is the same on every machine.
fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A name from outside in a docstring, which it must not end.
fn in_text(name: &str) -> String {
    one_line(name).replace('\\', "/").replace('"', "'")
}

/// A text from outside in a comment.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
