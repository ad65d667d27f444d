//! libclang's C types and functions, and loading them. Only declarations and the loader.
//!
//! Source of every signature: clang-c/Index.h and its neighbours of LLVM 14 to 18; the layout of
//! these structs has not changed since LLVM 3.5.

#![allow(
    non_snake_case,
    reason = "the fields have the names of the functions in Index.h"
)]

use std::ffi::{CStr, c_char, c_int, c_longlong, c_uint, c_ulonglong, c_void};
use std::path::Path;

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct CXString {
    pub(super) data: *const c_void,
    pub(super) flags: c_uint,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct CXCursor {
    pub(super) kind: c_int,
    pub(super) xdata: c_int,
    pub(super) data: [*const c_void; 3],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct CXType {
    pub(super) kind: c_int,
    pub(super) data: [*mut c_void; 2],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct CXSourceLocation {
    pub(super) ptr_data: [*const c_void; 2],
    pub(super) int_data: c_uint,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct CXSourceRange {
    pub(super) ptr_data: [*const c_void; 2],
    pub(super) begin_int_data: c_uint,
    pub(super) end_int_data: c_uint,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct CXToken {
    pub(super) int_data: [c_uint; 4],
    pub(super) ptr_data: *mut c_void,
}

pub(super) type CXIndex = *mut c_void;
pub(super) type CXTranslationUnit = *mut c_void;
pub(super) type CXDiagnostic = *mut c_void;
pub(super) type CXFile = *mut c_void;
pub(super) type CXEvalResult = *mut c_void;
pub(super) type CXPrintingPolicy = *mut c_void;
pub(super) type CXTargetInfo = *mut c_void;
pub(super) type Visitor = extern "C" fn(CXCursor, CXCursor, *mut c_void) -> c_int;
pub(super) type FieldVisitor = extern "C" fn(CXCursor, *mut c_void) -> c_int;

/// Why a file is not a libclang that can be used.
#[derive(Debug)]
pub(crate) enum LoadError {
    /// The dynamic linker refuses it.
    Open(String),
    /// It lacks a function.
    Lacks(&'static str),
}

macro_rules! functions {
    ($($name:ident($($ty:ty),*) $(-> $result:ty)?;)+) => {
        /// The functions of one loaded libclang.
        pub(crate) struct Functions {
            $(pub(super) $name: unsafe extern "C" fn($($ty),*) $(-> $result)?,)+
            /// Since LLVM 11.
            pub(super) clang_Type_getValueType: Option<unsafe extern "C" fn(CXType) -> CXType>,
        }

        impl Functions {
            fn from_library(library: &libloading::Library) -> Result<Self, LoadError> {
                Ok(Self {
                    // SAFETY: the signatures are those of Index.h, and libclang keeps them
                    // stable between releases.
                    $($name: *unsafe { library.get(concat!(stringify!($name), "\0")) }
                        .map_err(|_| LoadError::Lacks(stringify!($name)))?,)+
                    // SAFETY: as above.
                    clang_Type_getValueType: unsafe { library.get("clang_Type_getValueType\0") }
                        .ok().map(|symbol| *symbol),
                })
            }
        }
    };
}

functions! {
    clang_createIndex(c_int, c_int) -> CXIndex;
    clang_disposeIndex(CXIndex);
    clang_parseTranslationUnit2(CXIndex, *const c_char, *const *const c_char, c_int, *mut c_void, c_uint, c_uint, *mut CXTranslationUnit) -> c_int;
    clang_disposeTranslationUnit(CXTranslationUnit);
    clang_getTranslationUnitCursor(CXTranslationUnit) -> CXCursor;
    clang_getTranslationUnitTargetInfo(CXTranslationUnit) -> CXTargetInfo;
    clang_TargetInfo_dispose(CXTargetInfo);
    clang_TargetInfo_getTriple(CXTargetInfo) -> CXString;
    clang_TargetInfo_getPointerWidth(CXTargetInfo) -> c_int;
    clang_getClangVersion() -> CXString;
    clang_getCString(CXString) -> *const c_char;
    clang_disposeString(CXString);
    clang_getNumDiagnostics(CXTranslationUnit) -> c_uint;
    clang_getDiagnostic(CXTranslationUnit, c_uint) -> CXDiagnostic;
    clang_disposeDiagnostic(CXDiagnostic);
    clang_getDiagnosticSeverity(CXDiagnostic) -> c_int;
    clang_getDiagnosticSpelling(CXDiagnostic) -> CXString;
    clang_getDiagnosticLocation(CXDiagnostic) -> CXSourceLocation;
    clang_getExpansionLocation(CXSourceLocation, *mut CXFile, *mut c_uint, *mut c_uint, *mut c_uint);
    clang_getFileName(CXFile) -> CXString;
    clang_visitChildren(CXCursor, Visitor, *mut c_void) -> c_uint;
    clang_getCursorSpelling(CXCursor) -> CXString;
    clang_getCursorType(CXCursor) -> CXType;
    clang_getCursorResultType(CXCursor) -> CXType;
    clang_getCursorLocation(CXCursor) -> CXSourceLocation;
    clang_getCursorExtent(CXCursor) -> CXSourceRange;
    clang_getRangeStart(CXSourceRange) -> CXSourceLocation;
    clang_getRangeEnd(CXSourceRange) -> CXSourceLocation;
    clang_getCanonicalCursor(CXCursor) -> CXCursor;
    clang_getCursorDefinition(CXCursor) -> CXCursor;
    clang_Cursor_isNull(CXCursor) -> c_int;
    clang_Cursor_isAnonymousRecordDecl(CXCursor) -> c_uint;
    clang_Cursor_isBitField(CXCursor) -> c_uint;
    clang_Cursor_isFunctionInlined(CXCursor) -> c_uint;
    clang_Cursor_isMacroFunctionLike(CXCursor) -> c_uint;
    clang_Cursor_isMacroBuiltin(CXCursor) -> c_uint;
    clang_Cursor_getStorageClass(CXCursor) -> c_int;
    clang_getCursorTLSKind(CXCursor) -> c_int;
    clang_Cursor_getNumArguments(CXCursor) -> c_int;
    clang_Cursor_getArgument(CXCursor, c_uint) -> CXCursor;
    clang_Cursor_getRawCommentText(CXCursor) -> CXString;
    clang_Cursor_getOffsetOfField(CXCursor) -> c_longlong;
    clang_getFieldDeclBitWidth(CXCursor) -> c_int;
    clang_getEnumDeclIntegerType(CXCursor) -> CXType;
    clang_getEnumConstantDeclValue(CXCursor) -> c_longlong;
    clang_getEnumConstantDeclUnsignedValue(CXCursor) -> c_ulonglong;
    clang_getTypedefDeclUnderlyingType(CXCursor) -> CXType;
    clang_getIncludedFile(CXCursor) -> CXFile;
    clang_getCursorPrintingPolicy(CXCursor) -> CXPrintingPolicy;
    clang_PrintingPolicy_dispose(CXPrintingPolicy);
    clang_getCursorPrettyPrinted(CXCursor, CXPrintingPolicy) -> CXString;
    clang_Cursor_Evaluate(CXCursor) -> CXEvalResult;
    clang_EvalResult_getKind(CXEvalResult) -> c_int;
    clang_EvalResult_getAsLongLong(CXEvalResult) -> c_longlong;
    clang_EvalResult_isUnsignedInt(CXEvalResult) -> c_uint;
    clang_EvalResult_getAsUnsigned(CXEvalResult) -> c_ulonglong;
    clang_EvalResult_getAsDouble(CXEvalResult) -> f64;
    clang_EvalResult_getAsStr(CXEvalResult) -> *const c_char;
    clang_EvalResult_dispose(CXEvalResult);
    clang_tokenize(CXTranslationUnit, CXSourceRange, *mut *mut CXToken, *mut c_uint);
    clang_getTokenSpelling(CXTranslationUnit, CXToken) -> CXString;
    clang_disposeTokens(CXTranslationUnit, *mut CXToken, c_uint);
    clang_getTypeSpelling(CXType) -> CXString;
    clang_getCanonicalType(CXType) -> CXType;
    clang_getPointeeType(CXType) -> CXType;
    clang_getResultType(CXType) -> CXType;
    clang_getNumArgTypes(CXType) -> c_int;
    clang_getArgType(CXType, c_uint) -> CXType;
    clang_isFunctionTypeVariadic(CXType) -> c_uint;
    clang_getElementType(CXType) -> CXType;
    clang_getArrayElementType(CXType) -> CXType;
    clang_getNumElements(CXType) -> c_longlong;
    clang_getTypeDeclaration(CXType) -> CXCursor;
    clang_Type_getNamedType(CXType) -> CXType;
    clang_Type_getModifiedType(CXType) -> CXType;
    clang_Type_getNullability(CXType) -> c_int;
    clang_Type_getSizeOf(CXType) -> c_longlong;
    clang_Type_getAlignOf(CXType) -> c_longlong;
    clang_Type_visitFields(CXType, FieldVisitor, *mut c_void) -> c_uint;
    clang_isConstQualifiedType(CXType) -> c_uint;
}

impl Functions {
    /// Takes the text out of a libclang string and frees it.
    pub(super) fn text(&self, string: CXString) -> String {
        // SAFETY: `string` was just returned by libclang and is disposed of exactly once, after
        // its bytes were copied.
        unsafe {
            let bytes = (self.clang_getCString)(string);
            let text = if bytes.is_null() {
                String::new()
            } else {
                CStr::from_ptr(bytes).to_string_lossy().into_owned()
            };
            (self.clang_disposeString)(string);
            text
        }
    }

    /// The version, as in `clang version 18.1.1`.
    pub(crate) fn version(&self) -> String {
        // SAFETY: it takes nothing and returns a string that `text` frees.
        self.text(unsafe { (self.clang_getClangVersion)() })
    }
}

/// Loads libclang from a file.
pub(crate) fn load(path: &Path) -> Result<&'static Functions, LoadError> {
    // SAFETY: loading runs the library's initialisers; the caller names a file that the user or
    // their package manager put there as libclang.
    let library = unsafe { libloading::Library::new(path) }
        .map_err(|error| LoadError::Open(error.to_string()))?;
    let functions = Functions::from_library(&library)?;
    // Never unloaded: libclang leaves thread-local destructors behind. The dynamic linker hands
    // out the same copy for the same file, so only a table of pointers is repeated.
    std::mem::forget(library);
    Ok(Box::leak(Box::new(functions)))
}
