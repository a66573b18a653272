"""Every exercise: the stub is not tried yet, its solution is right, its hints name what exists."""

import ast
import re

import pytest

from helpers import check
from tests.check.answers import in_a_notebook, untouched
from tests.notebooks.rules import PATHS, exercises, read

TRIPLES = [(path, *triple) for path in PATHS for triple in exercises(read(path))]
EACH = pytest.mark.parametrize(
    ("path", "question", "stub", "solution"), TRIPLES,
    ids=[f"{path.stem}-{question.id}" for path, question, _, _ in TRIPLES])


def solved(solution) -> str:
    return re.search(r"```python\n(.*?)```", solution.source, re.S)[1]


@EACH
def test_an_untouched_exercise_is_not_tried_and_its_solution_is_right(
    path, question, stub, solution
):
    names = in_a_notebook()
    assert untouched(stub.source, names) == check.NOT_TRIED
    exec(solved(solution), names)
    verdict = eval(stub.source.splitlines()[-1], names)
    assert verdict.ok is True, verdict


def names_apart(stub: str, solution: str) -> list[str]:
    """What an exercise calls otherwise than its check: what it gives, makes, or solves.

    A prediction is an `answer`; three numbers in one exercise have three names.
    """
    call = ast.parse(stub.splitlines()[-1]).body[0].value
    own, given = call.func.attr, [ast.unparse(node) for node in call.args]
    first = "answer" if "answer" in given else given[0] if len(given) == 3 else own
    made = {node.name for node in ast.walk(ast.parse(solution))
            if isinstance(node, ast.FunctionDef)} | {
        name.id for node in ast.walk(ast.parse(solution)) if isinstance(node, ast.Assign)
        for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return ([f"check.{own} is given {given[0]}"] if given[0] != first else []) + [
        f"the solution of check.{own} makes no {name}" for name in given if name not in made]


@EACH
def test_an_exercise_has_one_name_in_stub_check_and_solution(path, question, stub, solution):
    kind = re.match(r"### Exercise \d — (\w+):", question.source)[1]
    assert ("answer" in stub.source) is (kind == "predict")
    assert names_apart(stub.source, solved(solution)) == []
    if kind == "make":
        name = re.search(r"^def (\w+)\(", stub.source, re.M)[1]
        assert stub.source.endswith(f"\ncheck.{name}({name})")


@pytest.mark.parametrize(("stub", "solution", "found"), [
    ("check.kl(kl)", "def kl(mu): return mu", []),
    ("check.kl(my_kl)", "def my_kl(mu): return mu", ["check.kl is given my_kl"]),
    ("check.kl(kl)", "def my_kl(mu): return mu", ["the solution of check.kl makes no kl"]),
    ("check.best(best, log_p)", "best = 3", ["the solution of check.best makes no log_p"]),
    ("check.even(a, b, c)", "a, b, c = 1, 2, 3", []), ("check.one(answer)", 'answer = "a"', [])])
def test_a_name_that_differs_is_found(stub, solution, found):
    assert names_apart(stub, solution) == found


@EACH
def test_a_hint_names_sections_that_are_there_and_no_line_of_the_solution(
    path, question, stub, solution
):
    headings = [line.lstrip("# ") for cell in read(path).cells if cell.cell_type == "markdown"
                for line in cell.source.splitlines() if line.startswith("#")]
    ask = getattr(check, re.search(r"check\.(\w+)\(", stub.source)[1])
    told = [ask(hint=True).text for _ in range(3)]
    for section in re.findall(r"“(.*?)”", " ".join(told)):
        assert any(heading.startswith(section) for heading in headings), section
    for line in solved(solution).splitlines():
        code = line.split("#")[0].strip().removeprefix("return ")
        assert len(code) < 12 or not any(code in text for text in told), code


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_first_exercise_says_how_to_ask_for_a_hint(path):
    first, *others = [question.source for question, _, _ in exercises(read(path))]
    assert "`hint=True`" in first.splitlines()[-1]
    assert not any("hint=True" in other for other in others)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_speakers_note_folds_what_follows_its_questions(path):
    """A student who reads on meets a question, not its answer."""
    notes = [cell.source for cell in read(path).cells
             if cell.metadata.get("slideshow", {}).get("slide_type") == "notes"]
    assert notes and [note for note in notes if unfolded(note)] == []


def unfolded(note: str) -> str:
    """What a note says openly after a question."""
    shown = re.sub(r"<details><summary>For the speaker</summary>\n\n.*?\n\n</details>", "", note,
                   flags=re.S).replace(", take a vote.", "")
    return shown.rpartition("?")[2].strip('" \n') if "?" in shown else ""


@pytest.mark.parametrize(("note", "rest"), [
    ('Ask: "Why?" Because.', "Because."), ('Ask: "Why?"', ""), ("Show it.", ""),
    ('Ask: "Why?"\n\n<details><summary>For the speaker</summary>\n\nSo.\n\n</details>', "")])
def test_an_open_answer_is_found(note, rest):
    assert unfolded(note) == rest
