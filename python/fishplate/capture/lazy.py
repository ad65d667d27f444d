"""Works out what reading alone could not: declarations in functions that no import runs.

Each place that the reader did not understand is looked up in the source. A statement that declares
something is run in the namespace of its imported module, and so is each call of a helper whose
declarations depend on its arguments. What needs a name that only a caller has stays as it was.
"""

from __future__ import annotations

import ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FunctionType, ModuleType
    from typing import Any, TypeAlias

    from fishplate.declarations.source import Source

    FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

LOADERS = frozenset(["CDLL", "PyDLL", "WinDLL", "OleDLL", "LoadLibrary", "dlopen", "load_library"])
# How many calls of helpers are run; more than any library has functions.
CALLS = 20_000
_compile, _run = compile, exec


class Module:
    """An imported file with its tree.

    Parameters
    ----------
    source, module
        The file, and what its import gave.
    """

    def __init__(self, source: Source, module: ModuleType) -> None:
        self.source = source
        self.names = vars(module)
        self.file = module.__file__ or source.path
        self.tree = source.tree
        self.functions = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]

    def function_at(self, line: int) -> FunctionNode | None:
        """The innermost function that a line is in."""
        around = [
            node for node in self.functions if first_line(node) <= line <= (node.end_lineno or 0)
        ]
        return max(around, key=lambda node: node.lineno, default=None)

    def run(self, node: ast.stmt, local: dict[str, Any]) -> bool:
        """Run one statement where its module's names are known; gives whether that worked."""
        tree = ast.Module(body=[node], type_ignores=[])
        try:
            code: CodeType = _compile(tree, self.file, "exec", dont_inherit=True)
            _run(code, self.names, local)
        except BaseException:  # noqa: BLE001  The code may raise anything.
            return False
        return True


def first_line(node: FunctionNode) -> int:
    """Where a function begins, with its decorators."""
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])


class Lazy:
    """Looks into every place that is wanted.

    Parameters
    ----------
    files, modules
        The files, and what the imports of some of them gave.
    """

    def __init__(self, files: dict[str, Source], modules: dict[str, ModuleType]) -> None:
        self._modules: dict[str, Module] = {}
        for path, source in files.items():
            if path in modules:
                try:
                    self._modules[path] = Module(source, modules[path])
                except Exception:  # noqa: BLE001  A file that does not parse has no functions.
                    continue
        self._left = CALLS
        self._has_loaded: set[str] = set()

    def run(self, wanted: list[dict[str, Any]]) -> None:
        """Run what declares something at each of the places."""
        helpers: list[tuple[Module, FunctionNode]] = []
        for place in wanted:
            module = self._modules.get(place["file"])
            if module is None:
                continue
            self._load(module)
            function = module.function_at(place["line"])
            if function is None:
                continue
            if place["line"] in (function.lineno, first_line(function)):
                helpers.append((module, function))
            else:
                self._statement(module, function, place["line"])
                helpers.append((module, function))
        called = {id(node): (module, node) for module, node in helpers}
        if called:
            self._calls([*called.values()])

    def _load(self, module: Module) -> None:
        """Call what loads a library for the whole module and takes nothing, once."""
        if module.file in self._has_loaded:
            return
        self._has_loaded.add(module.file)
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and takes_nothing(node) and loads(node):
                call = ast.Expr(ast.Call(ast.Name(node.name, ast.Load()), [], []))
                module.run(ast.fix_missing_locations(ast.copy_location(call, node)), {})

    def _statement(self, module: Module, function: FunctionNode, line: int) -> None:
        """Run the statement of a line, with the plain assignments before it in its function."""
        local: dict[str, Any] = {}
        for node in statements(function):
            if node.lineno > line:
                break
            is_there = node.lineno <= line <= (node.end_lineno or node.lineno)
            if is_there or isinstance(node, (ast.Assign, ast.AnnAssign)):
                module.run(node, local)

    def _calls(self, helpers: list[tuple[Module, FunctionNode]]) -> None:
        """Run every call of some helpers that stands in a function."""
        places = {(module.file, first_line(node)) for module, node in helpers}
        names = {node.name for _, node in helpers}
        for module in self._modules.values():
            for function in module.functions:
                for call in calls(function, names):
                    if self._left and self._is_call_of(module, call, places):
                        self._left -= 1
                        module.run(ast.copy_location(ast.Expr(call), call), {})

    def _is_call_of(self, module: Module, call: ast.Call, places: set[tuple[str, int]]) -> bool:
        tree = ast.Expression(call.func)
        try:
            callee: FunctionType = eval(_compile(tree, module.file, "eval"), module.names, {})
            callee = getattr(callee, "__func__", callee)
            code = callee.__code__
        except BaseException:  # noqa: BLE001  The code may raise anything.
            return False
        return (code.co_filename, code.co_firstlineno) in places


def statements(function: FunctionNode) -> Iterator[ast.stmt]:
    """The simple statements of a function, in the order of their lines."""
    simple = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)
    found = [node for node in ast.walk(function) if isinstance(node, simple)]
    return iter(sorted(found, key=lambda node: (node.lineno, node.col_offset)))


def calls(function: FunctionNode, names: set[str]) -> Iterator[ast.Call]:
    """The calls in a function of something that has one of these names at its definition."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            callee = node.func
            name = callee.id if isinstance(callee, ast.Name) else getattr(callee, "attr", "")
            if name in names:
                yield node


def takes_nothing(node: ast.FunctionDef) -> bool:
    """Whether a function can be called without arguments."""
    given = node.args
    positional = len(given.posonlyargs) + len(given.args)
    return positional == len(given.defaults) and None not in given.kw_defaults


def loads(node: ast.FunctionDef) -> bool:
    """Whether a function loads a library into a global name."""
    inner = list(ast.walk(node))
    if not any(isinstance(one, ast.Global) for one in inner):
        return False
    names = {one.id for one in inner if isinstance(one, ast.Name)}
    names.update(one.attr for one in inner if isinstance(one, ast.Attribute))
    return not LOADERS.isdisjoint(names)
