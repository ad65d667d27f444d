//! The one form in which both sides are compared: what crosses a call, without names.
//!
//! A declaration and a C type that lower to the same shape are the same to the ABI. What is not
//! understood lowers to [`Shape::Unknown`], which compares with nothing.

use fishplate_model::{
    DeclaredKind, DeclaredRecord, DeclaredSignature, DeclaredType, Origin, Record, Signature, Type,
    TypeKind,
};

use crate::index::{Declared, Native};
use crate::platform::Platform;
use crate::record_names;
use crate::spelling;

/// How deep a type is followed; real ones have less than ten levels.
const DEPTH: u32 = 40;

/// A value as it crosses a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape<'a> {
    Void,
    Int(Int),
    Float {
        bits: u32,
    },
    Pointer {
        to: Box<Shape<'a>>,
        /// Whether what it points to is only read.
        is_const: bool,
    },
    Array {
        element: Box<Shape<'a>>,
        /// The number of elements; none where it is not known.
        length: Option<u64>,
    },
    Declared(&'a DeclaredRecord),
    Native(&'a Record),
    Callback(Box<Call<'a>>),
    Unknown,
}

/// An integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Int {
    pub(crate) bits: u32,
    pub(crate) is_signed: bool,
    pub(crate) kind: IntKind,
}

/// What an integer is used as, as far as its type shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IntKind {
    Plain,
    /// Plain `char` or a wide character, whose sign is the platform's affair.
    Char,
    Bool,
    Enum,
}

/// A function type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call<'a> {
    pub(crate) arguments: Vec<Shape<'a>>,
    pub(crate) result: Shape<'a>,
    pub(crate) is_variadic: bool,
}

impl Shape<'_> {
    /// Whether the shape or anything that it is made of is not understood.
    pub(crate) fn is_partly_unknown(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Pointer { to: inner, .. } | Self::Array { element: inner, .. } => {
                inner.is_partly_unknown()
            }
            Self::Callback(call) => {
                call.result.is_partly_unknown()
                    || call.arguments.iter().any(Shape::is_partly_unknown)
            }
            Self::Void | Self::Int(_) | Self::Float { .. } => false,
            Self::Declared(_) | Self::Native(_) => false,
        }
    }

    /// Whether it is an address: of data or of a function.
    pub(crate) fn is_address(&self) -> bool {
        matches!(self, Self::Pointer { .. } | Self::Callback(_))
    }
}

/// Whether nothing is said of what a record holds.
pub(crate) fn is_opaque(record: &DeclaredRecord) -> bool {
    record.base.is_none() && record.fields.as_ref().is_none_or(Vec::is_empty)
}

/// Lowers both sides to shapes on one target.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lowering<'a> {
    pub(crate) platform: &'a Platform,
    pub(crate) declared: &'a Declared<'a>,
    pub(crate) native: &'a Native<'a>,
}

impl<'a> Lowering<'a> {
    /// The shape of a declared result, field or pointee.
    pub(crate) fn declared(&self, ty: &'a DeclaredType, origin: Origin) -> Shape<'a> {
        self.declared_at(ty, origin, DEPTH)
    }

    /// The shape of a declared parameter, where an array is a pointer.
    pub(crate) fn declared_parameter(&self, ty: &'a DeclaredType, origin: Origin) -> Shape<'a> {
        decayed(self.declared_at(ty, origin, DEPTH))
    }

    /// The shape of a declared callback.
    pub(crate) fn declared_callback(
        &self,
        signature: &'a DeclaredSignature,
        origin: Origin,
    ) -> Shape<'a> {
        Shape::Callback(Box::new(self.declared_call_at(signature, origin, DEPTH)))
    }

    /// The shape of a C type.
    pub(crate) fn native(&self, ty: &'a Type) -> Shape<'a> {
        self.native_at(ty, DEPTH)
    }

    fn declared_at(&self, ty: &'a DeclaredType, origin: Origin, depth: u32) -> Shape<'a> {
        let Some(depth) = depth.checked_sub(1) else {
            return Shape::Unknown;
        };
        match &ty.kind {
            DeclaredKind::Void => Shape::Void,
            DeclaredKind::Simple { name } => simple(name, self.platform, origin),
            DeclaredKind::Pointer { to } => Shape::Pointer {
                to: Box::new(self.declared_at(to, origin, depth)),
                is_const: false,
            },
            DeclaredKind::Array { element, length } => Shape::Array {
                element: Box::new(self.declared_at(element, origin, depth)),
                length: *length,
            },
            DeclaredKind::Record { name } => match self.declared.record(name) {
                Some(record) => Shape::Declared(record),
                None => Shape::Unknown,
            },
            DeclaredKind::Callback { signature } => {
                Shape::Callback(Box::new(self.declared_call_at(signature, origin, depth)))
            }
            DeclaredKind::Named { name, about } => {
                let known = self.defined(name, depth);
                known.unwrap_or_else(|| self.declared_at(about, origin, depth))
            }
            DeclaredKind::Adapter { .. } | DeclaredKind::Unknown { .. } => Shape::Unknown,
        }
    }

    fn declared_call_at(
        &self,
        signature: &'a DeclaredSignature,
        origin: Origin,
        depth: u32,
    ) -> Call<'a> {
        Call {
            arguments: signature
                .arguments
                .iter()
                .map(|one| decayed(self.declared_at(one, origin, depth)))
                .collect(),
            result: self.declared_at(&signature.result, origin, depth),
            is_variadic: false,
        }
    }

    fn native_at(&self, ty: &'a Type, depth: u32) -> Shape<'a> {
        let Some(depth) = depth.checked_sub(1) else {
            return Shape::Unknown;
        };
        match &ty.kind {
            TypeKind::Void => Shape::Void,
            TypeKind::Bool => int(8, false, IntKind::Bool),
            TypeKind::Int {
                name,
                bits,
                is_signed,
            } => {
                let is_char = name == "char" || ty.alias.as_deref() == Some("wchar_t");
                let kind = if is_char {
                    IntKind::Char
                } else {
                    IntKind::Plain
                };
                int(*bits, *is_signed, kind)
            }
            TypeKind::Float { bits, .. } => Shape::Float { bits: *bits },
            TypeKind::Enum { name } => self.enumeration(name),
            TypeKind::Record { name } => match self.native.record(name) {
                Some(record) => Shape::Native(record),
                None => Shape::Unknown,
            },
            TypeKind::Pointer { to, .. } => Shape::Pointer {
                is_const: to.is_const,
                to: Box::new(self.native_at(to, depth)),
            },
            TypeKind::Array { element, length } => Shape::Array {
                element: Box::new(self.native_at(element, depth)),
                length: *length,
            },
            TypeKind::Callback { signature } => {
                Shape::Callback(Box::new(self.native_call_at(signature, depth)))
            }
            TypeKind::Complex { .. }
            | TypeKind::VaList
            | TypeKind::Vector { .. }
            | TypeKind::Unsupported { .. } => Shape::Unknown,
        }
    }

    /// The shape of a type that the header defines, by its name in C.
    fn defined(&self, name: &str, depth: u32) -> Option<Shape<'a>> {
        if let Some(tag) = name.strip_prefix("enum ") {
            return self.native.enumeration(tag).map(|_| self.enumeration(tag));
        }
        if let Some(typedef) = self.native.typedef_named(name) {
            return Some(self.native_at(&typedef.ty, depth));
        }
        if let Some(known) = spelling::well_known(name) {
            return Some(simple(known, self.platform, Origin::Cython));
        }
        record_names::named(self.native, name).map(Shape::Native)
    }

    fn native_call_at(&self, signature: &'a Signature, depth: u32) -> Call<'a> {
        Call {
            arguments: signature
                .parameters
                .iter()
                .map(|one| self.native_at(one, depth))
                .collect(),
            result: self.native_at(&signature.result, depth),
            is_variadic: signature.is_variadic,
        }
    }

    fn enumeration(&self, name: &str) -> Shape<'a> {
        let Some(enumeration) = self.native.enumeration(name) else {
            return Shape::Unknown;
        };
        match enumeration.underlying.kind {
            TypeKind::Int {
                bits, is_signed, ..
            } => int(bits, is_signed, IntKind::Enum),
            TypeKind::Bool => int(8, false, IntKind::Enum),
            _ => Shape::Unknown,
        }
    }
}

/// An array as a parameter is a pointer to its first element.
fn decayed(shape: Shape<'_>) -> Shape<'_> {
    match shape {
        Shape::Array { element, .. } => Shape::Pointer {
            to: element,
            is_const: false,
        },
        other => other,
    }
}

fn int<'a>(bits: u32, is_signed: bool, kind: IntKind) -> Shape<'a> {
    Shape::Int(Int {
        bits,
        is_signed,
        kind,
    })
}

/// The shape of a simple type by the name that ctypes (or `ctypes.wintypes`) gives it.
pub(crate) fn simple<'a>(name: &str, platform: &Platform, origin: Origin) -> Shape<'a> {
    let text = |to| Shape::Pointer {
        to: Box::new(to),
        is_const: false,
    };
    let wide = int(platform.wchar_bits, platform.wchar_is_signed, IntKind::Char);
    match name {
        "c_char" | "CHAR" => int(8, true, IntKind::Char),
        "c_wchar" | "WCHAR" => wide,
        "c_bool" => int(8, false, IntKind::Bool),
        "c_float" | "FLOAT" => Shape::Float { bits: 32 },
        "c_double" | "DOUBLE" => Shape::Float { bits: 64 },
        "c_longdouble" => Shape::Float {
            bits: platform.long_double_bits,
        },
        "c_char_p" | "LPSTR" | "LPCSTR" => text(int(8, true, IntKind::Char)),
        "c_wchar_p" | "LPWSTR" | "LPCWSTR" | "LPOLESTR" | "LPCOLESTR" | "OLESTR" => text(wide),
        // A Python object is an address; what lies there is no matter of C's.
        "py_object" => text(Shape::Unknown),
        "c_void_p" | "c_voidp" | "LPVOID" | "LPCVOID" => text(Shape::Void),
        // Every handle of Windows is an address that nobody reads; HRESULT alone begins like one.
        "HANDLE" | "HWND" | "HINSTANCE" | "HMODULE" | "HDC" | "HKEY" | "HMENU" | "HICON"
        | "HBITMAP" | "HGLOBAL" | "HLOCAL" | "HRGN" | "HFONT" | "HGDIOBJ" | "HMONITOR"
        | "HBRUSH" | "HPEN" | "HPALETTE" | "HHOOK" | "HDESK" | "SC_HANDLE" => text(Shape::Void),
        _ => match integer(name, platform, origin) {
            Some((bits, is_signed)) => int(bits, is_signed, IntKind::Plain),
            None => Shape::Unknown,
        },
    }
}

fn integer(name: &str, platform: &Platform, origin: Origin) -> Option<(u32, bool)> {
    let (long, pointer) = (platform.long_bits, platform.pointer_bits);
    // At run time `c_int64` is `c_long` where that has 64 bits, so elsewhere its width is not known.
    let is_doubtful = origin == Origin::Run && long != 64;
    Some(match name {
        "c_byte" | "c_int8" => (8, true),
        "c_ubyte" | "c_uint8" | "BYTE" | "BOOLEAN" => (8, false),
        "c_short" | "c_int16" | "SHORT" | "VARIANT_BOOL" => (16, true),
        "c_ushort" | "c_uint16" | "WORD" | "USHORT" | "ATOM" | "LANGID" => (16, false),
        "c_int" | "c_int32" | "INT" | "HRESULT" => (32, true),
        "c_uint" | "c_uint32" | "UINT" => (32, false),
        "c_long" | "c_ulong" if is_doubtful => return None,
        "c_long" | "LONG" | "BOOL" => (long, true),
        "c_ulong" | "ULONG" | "DWORD" | "LCID" | "COLORREF" | "LCTYPE" | "LGRPID" => (long, false),
        "c_longlong" | "c_int64" | "c_time_t" | "LARGE_INTEGER" => (64, true),
        "c_ulonglong" | "c_uint64" | "ULARGE_INTEGER" => (64, false),
        "c_size_t" | "WPARAM" => (pointer, false),
        "c_ssize_t" | "LPARAM" => (pointer, true),
        _ => return None,
    })
}
