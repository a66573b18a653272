"""The live models on the pages: from the disk, without a network, by finger and by keys, and the
same numbers as PyTorch's."""

from pathlib import Path

import numpy as np
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe

from helpers import nets
from tests.tools.decks import Watched
from tests.tools.live_pages import answers, canvas, come_back, drag, named, pixels
from tools import graphs, live_cells
from tools.lab import chromium_page

PAGES = {live.kind: name for name, live in live_cells.CELLS.items()}


@pytest.fixture(scope="module")
def phone(chromium):
    """A page that is touched, without a network."""
    with chromium_page(chromium) as page:
        context = page.context.browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, offline=True)
        yield context.new_page()
        context.close()


def woken(page, site_folder: Path, kind: str):
    """The live part of the box, scrolled into view."""
    page.goto((site_folder / f"{PAGES[kind]}.html").as_uri())
    page.locator(f".course-model[data-model={kind}]").scroll_into_view_if_needed()
    live = page.locator(".course-model.awake > .course-live")
    live.wait_for()
    return live


@pytest.mark.parametrize("kind", PAGES)
def test_a_model_comes_into_view_with_its_weights_and_without_a_barrier(phone, site_folder, kind):
    watched = Watched(phone)
    phone.goto((site_folder / f"{PAGES[kind]}.html").as_uri())
    still = phone.locator(".course-model > img")
    assert still.is_visible() and phone.evaluate("Object.keys(course.models)") == []
    live = woken(phone, site_folder, kind)
    assert still.is_visible() is (kind == "denoise")  # the text below reads it
    assert phone.evaluate("Object.keys(course.models)") != []
    if kind == "denoise":
        come_back(live, "A test 4")
    for theme in ("light", "dark"):
        phone.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        found = Axe().run(phone, context=".course-model", options={"preload": False}).response
        assert found["passes"] and [
            (rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")] == []
    assert phone.locator(".course-model").evaluate("box => box.scrollWidth") <= 390
    assert watched.errors == [] and watched.asked == []
    assert (site_folder / f"{PAGES[kind]}.html").stat().st_size <= 1_500_000


@pytest.mark.parametrize("kind", PAGES)
def test_print_and_a_page_without_scripts_show_the_picture(phone, site_folder, kind):
    live = woken(phone, site_folder, kind)
    phone.emulate_media(media="print")
    assert phone.locator(".course-model > img").is_visible() and not live.is_visible()
    phone.emulate_media(media="screen")
    context = phone.context.browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(phone.url)
    assert plain.locator(".course-model > img").is_visible()
    assert plain.locator("canvas").count() == 0
    context.close()


def test_a_walk_in_z_answers_to_keys_and_finger_with_the_nets_own_digit(phone, site_folder):
    live = woken(phone, site_folder, "walk")
    digit, first = canvas(live, 0), live.locator("input[type=range]").first
    answers(digit, lambda: [first.press("ArrowRight") for _ in range(6)])
    assert "the notebook's z" in named(digit, "said.includes(', 3 along 1')")
    given = {name: torch.tensor(numbers) for name, numbers in live_cells.walk().items()}
    made = nets.predict(graphs.shipped("05_dcgan_g"),
                        (given["start"] + 3 * given["directions"][0])[None])
    assert np.abs(pixels(digit)[..., 0] - (made[0, 0].numpy() + 1) / 2).max() < 1e-2
    at = live.locator("input[type=range]").nth(4).bounding_box()
    moved = answers(digit, lambda: phone.touchscreen.tap(at["x"] + 5, at["y"] + at["height"] / 2))
    assert "along 5" in moved and "−" in moved
    assert "z of seed 1, not moved" in answers(digit, live.get_by_role("button", name="new z").tap)
    assert "z of seed 7" in answers(digit, lambda: live.get_by_role("spinbutton").fill("7"))
    home = live.get_by_role("button", name="the notebook's z")
    assert "the notebook's z, not moved" in answers(digit, lambda: home.press("Enter"))


def test_a_digit_that_is_chosen_or_drawn_comes_back_step_by_step(phone, site_folder):
    live = woken(phone, site_folder, "denoise")
    come_back(live, "A test 4")
    live.evaluate("""live => { globalThis.seen = []; new MutationObserver(() => seen.push(
      live.querySelectorAll('figcaption')[2].textContent.split(' ')[0])).observe(
      live, {childList: true, subtree: true}); }""")
    noised = canvas(live, 1)
    answers(noised, lambda: live.get_by_label("a test 7").press("Enter"))
    assert "20 of 20 steps" in come_back(live, "A test 7")
    assert set(phone.evaluate("seen")) == {str(n) for n in range(21)}  # none is skipped
    for name, key, said in (("noise t", "End", "t = 1000"), ("steps", "Home", "1 of 1 steps")):
        live.get_by_role("slider", name=name).press(key)
        named(canvas(live, 2), f"said.includes('{said}')")
    assert live.get_by_role("slider", name="guidance w").is_disabled()
    live.get_by_label("digit told").select_option("3")
    named(canvas(live, 2), "said.includes('told 3, w = 1')")
    drag(phone, canvas(live, 0))
    come_back(live, "Your drawing")
    live.get_by_text("wipe the canvas").tap()
    come_back(live, "An empty canvas")
    paper = canvas(live, 0)
    for key in ("Space", "ArrowLeft", "ArrowLeft", "Space"):  # the brush is where the finger left
        paper.press(key)
    come_back(live, "Your drawing")
    assert pixels(paper)[8, 21].min() > 0.5 and pixels(paper)[14, 14].max() == 0


def test_an_emoji_is_translated_when_it_is_chosen_turned_or_painted_on(phone, site_folder):
    live = woken(phone, site_folder, "translate")
    names = live_cells.translate()["names"]
    there, truth = canvas(live, 1), canvas(live, 3)
    chosen = live.get_by_role("button", name=names[5])
    assert answers(there, lambda: chosen.press("Enter")) == f"{names[5]}, translated to OpenMoji."
    assert truth.get_attribute("aria-label") == f"{names[5]} as OpenMoji itself draws it."
    assert "to Noto" in answers(there, live.get_by_text("begin in OpenMoji").tap)
    live.get_by_label("red", exact=True).press("Space")
    assert "your drawing" in answers(there, lambda: drag(phone, canvas(live, 0)))
    assert not truth.is_visible()
    chosen.tap()
    truth.wait_for()


@pytest.mark.parametrize(("start", "y", "w", "steps"), [(700, 10, 0, 20), (1000, 7, 2, 20),
                                                        (700, 3, 0, 8)])  # 8: halves are rounded
def test_ddim_in_the_page_is_the_notebooks_own(phone, site_folder, start, y, w, steps):
    parts = nets.definitions("09_diffusion", "noising", "forward-data", "forward-ten", "waves",
                             "sample-walk", "block", "unet-layers", "unet", "guidance-net")
    x, noise = parts["x_real"][7:8], torch.randn(1, 1, 28, 28)
    net = parts["guided"](graphs.shipped("09_unet"), w)
    x_t = parts["add_noise"](x, torch.tensor([start - 1]), noise)
    walk = parts["sampling"](net, x_t, torch.tensor([y]), steps=steps, start=start)
    times, made = zip(*((t, x) for t, x, _ in walk), strict=True)
    woken(phone, site_folder, "denoise")
    found = phone.evaluate("""async given => {
      const {add_noise, guided, sampling} = course.denoise;
      const net = guided(await course.graph.load("09_unet"), given.w);
      const x = course.nn.tensor([1, 28, 28], Float32Array.from(given.x));
      const walk = sampling(net, add_noise(x, given.start - 1, given.noise), given.y, given.steps,
        given.start);
      return [...walk].map(({t, x}) => ({t, x: [...x.values]})); }""", {
        "x": x.flatten().tolist(), "noise": noise.flatten().tolist(), "start": start, "y": y,
        "w": w, "steps": steps})
    assert [step["t"] for step in found] == list(times)
    assert (torch.tensor(found[-1]["x"]) - made[-1].flatten()).abs().max() / 2 < 2e-2
    assert (made[-1] - x_t).abs().max() > 0.5


def test_a_to_b_to_a_in_the_page_is_pytorchs(phone, site_folder):
    a = nets.definitions("06_cyclegan", "unpaired-code")["a_test"][:1]
    made = a
    for name in ("06_cyclegan_a_to_b", "06_cyclegan_b_to_a"):
        made = (nets.predict(graphs.shipped(name), 2 * made - 1) + 1) / 2
    live = woken(phone, site_folder, "translate")
    paper, home = canvas(live, 0), canvas(live, 2)
    assert np.abs(pixels(paper) - a[0].permute(1, 2, 0).numpy()).max() < 3e-3
    assert np.abs(pixels(home) - made[0].permute(1, 2, 0).numpy()).max() < 1e-2
