"""The shapes of the JSON document, for the type checker alone.

They are those of `declared.rs` in the crate `fishplate-model`, which says what each means; what is
false or missing may be left out.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, NotRequired, TypedDict

    Convention = str

    class Span(TypedDict):
        """A place: lines and columns count from 1, columns in code points."""

        file: str
        line: int
        column: int

    class Placed(TypedDict):
        """Anything with a place."""

        span: Span

    class DeclaredType(TypedDict):
        """A type; which of the keys behind `kind` there are depends on it."""

        spelling: str
        span: Span
        kind: NotRequired[
            Literal[
                "void",
                "simple",
                "pointer",
                "array",
                "record",
                "named",
                "callback",
                "adapter",
                "unknown",
            ]
        ]
        name: NotRequired[str]
        to: NotRequired[DeclaredType]
        about: NotRequired[DeclaredType]
        element: NotRequired[DeclaredType]
        length: NotRequired[int | None]
        signature: NotRequired[DeclaredSignature]
        what: NotRequired[str]
        why: NotRequired[str]

    class DeclaredSignature(TypedDict):
        """A function type without a name."""

        arguments: list[DeclaredType]
        result: DeclaredType
        convention: Convention

    class DeclaredFunction(TypedDict):
        """A native function."""

        symbol: str
        library: str
        arguments: list[DeclaredType] | None
        result: DeclaredResult
        has_errcheck: bool
        convention: Convention
        is_guarded: bool
        origin: Literal["ctypes"]
        span: Span
        arguments_span: NotRequired[Span]
        result_span: NotRequired[Span]

    # `is` is a word of Python's own.
    DeclaredResult = TypedDict(
        "DeclaredResult", {"is": Literal["unset", "type"], "type": NotRequired[DeclaredType]}
    )

    class DeclaredRecord(TypedDict):
        """A struct or union."""

        name: str
        short_name: str
        is_union: bool
        pack: NotRequired[int]
        align: NotRequired[int]
        is_swapped: bool
        base: NotRequired[str]
        fields: list[DeclaredField] | None
        origin: Literal["ctypes"]
        span: Span

    class DeclaredField(TypedDict):
        """A field."""

        name: str
        type: DeclaredType
        width_bits: NotRequired[int]
        is_anonymous: bool
        span: Span

    class DeclaredCallback(TypedDict):
        """A named callback type."""

        name: str
        signature: DeclaredSignature
        span: Span

    class DeclaredConstant(TypedDict):
        """An integer constant."""

        name: str
        value: int
        span: Span

    class ArgumentKind(TypedDict):
        """What a call passes: `int`, `float`, `text`, `bytes`, `none`, `typed` or `unknown`."""

        kind: str
        type: NotRequired[DeclaredType]

    class CallSite(TypedDict):
        """A call of a native function."""

        symbol: str
        arguments: list[ArgumentKind]
        is_open: bool
        span: Span

    class StructFormat(TypedDict):
        """A format of the `struct` module."""

        format: str
        record: str | None
        span: Span

    class Cdef(TypedDict):
        """C text that CFFI is given."""

        text: str
        ffi: int
        pack: int | None
        is_verified: bool
        is_table: bool
        span: Span

    class Suspicion(TypedDict):
        """A pattern that a heuristic rule is about."""

        code: str
        symbol: str
        what: str
        span: Span

    class Ignore(TypedDict):
        """A comment that silences findings."""

        codes: list[str]
        span: Span

    class Unresolved(TypedDict):
        """What was seen and not understood."""

        what: str
        why: str
        span: Span

    class Declarations(TypedDict):
        """The document."""

        version: int
        files: int
        functions: list[DeclaredFunction]
        records: list[DeclaredRecord]
        callbacks: list[DeclaredCallback]
        constants: list[DeclaredConstant]
        calls: list[CallSite]
        formats: list[StructFormat]
        cdefs: list[Cdef]
        suspicions: list[Suspicion]
        ignores: list[Ignore]
        unresolved: list[Unresolved]
        resolved_by_run: int
        archives_hold_cython: bool
