"""What tests of interactives share."""

import importlib

import pytest


@pytest.fixture
def shown(monkeypatch):
    """Widgets that were displayed, in the box that names their parts, with static pictures."""
    kept = []
    for room in ("controls", "film", "game", "scribble", "translator"):
        monkeypatch.setattr(importlib.import_module(f"helpers.play.{room}"), "present",
                            lambda widget, still: kept.append((widget, still)))
    return kept
