"""Asks g++ what a header declares: it takes the types of functions apart and lays records out.

The header's own text is compiled; the answer is written by the compiled program. Nothing of
fishplate takes part.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from model import Library

Shape = Any

TEMPLATES = r"""
#include <cstddef>
#include <cstdio>
#include <string>
#include <type_traits>
using text = std::string;
template <class T> struct record_name { static text get() { return "?"; } };
template <class T> text shape();
template <class T> struct of {
    static text get() {
        if constexpr (std::is_void_v<T>) return "[\"void\"]";
        else if constexpr (std::is_same_v<T, bool>) return "[\"bool\",1]";
        else if constexpr (std::is_floating_point_v<T>)
            return "[\"float\"," + std::to_string(sizeof(T)) + "]";
        else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
            return "[\"int\"," + std::to_string(sizeof(T)) + "]";
        else return "[\"record\",\"" + record_name<T>::get() + "\"]";
    }
};
template <class T> struct of<T *> {
    static text get() { return "[\"pointer\"," + shape<T>() + "]"; }
};
template <class T, std::size_t N> struct of<T[N]> {
    static text get() { return "[\"array\"," + std::to_string(N) + "," + shape<T>() + "]"; }
};
template <class R, class... A> struct of<R(A...)> {
    static text get() {
        text all;
        ((all += (all.empty() ? "" : ",") + shape<A>()), ...);
        return "[\"call\"," + shape<R>() + ",[" + all + "]]";
    }
};
template <class R, class... A> struct of<R(A...) noexcept> : of<R(A...)> {};
template <class T> text shape() { return of<std::remove_cv_t<T>>::get(); }
template <class T> void item(const char *name, bool first) {
    std::printf("%s\"%s\":%s", first ? "" : ",", name, shape<T>().c_str());
}
"""


def compiler() -> str:
    """The C++ compiler that is asked."""
    return os.environ.get("CXX", "g++")


def ask(library: Library, folder: Path, flags: Sequence[str]) -> Shape:
    """The shapes of the functions and callbacks of a header, and the layouts of its records."""
    source, program = folder / "ask.cpp", folder / "ask"
    source.write_text(program_text(library), encoding="utf-8")
    # A macro of `offsetof` on a packed field is what is asked for here.
    command = [compiler(), "-std=c++17", "-O0", "-w", *flags, "-o", str(program), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise SystemExit(f"mutants: g++ refuses the header:\n{done.stderr[:3000]}")
    answer = subprocess.run([program], capture_output=True, text=True, check=True, timeout=20)
    return json.loads(answer.stdout)


def program_text(library: Library) -> str:
    """A program that includes the header and prints what g++ knows of it."""
    lines = ['extern "C" {', f'#include "{library.include}"', "}", TEMPLATES]
    for record in library.records:
        name = record.name
        body = f'static text get() {{ return "{name}"; }}'
        lines.append(f"template <> struct record_name<{name}> {{ {body} }};")
    lines += ["int main() {", r'std::printf("{\"items\":{");']
    types = {function.name: f"decltype({function.name})" for function in library.functions}
    types |= {callback.name: callback.name for callback in library.callbacks}
    for index, (name, ty) in enumerate(types.items()):
        lines.append(f'item<{ty}>("{name}", {"false" if index else "true"});')
    lines.append(r'std::printf("},\"layouts\":{");')
    for index, record in enumerate(library.records):
        comma = "," if index else ""
        name = record.name
        head = rf'"{comma}\"{name}\":{{\"size\":%zu,\"fields\":{{", sizeof({name})'
        lines.append(f"std::printf({head});")
        for at, (field, _) in enumerate(record.fields):
            comma = "," if at else ""
            where = f"offsetof({name}, {field}), shape<decltype({name}::{field})>().c_str()"
            lines.append(rf'std::printf("{comma}\"{field}\":[%zu,%s]", {where});')
        lines.append('std::printf("}}");')
    lines += ['std::printf("}}\\n");', "}"]
    return "\n".join(lines) + "\n"


def stub(library: Library, folder: Path, name: str) -> None:
    """A shared library that exports every function, for bindings to be loaded with."""
    source = folder / "stub.c"
    lines = [f"void {function.name}(void) {{}}" for function in library.functions]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [
        os.environ.get("CC", "gcc"),
        "-shared",
        "-fPIC",
        "-w",
        "-o",
        str(folder / name),
        str(source),
    ]
    subprocess.run(command, check=True, timeout=120)
