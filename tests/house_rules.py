"""The house's own rules as plain functions over source text: each returns one line for each fault it finds."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOTS = ("workbench", "ui", "start")
EMPTY_WORDS = {"Manager", "Helper", "Utils", "Common", "Misc", "Info", "Base", "Handler", "Processor"}
FUNCTION_LINES, FILE_LINES = 60, 400

#: Qt classes that read files or guess at markup by themselves, and the one module that may wrap each.
WRAPPED = {
    "QLabel": {"ui.widgets.labels"},
    "QTextBrowser": {"ui.widgets.safe_text"},
    "QMessageBox": {"ui.problems"},
    "QSvgRenderer": {"ui.theme"},
    "QMovie": set(),
    "QMediaPlayer": set(),
    "QSvgWidget": set(),
    "QImageReader": set(),
}
#: Qt classes that open a file when their one argument is a text, and the modules that may hand them one.
OPENERS = {"QPixmap": set(), "QImage": set(), "QIcon": {"ui.theme"}}

#: Modules that hand on tips which stand in the source: the words of buttons and commands.
OWN_TIPS = {"ui.widgets.controls", "ui.windows.command_actions"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One parsed module of the house, under its dotted name."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        """Tells whether this is the face of a package."""
        return self.path.name == "__init__.py"


@dataclass(frozen=True)
class Import:
    """One import statement's target, and whether it stands inside a function."""

    target: str
    line: int
    is_deferred: bool


House = Mapping[str, Source]


def read_house(root: Path, roots: tuple[str, ...] = ROOTS) -> House:
    """Reads all modules under a root folder's packages."""
    house: dict[str, Source] = {}
    for package in roots:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            text = path.read_text(encoding="utf-8")
            house[name] = Source(name, path, text, ast.parse(text, str(path)))
    return house


def imports(source: Source) -> Iterator[Import]:
    """Walks all imports of a module, also those under TYPE_CHECKING and inside functions; relative ones resolved."""

    def walk(node: ast.AST, is_deferred: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, is_deferred) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                module = _absolute(source, child)
                yield from (Import(f"{module}.{alias.name}", child.lineno, is_deferred) for alias in child.names)
            else:
                yield from walk(child, is_deferred or isinstance(child, Function | ast.Lambda))

    return walk(source.tree, False)


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = source.name.split(".")
    kept = parts[: len(parts) - node.level + (1 if source.is_package else 0)]
    return ".".join([*kept, *([node.module] if node.module else [])])


def graph(house: House) -> dict[str, set[str]]:
    """Returns which module of the house imports which, whether at run time or for types alone."""
    edges: dict[str, set[str]] = {name: set() for name in house}
    for name, source in house.items():
        for found in imports(source):
            target = found.target if found.target in house else found.target.rpartition(".")[0]
            if target in house and target != name:
                edges[name].add(target)
    return edges


def import_circles(house: House) -> list[str]:
    """Finds modules that import each other in a circle."""
    edges, done, faults = graph(house), set[str](), []

    def visit(name: str, trail: list[str]) -> None:
        if name in trail:
            faults.append(" -> ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for target in sorted(edges[name]):
                visit(target, [*trail, name])
            done.add(name)

    for name in edges:
        visit(name, [])
    return faults


def deferred_first_party_imports(house: House) -> list[str]:
    """Finds imports of the house's own modules inside functions, where they hide a circle."""
    return [
        f"{source.path}:{found.line}: {found.target} is imported inside a function"
        for source in house.values()
        for found in imports(source)
        if found.is_deferred and found.target.split(".")[0] in ROOTS
    ]


def busy_packages(house: House) -> list[str]:
    """Finds packages whose face holds more than a docstring."""
    return [
        f"{source.path}: holds more than a docstring"
        for source in house.values()
        if source.is_package and not (len(source.tree.body) == 1 and ast.get_docstring(source.tree))
    ]


def empty_names(house: House) -> list[str]:
    """Finds modules and classes whose names say nothing."""
    faults = []
    for source in house.values():
        stem = source.name.rpartition(".")[2]
        named = [(1, stem.title())] + [
            (node.lineno, node.name) for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)
        ]
        for line, name in named:
            words = set(re.findall(r"[A-Z][a-z]+|[A-Z]+(?![a-z])", name))
            singular = {word.removesuffix("s") for word in words} | words
            if singular & (EMPTY_WORDS | {word.removesuffix("s") for word in EMPTY_WORDS}):
                faults.append(f"{source.path}:{line}: {name} says nothing about what it is")
    return faults


def oversized(house: House) -> list[str]:
    """Finds functions and files that have outgrown a reader."""
    faults = []
    for source in house.values():
        lines = len(source.text.splitlines())
        if lines > FILE_LINES:
            faults.append(f"{source.path}: {lines} lines, more than {FILE_LINES}")
        for node in ast.walk(source.tree):
            if isinstance(node, Function) and (length := _length(node)) > FUNCTION_LINES:
                faults.append(
                    f"{source.path}:{node.lineno}: {node.name} has more than {FUNCTION_LINES} lines: {length}"
                )
    return faults


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def undescribed(house: House) -> list[str]:
    """Finds modules, classes and public functions without a docstring that begins with one sentence."""
    faults = []
    for source in house.values():
        for node in _described(source.tree, is_public=True):
            label, line = getattr(node, "name", "the module"), getattr(node, "lineno", 1)
            text = ast.get_docstring(node)
            if not text:
                faults.append(f"{source.path}:{line}: {label} has no docstring")
            elif not re.search(r"[.?!:]['\"”)]?$", text.split("\n\n")[0].strip()):
                faults.append(f"{source.path}:{line}: {label}'s docstring begins with no sentence")
    return faults


def _described(node: ast.Module | ast.ClassDef, is_public: bool) -> Iterator[ast.Module | ast.ClassDef | Function]:
    """Walks what needs a docstring: a module or class, its classes, and its public functions."""
    yield node
    for child in node.body:
        if isinstance(child, ast.ClassDef):
            yield from _described(child, is_public and not child.name.startswith("_"))
        elif isinstance(child, Function) and is_public and not child.name.startswith("_"):
            if not _is_repeat(child) and not (_is_shape(node) and ast.unparse(child.body[-1]) == "..."):
                yield child


def _is_shape(node: ast.Module | ast.ClassDef) -> bool:
    """Tells whether a class is a Protocol: its bare members say only what others describe."""
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).startswith("Protocol") for base in node.bases)


def _is_repeat(node: Function) -> bool:
    """Tells whether a function belongs to one that is described already: a property's setter, an overload."""
    return any(ast.unparse(mark).endswith((".setter", ".deleter", "overload")) for mark in node.decorator_list)


def careless_widgets(house: House) -> list[str]:
    """Finds Qt classes that would read a file or guess at markup named in evidence, outside their one wrapper."""
    faults = []
    for source in house.values():
        for node in ast.walk(source.tree):
            name = _called(node)
            if name in WRAPPED and source.name not in WRAPPED[name]:
                faults.append(f"{source.path}:{node.lineno}: {name} outside {', '.join(WRAPPED[name]) or 'this house'}")
            elif name in OPENERS and source.name not in OPENERS[name] and _may_open_a_file(node):
                faults.append(f"{source.path}:{node.lineno}: {name} may open a file")
    return faults


def _called(node: ast.AST) -> str:
    """Returns the last name of what a call calls or a class stands on; empty for anything else."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2]
    if isinstance(node, ast.ClassDef):
        return next((name for base in node.bases if (name := ast.unparse(base).rpartition(".")[2]) in WRAPPED), "")
    return ""


def guessing_tips(house: House) -> list[str]:
    """Finds tips whose words come from elsewhere and are not made plain: Qt would read markup into them."""
    return [
        f"{source.path}:{node.lineno}: a tip that is not made plain: {ast.unparse(node)}"
        for source in house.values()
        if source.name not in OWN_TIPS
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("setToolTip", "setWhatsThis")
        if not all(_is_plain(argument) for argument in node.args)
    ]


def _is_plain(node: ast.expr) -> bool:
    """Tells whether words stand in the source itself, or are made plain on the spot."""
    if isinstance(node, ast.IfExp):
        return _is_plain(node.body) and _is_plain(node.orelse)
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2] == "plain_tip"
    return isinstance(node, ast.Constant)


def _may_open_a_file(node: ast.AST) -> bool:
    """Tells whether a call's one argument can be a path: not a size, and not another picture."""
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return False
    return not re.search(r"size|pixmap|image|engine|QSize", ast.unparse(node.args[0]))


RULES: tuple[Callable[[House], list[str]], ...] = (
    import_circles,
    deferred_first_party_imports,
    busy_packages,
    empty_names,
    oversized,
    undescribed,
    careless_widgets,
    guessing_tips,
)
