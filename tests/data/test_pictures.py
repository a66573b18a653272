"""A class's own pictures: every usual layout, a folder of photographs."""

import numpy as np
import pytest
import torch
from PIL import Image

from helpers import data
from tests.data.examples import GREY, RGB, UNIT


@pytest.mark.parametrize(
    ("given", "channels"),
    [
        (GREY, 1),
        (GREY[:, 0], 1),                                         # (N, H, W)
        (GREY.permute(0, 2, 3, 1), 1),                           # (N, H, W, 1)
        (RGB.permute(0, 2, 3, 1).numpy(), 3),                    # (N, H, W, 3)
        (RGB, 3),
        (UNIT, 1),
        (GREY.float(), 1),                                       # floats 0 to 255
        (GREY[:, 0].numpy().astype(np.float64), 1),
        (UNIT.numpy().astype(np.float64), 1),
        (2 * UNIT - 1, 1),                                       # floats −1 to 1
        (UNIT.requires_grad_(), 1),
        (GREY.long(), 1),
        (GREY.numpy().astype(np.uint16), 1),
        ([Image.fromarray(x.numpy()) for x in GREY[:, 0]], 1),
        ([x.numpy() for x in GREY[:, 0]], 1),
        (list(2 * UNIT - 1), 1),
    ],
)
def test_every_usual_layout_and_range_gives_the_same_pictures(given, channels, capsys):
    found = data.pictures(given, channels=channels)
    assert torch.equal(found, GREY if channels == 1 else RGB) and found.is_contiguous()
    line = capsys.readouterr().out
    assert line.startswith(f"60 pictures, 28×28, {'grey' if channels == 1 else 'colour'}")


def test_half_precision_and_bool_are_read_too():
    half = data.pictures(UNIT.detach().half())
    assert (half.int() - GREY.int()).abs().max() <= 1
    assert torch.equal(data.pictures(GREY > 99), (GREY > 99).to(torch.uint8) * 255)


def test_what_was_read_is_said_in_one_line(capsys):
    data.pictures((2 * UNIT - 1).permute(0, 2, 3, 1).double())
    assert capsys.readouterr().out == (
        "60 pictures, 28×28, grey, from float64, −1 to 1, (28, 28, 1) each\n")
    data.pictures(GREY[:1], side=32)
    assert "1 picture, 32×32, grey" in (line := capsys.readouterr().out) and "few" in line


def test_colour_becomes_grey_and_transparent_white():
    clear = torch.zeros(5, 4, 28, 28, dtype=torch.uint8)
    clear[:, 0, :14] = clear[:, 3, :14] = 255  # red above, nothing below
    colour, grey = data.pictures(clear, channels=3), data.pictures(clear)
    assert colour[0, :, 2, 2].tolist() == [255, 0, 0] and (colour[0, :, 25, 2] == 255).all()
    assert grey[0, 0, 2, 2] == 76 and grey[0, 0, 25, 2] == 255  # 0.299 of 255


def test_pictures_are_cut_to_the_square_in_the_middle_and_scaled_without_aliasing():
    wide = np.zeros((8, 64, 128), np.uint8)
    wide[:, :, 32:96] = np.arange(64) % 2 * 255  # stripes a pixel wide, black at either side
    grey = data.pictures(wide, side=16)
    assert grey.min() > 100 and grey.max() < 155  # no stripe is picked, no side is left


@pytest.fixture
def folder(tmp_path):
    """A camera's folder: a jpg that lies on its side, a png, a webp, and what is no picture."""
    upright = np.zeros((60, 40, 3), np.uint8)
    upright[:30] = 255  # the sky is bright
    turned = Image.Exif()
    turned[0x0112] = 6  # "turn me by 90° to the right"
    Image.fromarray(np.rot90(upright).copy()).save(tmp_path / "a.JPG", "jpeg", exif=turned)
    (tmp_path / "more").mkdir()
    Image.fromarray(upright).save(tmp_path / "more" / "b.png")
    Image.fromarray(upright).save(tmp_path / "c.webp")
    Image.fromarray(np.where(upright[..., 0], 65535, 0).astype(np.uint16)).save(tmp_path / "d.png")
    Image.fromarray(upright).convert("P").save(tmp_path / "e.gif")
    Image.fromarray(upright).convert("CMYK").save(tmp_path / "f.jpg")
    (tmp_path / ".DS_Store").write_bytes(b"nothing")
    return tmp_path


def test_a_folder_of_photographs_is_read_upright(folder, capsys):
    for channels in (1, 3):
        found = data.pictures(folder, side=20, channels=channels)
        assert found.shape == (6, channels, 20, 20) and found.dtype == torch.uint8
        assert (found[:, :, :8] > 240).all() and (found[:, :, 12:] < 15).all()
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("6 pictures, 20×20, grey") and "skipped" not in line


def test_files_that_cannot_be_read_are_skipped_counted_and_named(folder, capsys):
    (folder / "g.heic").write_bytes(b"what a telephone makes")
    (folder / "notes.txt").write_text("no picture")
    (folder / "h.jpg").write_bytes((folder / "f.jpg").read_bytes()[:400])
    assert len(data.pictures(str(folder))) == 6
    line = capsys.readouterr().out
    assert "; 3 skipped: g.heic (no picture), h.jpg (" in line and "notes.txt" in line
    assert "export such photos as JPEG" in line and line.count("\n") == 1


def test_a_folder_without_pictures_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ValueError, match="no picture in .*it is empty"):
        data.pictures(tmp_path)
    (tmp_path / "a.zip").write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"no picture in .*1 skipped: a\.zip.*Expected jpg"):
        data.pictures(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"a\.zip' is a file; give the folder"):
        data.pictures(tmp_path / "a.zip")
    with pytest.raises(FileNotFoundError, match="my_photos' is no folder in .*give the path"):
        data.pictures("my_photos")


AMBIGUOUS = [
    (GREY.flatten(1), r"reshape\(-1, 28, 28\).*x\[None\]"),              # rows, or one picture
    (RGB[0], r"3 grey pictures, give x\[:, None\].*colour, x\[None\]"),
    (GREY[0, 0], r"reshape.*one grey picture"),
    (RGB[0].permute(1, 2, 0), "one picture: expected several"),
    (torch.randint(0, 17, (60, 8, 8)), r"0 to 16: if white is 16, give x / 16; .*x / 255"),
    (16 * UNIT.detach(), r"white is 16.*dark pictures.*x / 255"),
    ((GREY > 9).long(), "black and white, give x > 0; .*nearly black"),
    (1.1 * UNIT.detach() - 0.1, r"x\.clip\(0, 1\).*\(x \+ 1\) / 2"),
    ((UNIT.detach() - 0.45) / 0.25, "expected 0 to 1, −1 to 1 or 0 to 255. Undo"),
    (GREY.numpy().astype(np.uint16) * 257, "for 16 bits"),
    (GREY.long() - 128, "expected 0 to 255"),
    (UNIT.detach() * float("nan"), "NaN"),
    (torch.zeros(9, 2, 28, 28), "expected .* 1, 3 or 4 channels"),
    (torch.zeros(9, 3, 28, 3), "is .C, H, W. or .H, W, C."),
    (torch.zeros(9, 1, 784), "at least 5 pixels"),
    (torch.zeros(0, 28, 28), "is empty"),
    ([], "is empty"),
    ([GREY[0], UNIT[0].detach()], "mixes float32 and uint8"),
    ({"x": GREY}, "got dict: give a folder"),
    (np.array([["a"]]), "rows"),
    (np.full((3, 9, 9), "a")[:2], "are <U1: expected uint8"),
]


@pytest.mark.parametrize(("given", "sentence"), AMBIGUOUS)
def test_what_can_be_read_in_two_ways_or_none_is_an_error_with_the_ways(given, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        data.pictures(given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("options", "sentence"), [
    ({"side": 0}, "8 to 512"), ({"side": 28.0}, "8 to 512"), ({"channels": 2}, "1 for grey")])
def test_side_and_channels_are_checked(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        data.pictures(GREY, **options)


