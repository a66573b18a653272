"""Figures: every one is a PNG with alt text, and one look."""

from matplotlib import pyplot as plt

from helpers.data.batches import numpy
from helpers.show.diagram import bottlenecks, diagram, shape_walk
from helpers.show.game import game_film, game_frame
from helpers.show.images import grid, pixels, rows, tile
from helpers.show.picture import Picture, figure, picture, png, small
from helpers.show.plots import codes, curves, manifold
from helpers.show.table import Table, table

__all__ = [
    "Picture", "picture", "figure", "png", "small", "grid", "rows", "pixels", "tile",
    "curves", "codes", "manifold", "Table", "table", "diagram", "shape_walk",
    "bottlenecks",
    "game_frame", "game_film", "numpy", "plt",
]
