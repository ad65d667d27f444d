//! A C type as libclang sees it, with the author's sugar still on.

use std::ffi::{c_int, c_void};

use super::cursor::Cursor;
use super::ffi::{CXCursor, CXType, Functions};
use super::unit::Unit;

/// A type, valid as long as its unit.
#[derive(Clone, Copy)]
pub(crate) struct CxType<'u> {
    unit: &'u Unit,
    raw: CXType,
}

/// What the author says about NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nullability {
    NonNull,
    Nullable,
}

/// The kinds of types that C has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CxTypeKind {
    Void,
    Bool,
    /// Signed, or not.
    Int(bool),
    Float,
    Complex,
    Pointer,
    Record,
    Enum,
    Typedef,
    FunctionNoProto,
    Function,
    ConstantArray,
    IncompleteArray,
    Vector,
    Elaborated,
    Attributed,
    Atomic,
    Other,
}

macro_rules! ask {
    ($self:ident, $name:ident) => {{
        // SAFETY: the type belongs to a unit that `self` borrows, and the function takes a type
        // of any kind.
        unsafe { ($self.functions().$name)($self.raw) }
    }};
}

impl<'u> CxType<'u> {
    pub(super) fn new(unit: &'u Unit, raw: CXType) -> Self {
        Self { unit, raw }
    }

    fn functions(&self) -> &'static Functions {
        self.unit.functions
    }

    pub(crate) fn kind(&self) -> CxTypeKind {
        match self.raw.kind {
            2 => CxTypeKind::Void,
            3 => CxTypeKind::Bool,
            // Plain `char` has one number where it is unsigned and one where it is signed.
            4..=12 => CxTypeKind::Int(false),
            13..=20 => CxTypeKind::Int(true),
            // float, double, long double; __float128; half, _Float16 and __bf16.
            21..=23 | 30..=32 | 39 => CxTypeKind::Float,
            100 => CxTypeKind::Complex,
            101 => CxTypeKind::Pointer,
            105 => CxTypeKind::Record,
            106 => CxTypeKind::Enum,
            107 => CxTypeKind::Typedef,
            110 => CxTypeKind::FunctionNoProto,
            111 => CxTypeKind::Function,
            112 => CxTypeKind::ConstantArray,
            114 => CxTypeKind::IncompleteArray,
            113 | 176 => CxTypeKind::Vector,
            119 => CxTypeKind::Elaborated,
            163 | 178 => CxTypeKind::Attributed,
            177 => CxTypeKind::Atomic,
            _ => CxTypeKind::Other,
        }
    }

    pub(crate) fn spelling(&self) -> String {
        self.functions().text(ask!(self, clang_getTypeSpelling))
    }

    pub(crate) fn canonical(&self) -> Self {
        Self::new(self.unit, ask!(self, clang_getCanonicalType))
    }

    pub(crate) fn pointee(&self) -> Self {
        Self::new(self.unit, ask!(self, clang_getPointeeType))
    }

    pub(crate) fn result(&self) -> Self {
        Self::new(self.unit, ask!(self, clang_getResultType))
    }

    pub(crate) fn arguments(&self) -> Vec<Self> {
        let count = u32::try_from(ask!(self, clang_getNumArgTypes)).unwrap_or(0);
        (0..count)
            .map(|index| {
                // SAFETY: the type is live and the index below the count.
                let raw = unsafe { (self.functions().clang_getArgType)(self.raw, index) };
                Self::new(self.unit, raw)
            })
            .collect()
    }

    pub(crate) fn is_variadic(&self) -> bool {
        ask!(self, clang_isFunctionTypeVariadic) != 0
    }

    /// The element of an array.
    pub(crate) fn array_element(&self) -> Self {
        Self::new(self.unit, ask!(self, clang_getArrayElementType))
    }

    /// The element of a vector or complex type.
    pub(crate) fn element(&self) -> Self {
        Self::new(self.unit, ask!(self, clang_getElementType))
    }

    /// The number of elements of a vector or of an array with a length.
    pub(crate) fn length(&self) -> Option<u64> {
        u64::try_from(ask!(self, clang_getNumElements)).ok()
    }

    pub(crate) fn declaration(&self) -> Cursor<'u> {
        Cursor::new(self.unit, ask!(self, clang_getTypeDeclaration))
    }

    /// `struct point` without the sugar that remembers the keyword.
    pub(crate) fn named(&self) -> Self {
        Self::new(self.unit, ask!(self, clang_Type_getNamedType))
    }

    /// The type that an attribute was put on.
    pub(crate) fn modified(&self) -> Self {
        Self::new(self.unit, ask!(self, clang_Type_getModifiedType))
    }

    /// What `_Atomic` was put on; none before LLVM 11.
    pub(crate) fn atomic_value(&self) -> Option<Self> {
        let function = self.functions().clang_Type_getValueType?;
        // SAFETY: the type is live, and the function takes a type of any kind.
        let inner = Self::new(self.unit, unsafe { function(self.raw) });
        (inner.raw.kind != 0).then_some(inner)
    }

    pub(crate) fn nullability(&self) -> Option<Nullability> {
        match ask!(self, clang_Type_getNullability) {
            0 => Some(Nullability::NonNull),
            // Nullable, and nullable in a result.
            1 | 4 => Some(Nullability::Nullable),
            _ => None,
        }
    }

    /// `sizeof` in bytes; none for an incomplete type.
    pub(crate) fn size_bytes(&self) -> Option<u64> {
        u64::try_from(ask!(self, clang_Type_getSizeOf)).ok()
    }

    /// `_Alignof` in bytes; none for an incomplete type.
    pub(crate) fn align_bytes(&self) -> Option<u64> {
        u64::try_from(ask!(self, clang_Type_getAlignOf)).ok()
    }

    pub(crate) fn is_const(&self) -> bool {
        ask!(self, clang_isConstQualifiedType) != 0
    }

    /// The fields of a record, unnamed ones too, in order.
    pub(crate) fn fields(&self) -> Vec<Cursor<'u>> {
        let mut found: Vec<CXCursor> = Vec::new();
        // SAFETY: `found` outlives the call and nothing else touches it meanwhile; `collect`
        // only pushes to it.
        unsafe {
            (self.functions().clang_Type_visitFields)(
                self.raw,
                collect,
                std::ptr::from_mut(&mut found).cast::<c_void>(),
            );
        }
        found
            .into_iter()
            .map(|raw| Cursor::new(self.unit, raw))
            .collect()
    }
}

extern "C" fn collect(cursor: CXCursor, found: *mut c_void) -> c_int {
    // SAFETY: `found` is the vector that `fields` lent for the visit.
    unsafe { (*found.cast::<Vec<CXCursor>>()).push(cursor) };
    1 // CXVisit_Continue
}
