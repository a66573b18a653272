"""make handout: what a class gets, and what it doesn't."""

import re
import sys

import nbformat
import pytest

from helpers import check
from tests.check.answers import in_a_notebook, untouched
from tests.notebooks.rules import PATHS, exercises, read
from tools import handout


@pytest.fixture
def run(monkeypatch):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["handout.py", *map(str, words)])
        handout.main()
    return run


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_handout_holds_the_code_and_the_exercises_but_no_answer(path):
    whole, copy = read(path), handout.handed_out(read(path))
    sources = [cell.source for cell in copy.cells]
    for question, stub, solution in exercises(whole):
        assert question.source in sources and stub.source in sources
        assert solution.source not in sources
    assert not any("<summary>Solution" in source or "**Speaker" in source for source in sources)
    code = [[cell.source for cell in notebook.cells if cell.cell_type == "code"]
            for notebook in (whole, copy)]
    assert code[0] == code[1]
    assert not any(cell.get("outputs") for cell in copy.cells)
    nbformat.validate(copy)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_check_of_a_handout_says_not_tried_yet(path):
    names = in_a_notebook()
    tagged = [cell for cell in handout.handed_out(read(path)).cells
              if "exercise" in cell.metadata.get("tags", [])]
    stubs = [cell.source for cell in tagged if cell.cell_type == "code"]
    assert [untouched(stub, names) for stub in stubs] == 3 * [check.NOT_TRIED]
    assert [cell.cell_type for cell in tagged] == 3 * ["markdown", "code"]


def test_copies_that_are_there_stay_unless_forced(run, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(handout, "ROOT", tmp_path)
    into = tmp_path / "handout"
    run("--into", into, PATHS[0])
    assert capsys.readouterr().out == "1 notebooks in handout/\n"
    (into / PATHS[0].name).write_text("somebody's work")
    with pytest.raises(SystemExit, match="--force"):
        run("--into", into, *PATHS[:2])
    assert (into / PATHS[0].name).read_text() == "somebody's work"
    assert not (into / PATHS[1].name).exists()
    run("--into", into, "--force", PATHS[0])
    assert read(into / PATHS[0].name).cells


def test_a_folder_outside_the_course_is_refused(run, tmp_path):
    with pytest.raises(SystemExit, match="outside the course"):
        run("--into", tmp_path, PATHS[0])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nbgraders_copy_has_a_solved_cell_and_a_locked_test_for_each_exercise(path):
    """The keys are those of nbgrader's schema 3, which also wants points where it grades."""
    copy, names = handout.graded(read(path)), in_a_notebook()
    nbformat.validate(copy)
    cells = [cell for cell in copy.cells if "nbgrader" in cell.metadata]
    parts = [dict(cell.metadata.nbgrader) for cell in cells]
    ids = [part.pop("grade_id") for part in parts]
    assert len(set(ids)) == 6 and all(re.fullmatch(r"[\w-]+", name) for name in ids)
    assert parts == 3 * [
        {"schema_version": 3, "grade": False, "locked": False, "solution": True, "task": False},
        {"schema_version": 3, "grade": True, "locked": True, "solution": False, "task": False,
         "points": 1}]
    assert not any(word in cell.source for cell in copy.cells
                   for word in ("**Speaker", "<summary>Solution"))
    for solved, test in zip(cells[::2], cells[1::2], strict=True):
        release = re.sub(r"### BEGIN SOLUTION\n.*\n### END SOLUTION", "# your answer above",
                         solved.source, flags=re.S)  # as nbgrader does it
        assert untouched(release, names) == check.NOT_TRIED
        with pytest.raises(AssertionError):
            exec(test.source, names)
        exec(solved.source, names)
        exec(test.source, names)


def test_nbgraders_copies_hold_solutions_and_so_lie_apart(run, tmp_path, monkeypatch):
    monkeypatch.setattr(handout, "ROOT", tmp_path)
    run("--nbgrader", PATHS[0])
    run(PATHS[0])
    assert "BEGIN SOLUTION" in (tmp_path / "source/course" / PATHS[0].name).read_text("utf-8")
    assert "SOLUTION" not in (tmp_path / "handout" / PATHS[0].name).read_text("utf-8")
