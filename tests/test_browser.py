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
    page.wait_for_function(
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


def test_02_runs_in_jupyterlab_and_its_slider_changes_the_picture(page, tmp_path):
    shots = Path(os.environ.get("COURSE_SCREENSHOTS", tmp_path))
    with jupyter_lab(tmp_path) as address:
        run_all(page, address, "02_autoencoder.ipynb")
        errors = page.locator(".jp-RenderedText[data-mime-type*='error']")
        assert errors.count() == 0, errors.first.inner_text()
        box = page.locator(".jupyter-widgets.widget-vbox:has(img)").first
        box.scroll_into_view_if_needed()
        before = picture_of(box)
        handle = box.locator(".noUi-handle").first
        handle.focus()
        page.screenshot(path=shots / "02_before.png")
        for _ in range(2):
            handle.press("ArrowRight")
        page.wait_for_function(
            "([image, old]) => image.src && image.src !== old",
            arg=[box.locator("img").element_handle(), before], timeout=20_000)
        page.wait_for_timeout(500)
        page.screenshot(path=shots / "02_after.png")
        assert picture_of(box) != before
