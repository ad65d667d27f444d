//! Lays out records as ctypes does: the offsets and sizes that a declaration gets at run time.
//!
//! It computes what CPython's `Structure` and `Union` would, from the declaration alone, for a
//! target that need not be this machine. Fields whose type is not understood end the known part.

use std::cell::RefCell;
use std::collections::HashMap;

use fishplate_model::{DeclaredField, DeclaredRecord};

use crate::bit_fields::{BitField, Cursor, Rules};
use crate::platform::Platform;
use crate::shape::{Lowering, Shape};

/// How deep records may lie in each other.
const DEPTH: u32 = 40;

/// A field at its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placed<'a> {
    pub(crate) field: &'a DeclaredField,
    /// From the start of the record, in bits.
    pub(crate) offset_bits: u64,
    /// Its size in bytes; for a bit-field that of its type.
    pub(crate) size_bytes: u64,
    pub(crate) shape: Shape<'a>,
}

/// A record that is laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layout<'a> {
    pub(crate) size_bytes: u64,
    pub(crate) align_bytes: u64,
    /// Its own fields in order; those that are inherited stand in `base`.
    pub(crate) fields: Vec<Placed<'a>>,
    pub(crate) base: Option<Box<Layout<'a>>>,
    /// Whether every field is placed, so that the size is known.
    pub(crate) is_whole: bool,
}

/// Size and alignment in bytes.
pub(crate) type Extent = (u64, u64);

/// Gives another extent than the declared one to some records.
pub(crate) type Override<'o> = &'o dyn Fn(&DeclaredRecord) -> Option<Extent>;

/// The extents of members that were laid out before: a record may be a member in many places, and
/// of a chain of them in very many.
#[derive(Debug, Default)]
pub(crate) struct Known<'a> {
    extents: RefCell<HashMap<(&'a str, Rules), Option<Extent>>>,
}

impl Known<'_> {
    /// Forgets them, since a record in them is laid out in another way from here on.
    pub(crate) fn forget(&self) {
        self.extents.borrow_mut().clear();
    }
}

/// Lays out declared records on one target.
#[derive(Clone, Copy)]
pub(crate) struct Layouts<'a, 'o> {
    pub(crate) lowering: Lowering<'a>,
    pub(crate) rules: Rules,
    pub(crate) replaced: Override<'o>,
    pub(crate) known: &'o Known<'a>,
}

/// No record has another extent than the declared one.
pub(crate) const AS_DECLARED: Override<'static> = &|_| None;

impl<'a> Layouts<'a, '_> {
    /// The layout of a record; none where it is declared in a way that ctypes refuses or that is
    /// not understood.
    pub(crate) fn of(&self, record: &'a DeclaredRecord) -> Option<Layout<'a>> {
        self.at(record, self.pack(record), DEPTH)
    }

    /// The layout that it would have with this `_pack_`.
    pub(crate) fn packed(&self, record: &'a DeclaredRecord, pack: u64) -> Option<Layout<'a>> {
        self.at(record, Some(pack), DEPTH)
    }

    /// The size and alignment of a value; none where it has none or they are not known.
    pub(crate) fn extent(&self, shape: &Shape<'a>) -> Option<Extent> {
        self.extent_at(shape, DEPTH)
    }

    /// `_pack_` is looked up as an attribute, so a class has that of the one that it inherits from.
    fn pack(&self, record: &'a DeclaredRecord) -> Option<u64> {
        let mut record = record;
        for _ in 0..DEPTH {
            if record.pack.is_some() {
                return record.pack;
            }
            record = self.lowering.declared.record(record.base.as_deref()?)?;
        }
        None
    }

    fn at(&self, record: &'a DeclaredRecord, pack: Option<u64>, depth: u32) -> Option<Layout<'a>> {
        let depth = depth.checked_sub(1)?;
        let base = match &record.base {
            Some(name) => {
                let base = self.lowering.declared.record(name)?;
                Some(self.at(base, self.pack(base), depth)?)
            }
            None => None,
        };
        // A union with inherited fields has the size of its own alone, which nobody means.
        if record.is_union && base.as_ref().is_some_and(|base| !base.fields.is_empty()) {
            return None;
        }
        let mut layout = Layout {
            align_bytes: base.as_ref().map_or(1, |base| base.align_bytes.max(1)),
            is_whole: base.as_ref().is_none_or(|base| base.is_whole),
            ..Layout::default()
        };
        let start = base.as_ref().map_or(0, |base| base.size_bytes);
        layout.base = base.map(Box::new);
        if layout.is_whole {
            self.place(record, pack, start, depth, &mut layout)?;
        }
        Some(layout)
    }

    fn place(
        &self,
        record: &'a DeclaredRecord,
        pack: Option<u64>,
        start: u64,
        depth: u32,
        layout: &mut Layout<'a>,
    ) -> Option<()> {
        let mut cursor = Cursor::at(start);
        let mut largest = start;
        let fields = record.fields.as_deref().unwrap_or_default();
        if is_uncertain(record, pack, fields) {
            return None;
        }
        for field in fields {
            let shape = self.lowering.declared(&field.ty, record.origin);
            let Some((size, align)) = self.extent_at(&shape, depth) else {
                layout.is_whole = false;
                return Some(());
            };
            let align = match pack {
                Some(pack) if pack > 0 => align.min(pack),
                _ => align,
            };
            if record.is_union {
                cursor = Cursor::at(0);
            }
            let (offset_bits, is_aligned) = match field.width_bits {
                Some(width) => {
                    let unit = BitField {
                        width_bits: u64::from(width),
                        size_bytes: size,
                        align_bytes: align,
                    };
                    cursor.place_bits(&unit, self.rules)?
                }
                None => (cursor.place_whole(size, align)?, true),
            };
            if is_aligned {
                layout.align_bytes = layout.align_bytes.max(align);
            }
            largest = largest.max(cursor.size_bytes());
            layout.fields.push(Placed {
                field,
                offset_bits,
                size_bytes: size,
                shape,
            });
        }
        layout.align_bytes = layout.align_bytes.max(record.align.unwrap_or(1)).max(1);
        let end = if record.is_union {
            largest
        } else {
            cursor.size_bytes()
        };
        layout.size_bytes = end.checked_next_multiple_of(layout.align_bytes)?;
        Some(())
    }

    fn extent_at(&self, shape: &Shape<'a>, depth: u32) -> Option<Extent> {
        let depth = depth.checked_sub(1)?;
        let platform: &Platform = self.lowering.platform;
        let scalar = |bits: u32| (u64::from(bits / 8), platform.align_bytes(bits));
        match shape {
            Shape::Int(int) => Some(scalar(int.bits)),
            Shape::Float { bits } => Some(scalar(*bits)),
            Shape::Pointer { .. } | Shape::Callback(_) => Some(scalar(platform.pointer_bits)),
            Shape::Array { element, length } => {
                let (size, align) = self.extent_at(element, depth)?;
                Some((size.checked_mul((*length)?)?, align))
            }
            Shape::Declared(record) => match (self.replaced)(record) {
                Some(extent) => Some(extent),
                None => self.member(record, depth),
            },
            Shape::Native(record) => Some((record.size_bytes?, record.align_bytes.unwrap_or(1))),
            Shape::Void | Shape::Unknown => None,
        }
    }
}

impl<'a> Layouts<'a, '_> {
    /// The extent of a record that is a member of another one.
    fn member(&self, record: &'a DeclaredRecord, depth: u32) -> Option<Extent> {
        let key = (record.name.as_str(), self.rules);
        if let Some(known) = self.known.extents.borrow().get(&key) {
            return *known;
        }
        let layout = self.at(record, self.pack(record), depth);
        let extent = layout
            .filter(|layout| layout.is_whole)
            .map(|layout| (layout.size_bytes, layout.align_bytes));
        self.known.extents.borrow_mut().insert(key, extent);
        extent
    }
}

/// Whether versions of ctypes differ in how they place the bit-fields: `_pack_` makes them follow
/// Microsoft's rules since CPython 3.14, and before that those of a union ran into each other.
fn is_uncertain(record: &DeclaredRecord, pack: Option<u64>, fields: &[DeclaredField]) -> bool {
    let bit_fields = fields.iter().filter(|field| field.width_bits.is_some());
    let count = bit_fields.count();
    count > 0 && (pack.is_some_and(|pack| pack > 0) || (record.is_union && count > 1))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::bit_fields::Rules;
    use crate::index::{Declared, Native};
    use crate::made_up::{self, records};

    /// Name, size, and the first bit of each own field, for every record that is laid out.
    fn laid_out(python: &str, triple: &str, rules: Rules) -> Vec<Option<String>> {
        let declarations = made_up::declarations(python);
        let interface = made_up::interface("", triple);
        let platform = Platform::of(&interface.target);
        let (declared, native) = (Declared::new(&declarations), Native::new(&interface));
        let layouts = Layouts {
            lowering: Lowering {
                platform: &platform,
                declared: &declared,
                native: &native,
            },
            rules,
            replaced: AS_DECLARED,
            known: &Known::default(),
        };
        let lines = declarations.records.iter().map(|record| {
            let layout = layouts.of(record).filter(|layout| layout.is_whole)?;
            let mut line = format!("{} {}", record.name, layout.size_bytes);
            for field in &layout.fields {
                let _ = write!(line, " {}", field.offset_bits);
            }
            Some(line)
        });
        lines.collect()
    }

    fn compare(ours: &[Option<String>], theirs: &str, least: usize) {
        let theirs: Vec<&str> = theirs.lines().collect();
        assert_eq!(ours.len(), theirs.len());
        let judged = ours
            .iter()
            .zip(&theirs)
            .filter_map(|(ours, theirs)| Some((ours.as_deref()?, *theirs)));
        let judged: Vec<(&str, &str)> = judged.collect();
        assert!(judged.len() >= least, "only {} are judged", judged.len());
        let wrong: Vec<_> = judged
            .iter()
            .filter(|(ours, theirs)| ours != theirs)
            .collect();
        assert!(
            wrong.is_empty(),
            "{} of {}: {wrong:#?}",
            wrong.len(),
            judged.len()
        );
    }

    #[test]
    fn random_records_lie_as_ctypes_lays_them() {
        let records = records::random(1, 500, true);

        let text: String = records.iter().map(records::RandomRecord::python).collect();
        let names: Vec<&str> = records.iter().map(|one| one.name.as_str()).collect();
        let script = format!(
            "from ctypes import *\nimport sys\n{text}\n\
             print(int(sys.version_info >= (3, 14)))\n\
             def bit(f):\n    \
                 return f.offset * 8 + (f.size & 0xffff if f.size >> 16 else 0) \\\n        \
                     if not hasattr(f, 'bit_offset') else f.byte_offset * 8 + f.bit_offset\n\
             for n in {names:?}:\n    \
                 c = globals()[n]\n    \
                 print(n, sizeof(c), *[bit(getattr(c, f[0])) for f in c._fields_])\n"
        );
        let Some(answer) = made_up::run_python(&script) else {
            return;
        };
        let (is_new, lines) = answer.split_once('\n').unwrap();
        let rules = if is_new == "1" {
            Rules::SystemV
        } else {
            Rules::Old
        };
        compare(&laid_out(&text, made_up::LINUX, rules), lines, 480);
    }

    #[test]
    fn random_records_lie_as_gcc_lays_them() {
        let records = records::random(2, 500, false);
        let mut c =
            "#include <stdio.h>\n#include <stddef.h>\n#include <stdbool.h>\n#include <string.h>\n"
                .to_owned();
        for record in &records {
            c.push_str(&record.c());
        }
        c.push_str(
            "static size_t bit(const unsigned char *p, size_t n) {\n\
             for (size_t i = 0; i < n * 8; i++) if (p[i / 8] >> (i % 8) & 1) return i;\n\
             return n * 8; }\nint main(void) {\n",
        );
        for record in &records {
            let word = if record.is_union { "union" } else { "struct" };
            let name = &record.name;
            let _ = writeln!(c, "{{ {word} {name} v; printf(\"{name} %zu\", sizeof v);");
            for field in &record.fields {
                let _ = if field.is_integer {
                    writeln!(
                        c,
                        "memset(&v, 0, sizeof v); v.{} = -1; printf(\" %zu\", bit((void *)&v, sizeof v));",
                        field.name
                    )
                } else {
                    writeln!(
                        c,
                        "printf(\" %zu\", offsetof({word} {name}, {}) * 8);",
                        field.name
                    )
                };
            }
            c.push_str("printf(\"\\n\"); }\n");
        }
        c.push_str("return 0; }\n");
        let Some(answer) = made_up::run_c(&c) else {
            return;
        };
        let text: String = records.iter().map(records::RandomRecord::python).collect();
        compare(
            &laid_out(&text, made_up::LINUX, Rules::SystemV),
            &answer,
            480,
        );
    }

    #[test]
    fn types_are_as_wide_as_the_target_has_them() {
        let text = "class r(Structure):\n    _fields_ = [('a', c_char), ('b', c_long), ('c', c_wchar), ('d', c_longdouble)]";
        let sizes = |triple, rules| laid_out(text, triple, rules)[0].clone().unwrap();
        assert_eq!(sizes(made_up::LINUX, Rules::Old), "r 48 0 64 128 256");
        assert_eq!(
            sizes(made_up::WINDOWS, Rules::Microsoft),
            "r 24 0 32 64 128"
        );
        assert_eq!(sizes(made_up::APPLE, Rules::SystemV), "r 32 0 64 128 192");
        assert_eq!(
            sizes("i686-unknown-linux-gnu", Rules::SystemV),
            "r 24 0 32 64 96"
        );
    }

    #[test]
    fn microsoft_shares_a_unit_between_types_of_one_size_only() {
        let text = "class r(Structure):\n    _fields_ = [('a', c_int, 3), ('b', c_short, 3), ('c', c_ushort, 3)]";
        assert_eq!(
            laid_out(text, made_up::WINDOWS, Rules::Microsoft),
            [Some("r 8 0 32 35".to_owned())]
        );
    }

    #[test]
    fn what_is_not_understood_ends_the_known_part() {
        let text = "class r(Structure):\n    _fields_ = [('a', c_int), ('b', mystery), ('c', c_int)]\n\
                    class loop(Structure):\n    pass\n\
                    class u(Union):\n    _fields_ = [('a', c_int, 3), ('b', c_int, 3)]";
        let found = laid_out(text, made_up::LINUX, Rules::Old);
        assert_eq!(found, [None, Some("loop 0".to_owned()), None]);
    }
}
