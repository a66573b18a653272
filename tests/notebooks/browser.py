"""What tests in a real JupyterLab share: a lesson from opening to reopening, and its answers."""

import os
import re
from contextlib import contextmanager
from pathlib import Path

import nbformat

from tests.pages import figures, nameless, pictures, wait_for_maps
from tests.play.maps import bounds, place
from tools.lab import ERRORS, end_kernels, open_notebook, run_all, save

CHANGED = "([image, old]) => image.src && image.src !== old[0] && image.alt && image.alt !== old[1]"
LIVE = ".course-live:has(.noUi-handle)"
# What a keyboard reaches in interactives without the course's ring around it.
UNSEEN = """() => {
  const controls = "a, button, input, select, textarea, canvas, [tabindex], [contenteditable]";
  const all = [...document.querySelectorAll('.course-live')].flatMap(
    box => [...box.querySelectorAll(controls)]).filter(
    control => control.checkVisibility() && control.tabIndex >= 0 && !control.disabled);
  return [all.length, all.filter(control => { control.focus({preventScroll: true});
    return getComputedStyle(control).outline !== 'rgb(30, 136, 229) solid 3px';
  }).map(control => control.outerHTML.slice(0, 120))]; }"""


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

    Asks of the page each time: every picture has its alt text, every control its name. A map of
    codes is a picture before the run, and lives after it, also where its kernel has ended.
    """
    address, folder = lab
    committed = figures(nbformat.read(folder / notebook, 4))
    open_notebook(page, address, notebook)  # not trusted: nobody has run it here
    assert pictures(page) == committed and nameless(page) == []
    run_all(page)
    no_errors(page, folder / notebook)
    yield
    assert nameless(page) == []
    page.keyboard.press("Shift")  # a page shows the focus to those who use its keys
    count, unseen = page.evaluate(UNSEEN)
    assert count >= 1 and unseen == []
    live = page.locator(".course-live")
    stills = live.evaluate_all("""boxes => boxes.map(box => {
      const cell = box.closest('.jp-OutputArea'), still = cell.querySelector('img');
      return [still.alt, still.checkVisibility(), Boolean(box.closest('.course-map'))]; })""")
    assert len(stills) >= 1 and all(alt and not seen for alt, seen, _ in stills)
    maps = sum(is_map for *_, is_map in stills)
    save(page)
    end_kernels(address)
    open_notebook(page, address, notebook)
    page.get_by_text(re.compile("^Error displaying widget")).first.wait_for(state="attached")
    wait_for_maps(page, maps)
    seen = pictures(page)
    assert [alt for alt, _, is_map in stills if is_map == (alt in seen)] == []
    assert seen == figures(nbformat.read(folder / notebook, 4), live=True) and nameless(page) == []
    for box in page.locator(".course-map").all():
        move(box, 0.3, 0.6)
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


def move(box, *shares: float) -> None:
    """Move a real mouse to shares of a map's width and height; the picture is of that place."""
    box.scroll_into_view_if_needed()
    ground = box.locator(".map")
    at = ground.bounding_box()
    ground.hover(position={"x": shares[0] * at["width"], "y": shares[1] * at["height"]})
    for found, share, (low, high) in zip(place(box), (shares[0], 1 - shares[1]), bounds(box),
                                         strict=True):
        assert abs(found - low - share * (high - low)) < 0.01 * (high - low)


def map_follows_the_pointer(page, name: str) -> None:
    """A real mouse on the map of codes, fast and along a path, then its keys: in JupyterLab."""
    box = page.locator(".course-map")
    wait_for_maps(page, 1)
    move(box, 0.1, 0.1)
    ground, strip = box.locator(".map"), box.locator(".strip")
    at = ground.bounding_box()
    for step in range(40):  # faster than frames: only the last place counts
        page.mouse.move(at["x"] + 20 + 9 * step, at["y"] + 60 + 8 * step)
    move(box, 0.5, 0.5)

    before = strip.evaluate("canvas => canvas.toDataURL()")
    page.mouse.down()
    page.mouse.move(at["x"] + 290, at["y"] + 350, steps=30)
    page.mouse.up()
    assert strip.evaluate("canvas => canvas.toDataURL()") != before
    assert "A path of" in box.inner_text()

    # JupyterLab would go to another cell with these keys
    cell = page.locator(".jp-Cell.jp-mod-active").get_attribute("data-windowed-list-index")
    for i, key in enumerate(("ArrowRight", "ArrowUp")):
        for control in (ground, box.locator("input[type=range]").nth(i)):
            start = place(box)[i]
            control.focus()
            page.keyboard.press(key)
            (low, high) = bounds(box)[i]
            assert 0 < place(box)[i] - start < (high - low) / 50
    assert page.locator(".jp-Cell.jp-mod-active").get_attribute(
        "data-windowed-list-index") == cell
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
