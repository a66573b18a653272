"""Interactives: from ipywidgets, or computed by the page itself; without either a static figure."""

from helpers.play.controls import choices, interactive, slider
from helpers.play.film import film, walk
from helpers.play.game import gan_lab, value_function
from helpers.play.heights import from_noise, heights
from helpers.play.map import code_map
from helpers.play.scribble import scribble
from helpers.play.translator import translator

__all__ = ["interactive", "slider", "choices", "heights", "from_noise", "code_map",
           "film", "walk", "translator", "scribble", "value_function", "gan_lab"]
