"""The map of codes: what a message of the pointer does."""

import html

import ipywidgets
import pytest
import torch
from torch import nn

from helpers import data, measure, nets, play, show, weights
from helpers.play.pointer import start_code
from tests.play.widgets import Corner, alts, find, pixels
from tools.recipes import model_of

CODES = torch.cat([torch.randn(40, 2), torch.tensor([[3.5, 3.5], [-3.5, -3.5]])])
LABELS = torch.arange(42) % 10


def test_the_pointer_moves_the_digit_and_the_sliders(shown):
    play.code_map(Corner(), CODES, LABELS)
    (widget, still), = shown
    at, _ = find(widget, ipywidgets.Text)
    digit = find(widget, ipywidgets.Image)[0]
    sliders = find(widget, ipywidgets.FloatSlider)
    at.value = "2.003 2.001"
    bright = pixels(digit.value).float().mean()
    at.value = "-2.003 -2.001"
    assert pixels(digit.value).float().mean() < bright / 4
    for slider, z in zip(sliders, (-2.003, -2.001), strict=True):
        steps = (slider.value - slider.min) / slider.step
        assert steps == pytest.approx(round(steps))  # else the page moves it, and tells that
        assert abs(slider.value - z) <= 0.51 * slider.step
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
    codes = nets.predict(model[0], data.mnist().x_test[:3000])[:, :2]
    start = start_code(codes, data.mnist().y_test[:3000], 3)
    picture = last(nets.predict(model[1], start[None])).clamp(0, 1)
    assert measure.read_digits(picture)[0].argmax() == 3


def test_a_pointer_after_a_slider_puts_the_ring_where_both_are(shown):
    """Their messages may cross: the page has moved the ring already, and to the other place."""
    play.code_map(Corner(), CODES, LABELS)
    widget = shown[0][0]
    at, = (text for text in find(widget, ipywidgets.Text) if "course-at" in text._dom_classes)
    ring = widget.children[3]
    at.value = "0.500 0.500"
    assert ring.value == ""  # the page moves it alone, and sooner
    find(widget, ipywidgets.FloatSlider)[0].value = 1.0
    moved = ring.value
    at.value = "0.500 0.500 "  # the same place once more is another message
    assert "circle" in moved and "circle" in ring.value and ring.value != moved
    assert find(widget, ipywidgets.FloatSlider)[0].value == pytest.approx(0.5, abs=0.1)
