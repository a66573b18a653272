"""The web edition in a real browser: from the disk, without a network, on a phone, by keyboard."""

import re
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.pages import figures, wait_for_maps
from tests.tools.decks import Watched
from tools import site
from tools.lab import chromium_page

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = ["index", *(path.stem for path in PATHS)]


@pytest.fixture(scope="module")
def page(chromium):
    """A phone's page, without a network."""
    with chromium_page(chromium, 390, 844) as page:
        page.context.set_offline(True)
        yield page


def open_page(page, site_folder: Path, name: str) -> Watched:
    watched = Watched(page)
    page.goto((site_folder / f"{name}.html").as_uri())
    page.evaluate("document.fonts.ready")
    if page.locator(".course-game").count():  # it comes alive on every page that has it
        page.locator(".course-game .course-live canvas").first.wait_for(state="attached")
    page.evaluate("new Promise(shown => requestAnimationFrame(() => setTimeout(shown, 50)))")
    return watched


def shade(page, theme: str) -> None:
    if page.evaluate("document.documentElement.dataset.theme") != theme:
        page.click("#dark")


DARK = ["index", "03_vae_manifold", "08_gan_family"]  # colours are the same on all pages
# KaTeX's letters are hidden from a screen reader, which gets MathML; there are thousands of them.
ASKED = {"preload": False, "resultTypes": ["violations"]}


@pytest.mark.parametrize(("name", "theme"), [*((name, "light") for name in NAMES),
                                             *((name, "dark") for name in DARK)])
def test_a_page_fits_a_phone_and_has_no_serious_barrier(page, site_folder, name, theme):
    watched = open_page(page, site_folder, name)
    shade(page, theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page, context={"exclude": [[".katex"]]}, options=ASKED).response
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")] == []
    assert watched.errors == [] and watched.asked == []
    assert page.locator(".katex-error").count() == 0
    assert (site_folder / f"{name}.html").stat().st_size <= 1_500_000


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_page_holds_every_cell_but_the_speakers_with_all_alt_texts(page, site_folder, path):
    notebook = nbformat.read(path, as_version=4)
    open_page(page, site_folder, path.stem)
    notes = [cell.id for cell in notebook.cells if site.kind(cell) == "notes"]
    shown = [cell.id for cell in notebook.cells if cell.id not in notes]
    assert page.locator("main > section").evaluate_all("cells => cells.map(c => c.id)") == shown
    assert notes and "Speaker, " not in page.inner_text("main")
    alts = page.locator(".out img").evaluate_all(
        "images => images.filter(image => image.naturalWidth > 1).map(image => image.alt)")
    assert [alt for alt in figures(notebook) if alt not in alts] == [] and "" not in alts
    assert "$" not in page.evaluate("""[...document.querySelectorAll('.words')].map(words => {
      const copy = words.cloneNode(true);
      copy.querySelectorAll('.katex, pre, code').forEach(part => part.remove());
      return copy.textContent; }).join(' ')""")


def test_the_pages_lead_to_each_other(page, site_folder):
    open_page(page, site_folder, "index")
    links = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert {f"{path.stem}.html" for path in PATHS} <= set(links)
    assert page.locator("#lecture tbody tr").count() == len(PATHS)
    for name in NAMES:
        open_page(page, site_folder, name)
        own = page.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        for link in own:
            file, _, place = link.partition("#")
            if not link.startswith("http"):
                assert not file or (site_folder / file).is_file(), link
                if place:
                    text = (site_folder / (file or f"{name}.html")).read_text(encoding="utf-8")
                    assert f'id="{place}"' in text, link
    open_page(page, site_folder, PATHS[0].stem)
    page.get_by_role("link", name="Next:").click()
    assert page.url.endswith(f"{PATHS[1].stem}.html")
    page.get_by_role("link", name="Before:").click()
    assert page.url.endswith(f"{PATHS[0].stem}.html")


def test_contents_open_on_a_phone_and_close_at_a_choice(page, site_folder):
    open_page(page, site_folder, "03_vae_manifold")
    contents = page.locator("nav#contents")
    assert not contents.is_visible()
    page.get_by_role("button", name="Contents").press("Enter")
    contents.get_by_role("link", name="Where does the loss come from?").click()
    assert not contents.is_visible()
    assert abs(page.locator("#elbo h2").bounding_box()["y"]) < 200  # below the page's head


@pytest.mark.parametrize(("asked", "page_of"), [
    ("reparameterised", "03_vae_manifold"), ("가치함수", "04_gan_value_function"),
    ("log sigma", "01_distributions"), ("checkerboard", "05_dcgan")])
def test_search_finds_words_of_prose_of_formulas_and_korean(page, site_folder, asked, page_of):
    open_page(page, site_folder, "index")
    page.keyboard.press("/")
    page.keyboard.type(asked)
    hit = page.locator(f'#found a[href^="{page_of}.html"]').first
    hit.wait_for()
    assert "\\" not in page.inner_text("#found")
    hit.press("Enter")
    assert re.search(rf"{page_of}\.html#[\w-]+$", page.url)
    place = page.url.rsplit("#")[1]
    text = page.locator(f"#{place}").text_content()
    alts = page.locator(f"#{place} img").evaluate_all("i => i.map(i => i.alt).join(' ')")
    assert asked.split()[0].lower() in f"{text} {alts}".lower()


def test_search_says_when_there_is_nothing_and_escape_closes_it(page, site_folder):
    open_page(page, site_folder, "index")
    page.get_by_role("searchbox").fill("zyxwv")
    page.get_by_text("Nothing found.").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#found").is_visible()


def test_dark_stays_on_the_next_page_and_prints_light_parts_only(page, site_folder):
    open_page(page, site_folder, "index")
    shade(page, "light")
    page.get_by_role("button", name="Dark").click()
    open_page(page, site_folder, "02_autoencoder")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    shade(page, "light")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible() and page.locator("main").is_visible()
    page.emulate_media(media="screen")


@pytest.fixture
def phone(page):
    """A page that is touched."""
    context = page.context.browser.new_context(viewport={"width": 390, "height": 844},
                                               has_touch=True, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", ["index", "02_autoencoder", "03_vae_manifold"])
def test_the_manifold_answers_to_a_finger_and_to_keys(phone, site_folder, name):
    watched = open_page(phone, site_folder, name)
    wait_for_maps(phone, 1)
    ground, digit = phone.locator("canvas.map"), phone.locator("canvas.digit")
    ground.scroll_into_view_if_needed()
    changed = "([digit, old]) => digit.ariaLabel !== old"
    before, at = digit.get_attribute("aria-label"), ground.bounding_box()
    assert at["width"] <= 360
    finger = phone.context.new_cdp_session(phone)
    for kind, share in (("touchStart", 0.3), ("touchMove", 0.4), ("touchMove", 0.7)):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [
            {"x": at["x"] + share * at["width"], "y": at["y"] + share * at["height"]}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.wait_for_function(changed, arg=[digit.element_handle(), before])
    assert "A path of" in phone.inner_text("p.path")
    before = digit.get_attribute("aria-label")
    ground.press("ArrowLeft")
    phone.wait_for_function(changed, arg=[digit.element_handle(), before])
    assert watched.errors == []


def test_without_scripts_every_figure_is_there(page, site_folder):
    context = page.context.browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto((site_folder / "03_vae_manifold.html").as_uri())
    still = plain.get_by_alt_text("A map of 2-D codes coloured by digit")
    assert still.is_visible() and plain.locator("canvas").count() == 0
    context.close()
