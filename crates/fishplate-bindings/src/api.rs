//! The Python view of an interface: which functions there are, what they are called, and what
//! each C parameter means to a Python caller.
//!
//! Meaning comes from the notes, else from the type, else from the rule in `lengths.rs`. A
//! function whose meaning is not known is left out with the reason; it is never guessed at.

use fishplate_model::{Function, Interface, Parameter, Type, TypeKind};

use crate::enumerations::Classes;
use crate::lengths::{Shape, is_length_name, pair};
use crate::names::{nearest, python_name};
use crate::notes::{Direction, FunctionNote, Gil, Meaning, ParameterNote};
use crate::{
    DefaultValue, Element, FloatType, IntType, LeftOut, Notes, NotesError, Operation, PlannedEnum,
};

/// The Python view of one library.
pub(crate) struct Api {
    pub(crate) functions: Vec<ApiFunction>,
    pub(crate) enumerations: Vec<PlannedEnum>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// A function as Python sees it, with a role for each C parameter.
pub(crate) struct ApiFunction {
    pub(crate) name: String,
    pub(crate) symbol: String,
    pub(crate) doc: Option<String>,
    pub(crate) parameters: Vec<ApiParameter>,
    pub(crate) result: Operation,
    pub(crate) is_detached: bool,
}

/// A C parameter and what it means.
pub(crate) struct ApiParameter {
    /// The Python name; for a length the C name.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) default: Option<DefaultValue>,
}

/// What a C parameter means.
pub(crate) enum Role {
    /// Marshalled by itself.
    Plain(Operation),
    /// Memory with a length elsewhere.
    Buffer { element: Element, is_written: bool },
    /// The number of elements of the buffers at these C places.
    Length { int: IntType, buffers: Vec<usize> },
}

/// Why a function is left out: an error of the user's notes, or a reason.
enum Gap {
    Notes(NotesError),
    Reason(String),
}

impl From<String> for Gap {
    fn from(reason: String) -> Self {
        Self::Reason(reason)
    }
}

impl Api {
    /// Reads an interface with the eyes of a Python caller.
    pub(crate) fn new(interface: &Interface, notes: &Notes) -> Result<Self, NotesError> {
        check_names(interface, notes)?;
        let mut taken: Vec<String> = Vec::new();
        let mut functions = Vec::new();
        let mut left_out = Vec::new();
        let classes = Classes::new(interface, notes);
        let nothing = FunctionNote::default();
        for function in &interface.functions {
            let note = notes.functions.get(&function.name).unwrap_or(&nothing);
            match read_function(function, note, &classes, &taken) {
                Ok(done) => {
                    taken.push(done.name.clone());
                    functions.push(done);
                }
                Err(Gap::Reason(reason)) => {
                    left_out.push(LeftOut {
                        function: function.name.clone(),
                        reason,
                    });
                }
                Err(Gap::Notes(error)) => return Err(error),
            }
        }
        Ok(Self {
            functions,
            enumerations: classes.named_apart_from(&taken),
            left_out,
        })
    }
}

fn check_names(interface: &Interface, notes: &Notes) -> Result<(), NotesError> {
    let unmatched = |kind: &str, name: &str, all: &mut dyn Iterator<Item = &str>| {
        let nearest = nearest(name, all);
        NotesError::Unmatched {
            what: format!("{kind} `{name}`"),
            nearest,
        }
    };
    for name in notes.functions.keys() {
        let mut all = interface
            .functions
            .iter()
            .map(|function| function.name.as_str());
        if !all.clone().any(|other| other == name) {
            return Err(unmatched("function", name, &mut all));
        }
    }
    for name in notes.enumerations.keys() {
        let mut all = interface.enumerations.iter().map(|item| item.name.as_str());
        if !all.clone().any(|other| other == name) {
            return Err(unmatched("enumeration", name, &mut all));
        }
    }
    Ok(())
}

fn read_function(
    function: &Function,
    note: &FunctionNote,
    classes: &Classes,
    taken: &[String],
) -> Result<ApiFunction, Gap> {
    if let Some(reason) = &note.skip {
        return Err(Gap::Reason(format!("the notes skip it: {reason}")));
    }
    if function.is_variadic {
        return Err(Gap::Reason(
            "it takes a variable number of arguments".to_owned(),
        ));
    }
    if function.is_inline {
        return Err(Gap::Reason(
            "it is inline in the header, so the library has nothing to call".to_owned(),
        ));
    }
    if function.is_exported == Some(false) {
        return Err(Gap::Reason("the library does not export it".to_owned()));
    }
    let result = result_operation(&function.result, classes)?;
    let parameters = read_parameters(function, note, classes)?;
    let wanted = note.name.as_ref().unwrap_or(&function.name);
    let name = python_name(wanted, &|name| taken.iter().any(|other| other == name));
    if note.name.is_some() && name != *wanted {
        let why = format!("`{wanted}` is taken or is no Python name");
        return Err(Gap::Notes(NotesError::Unfit {
            place: format!("`{}`", function.name),
            why,
        }));
    }
    Ok(ApiFunction {
        name,
        symbol: function
            .symbol
            .clone()
            .unwrap_or_else(|| function.name.clone()),
        doc: note.doc.clone().or_else(|| function.comment.clone()),
        parameters,
        result,
        is_detached: note.gil == Some(Gil::Release),
    })
}

fn read_parameters(
    function: &Function,
    note: &FunctionNote,
    classes: &Classes,
) -> Result<Vec<ApiParameter>, Gap> {
    let notes = parameter_notes(function, note)?;
    let shapes: Vec<Shape<'_>> = function
        .parameters
        .iter()
        .zip(&notes)
        .map(|(p, n)| shape(p, n))
        .collect();
    let mut lengths = pair(&shapes);
    for (place, (slot, note)) in lengths.iter_mut().zip(&notes).enumerate() {
        if let Some(name) = &note.len {
            *slot = Some(noted_length(function, place, name)?);
        }
    }
    let mut parameters: Vec<ApiParameter> = Vec::new();
    for (place, (parameter, note)) in function.parameters.iter().zip(&notes).enumerate() {
        let buffers: Vec<usize> = (0..lengths.len())
            .filter(|&other| lengths.get(other).copied().flatten() == Some(place))
            .collect();
        let wanted = note.name.clone().or_else(|| parameter.name.clone());
        let wanted = wanted.unwrap_or_else(|| format!("arg{}", place + 1));
        let name = python_name(&wanted, &|name| {
            parameters.iter().any(|other| other.name == name)
        });
        let role = if buffers.is_empty() {
            role(
                parameter,
                note,
                lengths.get(place).copied().flatten().is_some(),
                classes,
            )
        } else {
            int_type(&parameter.ty).map(|int| Role::Length { int, buffers })
        };
        let role = role.map_err(|why| Gap::Reason(format!("parameter `{wanted}`: {why}")))?;
        check_fit(function, &wanted, note, &role)?;
        let default = noted_default(function, &wanted, note, &role, classes, &parameters)?;
        parameters.push(ApiParameter {
            name,
            role,
            default,
        });
    }
    Ok(parameters)
}

fn parameter_notes(function: &Function, note: &FunctionNote) -> Result<Vec<ParameterNote>, Gap> {
    let mut notes = vec![ParameterNote::default(); function.parameters.len()];
    for (key, entry) in &note.arg {
        let slot = place_of(function, key)
            .and_then(|place| notes.get_mut(place))
            .ok_or_else(|| {
                let names = function
                    .parameters
                    .iter()
                    .filter_map(|parameter| parameter.name.as_deref());
                let what = format!("parameter `{key}` of `{}`", function.name);
                Gap::Notes(NotesError::Unmatched {
                    what,
                    nearest: nearest(key, names),
                })
            })?;
        *slot = entry.clone();
    }
    Ok(notes)
}

fn place_of(function: &Function, key: &str) -> Option<usize> {
    let by_name = function
        .parameters
        .iter()
        .position(|parameter| parameter.name.as_deref() == Some(key));
    by_name.or_else(|| key.parse::<usize>().ok()?.checked_sub(1))
}

fn noted_length(function: &Function, place: usize, name: &str) -> Result<usize, Gap> {
    let unfit = |why: String| {
        let place = format!("parameter {} of `{}`", place + 1, function.name);
        Gap::Notes(NotesError::Unfit { place, why })
    };
    let length = place_of(function, name)
        .ok_or_else(|| unfit(format!("`len` names `{name}`, which is no parameter")))?;
    match function
        .parameters
        .get(length)
        .map(|parameter| int_type(&parameter.ty))
    {
        Some(Ok(_)) => Ok(length),
        _ => Err(unfit(format!("`len` names `{name}`, which is no integer"))),
    }
}

/// A note that changes nothing has been misunderstood, so it is an error.
fn check_fit(
    function: &Function,
    name: &str,
    note: &ParameterNote,
    role: &Role,
) -> Result<(), Gap> {
    let unfit = |why: &str| {
        let place = format!("parameter `{name}` of `{}`", function.name);
        Err(Gap::Notes(NotesError::Unfit {
            place,
            why: why.to_owned(),
        }))
    };
    let is_text = matches!(role, Role::Plain(Operation::Utf8In { .. }));
    let is_buffer = matches!(role, Role::Buffer { .. });
    if note.nullable == Some(true) && !is_text {
        return unfit("`nullable` is for text only");
    }
    if (note.len.is_some() || note.dir.is_some()) && !is_buffer {
        return unfit("`len` and `dir` are for pointers to numbers or bytes");
    }
    match note.meaning {
        Some(Meaning::Utf8) if !is_text => unfit("`utf8` is for `const char *`"),
        Some(Meaning::Bytes) if !is_buffer => {
            unfit("`bytes` is for `char *` and `void *` with a `len`")
        }
        Some(Meaning::Truth) if !matches!(role, Role::Plain(Operation::BoolIn { .. })) => {
            unfit("`truth` is for `_Bool`")
        }
        _ => Ok(()),
    }
}

fn noted_default(
    function: &Function,
    name: &str,
    note: &ParameterNote,
    role: &Role,
    classes: &Classes,
    before: &[ApiParameter],
) -> Result<Option<DefaultValue>, Gap> {
    let unfit = |why: String| {
        let place = format!("parameter `{name}` of `{}`", function.name);
        Gap::Notes(NotesError::Unfit { place, why })
    };
    let Some(value) = &note.default else {
        let optional = before.iter().find(|parameter| parameter.default.is_some());
        return match (role, optional) {
            // Python gives no length, so none is missing there.
            (Role::Length { .. }, _) | (_, None) => Ok(None),
            (_, Some(optional)) => Err(unfit(format!(
                "`{}` before it has a default, so it needs one too",
                optional.name
            ))),
        };
    };
    let Role::Plain(operation) = role else {
        return Err(unfit(
            "`default` is for numbers, truth values, members and text".to_owned(),
        ));
    };
    DefaultValue::read(value, operation, &|place| classes.at(place))
        .map(Some)
        .map_err(unfit)
}

fn shape<'a>(parameter: &'a Parameter, note: &ParameterNote) -> Shape<'a> {
    match &parameter.ty.kind {
        TypeKind::Pointer { .. } if note.meaning == Some(Meaning::Utf8) => Shape::Other,
        TypeKind::Pointer { to, .. } => match element(to) {
            Ok(Element::Byte { c_name }) if c_name == "char" && to.is_const => {
                if note.meaning == Some(Meaning::Bytes) {
                    Shape::Pointer
                } else {
                    Shape::Text
                }
            }
            // A pointer to a length, as in `compress(dest, destLen, …)`, is no array of elements.
            Ok(Element::Int(_)) if parameter.name.as_deref().is_some_and(is_length_name) => {
                Shape::Other
            }
            Ok(_) => Shape::Pointer,
            Err(_) => Shape::Other,
        },
        _ if int_type(&parameter.ty).is_ok() => Shape::Integer(parameter.name.as_deref()),
        _ => Shape::Other,
    }
}

fn role(
    parameter: &Parameter,
    note: &ParameterNote,
    has_length: bool,
    classes: &Classes,
) -> Result<Role, String> {
    let ty = &parameter.ty;
    Ok(Role::Plain(match &ty.kind {
        TypeKind::Bool => Operation::BoolIn {
            accepts_integers: note.meaning == Some(Meaning::Truth),
        },
        TypeKind::Int { .. } => Operation::IntIn(int_type(ty)?),
        TypeKind::Float { .. } => Operation::FloatIn(float_type(ty)?),
        TypeKind::Enum { name } => Operation::EnumIn {
            enumeration: classes.get(name)?,
        },
        TypeKind::Pointer { to, .. } => {
            let element = element(to)?;
            if has_length {
                let is_written = !to.is_const && note.dir != Some(Direction::In);
                if to.is_const && note.dir == Some(Direction::Inout) {
                    return Err("the notes say `inout`, but it points to const".to_owned());
                }
                return Ok(Role::Buffer {
                    element,
                    is_written,
                });
            }
            match element {
                Element::Byte { c_name } if c_name == "char" && to.is_const => Operation::Utf8In {
                    is_nullable: note.nullable == Some(true),
                },
                _ => {
                    return Err(format!(
                        "nothing says how long the memory behind `{}` is; say it in the notes with `len`",
                        ty.spelling
                    ));
                }
            }
        }
        _ => return Err(unknown(ty)),
    }))
}

fn result_operation(ty: &Type, classes: &Classes) -> Result<Operation, Gap> {
    let result = match &ty.kind {
        TypeKind::Void => Ok(Operation::ReturnVoid),
        TypeKind::Bool => Ok(Operation::ReturnBool),
        TypeKind::Int { .. } => int_type(ty).map(Operation::ReturnInt),
        TypeKind::Float { .. } => float_type(ty).map(Operation::ReturnFloat),
        TypeKind::Enum { name } => classes
            .get(name)
            .map(|enumeration| Operation::ReturnEnum { enumeration }),
        _ => Err(unknown(ty)),
    };
    result.map_err(|why| Gap::Reason(format!("its result: {why}")))
}

fn unknown(ty: &Type) -> String {
    let spelling = &ty.spelling;
    match &ty.kind {
        TypeKind::Pointer { .. } => format!("no operation carries the pointer `{spelling}` yet"),
        TypeKind::Record { .. } => format!("no operation carries `{spelling}` by value yet"),
        TypeKind::Callback { .. } => format!("no operation carries the callback `{spelling}` yet"),
        TypeKind::VaList => "`va_list` cannot be made outside C".to_owned(),
        TypeKind::Unsupported { what } => format!("`{spelling}` is not understood: {what}"),
        _ => format!("no operation carries `{spelling}` yet"),
    }
}

pub(crate) fn int_type(ty: &Type) -> Result<IntType, String> {
    match &ty.kind {
        TypeKind::Int {
            name,
            bits: bits @ (8 | 16 | 32 | 64),
            is_signed,
        } => Ok(IntType {
            c_name: name.clone(),
            bits: *bits,
            is_signed: *is_signed,
        }),
        TypeKind::Int { bits, .. } => {
            Err(format!("no operation carries an integer of {bits} bits"))
        }
        _ => Err(unknown(ty)),
    }
}

fn float_type(ty: &Type) -> Result<FloatType, String> {
    match &ty.kind {
        TypeKind::Float { name, bits }
            if ["float", "double", "long double"].contains(&name.as_str()) =>
        {
            Ok(FloatType {
                c_name: name.clone(),
                bits: *bits,
            })
        }
        _ => Err(unknown(ty)),
    }
}

fn element(to: &Type) -> Result<Element, String> {
    match &to.kind {
        TypeKind::Void => Ok(Element::Byte {
            c_name: "void".to_owned(),
        }),
        TypeKind::Int { name, .. } if name == "char" => Ok(Element::Byte {
            c_name: name.clone(),
        }),
        TypeKind::Int { .. } => int_type(to).map(Element::Int),
        TypeKind::Float { .. } => float_type(to).map(Element::Float),
        TypeKind::Bool => Ok(Element::Bool),
        _ => Err(format!(
            "no operation carries a pointer to `{}` yet",
            to.spelling
        )),
    }
}
