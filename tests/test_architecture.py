"""The floors hold: imports go down, never up, never sideways, and nowhere in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {
    "document": 0,
    "checking": 0,
    "quoting": 0,
    "trees": 0,
    "scripts": 0,
    "sequences": 0,
    "importers": 1,
    "suggesters": 1,
    "formats": 1,
    "anchoring": 1,
    "rendering": 1,
    "summary": 1,
    "comparing": 1,
    "wording": 1,
    "querying": 1,
    "naming": 1,
    "picturing": 1,
    "shape": 1,
    "miniature": 1,
    "models": 2,
    "migrations": 3,
    "forms": 3,
    "filters": 3,
    "admin": 3,
    "templatetags": 3,
    "search": 3,
    "counting": 3,
    "tasks": 3,
    "views": 4,
    "api": 4,
    "management": 4,
    "urls": 5,
    "apps": 5,
}
PURE = [name for name, floor in FLOORS.items() if floor <= 1]
MODULES = sorted(
    path for path in (ROOT / "articles").rglob("*.py") if path.name != "__init__.py" or path.parent.name != "articles"
)


def part(module: str) -> str:
    """The part of the app that a dotted module name belongs to."""
    return module.split(".")[1]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def imports(path: Path) -> set[str]:
    """The dotted names that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inside & NAMES) or {node.module}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down(path):
    mine = part(name_of(path))
    for imported in imports(path):
        if imported.startswith("articles."):
            theirs = part(imported)
            assert theirs == mine or FLOORS[theirs] < FLOORS[mine] or FLOORS[mine] == FLOORS[theirs] == 0, imported


@pytest.mark.parametrize("path", [path for path in MODULES if part(name_of(path)) in PURE], ids=name_of)
def test_pure_parts_know_no_django(path):
    assert not [name for name in imports(path) if name.split(".")[0] in ("django", "rest_framework", "newsreader")]


def test_no_circles():
    graph = {name_of(path): (imports(path) & NAMES) - {name_of(path)} for path in MODULES}
    assert list(TopologicalSorter(graph).static_order())


def test_only_one_place_declares_strings_safe():
    users = [path.name for path in MODULES if "mark_safe" in path.read_text(encoding="utf-8")]
    assert users == ["reading.py"]
