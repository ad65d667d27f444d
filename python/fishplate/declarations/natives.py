"""Native functions: how they are looked up, what is set on them, and that they are used.

A function's place is the line that a person must edit: the table's entry or the call of a helper
where its name stands there, else the first statement that sets something on it.
"""

from __future__ import annotations

import ast

from fishplate.declarations import branches
from fishplate.declarations.scope import Frame, Reading
from fishplate.declarations.values import (
    Callback,
    Constant,
    External,
    Function,
    Instance,
    Item,
    Library,
    Nameless,
    Native,
    Origin,
    Sequence,
    Undecided,
    Unknown,
    Value,
    is_none,
)


def library_of(value: Value) -> Library | None:
    """The library that a value is, or wraps."""
    if isinstance(value, Library):
        return None if value.is_loader else value
    if isinstance(value, (Instance, Unknown)):
        return value.library
    return None


def lookup(
    frame: Frame,
    library: Library,
    symbol: str,
    place: Origin,
    *,
    is_here: bool,
    is_cached: bool = True,
) -> Native:
    """A function of a library by its name.

    Parameters
    ----------
    place
        Where the name stands.
    is_here
        Whether that is where the function is looked up, not a table that a helper walks.
    is_cached
        Whether a second look-up gives the same object, as an attribute does and `lib["f"]` not.
    """
    native = library.natives.get(symbol) if is_cached else None
    if native is None:
        native = Native(symbol, library, place, is_here)
        native.order = len(frame.reading.natives)
        frame.reading.natives.append(native)
        frame.reading.progress += 1
        if is_cached:
            library.natives[symbol] = native
    return native


def by_index(frame: Frame, base: Value, index: Value, node: ast.AST) -> Value:
    """`lib["f"]`."""
    library = library_of(base)
    if library is None:
        return frame.unknown(node)
    if isinstance(index, Constant) and isinstance(index.value, str):
        return by_text(frame, library, index, node, is_cached=False)
    if isinstance(index, Constant) and isinstance(index.value, int):
        what = f"a function of `{library.label}` by its number"
        frame.reading.note(frame.source, node, what, "a number has no name to look for in a header")
    return Nameless(library, "a function whose name is computed")


def by_text(
    frame: Frame, library: Library, name: Constant, node: ast.AST, *, is_cached: bool
) -> Native:
    """A function by a string that was written somewhere."""
    here = frame.origin(node)
    place = name.origin or here
    is_here = place.source is here.source and place.node is node
    return lookup(frame, library, name.value, place, is_here=is_here, is_cached=is_cached)


def promote_library(frame: Frame, value: Unknown) -> Library:
    """Take something unknown for a library: its attributes are given `argtypes`."""
    if value.library is None:
        value.library = Library(value.label)
        if value.label:
            frame.reading.telling.add_word(value.label)
    return value.library


def promote(frame: Frame, value: Unknown) -> Native | None:
    """Take something unknown for a native function, if its name and library show."""
    if value.native is not None:
        return value.native
    base = value.base
    if base is None or value.origin is None or not value.member.isidentifier():
        return None
    if isinstance(base, External) and base.base is None and isinstance(value, External):
        # `import fast; fast.f.argtypes`: a module is not a library.
        return None
    library = promote_library(frame, base)
    is_here = not isinstance(value.origin.node, ast.Constant)
    value.native = lookup(frame, library, value.member, value.origin, is_here=is_here)
    return value.native


def set_on(frame: Frame, base: Value, attr: str, item: Item, node: ast.expr) -> bool:
    """Set `argtypes`, `restype` or `errcheck`; gives whether the base takes it."""
    if isinstance(base, Unknown):
        native = promote(frame, base)
        if native is None:
            if attr != "errcheck":
                note_nameless(frame, node, base.owner if isinstance(base, Nameless) else None)
            return True
        base = native
    if not isinstance(base, Native):
        return False
    if frame.reading.is_cold and base.first_set is not None and not base.is_cold:
        # What a module does when it is imported counts, not what a function may do later.
        return True
    if frame.reading.branches and is_set(base, attr) and base.set_in_branches:
        set_twice(frame, base, attr, item, node)
        return True
    mark_set(frame, base, node)
    if attr == "argtypes":
        set_arguments(frame, base, item, node)
    elif attr == "restype":
        base.result, base.result_place = item, part_place(frame, base, node)
    else:
        base.errcheck = not is_none(item.value)
    return True


def note_nameless(frame: Frame, node: ast.AST, library: Library | None) -> None:
    """Say that a declaration's function is not known, unless its helper was understood.

    Any function of its library may be the one, if the library is known.
    """
    function = frame.function
    why = "the source does not show the function's name; `--run` may"
    if function is None:
        shown = frame.source.spelling(node)
        frame.reading.note(frame.source, node, f"`{shown}` of a native function", why)
        if library is not None:
            library.has_nameless = True
    elif not is_understood(frame, function):
        frame.reading.telling.add_helper(function)
        frame.reading.nameless.append((function, library))
        # With what a caller knows, they may declare something after all.
        frame.reading.useful.update(id(called.node) for called in frame.reading.stack)


def note_nameless_helpers(reading: Reading) -> None:
    """Say of which helpers no call showed what they declare; once for each, at its first line."""
    why = "the source does not show the function's name; `--run` may"
    for function, library in reading.nameless:
        if id(function.node) not in reading.declared_by:
            if library is not None:
                library.has_nameless = True
            what = f"the native functions that `{function.name}` declares"
            reading.note(function.frame.source, function.node, what, why)


def is_understood(frame: Frame, function: Function) -> bool:
    """Whether a helper that nobody calls now has been called with what it needs."""
    return frame.reading.is_cold and id(function.node) in frame.reading.ran_hot


def is_set(native: Native, attr: str) -> bool:
    """Whether an attribute has been set."""
    if attr == "argtypes":
        return native.argtypes_set
    return native.result is not None if attr == "restype" else native.errcheck


def set_twice(frame: Frame, native: Native, attr: str, item: Item, node: ast.expr) -> None:
    """Take back what another branch has set, where this one sets something else."""
    old = native.arguments if attr == "argtypes" else native.result and native.result.value
    if attr == "errcheck" or not old or not is_other(old, item.value):
        return
    undecided = Undecided(attr)
    if attr == "argtypes":
        native.arguments = undecided
    else:
        native.result = Item(undecided, item.origin)
    what = f"the `{attr}` of `{native.symbol}`"
    why = "it depends on a condition that the source does not decide"
    frame.reading.note(frame.source, node, what, why)


def is_other(old: Value, new: Value) -> bool:
    """Whether two declarations say different things, in number or in types."""
    lists = [one for one in (old, new) if isinstance(one, Sequence)]
    if len(lists) == 2 and len(lists[0].items) != len(lists[1].items):
        return True
    return branches.differ(old, new)


def mark_set(frame: Frame, native: Native, node: ast.AST) -> None:
    """Note the first place where something is set on a function."""
    function = frame.function
    if function is not None and (native.place.depth < frame.depth or not native.is_found_here):
        frame.reading.declared_by.add(id(function.node))
        frame.reading.telling.add_helper(function)
    if native.first_set is not None:
        return
    statement = frame.statement or node
    if native.place.depth < frame.depth or not native.is_found_here:
        native.first_set = native.place
    else:
        native.first_set = Origin(frame.source, statement, frame.depth)
    native.is_guarded = frame.reading.guards > 0 or native.is_optional
    native.is_cold = frame.reading.is_cold
    native.set_in_branches = frame.reading.branches > 0


def set_arguments(frame: Frame, native: Native, item: Item, node: ast.expr) -> None:
    """Set `argtypes`; `None` takes a declaration away."""
    if is_none(item.value):
        native.arguments, native.argtypes_set, native.arguments_place = None, False, None
        return
    native.arguments, native.argtypes_set = item.value, True
    native.arguments_place = part_place(frame, native, node)


def part_place(frame: Frame, native: Native, node: ast.AST) -> Origin | None:
    """The statement that sets a part; none in a helper, whose call is one place for all."""
    first = native.first_set
    if first is None or first.depth != frame.depth or first is native.place:
        return None
    return Origin(frame.source, frame.statement or node, frame.depth)


def use(frame: Frame, native: Native, node: ast.AST, *, is_call: bool) -> None:
    """Note that a function is called, given another name or passed on."""
    if native.first_use is not None:
        return
    if native.place.depth < frame.depth or not native.is_found_here:
        native.first_use = native.place
    else:
        statement = None if is_call else frame.statement
        native.first_use = Origin(frame.source, statement or node, frame.depth)
    if native.first_set is None:
        native.is_guarded = frame.reading.guards > 0 or native.is_optional


def use_value(frame: Frame, value: Value, node: ast.AST) -> None:
    """Note the use of a value, if it is a native function."""
    if isinstance(value, Native):
        use(frame, value, node, is_call=False)


def from_prototype(frame: Frame, prototype: Callback, pair: Item, node: ast.AST) -> Value | None:
    """`prototype(("name", lib))`: a function with all of its types.

    Gives none where the argument is no such pair.
    """
    row = pair.value
    if not isinstance(row, Sequence) or row.is_open or len(row.items) != 2:
        return None
    name, library = row.items[0].value, library_of(row.items[1].value)
    if library is None and isinstance(row.items[1].value, Unknown):
        library = promote_library(frame, row.items[1].value)
    if library is None:
        return None
    if not isinstance(name, Constant) or not isinstance(name.value, str):
        note_nameless(frame, node, library)
        return frame.unknown(node)
    native = by_text(frame, library, name, node, is_cached=False)
    # Where the pair itself has the name, its statement is the place.
    native.is_found_here = pair.origin is not None and native.place.node is pair.origin.node
    mark_set(frame, native, node)
    if not prototype.is_open:
        native.arguments, native.argtypes_set = prototype.arguments, True
    native.result = prototype.result
    native.convention = prototype.convention
    return native
