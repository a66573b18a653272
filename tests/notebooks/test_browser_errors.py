"""Errors and fast drags, as the browser shows them."""

import base64
import io

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from tests.notebooks.browser import (
    LIVE,
    no_errors,
)
from tools.lab import open_notebook, run_all


def test_an_error_is_found_in_a_middle_and_in_the_last_cell(page, lab):
    address, folder = lab
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for sources in (["1 / 0", "2"], ["2", "1 / 0"]):
        notebook = new_notebook(metadata={"kernelspec": kernel}, cells=[
            new_code_cell("import sys; print('only a warning', file=sys.stderr)"),
            *(new_code_cell(source) for source in sources)])
        nbformat.write(notebook, folder / "broken.ipynb")
        open_notebook(page, address, "broken.ipynb")
        run_all(page)
        with pytest.raises(AssertionError, match="division by zero"):
            no_errors(page, folder / "broken.ipynb")


@pytest.fixture(scope="module")
def spoilt(page, lab):
    """A page with one interactive that fails above 900, run in JupyterLab."""
    address, folder = lab
    notebook = nbformat.read(folder / "01_distributions.ipynb", 4)
    setup = next(cell.source for cell in notebook.cells if cell.cell_type == "code")
    notebook.cells = [new_code_cell(setup), new_code_cell("""
def draw(t):
    if t > 900:
        raise RuntimeError(f"no <moment> {t}")
    return show.grid(torch.full((60, 1, 28, 28), t / 1000), alt=f"Grey pictures of level {t}.")

import torch
from helpers import play, show
play.interactive(draw, t=play.slider("t", 0, 1000, 500, 10))""")]
    nbformat.write(notebook, folder / "spoilt.ipynb")
    open_notebook(page, address, "spoilt.ipynb")
    run_all(page)
    no_errors(page, folder / "spoilt.ipynb")
    box = page.locator(LIVE)
    box.locator("img.course-picture").wait_for()  # visible: loaded
    box.scroll_into_view_if_needed()
    return box


def test_an_error_in_a_callback_is_told_and_the_next_move_answers(page, spoilt):
    handle = spoilt.locator(".noUi-handle")
    handle.press("End")
    alert = spoilt.get_by_role("alert")
    alert.wait_for(timeout=60_000)
    assert alert.inner_text() == "stopped: RuntimeError: no <moment> 1000"
    handle.press("Home")
    alert.wait_for(state="detached", timeout=60_000)
    page.wait_for_function("image => image.alt == 'Grey pictures of level 0.'", timeout=60_000,
                           arg=spoilt.locator("img.course-picture").element_handle())


def test_a_fast_drag_shows_no_blank_frame_and_moves_nothing(page, spoilt):
    """Looks at what Chromium has painted: between two grey pictures never the white page."""
    image, handle = spoilt.locator("img.course-picture"), spoilt.locator(".noUi-handle")
    at, place = handle.bounding_box(), image.bounding_box()
    waiting, painted, camera = [], [], page.context.new_cdp_session(page)
    camera.on("Page.screencastFrame", lambda frame: waiting.append(frame))
    camera.send("Page.startScreencast", {"format": "png"})

    def take() -> None:  # the next frames come when these are taken
        while waiting:
            frame = waiting.pop()
            painted.append(base64.b64decode(frame["data"]))
            camera.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    page.evaluate("""image => { const places = window.places = new Set();
      const look = () => { const at = image.getBoundingClientRect();
        places.add([at.x, at.y, at.width, at.height].join(' ')); requestAnimationFrame(look); };
      look(); }""", image.element_handle())
    page.mouse.move(at["x"] + 5, at["y"] + 5)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(at["x"] + 5 + 2 * step, at["y"] + 5)
        take()
    page.mouse.up()
    last = f"Grey pictures of level {handle.get_attribute('aria-valuetext')}."
    for _ in range(1000):
        take()
        if image.get_attribute("alt") == last:
            break
    assert image.get_attribute("alt") == last
    camera.send("Page.stopScreencast")
    assert page.evaluate("[...window.places].length") == 1
    greys = []
    for png in painted:
        frame = Image.open(io.BytesIO(png)).convert("L")
        scale = frame.width / page.viewport_size["width"]
        grey = [round(scale * (place[start] + 0.26 * place[size]))
                for start, size in (("x", "width"), ("y", "height"))]
        greys.append(frame.getpixel(tuple(grey)))
    assert len(set(greys)) >= 4, "the drag was not seen"
    assert max(greys) < 240, f"a frame was blank: {greys}"
