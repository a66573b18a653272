"""A real JupyterLab over a copy of the course, and a browser: for tests and `make bench`."""

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

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "course"
PROMPTS = ".jp-CodeCell .jp-InputPrompt"
# An error and the stream of warnings have one MIME type; only the first is a traceback.
ERRORS = ".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"
FAILED = f"[...document.querySelectorAll(\"{ERRORS}\")].some(e => /Traceback/.test(e.innerText))"


@contextmanager
def jupyter_lab(folder: Path, startup: str = ""):
    """JupyterLab on a free port over a copy of the course in `folder` → its address.

    The copy is folder/course: no committed file is ever rewritten. startup: what each kernel runs
    before its first cell.
    """
    course = folder / "course"
    for name in ("helpers", "notebooks", "data", "web"):
        shutil.copytree(ROOT / name, course / name,
                        ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    settings = folder / "settings"
    settings.mkdir()
    # All cells stay in the page, also those off the screen.
    settings.joinpath("overrides.json").write_text(json.dumps({
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    }))
    begin = folder / "ipython" / "profile_default" / "startup"
    begin.mkdir(parents=True)
    begin.joinpath("begin.py").write_text(startup)
    environment = {
        **os.environ, "COURSE_PROFILE": "smoke", "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "user"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_RUNTIME_DIR": str(folder / "run"),
        "JUPYTER_DATA_DIR": str(folder / "share"),  # where it keeps which notebooks are trusted
    }
    log = (folder / "lab.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--port=0", "--allow-root",
         f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={course}",
         f"--LabApp.app_settings_dir={settings}",
         f"--LabApp.extra_labextensions_path={course / 'web' / 'present'}"],
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
        if server.poll() is not None:
            break
        time.sleep(0.5)
    raise RuntimeError("JupyterLab did not answer in two minutes:\n" + log.read_text())


def find_chromium() -> str | None:
    """The path of a Chromium on this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def needed_chromium() -> str:
    """The same; without one the program ends and says what to do."""
    if found := find_chromium():
        return found
    raise SystemExit("no Chromium is installed (Debian: apt-get install chromium)")


@contextmanager
def chromium_page(executable: str, width: int = 1400, height: int = 1000):
    """A page of a Chromium without a window, by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync"])
        yield browser.new_page(viewport={"width": width, "height": height})
        browser.close()


def open_notebook(page, address: str, notebook: str) -> None:
    """Open a notebook and wait until its outputs stand in the page and its kernel is idle."""
    page.goto(f"{address}/lab/tree/notebooks/{notebook}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
    # The toolbar's indicator says idle before there is a kernel; then Run All asks for one.
    page.get_by_text(re.compile(r"^Python 3.*\| Idle$")).wait_for(timeout=120_000)


def run_all(page, seconds: int = 300) -> None:
    """Run All Cells of the open notebook; wait until the last has run, or one has failed."""
    def choose(menu: str, item: str) -> None:
        page.get_by_role("menuitem", name=menu, exact=True).click()
        page.get_by_role("menuitem", name=re.compile(f"^{item}")).click()

    choose("Edit", "Clear Outputs of All Cells")  # with them go the counts of an earlier run
    choose("Run", "Run All Cells")
    page.wait_for_function(
        f"{FAILED} || [...document.querySelectorAll('{PROMPTS}')]"
        ".every(p => /\\[\\d+\\]/.test(p.innerText))", timeout=seconds * 1000)


def save(page) -> None:
    """Save the open notebook and wait until it is saved."""
    with page.expect_response(lambda r: r.request.method == "PUT" and "/api/contents/" in r.url):
        page.keyboard.press("Control+s")


def end_kernels(address: str) -> None:
    """End all sessions of the server with their kernels."""
    def ask(path: str, method: str):
        request = urllib.request.Request(f"{address}/api/{path}", method=method,
                                         headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    for session in json.loads(ask("sessions", "GET")):
        ask(f"sessions/{session['id']}", "DELETE")
