"""What tests of the tools share."""

import shutil

import pytest

from tests.tools.shell import ROOT


@pytest.fixture
def bare(tmp_path):
    """A copy of what make needs, without .venv."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "tools/check_python.py",
                 "tests/colab/lock.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path
