//! The headers that a compiler itself brings, in fishplate's own words.
//!
//! The PyPI wheel of libclang has none, and those of another compiler use builtins that this one
//! lacks. They declare what an interface needs: types and limits, no operations.

use std::path::Path;

/// Name and text of each header.
const HEADERS: &[(&str, &str)] = &[
    ("stddef.h", include_str!("../../builtins/stddef.h")),
    ("stdarg.h", include_str!("../../builtins/stdarg.h")),
    ("stdbool.h", include_str!("../../builtins/stdbool.h")),
    ("stdint.h", include_str!("../../builtins/stdint.h")),
    ("limits.h", include_str!("../../builtins/limits.h")),
    ("float.h", include_str!("../../builtins/float.h")),
    ("stdalign.h", include_str!("../../builtins/stdalign.h")),
    (
        "stdnoreturn.h",
        include_str!("../../builtins/stdnoreturn.h"),
    ),
    ("stdatomic.h", include_str!("../../builtins/stdatomic.h")),
    ("iso646.h", include_str!("../../builtins/iso646.h")),
    ("tgmath.h", include_str!("../../builtins/tgmath.h")),
    ("mm_malloc.h", include_str!("../../builtins/mm_malloc.h")),
    ("immintrin.h", include_str!("../../builtins/immintrin.h")),
    ("arm_neon.h", include_str!("../../builtins/arm_neon.h")),
];

/// Other names of the x86 vector header; the differences between them are operations.
const VECTOR_HEADERS: &[&str] = &[
    "mmintrin.h",
    "xmmintrin.h",
    "emmintrin.h",
    "pmmintrin.h",
    "tmmintrin.h",
    "smmintrin.h",
    "nmmintrin.h",
    "ammintrin.h",
    "wmmintrin.h",
    "avxintrin.h",
    "avx2intrin.h",
    "fmaintrin.h",
    "x86intrin.h",
    "x86gprintrin.h",
    "popcntintrin.h",
    "ia32intrin.h",
];

/// Writes the headers into a folder.
pub(super) fn write(folder: &Path) -> std::io::Result<()> {
    for (name, text) in HEADERS {
        std::fs::write(folder.join(name), text)?;
    }
    for name in VECTOR_HEADERS {
        std::fs::write(folder.join(name), "#include <immintrin.h>\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_in_the_folder_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/builtins");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut listed: Vec<String> = HEADERS.iter().map(|(name, _)| (*name).to_owned()).collect();
        there.sort();
        listed.sort();
        assert_eq!(there, listed);
    }
}
