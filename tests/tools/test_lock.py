"""The lock, the ranges, CI, and no registry's name anywhere."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.tools.shell import PINS, PROJECT, ROOT, run

# A lock made behind a mirror would send every student to that mirror.
REGISTRY = re.compile(r"--(extra-)?index-url|--find-links|://[^\s/]*(pypi|pythonhosted|npmjs)")


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
    assert script.rstrip().splitlines()[-3:] == ["make lint", "make test", "make test-colab"]
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
