"""Makes the Python text of a call, so that each call is compiled as a caller would write it."""

from collections.abc import Callable, Mapping
from typing import Any


def expression(names: list[str], by_keyword: bool) -> str:
    """Give the call `function(...)` on the locals `a0`, `a1` …, by position or by name."""
    local = (f"a{index}" for index in range(len(names)))
    if by_keyword:
        given = [f"{name}={value}" for name, value in zip(names, local, strict=True)]
    else:
        given = list(local)
    return f"function({', '.join(given)})"


def compiled(
    name: str, parameters: str, body: list[str], function: Any, values: Mapping[str, Any]
) -> Callable[..., Any]:
    """Compile a function in which `function` and the values are locals.

    Parameters
    ----------
    name, parameters
        The name and the parameters of the function, these ending with a comma where there are any.
    body
        Its lines.
    function
        What it calls.
    values
        The arguments of the call; they become `a0`, `a1` … in their order.
    """
    given = {f"a{index}": value for index, value in enumerate(values.values())}
    fixed = "".join(f"{one}={one}, " for one in ("function", *given))
    lines = [f"def {name}({parameters} {fixed}):", *(f"    {line}" for line in body)]
    scope: dict[str, Any] = {"function": function, **given}
    exec("\n".join(lines), scope)  # noqa: S102
    made: Callable[..., Any] = scope[name]
    return made


def single(
    function: Callable[..., Any], values: Mapping[str, Any], by_keyword: bool
) -> Callable[[], Any]:
    """Give a function that makes the call once and gives the answer."""
    body = [f"return {expression(list(values), by_keyword)}"]
    return compiled("call", "", body, function, values)
