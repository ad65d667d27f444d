//! Symbols that no declaration of cffi's can name.

use crate::names::is_identifier;

/// What cffi's parser takes for something else than a function's name: words of C and its
/// extensions, and the types that cffi declares by itself.
const WORDS: &[&str] = &[
    "FILE",
    "WINAPI",
    "alignas",
    "alignof",
    "asm",
    "auto",
    "bool",
    "break",
    "case",
    "char",
    "const",
    "constexpr",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "false",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "nullptr",
    "offsetof",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "struct",
    "switch",
    "thread_local",
    "true",
    "typedef",
    "typeof",
    "union",
    "unsigned",
    "void",
    "volatile",
    "while",
];

/// Whether cffi can be told of a function by its symbol.
pub(super) fn can_be_declared(symbol: &str) -> bool {
    // Python's keywords are no matter here: they are asked for as text.
    let is_name = !symbol.is_empty() && is_identifier(&format!("{symbol}_"));
    // Names that begin so are C's own words, cffi's, or attributes of any Python object.
    let is_reserved = [
        "__", "_A", "_B", "_C", "_G", "_N", "_P", "_S", "_T", "_cffi",
    ]
    .iter()
    .any(|start| symbol.starts_with(start));
    is_name && !is_reserved && !symbol.ends_with("_t") && !WORDS.contains(&symbol)
}

#[cfg(test)]
mod tests {
    use super::can_be_declared;

    #[test]
    fn an_ordinary_symbol_can_be_declared() {
        for symbol in ["add", "lambda", "None", "_start", "sf_open64", "self"] {
            assert!(can_be_declared(symbol), "{symbol}");
        }
    }

    #[test]
    fn a_symbol_that_the_parser_reads_otherwise_cannot() {
        for symbol in [
            "size_t", "bool", "WINAPI", "__dict__", "_Bool", "open$64", "1st", "",
        ] {
            assert!(!can_be_declared(symbol), "{symbol}");
        }
    }
}
