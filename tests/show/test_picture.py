"""Pictures in fewer bytes: what may be lost."""

import io

import numpy as np
from PIL import Image

from helpers import show


def read(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def test_a_grey_picture_is_off_by_4_of_255_at_most_and_in_fewer_bytes():
    noise = np.random.default_rng(0).normal(128, 50, (200, 200)).clip(0, 255).round()
    noise[:4, :4], noise[4:8, :4] = 0, 255
    png = show.png(noise.astype(np.uint8))
    small = show.small(png)
    off = np.abs(read(small)[..., 0] - noise)
    assert 0 < off.max() <= 4 and len(small) < 0.75 * len(png)
    assert off[:8, :4].max() == 0, "black is black, and paper is white"


def test_a_picture_with_a_little_colour_keeps_its_greys_and_its_colours():
    ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 3, 2).repeat(200, 0)
    ramp[:20, :20] = (10, 200, 90)
    small = show.small(show.png(ramp))
    assert np.abs(read(small) - ramp).max() <= 1
