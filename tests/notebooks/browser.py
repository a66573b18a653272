"""What tests in a real JupyterLab share: a lesson from opening to reopening, and its answers."""

import os
import re
from contextlib import contextmanager
from pathlib import Path

import nbformat

from tests.pages import figures, nameless, pictures
from tools.lab import ERRORS, end_kernels, open_notebook, run_all, save

CHANGED = "([image, old]) => image.src && image.src !== old[0] && image.alt && image.alt !== old[1]"
LIVE = ".course-live:has(.noUi-handle)"


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


def stroke(page, canvas, places: list[tuple[float, float]]) -> None:
    """Draw with the mouse on a canvas, through places in its own pixels of the page."""
    canvas.hover()
    at = canvas.bounding_box()
    (x, y), *others = places
    page.mouse.move(at["x"] + x, at["y"] + y)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(at["x"] + x, at["y"] + y)
    page.mouse.up()


def whole_size(box) -> None:
    """Pictures keep their proportions and are never enlarged; nothing scrolls."""
    for width, height, natural_width, natural_height in box.locator("img.course-picture") \
            .evaluate_all("i => i.map(i => [i.width, i.height, i.naturalWidth, i.naturalHeight])"):
        assert width <= natural_width
        assert abs(width / height - natural_width / natural_height) < 0.02 * width / height
    assert box.evaluate("""box => [...box.querySelectorAll('.widget-box')].filter(e =>
      e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight).map(e => e.className)
      """) == []


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
        """Marker and picture name the same place in the end, the sliders the step next to it."""
        page.wait_for_function(f"""([map, image, box]) => {{
          const place = ({PLACE})(map).map(Number);
          const said = [...image.alt.matchAll(/-?\\d+\\.\\d\\d/g)].slice(-2).map(Number);
          const told = [...box.querySelectorAll('[role=slider]')].map(
            s => Number(s.getAttribute('aria-valuetext').replace('−', '-')));
          const r = map.dataset.range.split(',').map(Number);  // a slider has 50 steps
          return place.every((a, i) => Math.abs(a - said[i]) < 0.02
            && Math.abs(told[i] - a) < (r[2 * i + 1] - r[2 * i]) / 95); }}""",
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
