"""A real JupyterLab in a real browser: Run All, move a slider, see another picture, save, reopen.

Only that an answer comes is tested; `make bench` tells how soon.
"""

import base64
import io
import os
import re
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from tests.pages import figures, nameless, pictures
from tools.lab import ERRORS, end_kernels, jupyter_lab, open_notebook, run_all, save

CHANGED = "([image, old]) => image.src && image.src !== old[0] && image.alt && image.alt !== old[1]"
LIVE = ".course-live:has(.noUi-handle)"


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """The address of a JupyterLab and the folder of its notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    with jupyter_lab(folder) as address:
        yield address, folder / "course" / "notebooks"


def no_errors(page, path: Path) -> None:
    """Save, and look for errors: in the page, and in the file, where also the last cell's are."""
    save(page)
    told = [text for text in page.locator(ERRORS).all_inner_texts() if "Traceback" in text]
    told += [f"{output.ename}: {output.evalue}" for cell in nbformat.read(path, 4).cells
             for output in cell.get("outputs", []) if output.output_type == "error"]
    assert not told, "\n".join(told)


@contextmanager
def lesson(page, lab, notebook: str):
    """A notebook as committed, then run, handed over, saved, and opened again with a new kernel.

    Asks of the page each time: every picture has its alt text, every control its name.
    """
    address, folder = lab
    committed = figures(nbformat.read(folder / notebook, 4))
    open_notebook(page, address, notebook)  # not trusted: nobody has run it here
    assert pictures(page) == committed and nameless(page) == []
    run_all(page)
    no_errors(page, folder / notebook)
    yield
    assert nameless(page) == []
    live = page.locator(".course-live")
    stills = live.evaluate_all("""boxes => boxes.map(box => {
      const cell = box.closest('.jp-OutputArea'), still = cell.querySelector('img');
      return [still.alt, still.checkVisibility()]; })""")
    assert len(stills) >= 1 and all(alt and not seen for alt, seen in stills)
    save(page)
    end_kernels(address)
    open_notebook(page, address, notebook)
    page.get_by_text(re.compile("^Error displaying widget")).first.wait_for(state="attached")
    seen = pictures(page)
    assert [alt for alt, _ in stills if alt not in seen] == []
    assert seen == figures(nbformat.read(folder / notebook, 4)) and nameless(page) == []
    assert "Error displaying widget" not in page.inner_text(".jp-Notebook")
    screenshot(page, f"{notebook[:2]}_reopened")


def screenshot(page, name: str) -> None:
    """For people who look: COURSE_SCREENSHOTS names a folder."""
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"{name}.png")


def changes(page, image, action) -> None:
    """Do the action and wait until the picture is another one, with another alt text."""
    page.wait_for_function("image => image.alt", arg=image.element_handle(), timeout=60_000)
    before = image.evaluate("image => [image.src, image.alt]")
    action()
    page.wait_for_function(CHANGED, arg=[image.element_handle(), before], timeout=60_000)


def press(page, box, keys: dict) -> None:
    """Press keys on a box's sliders, slider's number → key, and see its picture change each time.
    """
    box.scroll_into_view_if_needed()
    for number, key in keys.items():
        handle = box.locator(".noUi-handle").nth(number)
        handle.focus()
        changes(page, box.locator("img.course-picture"), lambda: handle.press(key))  # noqa: B023


def whole_size(box) -> None:
    """Pictures keep their proportions and are never enlarged; nothing scrolls."""
    for width, height, natural_width, natural_height in box.locator("img.course-picture") \
            .evaluate_all("i => i.map(i => [i.width, i.height, i.naturalWidth, i.naturalHeight])"):
        assert width <= natural_width
        assert abs(width / height - natural_width / natural_height) < 0.02 * width / height
    assert box.evaluate("""box => [...box.querySelectorAll('.widget-box')].filter(e =>
      e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight).map(e => e.className)
      """) == []


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


def test_01_begins_with_500_people_and_its_sliders_answer(page, lab):
    with lesson(page, lab, "01_distributions.ipynb"):
        box = page.locator(LIVE).first
        assert "500 people" in box.locator("img.course-picture").get_attribute("alt")
        people = box.locator(".noUi-handle").nth(4)
        assert people.get_attribute("aria-label") == "people drawn"
        assert people.get_attribute("aria-valuetext") == "500"
        press(page, box, {0: "ArrowRight", 4: "ArrowLeft"})
        changes(page, box.locator("img.course-picture"),
                lambda: box.get_by_role("button", name="play or pause").click())
        whole_size(box)
        screenshot(page, "01_heights")


def test_02_runs_in_jupyterlab_and_its_slider_changes_the_picture(page, lab):
    with lesson(page, lab, "02_autoencoder.ipynb"):
        press(page, page.locator(LIVE).first, {0: "ArrowRight"})
        whole_size(page.locator(LIVE).first)
        map_follows_the_pointer(page, "02")


PLACE = """map => { const r = map.dataset.range.split(',').map(Number),
  dot = map.querySelector('circle'), [u, v] = ['cx', 'cy'].map(n => dot.getAttribute(n) / 100);
  return [r[0] + u * (r[1] - r[0]), r[3] - v * (r[3] - r[2])].map(a => a.toFixed(2)); }"""


def map_follows_the_pointer(page, name: str) -> None:
    """A real mouse on the map of codes, fast and along a path, then its sliders by keyboard."""
    box = page.locator(".course-map")
    box.scroll_into_view_if_needed()
    ground = box.locator("[data-range]")
    digit, strip = (box.locator("img.course-picture").nth(i) for i in range(2))
    sliders = box.get_by_role("slider")

    def settled(drawn=digit) -> None:
        """Marker, picture and sliders name the same place in the end, to a rounding."""
        page.wait_for_function(f"""([map, image, box]) => {{
          const place = ({PLACE})(map).map(Number);
          const said = [...image.alt.matchAll(/-?\\d+\\.\\d\\d/g)].slice(-2).map(Number);
          const told = [...box.querySelectorAll('[role=slider]')].map(
            s => Number(s.getAttribute('aria-valuetext').replace('−', '-')));
          return place.every((a, i) => Math.abs(a - said[i]) < 0.02
            && Math.abs(told[i] - a) < 0.05); }}""",
          arg=[ground.element_handle(), drawn.element_handle(), box.element_handle()],
          timeout=60_000)

    settled()
    whole_size(box)
    ground.hover(position={"x": 20, "y": 60})
    at = ground.bounding_box()
    for step in range(40):  # faster than the map tells: only the last place counts
        page.mouse.move(at["x"] + 20 + 9 * step, at["y"] + 60 + 8 * step)
    settled()

    def drag() -> None:
        ground.hover(position={"x": 150, "y": 150})
        at = ground.bounding_box()
        page.mouse.down()
        page.mouse.move(at["x"] + 290, at["y"] + 250, steps=30)
        page.mouse.up()

    changes(page, strip, drag)
    settled()
    assert "path of" in box.inner_text()
    assert box.locator("polyline").get_attribute("points").count(",") >= 10
    for i in range(2):
        before = ground.evaluate(PLACE)
        changes(page, digit, lambda i=i: sliders.nth(i).press("ArrowLeft"))
        settled()
        low, high = (float(n) for n in
                     ground.get_attribute("data-range").split(",")[2 * i:2 * i + 2])
        moved = float(before[i]) - float(ground.evaluate(PLACE)[i])
        assert 0 < moved < (high - low) / 20  # it snaps to its own steps: at most two of 50
    screenshot(page, f"{name}_map")


def test_03_runs_and_its_manifold_answers_under_the_pointer(page, lab):
    with lesson(page, lab, "03_vae_manifold.ipynb"):
        map_follows_the_pointer(page, "03")


def test_04_runs_its_sliders_answer_and_its_lab_steps(page, lab):
    with lesson(page, lab, "04_gan_value_function.ipynb"):
        surface = page.locator(LIVE).first
        press(page, surface, {0: "ArrowRight", 1: "ArrowLeft"})
        whole_size(surface)
        screenshot(page, "04_surface")
        steps_of_the_lab(page)
        screenshot(page, "04_lab")


def steps_of_the_lab(page):
    lab = page.locator(".course-live:has(select)").last
    lab.scroll_into_view_if_needed()
    picture = lab.locator("img.course-picture")
    for name in ("step D", "step G", "step both", "play or pause", "stop", "reset"):
        if name == "stop":
            lab.get_by_role("button", name=name).click()
        else:
            changes(page, picture,
                    lambda name=name: lab.get_by_role("button", name=name).click())
    whole_size(lab)
    return lab


def test_05_runs_its_scrubber_turns_and_its_sliders_walk(page, lab):
    with lesson(page, lab, "05_dcgan.ipynb"):
        film, walk = (page.locator(LIVE).nth(i) for i in range(2))
        press(page, film, {0: "End"})
        whole_size(film)
        screenshot(page, "05_film")
        assert re.search(r"step \d\d+", film.inner_text())
        assert walk.locator(".noUi-handle").count() == 8
        press(page, walk, dict.fromkeys(range(8), "PageUp"))
        whole_size(walk)
        screenshot(page, "05_walk")


def test_06_runs_an_emoji_is_chosen_and_one_is_drawn(page, lab):
    with lesson(page, lab, "06_cyclegan.ipynb"):
        box = page.locator(".course-drawing")
        box.scroll_into_view_if_needed()
        there, back = (box.locator("img.course-picture").nth(i) for i in range(2))
        whole_size(box)
        changes(page, there, lambda: box.locator("select").select_option(index=20))
        screenshot(page, "06_chosen")
        changes(page, back, lambda: box.get_by_role("button", name="wipe the canvas").click())
        canvas = box.locator("canvas")

        def another(action) -> None:
            old = there.get_attribute("src")
            action()
            page.wait_for_function("([image, old]) => image.src !== old",
                                   arg=[there.element_handle(), old], timeout=60_000)

        def scribble(colour: str, level: float) -> None:
            box.get_by_role("button", name=colour, exact=True).click()
            canvas.hover()
            at = canvas.bounding_box()
            page.mouse.move(at["x"] + 60, at["y"] + level)
            page.mouse.down()
            for step in range(8):
                page.mouse.move(at["x"] + 60 + 18 * step, at["y"] + level + 12 * (step % 2))
            page.mouse.up()

        for colour, level in (("yellow", 70), ("red", 120), ("blue", 170)):
            another(lambda colour=colour, level=level: scribble(colour, level))
        assert "Your own drawing" in box.inner_text()
        drawing = canvas.evaluate("canvas => canvas.toDataURL()")
        another(lambda: box.get_by_role("button", name="OpenMoji → Noto → OpenMoji").click())
        assert canvas.evaluate("canvas => canvas.toDataURL()") == drawing
        screenshot(page, "06_drawn")


def test_07_runs_and_its_code_can_be_cut(page, lab):
    with lesson(page, lab, "07_autoencoder_family.ipynb"):
        box = page.locator(LIVE).first
        assert "code length L" in box.inner_text() and "12" in box.inner_text()
        press(page, box, {0: "Home", 1: "ArrowRight"})
        assert box.get_by_role("slider", name="digit").get_attribute("aria-valuetext") == "6"
        whole_size(box)
        screenshot(page, "07_one_number")


def test_08_runs_a_digit_is_asked_for_and_a_loss_is_chosen(page, lab):
    with lesson(page, lab, "08_gan_family.ipynb"):
        asked = page.locator(LIVE).first
        press(page, asked, {0: "ArrowLeft", 1: "ArrowRight"})
        whole_size(asked)
        screenshot(page, "08_asked")
        game = steps_of_the_lab(page)
        for loss in ("least squares", "hinge"):
            game.locator("select").last.select_option(loss)
            changes(page, game.locator("img.course-picture"),
                    lambda: game.get_by_role("button", name="step both").click())
        screenshot(page, "08_lab")


def test_09_runs_its_steps_and_its_time_are_dragged(page, lab):
    with lesson(page, lab, "09_diffusion.ipynb"):
        steps, moment = page.locator(LIVE).first, page.locator(LIVE).last
        press(page, steps, {0: "ArrowLeft", 1: "ArrowRight", 2: "ArrowLeft", 3: "ArrowRight"})
        whole_size(steps)
        screenshot(page, "09_steps")
        assert all(name in steps.inner_text() for name in ("steps", "guidance", "digit", "seed"))
        press(page, moment, {0: "PageUp"})
        press(page, moment, {0: "ArrowLeft"})
        screenshot(page, "09_time")


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
