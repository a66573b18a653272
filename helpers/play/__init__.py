"""Interactives from ipywidgets. Without a running kernel each shows its static figure."""

from helpers.play.controls import choices, interactive, slider
from helpers.play.film import film, walk
from helpers.play.game import gan_lab, value_function
from helpers.play.heights import heights
from helpers.play.map import code_map, manifold
from helpers.play.translator import translator

__all__ = ["interactive", "slider", "choices", "heights", "code_map", "manifold", "film", "walk",
           "translator", "value_function", "gan_lab"]
