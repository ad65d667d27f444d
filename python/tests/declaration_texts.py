"""Reads declarations from texts, and shows types in few characters."""

from textwrap import dedent
from typing import Any

from fishplate.declarations.command import read_sources
from fishplate.declarations.source import Source

Told = dict[str, Any]


def read(text: str = "", **modules: str) -> Told:
    """The document of one file `app.py`, and of others by their module names."""
    files = {"app": text, **modules} if text else modules
    sources = []
    for name, body in files.items():
        module = name.replace("__", ".")
        is_package = any(other.startswith(f"{name}__") for other in files)
        path = module.replace(".", "/") + ("/__init__.py" if is_package else ".py")
        sources.append(Source(path, module, dedent(body).encode(), is_package))
    told: Any = read_sources(sorted(sources, key=lambda source: source.path), [])
    return dict(told)


def function(told: Told, symbol: str) -> Told:
    """The one function of a name."""
    found: list[Told] = [one for one in told["functions"] if one["symbol"] == symbol]
    assert len(found) == 1, [one["symbol"] for one in told["functions"]]
    return found[0]


def record(told: Told, short_name: str) -> Told:
    """The one record of a name."""
    found: list[Told] = [one for one in told["records"] if one["short_name"] == short_name]
    assert len(found) == 1, [one["name"] for one in told["records"]]
    return found[0]


def shown(told: Told) -> str:
    """A type in few characters: `*c_int`, `Point[3]`, `c_int(c_void_p)`."""
    kind = told["kind"]
    if kind in ("simple", "record"):
        return str(told["name"])
    if kind == "pointer":
        return "*" + shown(told["to"])
    if kind == "array":
        return f"{shown(told['element'])}[{told['length']}]"
    if kind == "callback":
        signature = told["signature"]
        inner = ", ".join(map(shown, signature["arguments"]))
        return f"{shown(signature['result'])}({inner})"
    return str(kind)


def prototype(told: Told, symbol: str) -> str:
    """A function in few characters: `c_int(c_void_p)`; `-` for what is not declared."""
    one = function(told, symbol)
    result = shown(one["result"]["type"]) if one["result"]["is"] == "type" else "-"
    if one["arguments"] is None:
        return f"{result}(-)"
    return f"{result}({', '.join(map(shown, one['arguments']))})"


def line(told: Told) -> int:
    """The line of what is told."""
    return int(told["span"]["line"])
