"""make: one sentence where it can't, and nothing done twice."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jupyterlab_server.config import get_federated_extensions

from tests.tools.shell import needs_make, pretend, run


@pytest.mark.parametrize(("code", "said"), [
    ("import sys; sys.version_info = (3, 10, 13, 'final', 0)", "Python 3.10"),
    ("import sys; sys.modules['venv'] = None", "no 'venv' module"),
    ("import sys; sys.modules['ensurepip'] = None", "no 'ensurepip' module"),
])
def test_a_python_that_cannot_make_the_environment_gets_one_sentence(tmp_path, code, said):
    result = run(sys.executable, "tools/check_python.py", PYTHONPATH=pretend(tmp_path, code))
    assert result.returncode != 0
    assert said in result.stderr and "PYTHON=" in result.stderr
    assert result.stderr.count("\n") == 1 and not result.stdout


def test_this_python_passes():
    result = run(sys.executable, "tools/check_python.py")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@needs_make
@pytest.mark.parametrize("target", ["lab", "test"])
def test_make_without_a_usable_python_says_so_and_makes_nothing(bare, tmp_path_factory, target):
    old = pretend(tmp_path_factory.mktemp("old"), "import sys; sys.version_info = (3, 10, 0)")
    for python, said in ((sys.executable, "Python 3.10"), ("/no/such/python", "/no/such/python")):
        result = run("make", target, f"PYTHON={python}", folder=bare, PYTHONPATH=old)
        lines = (result.stdout + result.stderr).splitlines()
        assert result.returncode != 0 and said in lines[0]
        assert [line for line in lines[1:] if not line.startswith("make")] == []
        assert not (bare / ".venv").exists()


@pytest.fixture
def installed(bare):
    """The same with an environment that looks complete: this Python's, behind a new prefix."""
    subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", "--without-pip",
                    bare / ".venv"], check=True)
    (bare / ".venv/lib").mkdir(exist_ok=True)
    site = next((bare / ".venv").glob("lib/python*/site-packages"))
    (site / "pip.py").touch()
    (bare / ".venv/.ready").write_text("all\n")
    return bare


def installs(folder, *arguments):
    """Whether `make test` would install."""
    result = run("make", "--dry-run", "test", *arguments, folder=folder)
    assert result.returncode == 0, result.stderr
    assert "-m pytest" in result.stdout
    return "tools/install.py" in result.stdout


@needs_make
def test_a_second_call_installs_nothing(installed):
    assert not installs(installed)


@needs_make
@pytest.mark.parametrize("harm", [
    "lock changed", "broken off", "no Python", "moved elsewhere", "another TORCH",
])
def test_an_environment_that_is_not_right_is_installed_anew(installed, harm):
    ready, python = installed / ".venv/.ready", installed / ".venv/bin/python"
    arguments = []
    if harm == "lock changed":
        os.utime(ready, (1, 1))
    elif harm == "broken off":
        ready.unlink()
    elif harm == "no Python":
        python.unlink()
    elif harm == "moved elsewhere":
        python.unlink()
        python.symlink_to(sys.executable)
        (installed / ".venv/pyvenv.cfg").unlink()
    else:
        arguments = ["TORCH=cpu"]
    assert installs(installed, *arguments)


@needs_make
def test_colabs_environment_is_made_once_and_anew_when_its_lock_changes(installed):
    def made():
        result = run("make", "--dry-run", "test-colab", folder=installed)
        assert result.returncode == 0 and "every_notebook.py" in result.stdout, result.stderr
        return "uv venv" in result.stdout and "uv pip sync" in result.stdout

    assert made()
    ready = installed / ".venv-colab" / ".ready"
    ready.parent.mkdir()
    ready.touch()
    assert not made()
    os.utime(ready, (1, 1))
    assert made()


@needs_make
def test_make_lab_shows_jupyterlab_the_extension_that_presents():
    told = re.search(r'extra_labextensions_path="([^"]+)"', run("make", "-n", "lab").stdout)[1]
    deck = get_federated_extensions([told])["course-present"]
    folder = Path(deck["ext_path"])
    assert folder.name == deck["name"]  # by its name the page asks for it
    assert (folder / deck["jupyterlab"]["_build"]["load"]).is_file()
