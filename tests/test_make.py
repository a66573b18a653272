"""The commands: what they say when they can't run, and that the second call installs nothing."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tools import stamp

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PINS = [Requirement(line) for line in LOCK.splitlines() if re.match(r"\w", line)]
# A lock made behind a mirror would send every student to that mirror.
REGISTRY = re.compile(r"--(extra-)?index-url|--find-links|://[^\s/]*(pypi|pythonhosted|npmjs)")


def run(*command, folder=ROOT, **more):
    """Run a command as if from a shell: what the `make` around these tests was told is dropped."""
    told = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "TORCH", "ARGS", "PYTHON"}
    environment = {name: value for name, value in os.environ.items() if name not in told} | more
    return subprocess.run(command, cwd=folder, env=environment,
                          capture_output=True, text=True, timeout=60)


def pretend(folder, code):
    """A PYTHONPATH under which Python runs `code` at its start, to play another machine."""
    (folder / "sitecustomize.py").write_text(code)
    return str(folder)


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


@pytest.fixture
def bare(tmp_path):
    """A copy of what make needs, without .venv."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "tools/check_python.py",
                 "tests/colab/lock.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


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


def test_the_lock_satisfies_every_range_on_every_supported_python():
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    for requirement in map(Requirement, wanted):
        for python in ("3.11", "3.12", "3.13"):
            here = {"python_version": python, "python_full_version": f"{python}.0"}
            found = [
                next(iter(pin.specifier)).version for pin in PINS
                if pin.name == requirement.name
                and (pin.marker is None or pin.marker.evaluate(here))
            ]
            assert len(found) == 1, f"{requirement.name} on Python {python}: {found}"
            assert requirement.specifier.contains(found[0]), f"{requirement}: {found[0]}"


def test_python_3_11_is_the_oldest_everywhere():
    supported = SpecifierSet(PROJECT["requires-python"])
    assert "3.11.0" in supported and "3.10.13" not in supported
    assert "OLDEST = (3, 11)" in (ROOT / "tools/check_python.py").read_text()


def test_ci_runs_both_tests_and_demands_the_browser():
    script = (ROOT / ".ci/run").read_text()
    assert "set -euo pipefail" in script and "COURSE_REQUIRE_BROWSER=1" in script
    assert script.rstrip().splitlines()[-2:] == ["make test", "make test-colab"]
    assert ".ci/run" in (ROOT / ".github/workflows/test.yml").read_text()


def text_files():
    """The files that git tracks, or would; all of them where there is no git."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = listed.stdout.split("\0") if listed.returncode == 0 else [
        str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if ".venv" not in path.parts
    ]
    suffixes = {".txt", ".toml", ".yml", ".md", ".py", ".ipynb", ".json", ".mplstyle", ""}
    paths = (ROOT / name for name in names if name)
    return [p for p in paths if p.is_file() and p.suffix in suffixes and p != Path(__file__)]


def test_no_file_names_a_package_registry():
    files = text_files()
    assert ROOT / "requirements.txt" in files and ROOT / "Makefile" in files
    assert [p for p in files if REGISTRY.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("line", [
    "--index-url https://example.org/simple", "https://files.python" + "hosted.org/x.whl",
])
def test_a_registry_address_would_be_noticed(line):
    assert REGISTRY.search(line)


def test_readme_and_notebooks_hold_the_address_of_pyproject():
    now = stamp.current()
    assert stamp.stamp_all(ROOT, now, set(), save=False) == []
    for path in (ROOT / "notebooks").rglob("*.ipynb"):
        if ".ipynb_checkpoints" not in path.parts:
            assert f'URL = \\"https://github.com/{now.slug}\\"' in path.read_text(encoding="utf-8")


@pytest.fixture
def stamped(tmp_path):
    """A small course at an old address."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nversion = "2.0.0"\n[project.urls]\n'
        'Repository = "https://github.com/old--home/the-course"\n')
    (tmp_path / "README.md").write_text(
        "git clone https://github.com/old--home/the-course.git\n"
        "https://colab.research.google.com/github/old--home/the-course/blob/v1.0.0/notebooks/a\n"
        "https://mybinder.org/v2/gh/old--home/the-course/v1.0.0?urlpath=lab\n"
        "https://github.com/hwalsuklee/tensorflow-mnist-VAE\n")
    setup = nbformat.v4.new_code_cell(
        'NAME, TAG = "the-course", "v1.0.0"\nif colab:\n'
        '    URL = "https://github.com/old--home/the-course"', execution_count=1,
        outputs=[nbformat.v4.new_output("stream", text="kept")])
    nbformat.write(nbformat.v4.new_notebook(cells=[setup]), tmp_path / "notebooks/01_a.ipynb")
    return tmp_path


def test_stamp_moves_the_course_and_leaves_other_addresses_and_outputs(stamped, capsys):
    stamp.main(["https://github.com/new--home/gen-models/"], stamped)
    assert "git tag v2.0.0 && git push origin v2.0.0" in capsys.readouterr().out
    assert stamp.current(stamped) == ("new--home/gen-models", "v2.0.0")
    assert (stamped / "README.md").read_text() == (
        "git clone https://github.com/new--home/gen-models.git\n"
        "https://colab.research.google.com/github/new--home/gen-models/blob/v2.0.0/notebooks/a\n"
        "https://mybinder.org/v2/gh/new--home/gen-models/v2.0.0?urlpath=lab\n"
        "https://github.com/hwalsuklee/tensorflow-mnist-VAE\n")
    cell = nbformat.read(stamped / "notebooks/01_a.ipynb", as_version=4).cells[0]
    assert cell.source == ('NAME, TAG = "gen-models", "v2.0.0"\nif colab:\n'
                           '    URL = "https://github.com/new--home/gen-models"')
    assert cell.outputs[0].text == "kept"


def test_stamp_finds_what_is_stale_and_then_nothing(stamped):
    now = stamp.current(stamped)
    assert len(stamp.stamp_all(stamped, now, set())) == 2  # the tag was v1.0.0
    assert stamp.stamp_all(stamped, now, set()) == []


def test_stamp_refuses_what_is_no_repository(stamped):
    with pytest.raises(ValueError, match="no address like"):
        stamp.main(["github.com/somebody"], stamped)
