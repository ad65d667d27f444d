//! Where the next field of a record goes, bit-fields among them, by the rules that ctypes has had.
//!
//! Before CPython 3.14, ctypes packed bit-fields in a way of its own that agrees with GCC for
//! plain cases only; since then it follows the platform's compiler. A layout is claimed where the
//! version that it holds for is said.

/// Which rules place bit-fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rules {
    /// ctypes before CPython 3.14, on everything but Windows.
    Old,
    /// The System V ABI, as GCC and Clang have it; ctypes since CPython 3.14.
    SystemV,
    /// Microsoft's compiler; ctypes on Windows.
    Microsoft,
}

/// A bit-field that is to be placed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BitField {
    pub(crate) width_bits: u64,
    /// The size of its type.
    pub(crate) size_bytes: u64,
    /// The alignment of its type, lowered by `_pack_`.
    pub(crate) align_bytes: u64,
}

/// How far a record is filled.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cursor {
    /// Where the next field goes at the earliest, in bits.
    next_bits: u64,
    /// The storage unit that is open for further bit-fields: its size and how much of it is used.
    unit_bits: u64,
    used_bits: u64,
}

impl Cursor {
    pub(crate) fn at(start_bytes: u64) -> Self {
        Self {
            next_bits: start_bytes.saturating_mul(8),
            ..Self::default()
        }
    }

    /// How many bytes are filled.
    pub(crate) fn size_bytes(self) -> u64 {
        self.next_bits.div_ceil(8)
    }

    /// Places a field that is no bit-field; gives its offset in bits.
    pub(crate) fn place_whole(&mut self, size_bytes: u64, align_bytes: u64) -> Option<u64> {
        self.unit_bits = 0;
        self.used_bits = 0;
        let offset = self
            .next_bits
            .checked_next_multiple_of(8)?
            .checked_next_multiple_of(align_bytes.max(1).checked_mul(8)?)?;
        self.next_bits = offset.checked_add(size_bytes.checked_mul(8)?)?;
        Some(offset)
    }

    /// Places a bit-field; gives the offset of its first bit, and whether its type's alignment is
    /// one of the record's.
    pub(crate) fn place_bits(&mut self, field: &BitField, rules: Rules) -> Option<(u64, bool)> {
        let type_bits = field.size_bytes.checked_mul(8)?;
        if field.width_bits == 0 || field.width_bits > type_bits {
            return None;
        }
        match rules {
            Rules::SystemV => Some((self.place_by_slot(field, type_bits)?, true)),
            Rules::Old | Rules::Microsoft => self.place_in_unit(field, type_bits, rules),
        }
    }

    /// A bit-field may begin anywhere, as long as one aligned object of its type holds it whole.
    fn place_by_slot(&mut self, field: &BitField, type_bits: u64) -> Option<u64> {
        let align_bits = field.align_bytes.max(1).checked_mul(8)?;
        let slot = self.next_bits / align_bits * align_bits;
        let end = self.next_bits.checked_add(field.width_bits)?;
        if end > slot.checked_add(type_bits)? {
            self.next_bits = self.next_bits.checked_next_multiple_of(align_bits)?;
        }
        let offset = self.next_bits;
        self.next_bits = offset.checked_add(field.width_bits)?;
        Some(offset)
    }

    /// Bit-fields share a storage unit that is as large as the type which opened it.
    fn place_in_unit(
        &mut self,
        field: &BitField,
        type_bits: u64,
        rules: Rules,
    ) -> Option<(u64, bool)> {
        let is_open = self.unit_bits > 0;
        let used = self.used_bits.checked_add(field.width_bits)?;
        let fits = match rules {
            Rules::Microsoft => type_bits == self.unit_bits,
            Rules::Old | Rules::SystemV => type_bits <= self.unit_bits,
        };
        if is_open && fits && used <= self.unit_bits {
            // ctypes counts back by the field's own type, which may be smaller than the unit.
            let start = self.next_bits.checked_sub(type_bits)?;
            let offset = start.checked_add(self.used_bits)?;
            self.used_bits = used;
            return Some((offset, false));
        }
        // ctypes forgot the alignment of the type that makes a unit grow.
        let grows = rules == Rules::Old && type_bits >= self.unit_bits && used <= type_bits;
        if is_open && grows {
            self.next_bits = self
                .next_bits
                .checked_add(type_bits.checked_sub(self.unit_bits)?)?;
            self.unit_bits = type_bits;
            let offset = self
                .next_bits
                .checked_sub(type_bits)?
                .checked_add(self.used_bits)?;
            self.used_bits = used;
            return Some((offset, false));
        }
        let align_bits = field.align_bytes.max(1).checked_mul(8)?;
        let offset = self.next_bits.checked_next_multiple_of(align_bits)?;
        self.next_bits = offset.checked_add(type_bits)?;
        self.unit_bits = type_bits;
        self.used_bits = field.width_bits;
        Some((offset, true))
    }
}
