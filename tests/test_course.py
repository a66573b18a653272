"""Profiles, the status line, and the setup cell that all notebooks share."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import torch

from helpers import course

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", course.PROFILES)
def test_pick_gives_the_value_of_the_profile_in_force(monkeypatch, name):
    monkeypatch.setenv("COURSE_PROFILE", name)
    assert course.pick(smoke="smoke", lecture="lecture", full="full") == name


def test_lecture_is_the_default_profile(monkeypatch):
    monkeypatch.delenv("COURSE_PROFILE", raising=False)
    assert course.profile() == "lecture"


def test_an_unknown_profile_is_an_error_that_lists_the_three(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "fast")
    with pytest.raises(ValueError, match="'fast'.*smoke, lecture, full"):
        course.begin()


def test_begin_makes_random_numbers_repeat_and_flushes_denormals(capsys):
    course.begin(seed=3)
    first = torch.rand(4)
    course.begin(seed=3)
    assert torch.equal(first, torch.rand(4))
    assert (torch.tensor([1e-39]) * 1).item() == 0.0
    assert "seed 3" in capsys.readouterr().out


def setup_cell() -> str:
    notebook = nbformat.read(ROOT / "notebooks" / "02_autoencoder.ipynb", as_version=4)
    return next(cell.source for cell in notebook.cells if cell.cell_type == "code")


def run(code: str, folder: Path) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PYTHONPATH": "", "COURSE_PROFILE": "smoke"}
    return subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment,
                          capture_output=True, text=True)


def test_the_setup_cell_finds_the_course_from_the_notebooks_folder():
    result = run(setup_cell(), ROOT / "notebooks")
    assert result.returncode == 0, result.stderr
    assert "profile smoke" in result.stdout


def test_a_foreign_helpers_already_loaded_is_a_clear_error(tmp_path):
    (tmp_path / "helpers.py").write_text("course = 'not ours'")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import helpers\n" + setup_cell()
    result = run(code, ROOT / "notebooks")
    assert result.returncode != 0
    assert "another package named helpers is loaded: restart the kernel" in result.stderr


def test_a_foreign_helpers_on_the_path_loses_against_ours(tmp_path):
    (tmp_path / "helpers.py").write_text("raise SystemExit('the foreign one was imported')")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n" + setup_cell()
    result = run(code, ROOT / "notebooks")
    assert result.returncode == 0, result.stderr


def test_outside_the_course_the_setup_cell_says_what_to_do(tmp_path):
    result = run(setup_cell(), tmp_path)
    assert "open this notebook inside the course's folder" in result.stderr
