"""What tests in a browser share."""

import pytest

from tests.notebooks import shortened
from tools.lab import jupyter_lab

STARTUP = """
import sys
sys.path[:0] = [{course!r}]
exec(open({shortened!r}, encoding="utf-8").read())
shorten(get_ipython())
"""


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """The address of a JupyterLab and the folder of its notebooks.

    Trainings are short there: nbval runs them whole, and here the page is what is looked at.
    """
    folder = tmp_path_factory.mktemp("lab")
    startup = STARTUP.format(course=str(folder / "course"), shortened=shortened.__file__)
    with jupyter_lab(folder, startup) as address:
        yield address, folder / "course" / "notebooks"
