//! Random records, as Python and as C, to hold the layout against those who really lay out.

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A record in both languages.
pub(crate) struct RandomRecord {
    pub(crate) name: String,
    pub(crate) is_union: bool,
    pub(crate) pack: Option<u64>,
    /// A record whose fields come first; C has no such thing.
    pub(crate) base: Option<String>,
    pub(crate) fields: Vec<RandomField>,
}

/// A field in both languages.
pub(crate) struct RandomField {
    pub(crate) name: String,
    pub(crate) python: String,
    /// C's type, with `@` where the name stands.
    pub(crate) c: String,
    pub(crate) width: Option<u32>,
    pub(crate) is_integer: bool,
}

const SCALARS: &[(&str, &str, u32)] = &[
    ("c_byte", "signed char @", 8),
    ("c_ubyte", "unsigned char @", 8),
    ("c_short", "short @", 16),
    ("c_ushort", "unsigned short @", 16),
    ("c_int", "int @", 32),
    ("c_uint", "unsigned @", 32),
    ("c_long", "long @", 64),
    ("c_ulonglong", "unsigned long long @", 64),
    ("c_size_t", "size_t @", 64),
    ("c_char", "char @", 0),
    ("c_wchar", "wchar_t @", 0),
    ("c_bool", "bool @", 0),
    ("c_float", "float @", 0),
    ("c_double", "double @", 0),
    ("c_longdouble", "long double @", 0),
    ("c_void_p", "void *@", 0),
];

/// So many records; each may hold those before it.
pub(crate) fn random(seed: u64, count: usize, may_inherit: bool) -> Vec<RandomRecord> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut records: Vec<RandomRecord> = Vec::new();
    for index in 0..count {
        let is_union = rng.random_bool(0.2);
        let has_bits = rng.random_bool(0.4);
        let pack = (!has_bits && rng.random_bool(0.3)).then(|| 1 << rng.random_range(0..4));
        let base = (may_inherit && !is_union && rng.random_bool(0.2))
            .then(|| records.iter().rev().find(|one| !one.is_union))
            .flatten()
            .map(|one| one.name.clone());
        let mut fields = Vec::new();
        for number in 0..rng.random_range(1..7) {
            fields.push(field(&mut rng, &records, number, has_bits && !is_union));
        }
        records.push(RandomRecord {
            name: format!("record_{index}"),
            is_union,
            pack,
            base,
            fields,
        });
    }
    records
}

fn field(rng: &mut StdRng, known: &[RandomRecord], number: u32, has_bits: bool) -> RandomField {
    let name = format!("field_{number}");
    let inner = known.len().checked_sub(1).filter(|_| rng.random_bool(0.15));
    if let Some(last) = inner {
        let inner = &known[rng.random_range(0..=last)];
        let word = if inner.is_union { "union" } else { "struct" };
        if inner.base.is_none() {
            return RandomField {
                name,
                python: inner.name.clone(),
                c: format!("{word} {} @", inner.name),
                width: None,
                is_integer: false,
            };
        }
    }
    let (python, c, bits) = SCALARS[rng.random_range(0..SCALARS.len())];
    let is_bits = has_bits && bits > 0 && rng.random_bool(0.6);
    let width = is_bits.then(|| rng.random_range(1..=bits));
    let length = (!is_bits && rng.random_bool(0.2)).then(|| rng.random_range(1..5));
    let (python, c) = match length {
        Some(length) => (
            format!("{python} * {length}"),
            c.replace('@', &format!("@[{length}]")),
        ),
        None => (python.to_owned(), c.to_owned()),
    };
    RandomField {
        name,
        python,
        c,
        width,
        is_integer: bits > 0 && length.is_none(),
    }
}

impl RandomRecord {
    /// The class, as the readers of the tests and Python itself take it.
    pub(crate) fn python(&self) -> String {
        let kind = if self.is_union { "Union" } else { "Structure" };
        let base = self.base.as_deref().unwrap_or(kind);
        let mut text = format!("class {}({base}):\n", self.name);
        if let Some(pack) = self.pack {
            let _ = writeln!(text, "    _pack_ = {pack}");
        }
        let fields = self.fields.iter().map(|field| match field.width {
            Some(width) => format!("('{}', {}, {width})", field.name, field.python),
            None => format!("('{}', {})", field.name, field.python),
        });
        let fields: Vec<String> = fields.collect();
        let _ = writeln!(text, "    _fields_ = [{}]", fields.join(", "));
        text
    }

    /// The definition in C.
    pub(crate) fn c(&self) -> String {
        let word = if self.is_union { "union" } else { "struct" };
        let fields = self.fields.iter().map(|field| {
            let declared = field.c.replace('@', &field.name);
            match field.width {
                Some(width) => format!("{declared} : {width};"),
                None => format!("{declared};"),
            }
        });
        let fields: Vec<String> = fields.collect();
        let body = format!("{word} {} {{ {} }};", self.name, fields.join(" "));
        match self.pack {
            Some(pack) => format!("#pragma pack(push, {pack})\n{body}\n#pragma pack(pop)\n"),
            None => format!("{body}\n"),
        }
    }
}
