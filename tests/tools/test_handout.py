"""make handout: what a class gets, and what it doesn't."""

import sys

import nbformat
import pytest

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
