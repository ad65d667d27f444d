"""Where names live while a program is worked through, and what has been found so far.

A `Frame` is a module, a class body or one call of a function; the one `Reading` holds the rest.
Neither evaluates anything.
"""

from __future__ import annotations

from fishplate.declarations import names as known_names
from fishplate.declarations.limits import NOTES, Budget
from fishplate.declarations.telling import Telling
from fishplate.declarations.values import (
    Callback,
    Item,
    Library,
    Native,
    Origin,
    Unknown,
    Value,
    is_informative,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast

    from fishplate.declarations.model import (
        CallSite,
        DeclaredConstant,
        StructFormat,
        Suspicion,
        Unresolved,
    )
    from fishplate.declarations.project import Project
    from fishplate.declarations.source import Source
    from fishplate.declarations.values import Class, Ffi, Function, Library, Record


class Reading:
    """What is known of the whole program, and what was found in it.

    Parameters
    ----------
    budget
        How much may still be done.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.project: Project
        # How many tests for the presence of something, and how many undecided branches, one is in.
        self.guards = 0
        self.branches = 0
        self.loops = 0
        # Grows with everything that is declared, or put into a list or a dictionary.
        self.progress = 0
        # The functions of which a call declared or gave something, by their nodes.
        self.useful: set[int] = set()
        # Whether functions are worked through that no module calls.
        self.is_cold = False
        self.stack: list[Function] = []
        # The functions that have been worked through, by their nodes.
        self.has_run: set[int] = set()
        # Those of them that a module calls.
        self.ran_hot: set[int] = set()
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        # What is `None` so far, by its file and its text.
        self.later: dict[tuple[str, str], Unknown] = {}
        self.telling = Telling()
        # Whether a test asks if something is there, by its node.
        self.guard_tests: dict[int, bool] = {}
        # Whether a function's text is telling, by its node.
        self.judged: dict[int, bool] = {}
        self.natives: list[Native] = []
        # Helpers whose native function was not known in a call, and those where it was.
        # Each with the library, where that is known.
        self.nameless: list[tuple[Function, Library | None]] = []
        self.declared_by: set[int] = set()
        self.records: list[Record] = []
        self.callbacks: list[tuple[Callback, str, Origin]] = []
        self.ffis: list[Ffi] = []
        self.constants: dict[tuple[str, str], DeclaredConstant] = {}
        self.calls: dict[tuple[int, str], CallSite] = {}
        self.call_rounds: dict[tuple[int, str], int] = {}
        self.formats: dict[int, StructFormat] = {}
        self.suspicions: dict[tuple[int, str], Suspicion] = {}
        self.unresolved: dict[tuple[str, int, str], Unresolved] = {}

    def note(self, source: Source, node: ast.AST, what: str, why: str) -> None:
        """Say what was seen and not understood, once for a place."""
        key = (source.path, getattr(node, "lineno", 1), what)
        if key not in self.unresolved and len(self.unresolved) < NOTES:
            self.unresolved[key] = {"what": what, "why": why, "span": source.span(node)}


class Frame:
    """The names of a module, a class body or a call.

    Parameters
    ----------
    reading
        The reading that this belongs to.
    source
        The file that the code stands in.
    module
        The module's own frame; none for the module itself.
    outer
        The frame that the code was defined in.
    """

    __slots__ = (
        "depth",
        "function",
        "globals",
        "is_class",
        "module",
        "names",
        "origins",
        "outer",
        "reading",
        "returns",
        "self_value",
        "source",
        "statement",
        "yields",
    )

    def __init__(
        self, reading: Reading, source: Source, module: Frame | None, outer: Frame | None
    ) -> None:
        self.reading = reading
        self.source = source
        self.module: Frame = module or self
        self.outer = outer
        self.names: dict[str, Value] = {}
        # Where the values of parameters and of names in loops were written.
        self.origins: dict[str, Origin] = {}
        self.is_class = False
        self.depth = 0
        self.function: Function | None = None
        self.self_value: Value | None = None
        self.globals: set[str] = set()
        self.statement: ast.stmt | None = None
        self.returns: list[Value] = []
        self.yields: list[Item] = []

    @property
    def is_module(self) -> bool:
        """Whether this is a module's own frame."""
        return self.module is self

    def origin(self, node: ast.AST) -> Origin:
        """The place of a node of this frame's code."""
        return Origin(self.source, node, self.depth)

    def find(self, name: str) -> Value | None:
        """The value of a name, looked up as Python does."""
        value = self.names.get(name)
        if value is not None:
            return value
        frame = self.outer
        while frame is not None:
            if not frame.is_class or frame.outer is None:
                value = frame.names.get(name)
                if value is not None:
                    return value
            frame = frame.outer
        value = self.module.names.get(name)
        return value if value is not None else known_names.BUILTINS.get(name)

    def find_origin(self, name: str) -> Origin | None:
        """Where the value of a parameter or a loop's name was written, if it is one."""
        if name in self.names:
            return self.origins.get(name)
        frame = self.outer
        while frame is not None and not frame.is_module:
            if name in frame.names:
                return frame.origins.get(name)
            frame = frame.outer
        return None

    def bind(self, name: str, value: Value, origin: Origin | None = None) -> None:
        """Give a name a value."""
        if name in self.globals:
            self.bind_global(name, value)
            return
        self.names[name] = value
        if origin is not None:
            self.origins[name] = origin
        elif self.origins:
            self.origins.pop(name, None)
        if isinstance(value, (Native, Library, Callback)):
            self.note_native(name, value)

    def bind_global(self, name: str, value: Value) -> None:
        """Give a global name a value; a function that forgets one does not undo another's work."""
        names = self.module.names
        old = names.get(name)
        if old is None or is_informative(value) or not is_informative(old):
            names[name] = value
            self.note_native(name, value)

    def note_native(self, name: str, value: Value) -> None:
        """Remember names of libraries and their functions, and name the library."""
        if self.function is None or name in self.globals:
            self.reading.telling.add(name, value)
        if isinstance(value, Library) and not value.is_loader:
            is_lasting = self.function is None or name in self.globals
            if not value.label or (is_lasting and not value.is_named):
                value.label, value.is_named = name, is_lasting

    def unknown(self, node: ast.AST, label: str = "") -> Unknown:
        """Something that is not known."""
        return Unknown(label, origin=self.origin(node))
