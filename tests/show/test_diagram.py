"""Structures as drawings."""

import sys

import pytest
import torch
from torch import nn

from helpers import show
from helpers.show.diagram import shapes_through

ALT = "A picture that a test has drawn."


def test_a_shape_walk_names_each_new_shape():
    model = nn.Sequential(nn.Unflatten(1, (4, 1, 1)), nn.ConvTranspose2d(4, 2, 4), nn.ReLU(),
                          nn.BatchNorm2d(2), nn.Flatten())
    found = shapes_through(model, torch.zeros(3, 4))
    assert [shape for _, shape in found] == [(4,), (4, 1, 1), (2, 4, 4), (32,)]
    assert found[2][0] == "transposed conv.\nkernel 4, stride 1\nReLU, batch norm"
    assert model.training
    assert show.shape_walk(model, torch.zeros(3, 4), alt=ALT).data.startswith(b"\x89PNG")


def drawn(monkeypatch, places, arrows, **options):
    """The texts and the arrows of a diagram as matplotlib has them: before it becomes a PNG."""
    kept = {}
    diagram = sys.modules["helpers.show.diagram"]
    whole = diagram.picture
    monkeypatch.setattr(diagram, "picture", lambda figure, alt, **more: (
        kept.update(axis=figure.axes[0]), whole(figure, alt, **more))[1])
    assert show.diagram(places, arrows, alt=ALT, **options).alt == ALT
    texts = kept["axis"].texts
    return ([text.get_text() for text in texts if text.get_text()],
            [text.arrow_patch for text in texts if getattr(text, "arrow_patch", None)])


def test_a_diagram_draws_each_arrow_between_the_outlines_of_its_names(monkeypatch):
    places = {"x": (0, 0), "encoder": (1, 0), "z": (2, 0), "D#2": (3, 0)}
    names, arrows = drawn(monkeypatch, places, ["x → encoder → z", "z ⇢ D#2: gradient"],
                          boxes=["encoder"])
    assert names == ["x", "encoder", "z", "D", "gradient"] and len(arrows) == 3
    assert [arrow.get_linestyle() for arrow in arrows] == ["-", "-", "--"]
    for arrow in arrows:  # they begin and end outside of both outlines
        line = arrow.get_path().vertices  # in pixels of the figure
        (left, right), inside = line[[0, -1], 0], (arrow.patchA, arrow.patchB)
        boxes = [patch.get_window_extent() for patch in inside]
        assert boxes[0].x1 <= left + 1 and right - 1 <= boxes[1].x0


def test_two_arrows_one_each_way_bend_to_either_side(monkeypatch):
    _, arrows = drawn(monkeypatch, {"a": (0, 0), "b": (2, 0)}, ["a → b: G", "b → a: F"])
    there, back = (arrow.get_path().vertices[:, 1] for arrow in arrows)
    assert there.min() < there[0] - 10 and back.max() > back[0] + 10


def test_the_label_of_an_arrow_up_stands_beside_it_not_on_it(monkeypatch):
    seen = {}
    diagram = sys.modules["helpers.show.diagram"]
    whole = diagram.picture
    monkeypatch.setattr(diagram, "picture", lambda figure, alt, **more: (seen.update(
        {text.get_text(): text.get_window_extent() for text in figure.axes[0].texts},
        arrow=next(text.arrow_patch for text in figure.axes[0].texts
                   if getattr(text, "arrow_patch", None)).get_window_extent()),
        whole(figure, alt, **more))[1])
    for up in (["a → b: a long label"], ["b → a: a long label"]):
        show.diagram({"a": (0, 2), "b": (0, 0)}, up, alt=ALT)
        assert not seen["a long label"].overlaps(seen["arrow"])


@pytest.mark.parametrize(("arrows", "said"), [
    (["x → y"], "no place is given for 'net', 'y'; there are: x, z"),
    (["x z"], "'x z' is no arrow"),
    (["x → "], "is no arrow"), (["x → z"], "no place is given for 'net'")])
def test_an_arrow_to_nowhere_is_told(arrows, said):
    with pytest.raises(ValueError, match=said):
        show.diagram({"x": (0, 0), "z": (1, 0)}, arrows, alt=ALT, boxes=["net"])
