"""Presenting from the live notebook: slides, keys, code, notes, and JupyterLab as it was."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.notebooks.browser import changes, screenshot
from tests.notebooks.deck import (
    COUNT,
    DECK,
    SEEN,
    at,
    button,
    lab_as_it_is,
    open_with_buttons,
    steps,
    windowing,
    write_small,
)


@pytest.fixture(scope="module")
def small(lab):
    """The name of a small notebook with cells of each slide type."""
    write_small(lab[1] / "small.ipynb")
    return "small.ipynb"


@pytest.fixture
def hall(page, lab):
    """present(notebook) opens it on a projector's screen and presses the button; no error of the
    page's own is left unheard."""
    errors = []

    def hear(error):
        errors.append(error)

    page.on("pageerror", hear)
    page.set_viewport_size({"width": 1280, "height": 720})

    def present(notebook):
        open_with_buttons(page, lab[0], notebook)
        button(page, "Present").click()
        page.wait_for_selector(DECK)

    yield present
    page.remove_listener("pageerror", hear)
    assert errors == []


def test_each_step_shows_the_cells_that_their_slide_types_say(page, hall, small):
    hall(small)
    at(page, 0)
    assert page.inner_text(COUNT) == "1 / 4"
    steps(page, [("Space", 1), ("PageDown", 2), ("ArrowRight", 3), ("ArrowDown", 4), ("PageUp", 3),
                 ("Shift+Space", 2), ("ArrowLeft", 1), ("End", 5), ("Space", 5), ("ArrowUp", 4),
                 ("Home", 0), ("PageUp", 0)])
    for name, place in (("Forward", 1), ("Forward", 2), ("Back", 1)):
        button(page, name).click()
        at(page, place)
    steps(page, [("d", 1), ("d", 1), ("Space", 2)])  # d d would delete the cell
    axe = Axe().run(page, context={"include": [[".course-deck-bar"]]}).response
    assert axe["violations"] == [] and axe["passes"]


def test_keys_that_are_typed_stay_where_they_are_typed(page, hall, small):
    hall(small)
    steps(page, [("End", 5), ("PageUp", 4)])
    editor = page.locator(f"{DECK} .jp-CodeCell .cm-content:visible")
    editor.click()
    for key in ("Control+Home", "f", "n", "Space", "ArrowLeft", "Home", "d"):
        page.keyboard.press(key)
    assert editor.inner_text().startswith("dfn import time")
    at(page, 4)
    assert not page.evaluate("document.fullscreenElement") and len(page.context.pages) == 1
    steps(page, [("PageUp", 3), ("PageDown", 4)])  # a clicker's, wherever the cursor stands
    editor.click()
    steps(page, [("Escape", 4)])  # out of the editor
    page.keyboard.press("Escape")  # out of the deck
    page.locator(DECK).wait_for(state="detached")


def test_code_runs_answers_under_zoom_and_is_interrupted(page, hall, small):
    hall(small)
    steps(page, [("PageDown", 1), ("PageDown", 2)])
    button(page, "Run the code").click()
    handle, base = (page.locator(f"{DECK} .noUi-{part}") for part in ("handle", "base"))
    picture = page.locator(f"{DECK} img.course-picture")
    picture.wait_for(timeout=120_000)
    page.wait_for_function(f"""document.querySelector('{DECK} .noUi-base').getBoundingClientRect()
      .width / document.querySelector('{DECK} .noUi-base').offsetWidth !== 1""")

    def drag(to=0.8):
        start, track = handle.bounding_box(), base.bounding_box()
        page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        page.mouse.down()
        page.mouse.move(track["x"] + to * track["width"], start["y"] + 5, steps=8)
        page.mouse.up()

    changes(page, picture, drag)
    drawn = "([image, end]) => image.alt === `A straight line from 0 to ${end}.`"
    page.wait_for_function(drawn, arg=[picture.element_handle(), 80])
    screenshot(page, "present_slider")
    page.keyboard.press("ArrowLeft")  # the slider's
    page.wait_for_function(drawn, arg=[picture.element_handle(), 79])
    steps(page, [("PageDown", 2)])  # the slider's too, once keys have moved it
    changes(page, picture, lambda: drag(to=0.4))
    steps(page, [("PageDown", 3), ("PageDown", 4)])  # a clicker's, once the mouse has
    page.keyboard.press("Shift+Enter")
    busy = page.locator(f"{DECK} .jp-InputPrompt:visible").get_by_text("[*]:")
    busy.wait_for()
    page.locator(f"{DECK} .jp-OutputArea:visible").get_by_text("begun").wait_for()
    at(page, 4)
    button(page, "Interrupt").click()
    page.locator(f"{DECK} .jp-OutputArea:visible").get_by_text("KeyboardInterrupt").first.wait_for()
    busy.wait_for(state="detached")
    steps(page, [("0", 4), ("0", 4)])  # a new kernel: JupyterLab's dialog lies above the deck
    button(page, "Confirm Kernel Restart").click()
    steps(page, [("PageUp", 3)])
    button(page, "Run the code").click()
    page.locator(f"{DECK} .jp-InputPrompt:visible").get_by_text("[2]:").wait_for(timeout=120_000)


def test_notes_stand_in_a_window_that_follows(page, hall, small):
    hall(small)
    with page.expect_popup() as opened:
        button(page, "notes").click()
    notes = opened.value
    assert "Said before all." in notes.inner_text("main") and "Say" in notes.inner_text("main")
    assert "Second" in notes.inner_text("footer") and "0 min" in notes.inner_text("header")
    notes.evaluate("document.fonts.ready")
    assert notes.locator("main mjx-math").bounding_box()["width"] > 20
    assert "MJXTEX-I" in notes.evaluate(
        "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)")
    screenshot(notes, "present_notes")
    notes.keyboard.press("PageDown")  # the clicker reaches the window that has the focus
    notes.keyboard.press("PageDown")
    at(page, 2)
    notes.get_by_text("Drag it.").wait_for(state="visible")  # folded in the notebook
    notes.close()
    steps(page, [("PageDown", 3)])
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    assert "Drag it." in opened.value.inner_text("main")
    page.evaluate("window.open = () => null")  # as a browser that blocks it
    button(page, "notes").click()
    page.get_by_role("status").get_by_text("blocked").wait_for()
    with opened.value.expect_event("close"):
        button(page, "Leave").click()


def test_a_real_notebook_shows_every_slide_and_leaves_jupyterlab_as_it_was(page, lab, hall):
    name = "04_gan_value_function.ipynb"
    types = [cell.metadata.slideshow.slide_type for cell in nbformat.read(lab[1] / name, 4).cells]
    windowing(lab[0], "full")  # cells off the screen are taken out of the page
    open_with_buttons(page, lab[0], name)
    before = lab_as_it_is(page)
    assert before["cells"] < len(types)
    page.keyboard.press("Alt+p")
    page.wait_for_function(f"document.querySelectorAll('{DECK} .jp-Cell').length === {len(types)}")
    for width in (1100, 1280):  # JupyterLab lays itself out anew behind the deck
        page.set_viewport_size({"width": width, "height": 720})
        page.wait_for_timeout(1000)
    ever, last = set(), None
    while last != (last := page.evaluate(f"[{SEEN}, document.querySelector('{COUNT}').innerText]")):
        ever |= set(last[0])
        page.keyboard.press("PageDown")
    assert ever == {i for i, kind in enumerate(types) if kind not in ("skip", "notes")}
    page.keyboard.press("Home")
    page.keyboard.press("Escape")
    assert lab_as_it_is(page) == before
    page.keyboard.press("Alt+p")  # and again
    page.keyboard.press("End")
    shown = page.evaluate(SEEN)
    button(page, "Leave").click()
    after = lab_as_it_is(page)
    assert after["scrolled"] > 1000 and after | {"scrolled": 0, "cells": 0} == before | {"cells": 0}
    last = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    assert last.get_attribute("data-windowed-list-index") in map(str, shown)
    assert 0 < last.bounding_box()["y"] < 720
    page.keyboard.press("ArrowUp")  # command mode's keys are JupyterLab's again
    page.keyboard.press("Alt+p")
    assert page.evaluate(SEEN) != shown and page.inner_text(COUNT).startswith("20")


def test_of_two_notebooks_the_current_is_presented_and_closing_it_leaves(page, lab, hall, small):
    windowing(lab[0], "contentVisibility")  # JupyterLab's default
    hall("04_gan_value_function.ipynb")
    button(page, "Leave").click()
    page.get_by_role("listitem", name="small.ipynb").dblclick()
    page.get_by_role("tab", name="small.ipynb").wait_for()
    button(page, "Present").click()
    at(page, 0)
    steps(page, [("End", 5), ("Alt+Enter", 6)])  # a cell below, on the same slide
    page.keyboard.press("Alt+w")
    button(page, "Discard").click()  # JupyterLab asks, since a cell was added
    page.locator(".course-deck-bar").wait_for(state="detached")
    assert lab_as_it_is(page)["left"] == 0
    button(page, "Present").click()
    assert page.inner_text(COUNT).endswith("/ 21")
