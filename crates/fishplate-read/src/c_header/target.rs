//! The target's facts, asked of libclang by a few constants of our own behind the headers.

use fishplate_model::Target;

use crate::clang::{Cursor, CursorKind, Unit};

/// What the translation unit holds besides the headers. Predefined macros alone are used, since
/// a header may have redefined any other word.
pub(super) const SOURCE: &str = "\
enum fishplate_target {
    fishplate_long_bytes = __SIZEOF_LONG__,
    fishplate_char_is_unsigned =
#ifdef __CHAR_UNSIGNED__
        1,
#else
        0,
#endif
    fishplate_is_little_endian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
};
";

/// Reads the target from a unit that ends in [`SOURCE`].
pub(super) fn target(unit: &Unit, top: &[Cursor<'_>]) -> Target {
    let ours = top.iter().rev().find(|cursor| {
        cursor.kind() == CursorKind::Enum && cursor.spelling() == "fishplate_target"
    });
    let members = ours.map(Cursor::children).unwrap_or_default();
    let value = |name: &str| {
        members
            .iter()
            .find(|member| member.spelling() == name)
            .map_or(0, |member| member.enum_value(true))
    };
    let (triple, pointer_bits) = unit.target();
    Target {
        triple,
        pointer_bits,
        long_bits: u32::try_from(value("fishplate_long_bytes")).unwrap_or(0) * 8,
        char_is_signed: value("fishplate_char_is_unsigned") == 0,
        is_little_endian: value("fishplate_is_little_endian") == 1,
    }
}
