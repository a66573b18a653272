"""Pictures: alt text, pixels as they are."""

import html
import re

import pytest
import torch

from helpers import show
from helpers.show.images import scaled

ALT = "A picture that a test has drawn."


def test_every_picture_needs_an_alt_text_and_carries_it():
    with pytest.raises(ValueError, match="say in a sentence"):
        show.grid(torch.zeros(2, 1, 4, 4), alt="digits")
    alt = ALT + ' <b> & "more"'
    bundle = show.grid(torch.zeros(2, 1, 4, 4), alt=alt)._repr_mimebundle_()
    said = re.search(r'<img alt="([^"]*)"[^<>]* src="data:image/png;base64,', bundle["text/html"])
    assert html.unescape(said[1]) == alt and set(bundle) == {"text/html", "text/plain"}


def test_pixels_are_enlarged_by_whole_numbers_and_never_stretched_in_contrast():
    image = torch.tensor([[[[0.0, 0.5], [1.0, 2.0]]]])
    assert show.pixels(image)[0, :, :, 0].tolist() == [[0, 128], [255, 255]]
    sheet = show.tile(image, 1)
    big = scaled(sheet, width=6)
    assert big.shape == (6, 6, 3) and (big[:3, :3] == sheet[0, 0]).all()


def test_a_row_of_flat_pixels_is_told_how_to_become_pictures():
    with pytest.raises(ValueError, match=r"x\.view\(-1, 1, 28, 28\)"):
        show.grid(torch.zeros(3, 784), alt=ALT)
