"""Move every control of every living interactive, as a student would, and hear what it raises.

Runs inside a notebook's kernel: under ipywidgets 7 and 8, and without pytest.
"""

import base64
import io
import re

import ipywidgets
from ipywidgets.widgets import widget
from PIL import Image

SELECTIONS = (ipywidgets.Dropdown, ipywidgets.SelectionSlider, ipywidgets.ToggleButtons,
              ipywidgets.RadioButtons, ipywidgets.Select)
SLIDERS = (ipywidgets.IntSlider, ipywidgets.FloatSlider)
SWITCHES = (ipywidgets.Checkbox, ipywidgets.ToggleButton)


def living() -> list[ipywidgets.Widget]:
    """Every widget that was made and not closed, oldest first."""
    instances = getattr(widget, "_instances", None)  # ipywidgets 8
    return list((ipywidgets.Widget.widgets if instances is None else instances).values())


def drawing() -> str:
    """A message of the canvas: a red square as a PNG of the size that a living canvas has."""
    sizes = [int(size[1]) for made in living() if isinstance(made, ipywidgets.HTML)
             for size in [re.search(r'<canvas[^>]* width="(\d+)"', made.value)] if size]
    buffer = io.BytesIO()
    Image.new("RGB", (sizes[-1], sizes[-1]), "red").save(buffer, "png")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def messages(text: ipywidgets.Text) -> list[str]:
    """What a page writes into a text field: the hidden one of the canvas."""
    if "course-drawn" in text._dom_classes:
        return [drawing()]
    raise NotImplementedError(
        f"a text field of the classes {text._dom_classes}: say in tests/controls.py what a page "
        "writes into it.")


def moves(control: ipywidgets.Widget) -> list[tuple[str, object]]:
    """Pairs (trait, value) that take a control through its range and back to where it was.

    Empty for what is no control.
    """
    if isinstance(control, SELECTIONS):
        # an option's number, since two options may hold the same value
        return [("index", i) for i in [*range(len(control.options)), control.index]]
    if isinstance(control, SLIDERS):
        half = control.min + (control.max - control.min) / 2
        if isinstance(control, ipywidgets.IntSlider):
            half = int(half)
        return [("value", v) for v in (control.min, half, control.max, control.value)]
    if isinstance(control, ipywidgets.Play):
        run = [control.min + control.step, control.min + 2 * control.step, control.max]
        return [("value", min(v, control.max)) for v in [*run, control.value]]
    if isinstance(control, SWITCHES):
        return [("value", not control.value), ("value", control.value)]
    if isinstance(control, ipywidgets.Text):
        return [("value", message) for message in messages(control)]
    return []


def press(button: ipywidgets.Button) -> None:
    """Call a button's handlers; `button.click()` would print what they raise and go on."""
    for handler in list(button._click_handlers.callbacks):
        handler(button)


def move_every_control() -> int:
    """Move each living control through its range and press each button; return their number.

    RuntimeError, from the callback's own error, names the control and what it was moved to.
    """
    moved = 0
    for control in living():
        name = f"{type(control).__name__} {getattr(control, 'description', '')!r}"
        if isinstance(control, ipywidgets.Button):
            steps = [("pressed", None)]
        else:
            steps = moves(control)
        for trait, value in steps:
            try:
                if trait == "pressed":
                    press(control)
                else:
                    setattr(control, trait, value)
            except Exception as error:
                raise RuntimeError(
                    f"{name}, {trait} {str(value)[:60]}: {type(error).__name__}: {error}"
                ) from error
        moved += bool(steps)
    return moved
