"""Machines for which the lock has no wheels are told so before anything is installed."""

import ast
import importlib
import sys

import pytest

from tests.tools.shell import ROOT, needs_make, pretend, run

# Parts of other machines, as Python's start plays them; what sysconfig reads, it has read by then.
KNOWN = "import os, platform, sys, sysconfig; sysconfig.get_config_vars()\n"
MAC = "sys.platform = 'darwin'; platform.machine = lambda: {!r}\n" \
      "platform.mac_ver = lambda: ({!r}, ('', '', ''), '')"
WINDOWS = "sys.platform = 'win32'; sysconfig.get_platform = lambda: {!r}"
LINUX = "sys.platform = 'linux'; platform.machine = lambda: {!r}; os.confstr = lambda name: {!r}"
GIL = "sys.version_info = {!r}; sysconfig.get_config_vars()['Py_GIL_DISABLED'] = {}"
# Each with what the sentence names and what it advises.
WITHOUT = {
    "an Intel Mac": (MAC.format("x86_64", "15.1"), "Intel", "Colab"),
    "an old macOS": (MAC.format("arm64", "13.7"), "macOS before 14", "update macOS"),
    "Windows on ARM": (WINDOWS.format("win-arm64"), "ARM", "Colab"),
    "32-bit Windows": (WINDOWS.format("win32"), "32-bit", "64-bit"),
    "32-bit Linux": (LINUX.format("i686", "glibc 2.36"), "32-bit", "Colab"),
    "32-bit Python": (LINUX.format("x86_64", "glibc 2.36") + "; sys.maxsize = 2**31 - 1",
                      "32-bit", "PYTHON="),
    "RISC-V": (LINUX.format("riscv64", "glibc 2.36"), "processor", "Colab"),
    "an old glibc": (LINUX.format("x86_64", "glibc 2.27"), "glibc 2.28", "Colab"),
    "musl": (LINUX.format("x86_64", None), "glibc", "Colab"),
    "Cygwin": ("sys.platform = 'cygwin'", "cygwin", "Colab"),
    "a Python too new": ("sys.version_info = (3, 16, 0, 'final', 0)", "Python 3.16", "3.15"),
    "a free-threaded Python": (GIL.format((3, 13, 0, "final", 0), 1), "free-threaded", "PYTHON="),
    "PyPy": ("platform.python_implementation = lambda: 'PyPy'", "PyPy", "PYTHON="),
}
WITH = {
    "a Mac": MAC.format("arm64", "14.0"), "a Mac of 2026": MAC.format("arm64", "26.1"),
    "Windows": WINDOWS.format("win-amd64"),
    "an old Linux": LINUX.format("x86_64", "glibc 2.28"),
    "a small computer": LINUX.format("aarch64", "glibc 2.36"),
    "the newest Python": "sys.version_info = (3, 15, 1, 'final', 0)",
    "a free-threaded Python": GIL.format((3, 14, 0, "final", 0), 1),
}


def check(folder, code):
    return run(sys.executable, "tools/check_python.py", PYTHONPATH=pretend(folder, KNOWN + code))


@pytest.mark.parametrize("machine", WITHOUT)
def test_a_machine_without_wheels_gets_one_sentence(tmp_path, machine):
    code, named, advice = WITHOUT[machine]
    result = check(tmp_path, code)
    assert result.returncode == 1
    assert named in result.stderr and advice in result.stderr
    assert result.stderr.count("\n") == 1 and not result.stdout


@pytest.mark.parametrize("machine", WITH)
def test_a_machine_with_wheels_passes(tmp_path, machine):
    result = check(tmp_path, WITH[machine])
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@needs_make
@pytest.mark.parametrize("target", ["lab", "test"])
def test_make_on_such_a_machine_makes_nothing(bare, tmp_path_factory, target):
    mac = pretend(tmp_path_factory.mktemp("mac"), KNOWN + WITHOUT["an Intel Mac"][0])
    result = run("make", target, f"PYTHON={sys.executable}", folder=bare, PYTHONPATH=mac)
    assert result.returncode != 0 and "Intel" in result.stderr.splitlines()[0]
    assert not (bare / ".venv").exists()


def test_the_question_is_put_so_that_every_old_python_can_read_it():
    source = (ROOT / "tools/check_python.py").read_bytes()
    assert source.isascii()  # Python 2 refuses another letter, in a comment too
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Starred, ast.Nonlocal, ast.Match)
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, newer), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            given = node.args
            assert not (node.returns or given.kwonlyargs or given.posonlyargs)
            assert not any(argument.annotation for argument in given.args)


@pytest.fixture
def check_lock(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "tools")
    return importlib.import_module("check_lock")


@pytest.mark.parametrize(("newest", "mac", "named"), [
    (15, True, []), (14, True, ["3.15"] * 4), (16, True, ["3.16"] * 4),
    (15, False, ["aarch64-apple-darwin"] * 5),
])
def test_a_new_lock_is_compared_with_what_machines_are_told(
        check_lock, monkeypatch, capsys, newest, mac, named):
    monkeypatch.setattr(check_lock, "has_wheels", lambda python, platform: (
        int(python.split(".")[1]) <= newest and (mac or "apple" not in platform)))
    assert check_lock.main() == bool(named)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(named)
    assert all(name in line for name, line in zip(named, lines, strict=True))


@needs_make
def test_make_lock_compares():
    assert "tools/check_lock.py" in run("make", "--dry-run", "lock").stdout
