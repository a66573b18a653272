"""The house: doors open downwards only, no circle, no room over 200 lines, nothing stands twice."""

import ast
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {"course": 1, "weights": 1, "data": 2, "train": 3, "nets": 3, "check": 3, "show": 4,
          "measure": 5, "play": 5, "tools": 6}
# What takes long to import, or only tests and maintainers install.
SLOW = ("PIL", "scipy", "sklearn", "torchvision", "torch.utils.flop_counter", "nbformat",
        "playwright")
LONGEST, SAME = 200, 10


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Name → file, of helpers and tools."""
    paths = [path for folder in ("helpers", "tools")
             for path in sorted((root / folder).rglob("*.py"))]
    return {".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
            for path in paths}


def imported(node: ast.AST, own: str, known: dict[str, Path]) -> list[str]:
    """The modules that an import statement names, of ours the rooms and not only the words."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    base = own.rsplit(".", node.level)[0] + "." if node.level else ""
    rooms = [f"{base}{node.module or ''}.{name.name}" for name in node.names]
    # from another word's face a name is a function, even where a room has the same
    inside = (node.module or "").split(".")[:2] == own.split(".")[:2]
    return [room if node.module in ("helpers", "tools") or inside and room in known
            else f"{base}{node.module}" for room in rooms]


def imports(root: Path = ROOT) -> list[tuple[str, str, bool]]:
    """(importing module, imported module, inside a function) for every import of the house."""
    found, known = [], modules(root)
    for own, path in known.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {inner for outer in ast.walk(tree) for inner in ast.walk(outer)
                  if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)}
        found += [(own, name, node in inside) for node in ast.walk(tree)
                  if isinstance(node, ast.Import | ast.ImportFrom)
                  for name in imported(node, own, known)]
    return found


def word(module: str) -> str:
    """The word that a module of ours belongs to, or ""."""
    first, *rest = module.split(".")
    return "tools" if first == "tools" else rest[0] if first == "helpers" and rest else ""


def wrong_doors(root: Path = ROOT) -> list[str]:
    """Imports that don't lead to a lower floor, each as a line that names the arrow."""
    return [f"{own} → {name} runs from floor {FLOORS[word(own)]} to {FLOORS[word(name)]}"
            for own, name, _ in imports(root) if word(own) and word(name)
            and word(own) != word(name) and FLOORS[word(own)] <= FLOORS[word(name)]]


def circle(root: Path = ROOT) -> list[str]:
    """The modules of a circle of imports, in order; [] where there is none."""
    known, graph = modules(root), defaultdict(set)
    for own, name, _ in imports(root):
        if name in known:
            graph[own].add(name)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def hidden_imports(root: Path = ROOT) -> list[str]:
    return [f"{own} imports {name} inside a function" for own, name, inside in imports(root)
            if inside and not f"{name}.".startswith(tuple(f"{slow}." for slow in SLOW))]


def too_long(root: Path = ROOT) -> list[str]:
    found = {path: len(path.read_text(encoding="utf-8").splitlines())
             for folder in ("helpers", "tools", "tests") for path in (root / folder).rglob("*.py")}
    return [f"{path.relative_to(root)} has {count} lines" for path, count in found.items()
            if count > LONGEST]


def twice(root: Path = ROOT) -> list[str]:
    """Ten lines or more that stand in two places; blank lines and comments don't count."""
    seen, found = {}, []
    for folder in ("helpers", "tools", "tests"):
        for path in sorted((root / folder).rglob("*.py")):
            lines = [(i, line.strip()) for i, line in
                     enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
                     if line.strip() and not line.strip().startswith("#")]
            for start in range(len(lines) - SAME + 1):
                block = tuple(text for _, text in lines[start:start + SAME])
                here = f"{path.relative_to(root)}:{lines[start][0]}"
                if (first := seen.setdefault(block, here)) != here:
                    found.append(f"{first} and {here}")
    return found


RULES = [wrong_doors, circle, hidden_imports, too_long, twice]


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_the_rule(rule):
    assert rule() == []


def test_every_word_has_a_floor_and_a_face_and_hides_nothing_beside_it():
    assert {word(name) for name in modules()} - {""} == set(FLOORS)
    assert [path.name for path in (ROOT / "helpers").glob("_*.py")] == ["__init__.py"]
    for face in (ROOT / "helpers").glob("*/__init__.py"):
        kinds = {type(node) for node in ast.parse(face.read_text(encoding="utf-8")).body}
        assert kinds <= {ast.Expr, ast.ImportFrom, ast.Assign}, f"{face} does more than hand on"


LINES = "\n".join(f"x{i} = {i}" for i in range(12))


@pytest.mark.parametrize(("rule", "files", "said"), [
    (wrong_doors, {"helpers/data/sets.py": "from helpers import show"}, "data.sets → helpers.show"),
    (wrong_doors, {"helpers/show/a.py": "from helpers.measure import mse"}, "floor 4 to 5"),
    (wrong_doors, {"helpers/nets.py": "from helpers import train"}, "floor 3 to 3"),
    (wrong_doors, {"helpers/play/a.py": "import tools.lab"}, "floor 5 to 6"),
    (circle, {"helpers/data/a.py": "from helpers.data import b",
              "helpers/data/b.py": "from helpers.data.a import f"}, "helpers.data.b"),
    (circle, {"helpers/data/__init__.py": "from helpers.data.a import f",
              "helpers/data/a.py": "from helpers.data import g"}, "helpers.data.a"),
    (hidden_imports, {"helpers/nets.py": "def f():\n    from helpers import data"}, "helpers.data"),
    (too_long, {"tools/a.py": "x = 1\n" * 201}, "201 lines"),
    (twice, {"tools/a.py": LINES, "tests/b.py": f"y = 0\n\n{LINES}"}, "a.py:1 and tests/b.py"),
])
def test_a_broken_rule_is_named(tmp_path, rule, files, said):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert said in " ".join(rule(tmp_path))
