"""Interactives as Python sees them: what a message of the pointer or a button does."""

import html
import io
import re

import ipywidgets
import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from helpers import data, measure, play, show, weights
from helpers._pointer import start_code
from tests.controls import living
from tools.train_weights import model_of

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
    """Widgets that were displayed, in the box that names their parts, with static pictures."""
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


def alts(widget) -> list[str]:
    """The alt texts that the page gives to a widget's pictures."""
    found = (re.search(r'<span class="course-alt">(.*)</span>', text.value)
             for text in find(widget, ipywidgets.HTML))
    return [html.unescape(alt[1]) for alt in found if alt]


def grey(level) -> show.Picture:
    """A grey picture; 9 is broken."""
    if level == 9:
        raise ValueError("nine <is> too much")
    return show.grid(torch.full((1, 1, 4, 4), level / 9), alt=f"A grey picture of level {level}.")


@pytest.fixture
def displayed(monkeypatch):
    """The bundles that an interactive of a grey picture displays."""
    bundles = []
    monkeypatch.setattr(play, "display", lambda bundle, raw: bundles.append(bundle))
    slider = play.slider("level", 0, 9, 3, 1)
    play.interactive(grey, animate="level", level=slider)
    return bundles


def test_an_interactive_leaves_its_figure_and_after_it_the_live_widget(displayed):
    still, live = displayed
    assert set(still) == {"text/html", "text/plain"} and set(live) == {play.WIDGET}
    assert 'alt="A grey picture of level 3."' in still["text/html"]
    box, = (made for made in living() if made.model_id == live[play.WIDGET]["model_id"])
    name = re.search(r'<div class="(course-\w+)"', still["text/html"])[1]
    assert f"{name}-live" in box._dom_classes and f".{name}-live" in still["text/html"]


def test_a_moved_control_redraws_the_picture_and_its_alt_text(shown):
    slider = play.slider("level", 0, 9, 3, 1)
    play.interactive(grey, level=slider)
    (widget, still), = shown
    image, = find(widget, ipywidgets.Image)
    assert alts(widget) == [still.alt] and image.value == still.data
    slider.value = 8
    assert alts(widget) == ["A grey picture of level 8."] and image.value == grey(8).data


def test_an_error_in_a_callback_is_told_on_the_screen_and_the_next_change_goes_on(shown):
    slider = play.slider("level", 0, 9, 3, 1)
    play.interactive(grey, level=slider)
    (widget, _), = shown
    image, = find(widget, ipywidgets.Image)
    with pytest.raises(ValueError):  # for the kernel's log, too
        slider.value = 9
    told = [text for text in find(widget, ipywidgets.HTML) if "stopped" in text.value]
    assert "stopped: ValueError: nine &lt;is&gt; too much" in told[0].value
    assert told[0].layout.display != "none" and image.value == grey(3).data
    slider.value = 4
    assert alts(widget) == ["A grey picture of level 4."] and told[0].layout.display == "none"


def test_a_linked_play_button_begins_where_its_slider_is(shown):
    slider = play.slider("level", 2, 8, 4, 2)
    play.interactive(grey, animate="level", level=slider)
    run, = find(shown[0][0], ipywidgets.Play)
    assert (run.value, run.min, run.max, run.step) == (4, 2, 8, 2)


CODES = torch.cat([torch.randn(40, 2), torch.tensor([[3.5, 3.5], [-3.5, -3.5]])])
LABELS = torch.arange(42) % 10


def test_the_pointer_moves_the_digit_and_the_sliders(shown):
    play.manifold(Corner(), CODES, LABELS)
    (widget, still), = shown
    at, _ = find(widget, ipywidgets.Text)
    digit = find(widget, ipywidgets.Image)[0]
    sliders = find(widget, ipywidgets.FloatSlider)
    at.value = "2.003 2.001"
    bright = pixels(digit.value).float().mean()
    at.value = "-2.003 -2.001"
    assert pixels(digit.value).float().mean() < bright / 4
    assert [slider.value for slider in sliders] == pytest.approx([-2.003, -2.001])
    assert alts(widget)[0] == "What the decoder draws at z = (-2.00, -2.00)."
    assert isinstance(still, show.Picture)


def test_a_path_makes_a_film_strip_and_there_is_one_from_the_start(shown):
    play.code_map(Corner(), CODES, LABELS)
    widget = shown[0][0]
    _, path = find(widget, ipywidgets.Text)
    strip = find(widget, ipywidgets.Image)[1]
    before = strip.value
    assert pixels(before).float().std() > 1, "no black squares"
    path.value = "-3.000 -3.000 0.000 0.000 3.000 3.000"
    assert strip.value != before and any(
        "path of 3 points" in label.value for label in find(widget, ipywidgets.Label))
    assert alts(widget)[1] == "12 digits along a path from (-3.00, -3.00) to (3.00, 3.00)."


def test_the_keyboard_sliders_move_the_digit_and_the_marker(shown):
    play.code_map(Corner(), CODES, LABELS)
    widget = shown[0][0]
    digit, across = find(widget, ipywidgets.Image)[0], find(widget, ipywidgets.FloatSlider)[0]
    assert across.step == pytest.approx((across.max - across.min) / 50, rel=0.1)
    before = digit.value
    across.value = across.max
    moved = [text.value for text in find(widget, ipywidgets.HTML) if "circle" in text.value]
    assert digit.value != before and any("'cx', '100.00'" in html.unescape(m) for m in moved)


def test_the_map_is_a_picture_with_alt_text_and_no_outside_address(shown):
    play.code_map(Corner(), CODES, LABELS)
    ground, = (text for text in find(shown[0][0], ipywidgets.HTML) if "data-range" in text.value)
    assert "alt=" in ground.value and "http" not in ground.value.replace("www.w3.org", "")
    assert "onpointermove" in ground.value


def test_a_map_begins_among_its_own_kind():
    torch.manual_seed(0)
    a, b = torch.randn(200, 2) * 0.3 + 2, torch.randn(200, 2) * 0.3 - 2  # 3s on both sides of 5s
    fives = torch.randn(400, 2) * 0.3
    codes, labels = torch.cat([a, b, fives]), torch.tensor([3] * 400 + [5] * 400)
    start = start_code(codes, labels, 3)
    assert (labels[(codes - start).norm(dim=1).topk(20, largest=False).indices] == 3).all()


@pytest.mark.parametrize(("name", "last"), [
    ("02_conv_p2", nn.Identity()), ("03_vae_binary_z2", nn.Sigmoid())])
def test_the_map_of_a_notebook_begins_at_what_the_judge_reads_as_a_3(name, last):
    model = model_of(name)
    weights.load(model, name)
    codes = measure.predict(model[0], data.mnist().x_test[:3000])[:, :2]
    start = start_code(codes, data.mnist().y_test[:3000], 3)
    picture = last(measure.predict(model[1], start[None])).clamp(0, 1)
    assert measure.read_digits(picture)[0].argmax() == 3


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


def test_turning_the_translator_round_keeps_the_drawing(translator):
    canvas, = (text for text in find(translator, ipywidgets.HTML) if "<canvas" in text.value)
    way, = find(translator, ipywidgets.ToggleButtons)
    wipe, = (b for b in find(translator, ipywidgets.Button) if "wipe" in b.description)
    wipe.click()
    white = canvas.value
    way.value = 1
    assert canvas.value == white and levels(translator) == [255, 255]
    assert "the drawing, translated to soft" in alts(translator)[0]


def test_the_canvas_holds_the_chosen_picture_and_a_new_one_after_each_wipe(translator):
    canvas, = (text for text in find(translator, ipywidgets.HTML) if "<canvas" in text.value)
    which, = find(translator, ipywidgets.Dropdown)
    seen = {canvas.value}
    which.value = 1
    seen.add(canvas.value)
    wipe, = (b for b in find(translator, ipywidgets.Button) if "wipe" in b.description)
    for _ in range(2):
        wipe.click()
        seen.add(canvas.value)
    assert len(seen) == 4 and all("<canvas" in value for value in seen)
