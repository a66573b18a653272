"""A class's own pictures: what the door reads, and that every wrong kind gets a sentence."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from helpers import data, measure, show, train

GREY = torch.randint(0, 256, (60, 1, 28, 28), generator=torch.Generator().manual_seed(0),
                     dtype=torch.uint8)
GREY[0, 0, 0, :2] = torch.tensor([0, 255])
UNIT = GREY / 255
RGB = GREY.expand(-1, 3, -1, -1).contiguous()
ALT = "Pictures that a test shows to nobody."


def encoder():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 4))


def decoder():
    return nn.Sequential(nn.Linear(2, 784), nn.Unflatten(1, (1, 28, 28)))


# The door


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


# The wrong kinds at every other door. `why` says what happened without the sentence.

HWC, CHW = r"channels last.*permute\(0, 3, 1, 2\)", r"axis for channels.*x\[:, None\]"
WRONG = {
    "(N, 28, 28): a grey mean, in silence": (GREY[:, 0], "blems", CHW),
    "(N, 28, 28) of floats": (UNIT.detach()[:, 0], "blems", CHW),
    "(N, 28, 28, 1)": (GREY.permute(0, 2, 3, 1), "blems", HWC),
    "(N, 28, 28, 3)": (RGB.permute(0, 2, 3, 1), "blems", HWC),
    "floats 0 to 255: a loss of 6464": (GREY.float(), "blems", r"looks like .* 0 to 255.* / 255"),
    "float64": (UNIT.detach().double(), "ble", r"float64.*x\.float\(\)"),
    "float16": (UNIT.detach().half(), "ble", r"float16.*x\.float\(\)"),
    "int64": (GREY.long(), "blems", r"int64.*0 to 255"),
    "int64, 0 and 1": ((GREY > 99).long(), "blems", r"int64.*x\.float\(\) if 1 is white"),
    "bool": (GREY > 99, "ble", r"bool.*x\.float\(\)"),
    "−1 to 1 for 0 to 1: Fréchet 138 for 13": ((2 * UNIT - 1).detach(), "lems", r"\(x \+ 1\) / 2"),
    "rows of 0 to 255": (GREY.flatten(1).float(), "b", "looks like .* 0 to 255"),
    "an array": (GREY.numpy(), "b", r"uint8.*data\.pictures"),
}
DOORS = {
    "b": lambda x: data.batches(x, 20),
    "l": lambda x: measure.features(x),
    "e": lambda x: measure.elbo(encoder(), decoder(), x),
    "m": lambda x: measure.ssim(x, x) if x.ndim == 4 else data.batches(x, 20),
    "s": lambda x: show.grid(x, alt=ALT),
}


@pytest.mark.parametrize(
    ("given", "door", "sentence"),
    [pytest.param(given, door, sentence, id=f"{name}-{door}")
     for name, (given, doors, sentence) in WRONG.items() for door in dict.fromkeys(doors)])
def test_each_wrong_kind_of_picture_gets_a_clear_sentence_at_each_door(given, door, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        DOORS[door](given)
    assert "\n" not in str(caught.value)


def test_the_measures_of_pixels_refuse_other_ranges():
    pictures = UNIT.detach()
    for bad in (pictures * 255, 2 * pictures - 1):
        with pytest.raises(ValueError, match="expected 0 to 1"):
            measure.nearest(bad, GREY)
        with pytest.raises(ValueError, match="expected 0 to 1"):
            measure.mse(pictures, bad)
        with pytest.raises(ValueError, match="expected 0 to 1"):
            data.binarised(bad)
    with pytest.raises(ValueError, match=r"x_hat is uint8.*data\.floats"):
        measure.mse(pictures, GREY)
    with pytest.raises(ValueError, match="there is no likelihood"):
        measure.elbo(encoder(), decoder(), 1.5 * pictures)


FINE = [
    torch.randn(60, 2), torch.arange(60), torch.randn(60), torch.eye(10)[torch.arange(60) % 10],
    (2 * UNIT - 1).detach(), torch.randn(60, 1, 28, 28), torch.rand(60, 3, 32, 32) * 1.2 - 0.1,
    torch.rand(60, 3, 28, 28), torch.full((60, 1), 170.0), torch.randn(60, 64, 7, 7) * 50,
    torch.randn(60, 256).relu() * 50, torch.randint(0, 512, (60, 7, 7)), GREY.flatten(1), GREY, RGB,
    torch.randint(0, 512, (60, 49)), torch.randn(60, 5, 3).double(), torch.randn(60).double(),
]


@pytest.mark.parametrize("x", FINE, ids=lambda x: f"{tuple(x.shape)} {x.dtype}")
def test_what_the_course_takes_batches_of_is_not_refused(x):
    assert sum(map(len, data.batches(x, 16))) == 60
    assert sum(len(a) for a, _ in data.batches(GREY, 16, x)) == 60


def test_pictures_as_the_course_shows_and_measures_them_are_not_refused():
    noise, dot = torch.randn(20, 1, 28, 28), UNIT.detach().clone()
    dot[0, 0, 5, 5] = -0.95  # a net without a bound may miss by so much here and there
    for x in (dot, noise, (noise + 1) / 2, UNIT.detach() * 1.3 - 0.2,
              torch.zeros(9, 1, 28, 28) - 0.6, torch.full((9, 3, 32, 32), float("nan")),
              GREY > 99, UNIT.detach().double()):
        show.grid(x, alt=ALT)
    x, around = UNIT.detach(), UNIT.detach() + 0.3 * torch.randn(60, 1, 28, 28)
    assert measure.mse(x, around) > 0 and len(measure.nearest(around, GREY)[0]) == 60


# In training


def fit(model, batches):
    def step(x):
        return {"loss": (model(x) - x).square().mean()}

    return train.fit(step, batches, 1)


def conv():
    return nn.Sequential(nn.Conv2d(1, 4, 4, 2, 1), nn.Flatten(), nn.LazyLinear(784),
                         nn.Unflatten(1, (1, 28, 28)))


UP = nn.Sequential(nn.Flatten(), nn.LazyLinear(784), nn.Unflatten(1, (1, 28, 28)))
STEPS = [
    (nn.Linear(784, 784), [UNIT.detach()], r"shape \(60, 1, 28, 28\).*x\.flatten\(1\).*784"),
    (nn.Sequential(nn.Flatten(), nn.Linear(784, 9)), [torch.rand(8, 3, 32, 32)],
     r"expects 784 numbers and each item has 3,072.*nn\.Linear\(3072, …\).*data\.pictures"),
    (conv(), [torch.rand(8, 3, 28, 28)],
     r"expects 1 and each picture has 3: nn\.Conv2d\(3, …\).*channels=1"),
    (conv(), [UNIT.detach().flatten(1)], r"takes \(B, C, H, W\): x\.view\(-1, 1, 28, 28\)"),
    (UP, [torch.rand(8, 1, 32, 32)], r"must have the shape \(8, 1, 32, 32\).*28×28.*side=28"),
    (nn.Conv2d(1, 1, 4), [torch.rand(8, 1, 3, 3)], "3×3 pixels are too few"),
    (nn.BatchNorm1d(5), [torch.rand(4, 5), torch.rand(1, 5)],
     r"shape \(1, 5\).*last batch of one.*another batch size"),
    (nn.Linear(5, 5), [torch.rand(4, 5).double()], r"float64.*x\.float\(\)"),
    (nn.Conv2d(1, 1, 3), [UNIT.detach()[:, 0]], CHW),  # a loader of one's own, not data.batches
    (nn.Linear(28, 28), [UNIT.detach()[:, 0]], CHW),   # and no error of torch at all
    (nn.Linear(5, 5), [(torch.rand(4, 5), torch.arange(4))], r"2 parts, .* def step\(x, y\)"),
    (nn.Linear(5, 5), [{"x": torch.rand(4, 5)}], r"dict of shape \(4, 5\).*no tensor; data"),
    (nn.Linear(5, 5), range(3), r"batch of int .*no tensor; data\.batches"),
    (nn.Linear(5, 5), ["abc"], "batch of str .*no tensor"),
    (nn.Linear(5, 5), [[]], "batch of nothing .*has 0 parts, and"),
]


@pytest.mark.parametrize(("model", "batches", "sentence"), STEPS)
def test_what_a_step_cannot_take_is_said_with_what_to_do(model, batches, sentence):
    with pytest.raises(train.TrainError, match=sentence) as caught:
        fit(model, batches)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("batches", [range(3), [{"x": torch.rand(4, 5)}], ["abc"], [None], [()]])
def test_an_error_of_the_learners_own_passes_whatever_the_batch_is(batches):
    def step(*parts):
        return {"loss": torch.ones(2, 3) @ torch.ones(2, 3)}

    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        train.fit(step, batches, 1)
