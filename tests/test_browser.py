"""A real JupyterLab in a real browser: Run All, move a slider, see another picture."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "course"


@contextmanager
def jupyter_lab(folder: Path):
    """JupyterLab over a copy of the course, so that no committed file is ever rewritten."""
    course = folder / "course"
    for name in ("helpers", "notebooks", "data"):
        shutil.copytree(ROOT / name, course / name,
                        ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    settings = folder / "settings"
    settings.mkdir()
    # All cells stay in the page, also those off the screen.
    settings.joinpath("overrides.json").write_text(json.dumps({
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    }))
    environment = {
        **os.environ, "COURSE_PROFILE": "smoke", "JUPYTERLAB_SETTINGS_DIR": str(folder / "user"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_RUNTIME_DIR": str(folder / "run"),
    }
    log = (folder / "lab.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--port=0", "--allow-root",
         f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={course}",
         f"--LabApp.app_settings_dir={settings}"],
        stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True)
    try:
        yield _address(folder / "lab.log", server)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _address(log: Path, server) -> str:
    for _ in range(240):
        found = re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/", log.read_text())
        if found:
            address = f"http://127.0.0.1:{found[1]}"
            try:
                urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5)
                return address
            except OSError:
                pass
        assert server.poll() is None, log.read_text()
        time.sleep(0.5)
    raise AssertionError("JupyterLab did not answer in two minutes:\n" + log.read_text())


def run_all(page, address: str, notebook: str, seconds: int = 300) -> None:
    """Open a notebook, Run All Cells, wait until the last code cell has run."""
    page.goto(f"{address}/lab/tree/notebooks/{notebook}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
    # The toolbar's indicator says idle before there is a kernel; then Run All asks for one.
    page.get_by_text(re.compile(r"^Python 3.*\| Idle$")).wait_for(timeout=120_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
    prompts = ".jp-CodeCell .jp-InputPrompt"
    # [*] while a cell waits or runs; committed counts are there before, so wait for stars first
    page.wait_for_function(
        f"[...document.querySelectorAll('{prompts}')].some(p => p.innerText.includes('*'))",
        timeout=60_000)
    error = ".jp-RenderedText[data-mime-type*='error']"  # Run All stops at one
    page.wait_for_function(
        f"document.querySelector(\"{error}\") || "
        f"[...document.querySelectorAll('{prompts}')].every(p => /\\[\\d+\\]/.test(p.innerText))",
        timeout=seconds * 1000)


def picture_of(box) -> str:
    """The source of the picture in a widget box, once it is loaded."""
    return box.locator("img").get_attribute("src")


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        yield page
        browser.close()


@pytest.fixture(scope="module")
def address(chromium, tmp_path_factory):
    with jupyter_lab(tmp_path_factory.mktemp("lab")) as address:
        yield address


def open_and_run(page, address: str, notebook: str) -> None:
    run_all(page, address, notebook)
    errors = page.locator(".jp-RenderedText[data-mime-type*='error']")
    assert errors.count() == 0, errors.first.inner_text()


def screenshot(page, name: str) -> None:
    """For people who look: COURSE_SCREENSHOTS names a folder."""
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"{name}.png")


# Milliseconds from an action in the page until the picture is another one, after its drawing.
ANSWER = """async ([target, image, make]) => {
  const times = [];
  for (let i = 0; i < 24; i++) {
    const old = image.src, start = performance.now();
    eval(make)(target, i);
    while (image.src === old) {
      if (performance.now() - start > 5000) throw new Error(`no answer to the action ${i}`);
      await new Promise(done => setTimeout(done, 1));
    }
    times.push(performance.now() - start);
    await new Promise(done => setTimeout(done, 60));
  }
  return times.sort((a, b) => a - b)[12];
}"""
MOVE = """(map, i) => { const at = map.getBoundingClientRect();
  map.dispatchEvent(new PointerEvent('pointermove', {clientX: at.left + 20 + 15 * i,
    clientY: at.top + 60 + 12 * i, bubbles: true})); }"""
KEY = """(handle, i) => handle.dispatchEvent(new KeyboardEvent('keydown',
  {key: i % 2 ? 'Left' : 'Right', bubbles: true}))"""


@pytest.fixture
def answer_time(page, alone):
    """(target, image, make) → the median time of 24 answers, in ms, while no other test runs.

    Over 100 ms it is measured once more, since something else on the machine may have been busy.
    """
    def measured(target, image, make: str) -> float:
        handles = [target.element_handle(), image.element_handle(), make]
        with alone():
            first = page.evaluate(ANSWER, handles)
            return first if first <= 100 else min(first, page.evaluate(ANSWER, handles))

    return measured


def test_02_runs_in_jupyterlab_and_its_slider_changes_the_picture(page, address, answer_time):
    open_and_run(page, address, "02_autoencoder.ipynb")
    box = page.locator(".jupyter-widgets.widget-vbox:has(img)").first
    box.scroll_into_view_if_needed()
    before = picture_of(box)
    handle = box.locator(".noUi-handle").first
    handle.focus()
    screenshot(page, "02_before")
    for _ in range(2):
        handle.press("ArrowRight")
    page.wait_for_function(
        "([image, old]) => image.src && image.src !== old",
        arg=[box.locator("img").element_handle(), before], timeout=20_000)
    screenshot(page, "02_after")
    assert picture_of(box) != before
    map_follows_the_pointer(page, answer_time, "02")


def map_follows_the_pointer(page, answer_time, name: str) -> float:
    """Move and drag a real mouse over the map of codes; return the median answer time in ms."""
    box = page.locator(".course-map")
    box.scroll_into_view_if_needed()
    ground, digit = box.locator("[data-range]"), box.locator("img.course-picture")
    strip = box.locator("img.course-strip")
    digit_before, strip_before = digit.get_attribute("src"), strip.get_attribute("src")
    at = ground.bounding_box()
    page.mouse.move(at["x"] + 150, at["y"] + 150)
    page.wait_for_function("([image, old]) => image.src !== old",
                           arg=[digit.element_handle(), digit_before], timeout=20_000)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(at["x"] + 150 + 12 * step, at["y"] + 150 + 8 * step)
        page.wait_for_timeout(50)
    page.mouse.up()
    page.wait_for_function("([image, old]) => image.src !== old",
                           arg=[strip.element_handle(), strip_before], timeout=20_000)
    screenshot(page, f"{name}_map")
    assert "path of" in box.inner_text()
    assert box.locator("polyline").get_attribute("points").count(",") >= 10
    median = answer_time(ground, digit, MOVE)
    print(f"{name}: the map answers in {median:.0f} ms (median)")
    return median


def test_03_runs_and_its_manifold_answers_under_the_pointer_in_100_ms(page, address, answer_time):
    open_and_run(page, address, "03_vae_manifold.ipynb")
    assert map_follows_the_pointer(page, answer_time, "03") <= 100


def test_04_runs_its_sliders_answer_in_100_ms_and_its_lab_steps(page, address, answer_time):
    open_and_run(page, address, "04_gan_value_function.ipynb")
    surface = page.locator(".jupyter-widgets.widget-vbox:has(.noUi-handle):has(img)").first
    surface.scroll_into_view_if_needed()
    image = surface.locator("img")
    median = answer_time(surface.locator(".noUi-handle").first, image, KEY)
    screenshot(page, "04_surface")
    print(f"04: the value function answers in {median:.0f} ms (median)")
    assert median <= 100
    lab = page.locator(".jupyter-widgets.widget-vbox:has(button)").last
    lab.scroll_into_view_if_needed()
    for name in ("step D", "step G", "step both"):
        before = picture_of(lab)
        lab.get_by_role("button", name=name).click()
        page.wait_for_function("([image, old]) => image.src !== old",
                               arg=[lab.locator("img").element_handle(), before], timeout=20_000)
    screenshot(page, "04_lab")


def changes(page, image, action) -> None:
    """Do the action and wait until the picture is another one."""
    before = image.get_attribute("src")
    action()
    page.wait_for_function("([image, old]) => image.src !== old",
                           arg=[image.element_handle(), before], timeout=20_000)


def test_05_runs_its_scrubber_turns_and_its_sliders_walk(page, address, answer_time):
    open_and_run(page, address, "05_dcgan.ipynb")
    film = page.locator(".jupyter-widgets.widget-vbox:has(.noUi-handle):has(img)").first
    film.scroll_into_view_if_needed()
    handle = film.locator(".noUi-handle").first
    handle.focus()
    changes(page, film.locator("img"), lambda: handle.press("End"))
    screenshot(page, "05_film")
    assert re.search(r"step \d\d+", film.inner_text())
    walk = page.locator(".jupyter-widgets.widget-hbox:has(.noUi-handle):has(img)").last
    walk.scroll_into_view_if_needed()
    assert walk.locator(".noUi-handle").count() == 8
    for i in range(8):
        handle = walk.locator(".noUi-handle").nth(i)
        handle.focus()
        changes(page, walk.locator("img"), lambda handle=handle: handle.press("PageUp"))
    median = answer_time(walk.locator(".noUi-handle").first, walk.locator("img"), KEY)
    print(f"05: the walk answers in {median:.0f} ms (median)")
    screenshot(page, "05_walk")
    assert median <= 100


def test_06_runs_an_emoji_is_chosen_and_one_is_drawn(page, address):
    open_and_run(page, address, "06_cyclegan.ipynb")
    box = page.locator(".course-drawing")
    box.scroll_into_view_if_needed()
    there, back = (box.locator("img.course-picture").nth(i) for i in range(2))
    changes(page, there, lambda: box.locator("select").select_option(index=20))
    screenshot(page, "06_chosen")
    changes(page, back, lambda: box.get_by_role("button", name="wipe the canvas").click())
    canvas = box.locator("canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    at = canvas.bounding_box()

    def scribble(colour: int, level: float) -> None:
        box.locator("button[data-colour]").nth(colour).click()
        page.mouse.move(at["x"] + 60, at["y"] + level)
        page.mouse.down()
        for step in range(8):
            page.mouse.move(at["x"] + 60 + 18 * step, at["y"] + level + 12 * (step % 2))
            page.wait_for_timeout(30)
        page.mouse.up()

    for colour, level in ((2, 70), (3, 120), (4, 170)):
        changes(page, there, lambda colour=colour, level=level: scribble(colour, level))
    page.wait_for_timeout(500)
    screenshot(page, "06_drawn")
    assert "Your own drawing" in box.inner_text()


def test_07_runs_and_its_code_can_be_cut_in_100_ms(page, address, answer_time):
    open_and_run(page, address, "07_autoencoder_family.ipynb")
    box = page.locator(".jupyter-widgets.widget-vbox:has(.noUi-handle):has(img)").first
    box.scroll_into_view_if_needed()
    image, length = box.locator("img"), box.locator(".noUi-handle").first
    assert "code length L" in box.inner_text() and "12" in box.inner_text()
    length.focus()
    screenshot(page, "07_before")
    for key in ("PageUp", "Home"):  # longer, then a single number
        changes(page, image, lambda key=key: length.press(key))
    screenshot(page, "07_one_number")
    digit = box.locator(".noUi-handle").nth(1)
    digit.focus()
    changes(page, image, lambda: digit.press("ArrowRight"))
    screenshot(page, "07_digit")
    median = answer_time(length, image, KEY)
    print(f"07: the cut code answers in {median:.0f} ms (median)")
    assert median <= 100


def test_08_runs_a_digit_is_asked_for_and_a_loss_is_chosen(page, address, answer_time):
    open_and_run(page, address, "08_gan_family.ipynb")
    asked = page.locator(".jupyter-widgets.widget-vbox:has(.noUi-handle):has(img)").first
    asked.scroll_into_view_if_needed()
    for i, key in enumerate(("ArrowLeft", "ArrowRight")):  # the digit, then the noise
        handle = asked.locator(".noUi-handle").nth(i)
        handle.focus()
        changes(page, asked.locator("img"), lambda handle=handle, key=key: handle.press(key))
    screenshot(page, "08_asked")
    median = answer_time(asked.locator(".noUi-handle").first, asked.locator("img"), KEY)
    print(f"08: a digit is drawn in {median:.0f} ms (median)")
    assert median <= 100
    lab = page.locator(".jupyter-widgets.widget-vbox:has(button)").last
    lab.scroll_into_view_if_needed()
    picture = lab.locator("img")
    for name in ("step D", "step G", "step both"):
        changes(page, picture, lambda name=name: lab.get_by_role("button", name=name).click())
    for loss in ("least squares", "hinge"):
        lab.locator("select").last.select_option(loss)
        page.wait_for_timeout(500)
        changes(page, picture, lambda: lab.get_by_role("button", name="step both").click())
    screenshot(page, "08_lab")


def test_09_runs_its_steps_and_its_time_are_dragged(page, address, answer_time):
    open_and_run(page, address, "09_diffusion.ipynb")
    boxes = page.locator(".jupyter-widgets.widget-vbox:has(.noUi-handle):has(img)")
    steps, moment = boxes.first, boxes.last
    steps.scroll_into_view_if_needed()
    image = steps.locator("img")
    for i, key in enumerate(("ArrowLeft", "ArrowRight", "ArrowLeft", "ArrowRight")):
        handle = steps.locator(".noUi-handle").nth(i)  # steps, guidance, digit, seed
        handle.focus()
        changes(page, image, lambda handle=handle, key=key: handle.press(key))
    screenshot(page, "09_steps")
    assert all(name in steps.inner_text() for name in ("steps", "guidance", "digit", "seed"))
    moment.scroll_into_view_if_needed()
    handle = moment.locator(".noUi-handle").first
    handle.focus()
    for key in ("PageUp", "ArrowLeft"):
        changes(page, moment.locator("img"), lambda key=key: handle.press(key))
    screenshot(page, "09_time")
    median = answer_time(handle, moment.locator("img"), KEY)
    print(f"09: the time slider answers in {median:.0f} ms (median)")
    assert median <= 300  # one pass of the U-Net and a figure
