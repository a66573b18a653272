"""The repository's address stands once, and is stamped everywhere."""

import nbformat
import pytest

from tests.tools.shell import ROOT
from tools import stamp


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
    (tmp_path / "CITATION.cff").write_text(
        'cff-version: 1.2.0\nversion: 1.0.0\n'
        'repository-code: "https://github.com/old--home/the-course"\n')
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
    assert (stamped / "CITATION.cff").read_text() == (
        'cff-version: 1.2.0\nversion: 2.0.0\n'
        'repository-code: "https://github.com/new--home/gen-models"\n')
    cell = nbformat.read(stamped / "notebooks/01_a.ipynb", as_version=4).cells[0]
    assert cell.source == ('NAME, TAG = "gen-models", "v2.0.0"\nif colab:\n'
                           '    URL = "https://github.com/new--home/gen-models"')
    assert cell.outputs[0].text == "kept"


def test_stamp_finds_what_is_stale_and_then_nothing(stamped):
    now = stamp.current(stamped)
    assert len(stamp.stamp_all(stamped, now, set())) == 3  # the tag was v1.0.0
    assert stamp.stamp_all(stamped, now, set()) == []


def test_stamp_refuses_what_is_no_repository(stamped):
    with pytest.raises(ValueError, match="no address like"):
        stamp.main(["github.com/somebody"], stamped)
