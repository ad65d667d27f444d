//! A node of the syntax tree: a declaration, an attribute, a macro, an include directive.

use std::ffi::{CStr, c_int, c_void};

use super::ffi::{CXCursor, CXSourceLocation, Functions};
use super::ty::CxType;
use super::unit::Unit;

/// A node, valid as long as its unit.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'u> {
    unit: &'u Unit,
    raw: CXCursor,
}

/// The kinds of nodes that a C header can hold and the reader looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CursorKind {
    Struct,
    Union,
    Enum,
    Field,
    EnumConstant,
    Function,
    Variable,
    Parameter,
    Typedef,
    UnexposedAttribute,
    AsmLabel,
    Packed,
    FlagEnum,
    MacroDefinition,
    Inclusion,
    Other,
}

/// Where a node stands: where it is written, or where the macro that makes it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: u32,
    /// In bytes, from 1.
    pub(crate) column: u32,
}

impl Place {
    pub(super) fn of(functions: &Functions, location: CXSourceLocation) -> Option<Self> {
        let (mut file, mut line, mut column) = (std::ptr::null_mut(), 0, 0);
        // SAFETY: `location` came from a live unit; the out-pointers are to locals, and the
        // offset is not asked for.
        let file = unsafe {
            (functions.clang_getExpansionLocation)(
                location,
                &raw mut file,
                &raw mut line,
                &raw mut column,
                std::ptr::null_mut(),
            );
            if file.is_null() {
                return None;
            }
            functions.text((functions.clang_getFileName)(file))
        };
        Some(Self { file, line, column })
    }
}

/// What libclang makes of an initialiser.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Evaluated {
    Int(i128),
    Float(f64),
    Text(Vec<u8>),
}

/// Calls a libclang function with this cursor alone.
macro_rules! ask {
    ($self:ident, $name:ident) => {{
        // SAFETY: the cursor belongs to a unit that `self` borrows, and the function takes a
        // cursor of any kind.
        unsafe { ($self.functions().$name)($self.raw) }
    }};
}

impl<'u> Cursor<'u> {
    pub(super) fn new(unit: &'u Unit, raw: CXCursor) -> Self {
        Self { unit, raw }
    }

    fn functions(&self) -> &'static Functions {
        self.unit.functions
    }

    fn some(self) -> Option<Self> {
        (ask!(self, clang_Cursor_isNull) == 0 && !is_invalid(self.raw.kind)).then_some(self)
    }

    pub(crate) fn kind(&self) -> CursorKind {
        match self.raw.kind {
            2 => CursorKind::Struct,
            3 => CursorKind::Union,
            5 => CursorKind::Enum,
            6 => CursorKind::Field,
            7 => CursorKind::EnumConstant,
            8 => CursorKind::Function,
            9 => CursorKind::Variable,
            10 => CursorKind::Parameter,
            20 => CursorKind::Typedef,
            400 => CursorKind::UnexposedAttribute,
            407 => CursorKind::AsmLabel,
            408 => CursorKind::Packed,
            437 => CursorKind::FlagEnum,
            501 => CursorKind::MacroDefinition,
            503 => CursorKind::Inclusion,
            _ => CursorKind::Other,
        }
    }

    /// Tells declarations apart: the same for every redeclaration of one thing.
    pub(crate) fn identity(&self) -> usize {
        let canonical = ask!(self, clang_getCanonicalCursor);
        // The first word of a declaration's cursor is the address of its node in the tree.
        canonical.data[0] as usize
    }

    pub(crate) fn spelling(&self) -> String {
        self.functions().text(ask!(self, clang_getCursorSpelling))
    }

    pub(crate) fn place(&self) -> Option<Place> {
        Place::of(self.functions(), ask!(self, clang_getCursorLocation))
    }

    /// Where it begins and where it ends.
    pub(crate) fn extent(&self) -> Option<(Place, Place)> {
        let functions = self.functions();
        let range = ask!(self, clang_getCursorExtent);
        // SAFETY: the range was just made by libclang for a live unit.
        let ends = unsafe {
            [
                (functions.clang_getRangeStart)(range),
                (functions.clang_getRangeEnd)(range),
            ]
        };
        let [start, end] = ends.map(|location| Place::of(functions, location));
        Some((start?, end?))
    }

    pub(crate) fn ty(&self) -> CxType<'u> {
        CxType::new(self.unit, ask!(self, clang_getCursorType))
    }

    pub(crate) fn result_type(&self) -> CxType<'u> {
        CxType::new(self.unit, ask!(self, clang_getCursorResultType))
    }

    pub(crate) fn enum_integer_type(&self) -> CxType<'u> {
        CxType::new(self.unit, ask!(self, clang_getEnumDeclIntegerType))
    }

    pub(crate) fn typedef_underlying(&self) -> CxType<'u> {
        CxType::new(self.unit, ask!(self, clang_getTypedefDeclUnderlyingType))
    }

    pub(crate) fn enum_value(&self, is_signed: bool) -> i128 {
        if is_signed {
            i128::from(ask!(self, clang_getEnumConstantDeclValue))
        } else {
            i128::from(ask!(self, clang_getEnumConstantDeclUnsignedValue))
        }
    }

    pub(crate) fn definition(&self) -> Option<Self> {
        Self::new(self.unit, ask!(self, clang_getCursorDefinition)).some()
    }

    /// Whether it is a struct or union member without a name of its own.
    pub(crate) fn is_anonymous_member(&self) -> bool {
        ask!(self, clang_Cursor_isAnonymousRecordDecl) != 0
    }

    pub(crate) fn is_inline(&self) -> bool {
        ask!(self, clang_Cursor_isFunctionInlined) != 0
    }

    pub(crate) fn is_static(&self) -> bool {
        ask!(self, clang_Cursor_getStorageClass) == 3
    }

    pub(crate) fn is_thread_local(&self) -> bool {
        ask!(self, clang_getCursorTLSKind) != 0
    }

    pub(crate) fn is_function_like_macro(&self) -> bool {
        ask!(self, clang_Cursor_isMacroFunctionLike) != 0
    }

    pub(crate) fn is_builtin_macro(&self) -> bool {
        ask!(self, clang_Cursor_isMacroBuiltin) != 0
    }

    /// Width of a bit-field, in bits.
    pub(crate) fn bit_width(&self) -> Option<u32> {
        if ask!(self, clang_Cursor_isBitField) == 0 {
            return None;
        }
        u32::try_from(ask!(self, clang_getFieldDeclBitWidth)).ok()
    }

    /// Offset of a field in its record, in bits; none where the compiler cannot say.
    pub(crate) fn field_offset_bits(&self) -> Option<u64> {
        u64::try_from(ask!(self, clang_Cursor_getOffsetOfField)).ok()
    }

    /// The parameters of a function.
    pub(crate) fn arguments(&self) -> Vec<Self> {
        let count = u32::try_from(ask!(self, clang_Cursor_getNumArguments)).unwrap_or(0);
        (0..count)
            .map(|index| {
                // SAFETY: the cursor is live and the index below the count.
                let raw = unsafe { (self.functions().clang_Cursor_getArgument)(self.raw, index) };
                Self::new(self.unit, raw)
            })
            .collect()
    }

    pub(crate) fn raw_comment(&self) -> Option<String> {
        let text = self
            .functions()
            .text(ask!(self, clang_Cursor_getRawCommentText));
        (!text.is_empty()).then_some(text)
    }

    /// The file that an include directive brings in.
    pub(crate) fn included_file(&self) -> Option<String> {
        let file = ask!(self, clang_getIncludedFile);
        if file.is_null() {
            return None;
        }
        // SAFETY: the file belongs to the live unit.
        Some(
            self.functions()
                .text(unsafe { (self.functions().clang_getFileName)(file) }),
        )
    }

    /// The declaration as the compiler would write it, with macros and attributes resolved.
    pub(crate) fn pretty(&self) -> String {
        let functions = self.functions();
        // SAFETY: the cursor is live; the policy is disposed of once.
        unsafe {
            let policy = (functions.clang_getCursorPrintingPolicy)(self.raw);
            let text = functions.text((functions.clang_getCursorPrettyPrinted)(self.raw, policy));
            (functions.clang_PrintingPolicy_dispose)(policy);
            text
        }
    }

    /// The value of a variable's initialiser.
    pub(crate) fn evaluate(&self) -> Option<Evaluated> {
        let functions = self.functions();
        let result = ask!(self, clang_Cursor_Evaluate);
        if result.is_null() {
            return None;
        }
        // SAFETY: `result` is live until it is disposed of, once; each getter is called for the
        // kind that it belongs to, and the text is copied first.
        unsafe {
            let value = match (functions.clang_EvalResult_getKind)(result) {
                1 if (functions.clang_EvalResult_isUnsignedInt)(result) != 0 => Some(
                    Evaluated::Int((functions.clang_EvalResult_getAsUnsigned)(result).into()),
                ),
                1 => Some(Evaluated::Int(
                    (functions.clang_EvalResult_getAsLongLong)(result).into(),
                )),
                2 => Some(Evaluated::Float((functions.clang_EvalResult_getAsDouble)(
                    result,
                ))),
                4 => {
                    let text = (functions.clang_EvalResult_getAsStr)(result);
                    (!text.is_null())
                        .then(|| Evaluated::Text(CStr::from_ptr(text).to_bytes().to_vec()))
                }
                _ => None,
            };
            (functions.clang_EvalResult_dispose)(result);
            value
        }
    }

    /// The tokens that it was written with.
    pub(crate) fn tokens(&self) -> Vec<String> {
        let functions = self.functions();
        let (mut tokens, mut count) = (std::ptr::null_mut(), 0);
        // SAFETY: unit and range are live; libclang hands over an array of `count` tokens, which
        // is read within its bounds and disposed of once.
        unsafe {
            let range = (functions.clang_getCursorExtent)(self.raw);
            (functions.clang_tokenize)(self.unit.raw, range, &raw mut tokens, &raw mut count);
            if tokens.is_null() {
                return Vec::new();
            }
            let texts = std::slice::from_raw_parts(tokens, count as usize)
                .iter()
                .map(|token| {
                    functions.text((functions.clang_getTokenSpelling)(self.unit.raw, *token))
                })
                .collect();
            (functions.clang_disposeTokens)(self.unit.raw, tokens, count);
            texts
        }
    }

    /// The nodes below it, in order.
    pub(crate) fn children(&self) -> Vec<Self> {
        let mut found: Vec<CXCursor> = Vec::new();
        // SAFETY: `found` outlives the call and nothing else touches it meanwhile; `collect`
        // only pushes to it.
        unsafe {
            (self.functions().clang_visitChildren)(
                self.raw,
                collect,
                std::ptr::from_mut(&mut found).cast::<c_void>(),
            );
        }
        found
            .into_iter()
            .map(|raw| Self::new(self.unit, raw))
            .collect()
    }
}

extern "C" fn collect(cursor: CXCursor, _parent: CXCursor, found: *mut c_void) -> c_int {
    // SAFETY: `found` is the vector that `children` lent for the visit.
    unsafe { (*found.cast::<Vec<CXCursor>>()).push(cursor) };
    1 // CXChildVisit_Continue
}

fn is_invalid(kind: c_int) -> bool {
    (70..=73).contains(&kind)
}
