"""What tests of the tools share."""

import shutil

import pytest

from tests.tools.shell import ROOT
from tools import site


@pytest.fixture
def bare(tmp_path):
    """A copy of what make needs, without .venv."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "tools/check_python.py",
                 "tests/colab/lock.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory):
    """The web edition of all notebooks, in a folder away from the course's."""
    folder = tmp_path_factory.mktemp("site")
    site.write(sorted((ROOT / "notebooks").glob("*.ipynb")), folder)
    return folder
