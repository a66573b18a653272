"""The map of codes alive in a page that was opened from a file: no kernel, no network."""

import re

import pytest
import torch

from tests.pages import nameless, pictures
from tests.play.maps import CODES, LABELS, bounds, corner, output, place, ring

# What the page did: pictures that were decoded, frames that were drawn.
COUNT = """
window.decoded = 0;
let held;
window.course = {get nn() { return held; }, set nn(nn) { held = {...nn, model: (...about) => {
  const model = nn.model(...about);
  return z => { window.decoded += 1; return model(z); }; }}; }};
"""
# Moves in one turn of the page, so that no frame comes between them; then the last is painted.
MOVES = """(map, count) => new Promise(done => {
  const at = map.getBoundingClientRect(), before = window.decoded;
  for (let i = 1; i <= count; i++) map.dispatchEvent(new PointerEvent('pointermove', {
    clientX: at.left + at.width * (0.1 + 0.8 * i / count), clientY: at.top + at.height / 2}));
  requestAnimationFrame(() => setTimeout(() => done(window.decoded - before), 50)); })"""
INK = """canvas => { const {width, height} = canvas;
  const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);
  return Array.from({length: width * height}, (_, i) => data[4 * i]); }"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page with one map, as an exported notebook holds it."""
    folder = tmp_path_factory.mktemp("map")
    with pytest.MonkeyPatch.context() as patch:
        shown = output(patch, corner(), CODES, LABELS)
    body = f'<div class="jp-OutputArea">{shown["text/html"]}</div>'
    (folder / "map.html").write_text(f"<!doctype html><meta charset='utf-8'>{body}", "utf-8")
    return (folder / "map.html").as_uri()


@pytest.fixture(scope="module")
def counting(page):
    page.context.set_offline(True)
    page.add_init_script(COUNT)
    return page


@pytest.fixture
def box(counting, address):
    counting.goto(address)
    counting.locator(".course-live").wait_for()
    return counting.locator(".course-map")


def test_the_live_map_stands_in_place_of_its_picture(box):
    assert pictures(box.page) == [] and box.locator("img").count() == 1


def test_a_page_that_was_saved_while_its_map_lived_has_one_map_again(box, tmp_path):
    (tmp_path / "saved.html").write_text(box.page.content(), "utf-8")
    box.page.goto((tmp_path / "saved.html").as_uri())
    box.page.wait_for_function("""() => [...document.querySelectorAll('.map-live .map')].some(
      map => map.getContext('2d').getImageData(5, 5, 1, 1).data[3])""")  # drawn on, not a remain
    assert box.locator(".map-live").count() == 1


def test_the_pointer_moves_ring_picture_and_sliders_to_one_place(box):
    at = box.locator(".map").bounding_box()
    for u, v in ((0.25, 0.2), (0.8, 0.7)):
        box.page.mouse.move(at["x"] + u * at["width"], at["y"] + v * at["height"])
        z, limits = place(box), bounds(box)
        for number, share, (low, high) in zip(z, (u, 1 - v), limits, strict=True):
            assert number == pytest.approx(low + share * (high - low), abs=0.02 * (high - low))
        assert ring(box) == pytest.approx((u, v), abs=0.01)
        told = [slider.get_attribute("aria-valuetext").replace("−", "-")
                for slider in box.get_by_role("slider").all()]
        assert told == [f"{number:.2f}" for number in z]


def test_the_picture_is_what_torch_makes_of_that_place(box):
    at = box.locator(".map").bounding_box()
    box.page.mouse.move(at["x"] + 300, at["y"] + 100)
    wanted = corner()(torch.tensor([place(box)])).clamp(0, 1).flatten() * 255
    found = torch.tensor(box.locator(".digit").evaluate(INK)).float()
    assert wanted.std() > 1 and (found - wanted).abs().max() <= 2


def test_a_thousand_moves_leave_no_queue_and_the_last_place_counts(box):
    ground = box.locator(".map")
    assert ground.evaluate(MOVES, 1000) == 1
    (low, high), _ = bounds(box)
    assert place(box)[0] == pytest.approx(low + 0.9 * (high - low), abs=0.01 * (high - low))
    assert ring(box)[0] == pytest.approx(0.9, abs=0.01)  # and no old one


def test_moves_and_drags_leave_nothing_in_memory(box):
    session = box.page.context.new_cdp_session(box.page)

    def used() -> float:
        session.send("HeapProfiler.collectGarbage")
        return session.send("Runtime.getHeapUsage")["usedSize"] / 1000

    def play_about() -> None:
        at = box.locator(".map").bounding_box()
        box.page.mouse.move(at["x"] + 20, at["y"] + 20)
        box.page.mouse.down()
        for step in range(100):
            box.page.mouse.move(at["x"] + 20 + 4 * step, at["y"] + 20 + 4 * step)
        box.page.mouse.up()
        for _ in range(30):
            box.locator(".map").evaluate(MOVES, 1000)

    play_about()
    before = used()
    for _ in range(3):
        play_about()
    assert used() - before < 100, "kilobytes"  # a picture's numbers are 3 kB, and 90 were drawn


def test_a_drag_draws_a_path_and_its_film_and_a_click_does_not(box):
    strip, caption = box.locator(".strip"), box.locator(".path")
    before = strip.evaluate(INK)
    assert torch.tensor(before).float().std() > 1, "no black squares"
    assert "from a 3 to a 0" in caption.inner_text()
    at = box.locator(".map").bounding_box()
    mouse = box.page.mouse
    mouse.click(at["x"] + 50, at["y"] + 50)
    assert strip.evaluate(INK) == before
    mouse.move(at["x"] + 30, at["y"] + 400)
    mouse.down()
    for step in range(1, 31):
        mouse.move(at["x"] + 30 + 12 * step, at["y"] + 400 - 12 * step)
    mouse.up()
    assert re.fullmatch(r"A path of 3\d points, and 12 digits along it:", caption.inner_text())
    made = torch.tensor(strip.evaluate(INK)).float().view(28, 12, 28).mean((0, 2))
    assert (made.diff() > 0).all(), "from dark to bright, as the path was dragged"
    ends = re.findall(r"−?\d+\.\d\d", strip.get_attribute("aria-label"))
    assert ends[2:] == [f"{number:.2f}".replace("-", "−") for number in place(box)]


def test_the_keyboard_reaches_and_moves_everything_with_visible_focus(box):
    page = box.page
    for name in ("Map of the codes", "z1", "z2"):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("e => getComputedStyle(e).outline") == (
            "rgb(30, 136, 229) solid 3px")
        start = place(box)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp" if name == "Map of the codes" else "ArrowRight")
        moved = [after - before for after, before in zip(place(box), start, strict=True)]
        steps = [move / (high - low) for move, (low, high) in zip(moved, bounds(box), strict=True)]
        wanted = {"Map of the codes": (0.01, 0.01), "z1": (0.02, 0), "z2": (0, 0.02)}[name]
        assert steps == pytest.approx(wanted, abs=0.006)
    ground = page.get_by_role("application", name="Map of the codes")
    ground.focus()
    before = place(box)[0]
    page.keyboard.press("Shift+ArrowLeft")
    (low, high), _ = bounds(box)
    assert (before - place(box)[0]) / (high - low) == pytest.approx(0.1, abs=0.01)
    for key in (" ", *["ArrowDown"] * 20, " "):
        page.keyboard.press(key)
    assert box.locator(".path").inner_text() == "A path of 21 points, and 12 digits along it:"


def test_a_screen_reader_is_told_where_the_ring_rests(box):
    box.locator(".map").evaluate(MOVES, 10)
    told = box.get_by_role("status")
    before = told.inner_text()
    box.page.wait_for_function("([told, old]) => told.textContent !== old",
                               arg=[told.element_handle(), before])
    assert told.inner_text() == box.locator(".place").inner_text()
    assert nameless(box.page) == []
