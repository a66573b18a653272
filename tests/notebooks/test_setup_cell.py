"""The setup cell that all notebooks share: where it finds the course, and when it fetches it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.published import ROOT, address, instead, publish
from tools import stamp

NAME, TAG = address().rsplit("/", 1)[1], stamp.current().tag
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def setup_cell() -> str:
    notebook = nbformat.read(ROOT / "notebooks" / "02_autoencoder.ipynb", as_version=4)
    return next(cell.source for cell in notebook.cells if cell.cell_type == "code")


def run(code: str, folder: Path, **more: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PYTHONPATH": "", "COURSE_PROFILE": "smoke", **more}
    return subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment,
                          capture_output=True, text=True)


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """The environment in which the public address is a repository with this working tree."""
    return publish(tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The same with next to nothing in it, where only the fetching matters."""
    tree = tmp_path_factory.mktemp("tree")
    (tree / "helpers").mkdir()
    (tree / "helpers" / "course.py").touch()
    return publish(tmp_path_factory.mktemp("small"), tree)


def test_it_finds_the_course_from_the_notebooks_folder_and_loads_helpers_before_torch():
    """`helpers` sets what torch reads from the environment once, as it is loaded."""
    watch = ("import sys\n"
             "class Watch:\n"
             "    def find_spec(self, name, path=None, target=None):\n"
             "        if name in ('helpers', 'torch'): print('finding', name)\n"
             "sys.meta_path.insert(0, Watch())\n")
    result = run(watch + setup_cell(), ROOT / "notebooks")
    assert result.returncode == 0, result.stderr
    first, second, status, *more = result.stdout.splitlines()
    assert (first, second) == ("finding helpers", "finding torch")
    assert "profile smoke" in status and not more


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


@needs_git
def test_from_the_parent_folder_of_the_course_nothing_is_fetched(tmp_path, public):
    subprocess.run(["git", "clone", "--quiet", "--depth=1", address()], cwd=tmp_path, check=True,
                   env=os.environ | public, capture_output=True)
    result = run(setup_cell(), tmp_path, PATH=str(tmp_path))  # no git here
    assert result.returncode == 0, result.stderr
    assert "git clone" not in result.stdout


@needs_git
@pytest.mark.parametrize("start", ["alone", "an empty folder of the course's name"])
def test_a_notebook_alone_fetches_the_course_once(tmp_path, public, start):
    course = tmp_path / "a name with spaces" / NAME
    (course.parent if start == "alone" else course).mkdir(parents=True)
    again = "\nprint(helpers.__file__)\n"
    result = run(2 * (setup_cell() + again), course.parent, **public)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert f"git clone --depth=1 --branch={TAG} {address()}" in lines[0]
    assert lines.count(str(course / "helpers" / "__init__.py")) == 2
    assert result.stdout.count("git clone") == 1 and not result.stderr


@needs_git
@pytest.mark.parametrize(("harm", "reason"), [
    ("half a clone is in the way", "already exists"),
    ("no network", "not appear to be a git repository"),
    ("the tag was not pushed", f"Remote branch {TAG} not found"),
    ("no git", "not found"),
])
def test_what_cannot_be_fetched_is_an_error_that_says_what_to_type(tmp_path, small, harm, reason):
    work, course, environment = tmp_path / "work", tmp_path / "work" / NAME, small
    work.mkdir()
    if harm == "half a clone is in the way":
        (course / ".git").mkdir(parents=True)
        (course / ".git" / "HEAD").touch()
    elif harm == "no network":
        environment = instead(tmp_path / "nowhere")
    elif harm == "the tag was not pushed":
        (tmp_path / "untagged").mkdir()
        environment = publish(tmp_path / "untagged", ROOT / ".ci", tag="v0.0.0")
    else:
        environment = {"PATH": str(work)}
    failed = run(setup_cell(), work, **environment)
    assert failed.returncode != 0
    advice = failed.stderr.strip().splitlines()[-1]
    assert reason in failed.stderr and f"Delete {course}" in advice
    assert address() in advice
    # what it says to type works, where the reason is gone
    shutil.rmtree(course, ignore_errors=True)
    subprocess.run(advice.partition("then type: ")[2], shell=True, check=True,
                   env=os.environ | small, capture_output=True)
    assert (course / "helpers" / "course.py").exists()


@needs_git
def test_publishing_takes_what_is_not_committed_and_leaves_what_is_ignored(tmp_path):
    tree = tmp_path / "tree"
    for name in (".venv/bin/python", ".venv-colab/bin/python", "helpers/new.py"):
        (tree / name).parent.mkdir(parents=True)
        (tree / name).touch()
    shutil.copy(ROOT / ".gitignore", tree)
    publish(tmp_path, tree)
    listed = subprocess.run(["git", f"--git-dir={tmp_path / NAME}", "ls-tree", "-r", "--name-only",
                             TAG], check=True, capture_output=True, text=True).stdout
    assert listed.split() == [".gitignore", "helpers/new.py"]
