"""Interactives as Python sees them: what a message of the pointer or a button does."""

import io

import ipywidgets
import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from helpers import play, show

ALT = "A picture that a test has drawn."


class Corner(nn.Module):
    """Draws z: brightness of the left half is z1, of the lower half z2, from −3 to 3."""

    def forward(self, z):
        picture = torch.zeros(len(z), 1, 28, 28)
        picture[..., :14] += ((z[:, 0] + 3) / 12).view(-1, 1, 1, 1)
        picture[..., 14:, :] += ((z[:, 1] + 3) / 12).view(-1, 1, 1, 1)
        return picture


@pytest.fixture
def shown(monkeypatch):
    """Widgets that were displayed, with their static pictures."""
    kept = []
    monkeypatch.setattr(play, "_display", lambda widget, still: kept.append((widget, still)))
    return kept


def pixels(png: bytes):
    return torch.tensor(np.asarray(Image.open(io.BytesIO(png)).convert("L")))


def find(widget, kind):
    found = [widget] if isinstance(widget, kind) else []
    for child in getattr(widget, "children", ()):
        found += find(child, kind)
    return found


def test_the_manifold_shows_each_place_on_the_axes_of_the_codes(monkeypatch):
    seen = {}
    monkeypatch.setattr(show.plt.Axes, "imshow",
                        lambda axis, sheet, **options: seen.update(sheet=sheet, **options))
    show.manifold(Corner(), torch.randn(50, 2), torch.arange(50) % 10, size=6)
    sheet = torch.tensor(seen["sheet"])[..., 0].float()  # (6 · 28, 6 · 28)
    z1, z2 = sheet[0::28, 0::28], sheet[14::28, 14::28]  # upper left and lower right of tiles
    assert (z1.diff(dim=1) > 0).all() and (z1.diff(dim=0) == 0).all(), "z1 must grow to the right"
    assert (z2.diff(dim=0) < 0).all() and (z2.diff(dim=1) == 0).all(), "z2 must grow upwards"
    assert seen["extent"] == (0, 1, 0, 1) and seen.get("origin") in (None, "upper")


def test_the_pointer_moves_the_digit_and_a_path_makes_a_film_strip(shown):
    play.manifold(Corner(), torch.randn(40, 2), torch.arange(40) % 10)
    (widget, still), = shown
    at, = find(widget, ipywidgets.Text)
    digit, strip = find(widget, ipywidgets.Image)
    at.value = "at 3.000 3.000"
    bright = pixels(digit.value).float().mean()
    at.value = "at -3.000 -3.000"
    assert pixels(digit.value).float().mean() < bright / 4
    before = strip.value
    at.value = "path -3.000 -3.000 0.000 0.000 3.000 3.000"
    assert strip.value != before and "path of 3 points" in find(widget, ipywidgets.Label)[0].value
    assert isinstance(still, show.Picture)


def test_the_keyboard_sliders_move_the_digit_too(shown):
    play.code_map(Corner(), torch.randn(40, 2), torch.arange(40) % 10)
    widget = shown[0][0]
    digit, across = find(widget, ipywidgets.Image)[0], find(widget, ipywidgets.FloatSlider)[0]
    before = digit.value
    across.value = across.max
    assert digit.value != before


def test_the_map_is_a_picture_with_alt_text_and_no_outside_address(shown):
    play.code_map(Corner(), torch.randn(40, 2), torch.arange(40) % 10)
    ground, = find(shown[0][0], ipywidgets.HTML)
    assert "alt=" in ground.value and "http" not in ground.value.replace("www.w3.org", "")
    assert "onpointermove" in ground.value


def test_the_lab_steps_the_players_that_its_buttons_name(shown):
    calls = []

    def new_game(shape, noise):
        from types import SimpleNamespace
        torch.manual_seed(0)
        return SimpleNamespace(G=nn.Linear(2, 2), D=nn.Linear(2, 1),
                               real=lambda n: torch.randn(n, 2), noise=lambda n: torch.randn(n, 2))

    play.gan_lab(new_game, lambda game, real: calls.append("D"), lambda game, n: calls.append("G"),
                 ["a", "b"], ["c"])
    widget, still = shown[0]
    assert calls.count("D") == calls.count("G") == 400, "the static figure is after 400 steps"
    calls.clear()
    buttons = {b.description: b for b in find(widget, ipywidgets.Button)}
    picture, = find(widget, ipywidgets.Image)
    for name, expected in (("step D", "D" * 5), ("step G", "G" * 5), ("step both", "DG" * 5)):
        before = picture.value
        buttons[name].click()
        assert "".join(calls) == expected and picture.value != before
        calls.clear()
    find(widget, ipywidgets.SelectionSlider)[0].value = 1
    buttons["step D"].click()
    assert calls == ["D"]
    buttons["reset"].click()
    assert calls == ["D"]


def test_the_lab_starts_a_new_game_with_the_loss_that_is_chosen(shown):
    games = []

    def new_game(shape, noise, loss):
        from types import SimpleNamespace
        games.append((shape, noise, loss))
        return SimpleNamespace(G=nn.Linear(2, 2), D=nn.Linear(2, 1),
                               real=lambda n: torch.randn(n, 2), noise=lambda n: torch.randn(n, 2))

    play.gan_lab(new_game, lambda game, real: None, lambda game, n: None, ["a"], ["c"],
                 ["hinge", "least squares"])
    widget, _ = shown[0]
    assert set(games) == {("a", "c", "hinge")}
    choose = {d.description: d for d in find(widget, ipywidgets.Dropdown)}
    assert list(choose) == ["data", "noise", "loss"]
    picture, = find(widget, ipywidgets.Image)
    before = picture.value
    choose["loss"].value = "least squares"
    assert games[-1] == ("a", "c", "least squares") and picture.value != before


def test_the_value_function_draws_the_best_d_and_names_v_and_js(shown, monkeypatch):
    drawn, picture = [], show.picture
    monkeypatch.setattr(show, "picture",
                        lambda figure, **o: drawn.append(figure) or picture(figure, **o))
    normal = torch.distributions.Normal(torch.tensor(0.0), torch.tensor(1.0))
    play.value_function(normal)
    widget, still = shown[0]
    mean, width = find(widget, ipywidgets.FloatSlider)
    mean.value, width.value = 0.0, 1.0  # the fakes are the data
    data, fakes, best = drawn[-1].axes[0].lines[:3]
    assert np.allclose(fakes.get_ydata(), data.get_ydata(), atol=1e-6)
    assert np.allclose(best.get_ydata()[700:900], 0.5, atol=1e-6)
    title = drawn[-1].axes[0].get_title()
    assert "V(D*, G) = -1.386" in title and "JS = 0.000" in title and "best D" in still.alt


def test_the_film_shows_the_frame_and_step_under_the_scrubber(shown):
    frames = {n: torch.full((4, 1, 28, 28), n / 100) for n in (0, 50, 100)}
    play.film(frames, alt=ALT)
    widget, still = shown[0]
    image, = find(widget, ipywidgets.Image)
    place, = find(widget, ipywidgets.IntSlider)
    label, = find(widget, ipywidgets.Label)
    seen = {}
    for i in range(3):
        place.value = i
        seen[label.value] = pixels(image.value)[5, 5].item()
    assert seen == {"step 0": 0, "step 50": pytest.approx(127, abs=1), "step 100": 255}
    assert "steps 0, 50, 100" in still.alt
    with pytest.raises(ValueError, match="empty"):
        play.film({}, alt=ALT)


def test_a_walk_in_z_goes_along_its_direction_and_back(shown):
    def sample(z):  # brightness is the first coordinate, from −6 to 6
        return ((z[:, 0] + 6) / 12).view(-1, 1, 1, 1).expand(-1, 1, 28, 28)

    play.walk(sample, torch.zeros(3), torch.eye(3)[:2])
    widget, still = shown[0]
    first, second = find(widget, ipywidgets.FloatSlider)
    image, = find(widget, ipywidgets.Image)
    start = image.value
    second.value = 3.0
    assert image.value == start  # another direction
    first.value = 6.0
    assert pixels(image.value).min() == 255
    button, = find(widget, ipywidgets.Button)
    button.click()
    assert image.value == start and "2 rows of nine" in still.alt


@pytest.fixture
def translator(shown):
    """A translator that darkens there and lightens back, of two emoji."""
    a, b = torch.full((2, 3, 32, 32), 0.8), torch.full((2, 3, 32, 32), 0.4)
    play.translator(lambda x: x / 2, lambda x: x * 2, {"soft": a, "flat": b}, ["cat", "dog"])
    return shown[0][0]


def levels(widget) -> list[int]:
    return [int(pixels(image.value).float().mean()) for image in find(widget, ipywidgets.Image)]


def test_the_translator_goes_there_and_back_and_the_other_way_round(translator):
    assert levels(translator) == [102, 204]
    way, = find(translator, ipywidgets.ToggleButtons)
    way.value = 1
    assert levels(translator) == [204, 102]


def test_a_painted_picture_is_translated_and_nonsense_is_ignored(translator):
    import base64

    drawn = find(translator, ipywidgets.Text)[0]

    def paint(size, level):
        buffer = io.BytesIO()
        Image.new("RGB", (size, size), (level,) * 3).save(buffer, "png")
        return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()

    drawn.value = paint(32, 200)
    assert levels(translator) == [100, 200]
    for nonsense in ("", "data:image/png;base64,!", "hello", paint(16, 20)):
        drawn.value = nonsense
        assert levels(translator) == [100, 200]
    wipe, = (b for b in find(translator, ipywidgets.Button) if "wipe" in b.description)
    wipe.click()
    assert levels(translator) == [128, 255]


def test_the_canvas_holds_the_chosen_picture_and_a_new_one_after_each_wipe(translator):
    canvas, = find(translator, ipywidgets.HTML)
    which, = find(translator, ipywidgets.Dropdown)
    seen = {canvas.value}
    which.value = 1
    seen.add(canvas.value)
    wipe, = (b for b in find(translator, ipywidgets.Button) if "wipe" in b.description)
    for _ in range(2):
        wipe.click()
        seen.add(canvas.value)
    assert len(seen) == 4 and all("<canvas" in value for value in seen)
