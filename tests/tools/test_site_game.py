"""Notebook 04's 2-D game in a page of the site: played by buttons, keys and touch; in print."""

import html
import re
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.tools.decks import Watched
from tools import site

ROOT = Path(__file__).resolve().parents[2]
NAME = "04_gan_value_function"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of notebook 04; the front page shows outputs of two others."""
    folder = tmp_path_factory.mktemp("site")
    paths = [ROOT / f"notebooks/{name}.ipynb" for name in ("03_vae_manifold", NAME, "10_today")]
    site.write(paths, folder)
    return (folder / f"{NAME}.html").as_uri()


@pytest.fixture
def box(page, address):
    """The live box in the page, offline; no error and no request is left unheard."""
    page.context.set_offline(True)
    watched = Watched(page)
    page.goto(address)
    yield page.locator(".course-game")
    assert watched.errors == [] and watched.asked == []


def steps(box, D: int, G: int) -> None:
    """Wait until the box counts so many steps."""
    for player, count in (("D", D), ("G", G)):
        box.locator(f".steps-{player}", has_text=re.compile(f"^{count}$")).wait_for(timeout=60_000)


def pixels(box) -> list[str]:
    return [box.locator(f"canvas.{name}").evaluate("canvas => canvas.toDataURL()")
            for name in ("plane", "grid")]


def button(box, name: str):
    return box.get_by_role("button", name=name, exact=True)


def choice(box, name: str):
    return box.get_by_role("combobox", name=name, exact=True)


def test_buttons_step_the_players_that_they_name_and_mark_their_code(page, box):
    steps(box, 0, 0)
    assert len(page.workers) == 1 and not box.locator("> img").is_visible()
    shown = "\n\n".join(text.strip("\n") for text in box.locator("pre").all_text_contents())
    cells = nbformat.read(ROOT / f"notebooks/{NAME}.ipynb", as_version=4).cells
    assert [shown] == [cell.source for cell in cells if cell.id == "by-hand-steps"]
    choice(box, "steps each").select_option("20")
    for name, D, G in (("step D", 20, 0), ("step G", 20, 20), ("step both", 40, 40)):
        before = pixels(box)
        button(box, name).click()
        marked = {"D", "G"} if name == "step both" else {name[-1]}
        page.wait_for_function("""marked => [...document.querySelectorAll('.now')].map(
            code => code.dataset.player).join('') === marked""", arg="".join(sorted(marked)))
        steps(box, D, G)
        plane, grid = pixels(box)
        assert plane != before[0] and (grid == before[1]) == (name == "step D")
    assert re.match(r"−[01]\.\d{3} ", box.locator(".value").inner_text())
    page.wait_for_function("!document.querySelector('.now')")
    box.get_by_role("status").get_by_text("after 40 steps of D and 40 of G").wait_for()
    assert "after 40 steps of D" in box.locator("canvas.plane").get_attribute("aria-label")
    for name in ("data", "noise", "width of the nets"):
        before = pixels(box)
        choice(box, name).select_option(index=1)
        steps(box, 0, 0)
        assert pixels(box) != before
        button(box, "step both").click()
        steps(box, 20, 20)
    first = pixels(box)
    button(box, "reset").click()
    steps(box, 0, 0)
    button(box, "step both").click()
    steps(box, 20, 20)
    assert pixels(box) == first  # the same seed, the same game


def test_it_plays_and_pauses_by_keyboard_and_says_nothing_meanwhile(page, box):
    steps(box, 0, 0)
    button(box, "step D").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Space")
    counted = "count => Number(document.querySelector('.steps-G').textContent) > count"
    page.wait_for_function(counted, arg=30)
    assert page.evaluate("document.activeElement.textContent") == "pause"
    page.wait_for_timeout(800)  # longer than a word waits for rest
    assert box.get_by_role("status").inner_text() in ("", "The game after 0 steps of D and 0 of G.")
    page.keyboard.press("Enter")
    box.get_by_role("status").get_by_text(re.compile("after [1-9]")).wait_for()
    count = int(box.locator(".steps-G").inner_text())
    button(box, "step both").click()
    steps(box, count + 5, count + 5)  # it had stopped there
    button(box, "play").click()
    page.wait_for_function(counted, arg=count + 20)
    button(box, "step D").click()  # pauses, then steps
    box.get_by_role("status").get_by_text(re.compile(r"after (\d+) steps")).wait_for()
    assert button(box, "play").is_visible()
    choice(box, "data").focus()
    page.keyboard.press("ArrowDown")
    steps(box, 0, 0)
    assert choice(box, "data").input_value() == "two blobs"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_it_is_played_by_touch_and_nothing_sticks_out(page, address, theme):
    context = page.context.browser.new_context(viewport={"width": 390, "height": 844},
                                               has_touch=True, is_mobile=True, color_scheme=theme)
    phone = context.new_page()
    phone.goto(address)
    box = phone.locator(".course-game")
    button(box, "step both").tap()
    steps(box, 5, 5)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert box.locator(".game-live").evaluate("live => live.scrollWidth <= live.clientWidth")
    for control in box.locator("button, select").all():
        assert control.bounding_box()["height"] >= 40
    answer = Axe().run(phone, context={"include": [[".course-game"]]}).response
    assert answer["violations"] == [] and answer["passes"]
    context.close()


def test_without_a_worker_the_page_itself_trains(page, address):
    context = page.context.browser.new_context()
    alone = context.new_page()
    alone.add_init_script("delete globalThis.Worker;")
    alone.goto(address)
    box = alone.locator(".course-game")
    button(box, "step both").click()
    steps(box, 5, 5)
    assert alone.workers == []
    context.close()


def test_print_and_a_page_without_script_have_the_picture_and_the_code(page, box, address):
    context = page.context.browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(address)
    page.emulate_media(media="print")
    for shown in (still.locator(".course-game"), box):
        assert shown.locator("> img").is_visible()
        assert "after 400 steps of D" in html.unescape(shown.locator("> img").get_attribute("alt"))
        assert shown.locator("pre").count() == 2 and shown.locator("pre").first.is_visible()
        assert not shown.locator("canvas, button").filter(visible=True).count()
    assert box.locator("pre").evaluate_all(
        "all => all.every(pre => pre.scrollWidth <= pre.clientWidth)")  # no line is cut
    page.emulate_media(media="screen")
    context.close()
