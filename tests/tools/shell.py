"""What tests of the tools share: the project, its lock, and commands as if from a shell."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PINS = [Requirement(line) for line in LOCK.splitlines() if re.match(r"\w", line)]
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


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
