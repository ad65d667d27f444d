//! Parsing a source into a translation unit, and what the compiler had to say.

use std::ffi::{CString, c_int};
use std::marker::PhantomData;
use std::path::Path;

use super::cursor::{Cursor, Place};
use super::ffi::{CXIndex, CXTranslationUnit, Functions};

/// Keeps macros and include directives in the tree.
const DETAILED_PREPROCESSING_RECORD: u32 = 0x01;
/// The bodies of inline functions cross no boundary, and hold most of what is compiler-specific.
const SKIP_FUNCTION_BODIES: u32 = 0x40;
/// Keeps nullability in types.
const INCLUDE_ATTRIBUTED_TYPES: u32 = 0x1000;

/// Why there is no translation unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParseFailure {
    /// A text with a NUL inside.
    Nul,
    /// libclang's own code: 1 failure, 2 crash, 3 bad arguments, 4 bad syntax tree.
    Code(c_int),
}

/// A message with its libclang severity (1 note, 2 warning, 3 error, 4 fatal).
pub(crate) struct UnitDiagnostic {
    pub(crate) severity: c_int,
    pub(crate) text: String,
    pub(crate) place: Option<Place>,
}

/// A parsed source. It is not `Send`: libclang's objects are not locked.
pub(crate) struct Unit {
    pub(super) functions: &'static Functions,
    index: CXIndex,
    pub(super) raw: CXTranslationUnit,
    not_send: PhantomData<*const ()>,
}

impl Unit {
    /// Parses `source` with compiler arguments.
    pub(crate) fn parse(
        functions: &'static Functions,
        source: &Path,
        arguments: &[String],
    ) -> Result<Self, ParseFailure> {
        let source =
            CString::new(source.as_os_str().as_encoded_bytes()).map_err(|_| ParseFailure::Nul)?;
        let arguments: Vec<CString> = arguments
            .iter()
            .map(|argument| CString::new(argument.as_bytes()).map_err(|_| ParseFailure::Nul))
            .collect::<Result<_, _>>()?;
        let pointers: Vec<_> = arguments.iter().map(|argument| argument.as_ptr()).collect();
        let count = c_int::try_from(pointers.len()).map_err(|_| ParseFailure::Code(3))?;
        let options =
            DETAILED_PREPROCESSING_RECORD | SKIP_FUNCTION_BODIES | INCLUDE_ATTRIBUTED_TYPES;
        let mut raw = std::ptr::null_mut();
        // SAFETY: every pointer is to memory that lives until the call returns (`source`,
        // `arguments` through `pointers`, `raw`), the counts are theirs, and there are no
        // unsaved files. The index is freed in `drop`, after the unit.
        let (index, code) = unsafe {
            let index = (functions.clang_createIndex)(0, 0);
            let code = (functions.clang_parseTranslationUnit2)(
                index,
                source.as_ptr(),
                pointers.as_ptr(),
                count,
                std::ptr::null_mut(),
                0,
                options,
                &raw mut raw,
            );
            (index, code)
        };
        let unit = Self {
            functions,
            index,
            raw,
            not_send: PhantomData,
        };
        if code != 0 || unit.raw.is_null() {
            Err(ParseFailure::Code(code))
        } else {
            Ok(unit)
        }
    }

    /// The root of the tree.
    pub(crate) fn root(&self) -> Cursor<'_> {
        // SAFETY: `raw` is a live unit; the cursor borrows it.
        Cursor::new(self, unsafe {
            (self.functions.clang_getTranslationUnitCursor)(self.raw)
        })
    }

    /// The target's triple and the width of its pointers.
    pub(crate) fn target(&self) -> (String, u32) {
        let functions = self.functions;
        // SAFETY: `raw` is a live unit; the information is disposed of once.
        unsafe {
            let info = (functions.clang_getTranslationUnitTargetInfo)(self.raw);
            let triple = functions.text((functions.clang_TargetInfo_getTriple)(info));
            let bits = (functions.clang_TargetInfo_getPointerWidth)(info);
            (functions.clang_TargetInfo_dispose)(info);
            (triple, u32::try_from(bits).unwrap_or(0))
        }
    }

    /// What the compiler said, in order.
    pub(crate) fn diagnostics(&self) -> Vec<UnitDiagnostic> {
        let functions = self.functions;
        // SAFETY: `raw` is a live unit, indices are below the count, and every diagnostic is
        // disposed of once, after what is wanted was copied out.
        unsafe {
            (0..(functions.clang_getNumDiagnostics)(self.raw))
                .map(|index| {
                    let diagnostic = (functions.clang_getDiagnostic)(self.raw, index);
                    let location = (functions.clang_getDiagnosticLocation)(diagnostic);
                    let out = UnitDiagnostic {
                        severity: (functions.clang_getDiagnosticSeverity)(diagnostic),
                        text: functions.text((functions.clang_getDiagnosticSpelling)(diagnostic)),
                        place: Place::of(functions, location),
                    };
                    (functions.clang_disposeDiagnostic)(diagnostic);
                    out
                })
                .collect()
        }
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        // SAFETY: both came from libclang, are freed once, the unit before its index.
        unsafe {
            if !self.raw.is_null() {
                (self.functions.clang_disposeTranslationUnit)(self.raw);
            }
            (self.functions.clang_disposeIndex)(self.index);
        }
    }
}
