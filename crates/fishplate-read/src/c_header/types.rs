//! Turns a libclang type into the model's: canonical kind, the author's spelling and typedef.

use fishplate_model::{Signature, Type, TypeKind};

use super::names;
use super::reader::Reader;
use crate::clang::{Cursor, CxType, CxTypeKind, Nullability};

/// How many levels of JSON a type may take: its reader stops at 128, of which an interface, its
/// lists and a function take some. A pointer takes one, a callback three.
const LEVELS: u32 = 96;

/// How many typedefs of typedefs are followed.
const SUGAR: u32 = 1000;

/// Where a type stands while it is turned.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    levels: u32,
    /// Whether a pointer lies between the declaration and the type.
    is_behind_pointer: bool,
}

impl Standing {
    fn behind_pointer(self) -> Self {
        Self {
            levels: self.levels.saturating_sub(1),
            is_behind_pointer: true,
        }
    }

    fn inside(self, levels: u32) -> Self {
        Self {
            levels: self.levels.saturating_sub(levels),
            ..self
        }
    }
}

/// What an author put around a type.
#[derive(Default)]
struct Sugar {
    alias: Option<String>,
    is_nullable: Option<bool>,
    is_va_list: bool,
}

impl<'u> Reader<'u> {
    /// The type of a field, result, variable or typedef.
    pub(super) fn convert(&mut self, ty: CxType<'u>) -> Type {
        self.convert_at(
            ty,
            Standing {
                levels: LEVELS,
                is_behind_pointer: false,
            },
        )
    }

    /// The type of a parameter: an array is a pointer here, a function a callback.
    pub(super) fn convert_parameter(&mut self, ty: CxType<'u>, standing: Option<Standing>) -> Type {
        let standing = standing.unwrap_or(Standing {
            levels: LEVELS,
            is_behind_pointer: false,
        });
        let is_array = matches!(
            ty.canonical().kind(),
            CxTypeKind::ConstantArray | CxTypeKind::IncompleteArray
        );
        let sugar = self.sugar(ty);
        if !is_array || sugar.is_va_list {
            return self.convert_at(ty, standing);
        }
        let to = Box::new(self.array_element(ty, standing.behind_pointer()));
        Type {
            spelling: self.spelling(ty),
            alias: sugar.alias,
            is_const: false,
            kind: TypeKind::Pointer {
                to,
                is_nullable: sugar.is_nullable,
            },
        }
    }

    fn convert_at(&mut self, ty: CxType<'u>, standing: Standing) -> Type {
        let canonical = ty.canonical();
        let sugar = self.sugar(ty);
        let kind = if standing.levels == 0 {
            self.not_understood("a type nested too deeply")
        } else if sugar.is_va_list || is_va_list_tag(canonical) {
            TypeKind::VaList
        } else {
            self.kind(ty, canonical, &sugar, standing)
        };
        // An array cannot be const in C, only its elements can.
        let is_const = canonical.is_const() && !matches!(kind, TypeKind::Array { .. });
        Type {
            spelling: self.spelling(ty),
            alias: sugar.alias,
            is_const,
            kind,
        }
    }

    fn kind(
        &mut self,
        ty: CxType<'u>,
        canonical: CxType<'u>,
        sugar: &Sugar,
        standing: Standing,
    ) -> TypeKind {
        let bits = || u32::try_from(canonical.size_bytes().unwrap_or(0) * 8).unwrap_or(0);
        match canonical.kind() {
            CxTypeKind::Void => TypeKind::Void,
            CxTypeKind::Bool => TypeKind::Bool,
            CxTypeKind::Int(is_signed) => TypeKind::Int {
                name: unqualified(&canonical.spelling()),
                bits: bits(),
                is_signed,
            },
            CxTypeKind::Float => TypeKind::Float {
                name: unqualified(&canonical.spelling()),
                bits: bits(),
            },
            CxTypeKind::Complex => {
                let element = self.convert_at(canonical.element(), standing.inside(1));
                TypeKind::Complex {
                    element: Box::new(element),
                }
            }
            CxTypeKind::Enum => match self.enumeration(&canonical.declaration()) {
                Some(name) => TypeKind::Enum { name },
                None => self.not_understood("an enumeration without members"),
            },
            CxTypeKind::Record => TypeKind::Record {
                name: self.needed_record(canonical.declaration(), standing),
            },
            CxTypeKind::Pointer => self.pointer(ty, sugar, standing),
            CxTypeKind::ConstantArray | CxTypeKind::IncompleteArray => {
                let length = match canonical.kind() {
                    CxTypeKind::ConstantArray => canonical.length(),
                    _ => None,
                };
                let element = Box::new(self.array_element(ty, standing.inside(1)));
                TypeKind::Array { element, length }
            }
            CxTypeKind::Function => TypeKind::Callback {
                signature: Box::new(self.signature(ty, standing)),
            },
            CxTypeKind::FunctionNoProto => self
                .not_understood("a function type without a prototype; `(void)` would give it one"),
            CxTypeKind::Vector => {
                let element = Box::new(self.convert_at(canonical.element(), standing.inside(1)));
                TypeKind::Vector {
                    element,
                    length: canonical.length().unwrap_or(0),
                }
            }
            CxTypeKind::Atomic => match canonical.atomic_value() {
                // An atomic object of another size than its value has no counterpart anywhere.
                Some(value) if value.size_bytes() == canonical.size_bytes() => {
                    self.convert_at(value, standing).kind
                }
                _ => self.not_understood(&format!("the type `{}`", canonical.spelling())),
            },
            _ => self.not_understood(&format!("the type `{}`", canonical.spelling())),
        }
    }

    fn pointer(&mut self, ty: CxType<'u>, sugar: &Sugar, standing: Standing) -> TypeKind {
        let pointee = stripped(ty, CxTypeKind::Pointer).pointee();
        match pointee.canonical().kind() {
            CxTypeKind::Function => {
                let signature = self.signature(pointee, standing.behind_pointer());
                TypeKind::Callback {
                    signature: Box::new(signature),
                }
            }
            CxTypeKind::FunctionNoProto => self.not_understood(
                "a pointer to a function without a prototype; `(void)` would give it one",
            ),
            _ => {
                let to = Box::new(self.convert_at(pointee, standing.behind_pointer()));
                TypeKind::Pointer {
                    to,
                    is_nullable: sugar.is_nullable,
                }
            }
        }
    }

    fn signature(&mut self, ty: CxType<'u>, standing: Standing) -> Signature {
        let standing = Standing {
            is_behind_pointer: true,
            ..standing.inside(3)
        };
        let parameters = ty
            .arguments()
            .into_iter()
            .map(|one| self.convert_parameter(one, Some(standing)))
            .collect();
        Signature {
            parameters,
            result: self.convert_at(ty.result(), standing),
            is_variadic: ty.is_variadic(),
        }
    }

    fn needed_record(&mut self, declaration: Cursor<'u>, standing: Standing) -> String {
        let name = self.names.name(&declaration).name;
        // What only a system record points to is that system's own affair.
        let wants_fields = self.is_owned || !standing.is_behind_pointer;
        if standing.is_behind_pointer {
            self.want_record(declaration, wants_fields);
        } else {
            self.record(&declaration, wants_fields);
        }
        name
    }

    fn array_element(&mut self, ty: CxType<'u>, standing: Standing) -> Type {
        let canonical = ty.canonical();
        let sugared = stripped(ty, canonical.kind()).array_element();
        let mut element = self.convert_at(sugared, standing);
        // `const` on a typedef of an array is one on its elements; it went with the typedef.
        element.is_const |= canonical.is_const() || canonical.array_element().is_const();
        element
    }

    /// Walks through typedefs and attributes; the outermost typedef is the alias.
    fn sugar(&mut self, ty: CxType<'u>) -> Sugar {
        let mut sugar = Sugar::default();
        let mut ty = ty;
        for _ in 0..SUGAR {
            ty = match ty.kind() {
                CxTypeKind::Typedef => {
                    let declaration = ty.declaration();
                    let name = declaration.spelling();
                    if matches!(
                        name.as_str(),
                        "va_list" | "__builtin_va_list" | "__gnuc_va_list"
                    ) {
                        sugar.is_va_list = true;
                    } else if sugar.alias.is_none() {
                        self.want_typedef(declaration);
                    }
                    sugar.alias.get_or_insert(name);
                    if sugar.is_va_list {
                        return sugar;
                    }
                    declaration.typedef_underlying()
                }
                CxTypeKind::Elaborated => ty.named(),
                CxTypeKind::Attributed => {
                    let nullability = ty.nullability().map(|word| word == Nullability::Nullable);
                    sugar.is_nullable = sugar.is_nullable.or(nullability);
                    ty.modified()
                }
                _ => return sugar,
            };
        }
        sugar
    }

    /// The author's spelling, the same for every libclang and without a path of this machine.
    fn spelling(&mut self, ty: CxType<'u>) -> String {
        let spelling = ty.spelling().replace(" [", "[");
        if !names::is_unnamed(&spelling) {
            return spelling;
        }
        match base_declaration(ty) {
            Some(declaration) => {
                let name = self.names.name(&declaration).name;
                names::without_place(&spelling, &name)
            }
            None => spelling,
        }
    }

    fn not_understood(&mut self, what: &str) -> TypeKind {
        self.unsupported(what);
        TypeKind::Unsupported {
            what: what.to_owned(),
        }
    }
}

/// The struct, union or enumeration behind pointers, arrays and results.
pub(super) fn base_declaration(ty: CxType<'_>) -> Option<Cursor<'_>> {
    let mut ty = ty.canonical();
    for _ in 0..SUGAR {
        ty = match ty.kind() {
            CxTypeKind::Pointer => ty.pointee(),
            CxTypeKind::ConstantArray | CxTypeKind::IncompleteArray => ty.array_element(),
            CxTypeKind::Function => ty.result(),
            CxTypeKind::Record | CxTypeKind::Enum => return Some(ty.declaration()),
            _ => return None,
        };
    }
    None
}

/// The type with typedefs and attributes taken off until `kind` shows.
fn stripped(ty: CxType<'_>, kind: CxTypeKind) -> CxType<'_> {
    let mut bare = ty;
    for _ in 0..SUGAR {
        bare = match bare.kind() {
            found if found == kind => return bare,
            CxTypeKind::Typedef => bare.declaration().typedef_underlying(),
            CxTypeKind::Elaborated => bare.named(),
            CxTypeKind::Attributed => bare.modified(),
            _ => return ty.canonical(),
        };
    }
    ty.canonical()
}

/// `struct __va_list_tag[1]` and what it decays to; the struct is the compiler's own.
fn is_va_list_tag(canonical: CxType<'_>) -> bool {
    let inner = match canonical.kind() {
        CxTypeKind::ConstantArray => canonical.array_element(),
        CxTypeKind::Pointer => canonical.pointee(),
        _ => canonical,
    };
    let is_tag = |name: &str| name == "struct __va_list_tag" || name == "__va_list_tag";
    is_tag(&inner.spelling())
        || matches!(
            canonical.spelling().as_str(),
            "struct __va_list" | "__va_list"
        )
}

fn unqualified(spelling: &str) -> String {
    spelling
        .split(' ')
        .filter(|word| !matches!(*word, "const" | "volatile" | "restrict"))
        .collect::<Vec<_>>()
        .join(" ")
}
