"""What happens when a file is not as it should be."""

import shutil

import pytest

from helpers import data
from helpers.data import files


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data that a test may harm."""
    for name in data.SUMS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(data.FOLDER / name, tmp_path / name)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    return tmp_path


LOADERS = {"mnist": data.mnist, "emoji": data.emoji}
PEOPLE = {"people/galton.csv": data.heights, "people/davis.csv": data.people}


def harm(path, how):
    content = bytearray(path.read_bytes())
    if how == "missing":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "altered":
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif how == "a folder":
        path.unlink()
        path.mkdir()


@pytest.mark.parametrize("how", ["missing", "truncated", "empty", "altered", "a folder"])
@pytest.mark.parametrize("name", data.SUMS)
def test_a_bad_file_is_named_with_what_was_expected_and_what_mends_it(copy, name, how):
    harm(copy / name, how)
    folder = name.split("/")[0]
    with pytest.raises(data.DataError) as caught:
        (LOADERS.get(folder) or PEOPLE[name])()
    message = str(caught.value)
    assert f"data/{name}" in message and data.SUMS[name][:12] in message
    assert f"`git checkout HEAD -- data/{folder}`" in message and "\n" not in message
    assert caught.value.__cause__ is None and caught.value.__context__ is None  # one error, not two
    assert ("missing" in message) == (how == "missing")


def test_a_file_with_windows_line_ends_is_refused(copy):
    table = copy / "people/davis.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(data.DataError, match="not as delivered"):
        data.people()
