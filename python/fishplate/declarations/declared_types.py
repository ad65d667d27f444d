"""Turns the type values of a program into the declared types of the document.

Nothing is evaluated here. What a type is called is the text at the place where it is used; what
it is follows from its value.
"""

from __future__ import annotations

from fishplate.declarations import limits
from fishplate.declarations.values import (
    Adapter,
    Array,
    Bound,
    Builtin,
    Callback,
    Class,
    Constant,
    CType,
    External,
    Function,
    Item,
    Origin,
    Pointer,
    Record,
    Sequence,
    Simple,
    Undecided,
    Unknown,
    Value,
    is_none,
    weight,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.model import DeclaredSignature, DeclaredType, Span

HUGE = 1 << 63


def span_of(origin: Origin) -> Span:
    """The place of an origin."""
    return origin.source.span(origin.node)


def spelling_of(origin: Origin) -> str:
    """The text at an origin."""
    return origin.spelling or origin.source.spelling(origin.node)


def declared(item: Item, around: Origin, depth: int = 0) -> DeclaredType:
    """The declared type of a value, with the text and the place where it was written.

    Parameters
    ----------
    item
        The value of the type.
    around
        The place of the type that this one is part of.
    depth
        How many types this one is within.
    """
    value = unwrapped(item.value)
    own = item.origin
    origin = own or around
    told: DeclaredType = {
        "spelling": spelling_of(own) if own else canonical(value),
        "span": span_of(origin),
    }
    if depth > limits.TYPE_DEPTH or weight(value) > limits.TYPE_WEIGHT:
        told["kind"], told["why"] = "unknown", "the type is nested too deeply"
    elif is_none(value):
        told["kind"] = "void"
    elif isinstance(value, Simple):
        told["kind"], told["name"] = "simple", value.name
    elif isinstance(value, Pointer):
        told["kind"], told["to"] = "pointer", declared(value.to, origin, depth + 1)
    elif isinstance(value, Array):
        told["kind"], told["length"] = "array", value.length
        told["element"] = declared(value.element, origin, depth + 1)
    elif isinstance(value, Record):
        told["kind"], told["name"] = "record", value.name
    elif isinstance(value, Callback):
        if value.is_open:
            told["kind"], told["why"] = "unknown", "the callback's parameters are not known"
        else:
            told["kind"], told["signature"] = "callback", signature(value, origin, depth + 1)
    elif isinstance(value, Adapter):
        told["kind"], told["what"] = "adapter", value.what
    else:
        told["kind"], told["why"] = "unknown", why_unknown(value)
    return told


def unwrapped(value: Value) -> Value:
    """The type that a value stands for."""
    if isinstance(value, Class) and has_method(value, "from_param"):
        return Adapter(f"the class `{value.name}` with `from_param`")
    return value


def has_method(cls: Class, name: str) -> bool:
    """Whether a class of the program, or one that it derives from, has a name in its body."""
    seen: list[Class] = [cls]
    for one in seen:
        if name in one.frame.names:
            return True
        seen.extend(base for base in one.bases if isinstance(base, Class) and base not in seen)
    return False


def result_type(item: Item, around: Origin) -> DeclaredType:
    """The declared type of `restype`, which may be a function that takes the C `int`."""
    if isinstance(item.value, (Function, Bound, Builtin)) or (
        isinstance(item.value, Class) and not has_method(item.value, "from_param")
    ):
        origin = item.origin or around
        return {
            "spelling": spelling_of(origin),
            "span": span_of(origin),
            "kind": "adapter",
            "what": "a Python function that takes the result as a C `int`",
        }
    return declared(item, around)


def signature(callback: Callback, around: Origin, depth: int = 0) -> DeclaredSignature:
    """The signature of a callback type."""
    return {
        "arguments": [declared(item, around, depth) for item in callback.arguments.items],
        "result": declared(callback.result, around, depth),
        "convention": callback.convention,
    }


def why_unknown(value: Value) -> str:
    """Why a value is not a type, in words."""
    if isinstance(value, External):
        return f"`{value.path}` is outside of the files that were read"
    if isinstance(value, Undecided):
        return "it depends on a condition that the source does not decide"
    if isinstance(value, Unknown) and value.label:
        return f"what `{value.label}` is does not show in the files that were read"
    if isinstance(value, Class):
        return f"the class `{value.name}` is no type of ctypes"
    if isinstance(value, Builtin):
        return f"`{value.path}` is no type of ctypes"
    if isinstance(value, Constant):
        return "a constant is no type of ctypes"
    if isinstance(value, Sequence):
        return f"a {value.name} is no type of ctypes"
    return "the source does not show which type it is"


def canonical(value: Value, depth: int = 0) -> str:
    """A type's own name, for one that the source does not spell."""
    if depth > limits.TYPE_DEPTH:
        return "…"
    if isinstance(value, Simple):
        return value.name
    if isinstance(value, Pointer):
        return f"POINTER({canonical(value.to.value, depth + 1)})"
    if isinstance(value, Array):
        return f"{canonical(value.element.value, depth + 1)} * {value.length}"
    if isinstance(value, Record):
        return value.short_name
    if isinstance(value, Callback):
        return value.name or "CFUNCTYPE(…)"
    if is_none(value):
        return "None"
    return value.path if isinstance(value, External) else "?"


def is_type(value: Value) -> bool:
    """Whether a value can stand in `argtypes`."""
    if isinstance(value, Class):
        return has_method(value, "from_param")
    return isinstance(value, CType)


def array_length(value: Value) -> int | None:
    """The number of elements that a value says, if it says one."""
    if isinstance(value, Constant) and type(value.value) is int and 0 <= value.value < HUGE:
        return value.value
    return None
