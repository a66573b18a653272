"""What all tests share."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # Windows: nobody waits
    fcntl = None


class Turns:
    """While one test measures a time, the other workers' tests wait; else all run side by side.

    A test holds the room with others; who measures asks for it alone. Whoever waits for it stands
    in the door, so that nobody slips in before.
    """

    def __init__(self, run: str):
        folder = Path(tempfile.gettempdir())
        self.door, self.room = (
            (folder / f"course-tests-{run}-{name}.lock").open("w") for name in ("door", "room"))

    def _enter(self, how: str) -> None:
        if fcntl:
            fcntl.flock(self.door, fcntl.LOCK_EX)
            fcntl.flock(self.room, getattr(fcntl, how))
            fcntl.flock(self.door, fcntl.LOCK_UN)

    def _leave(self) -> None:
        if fcntl:
            fcntl.flock(self.room, fcntl.LOCK_UN)

    @contextmanager
    def alone(self):
        """Inside a test: no other test runs in the block."""
        self._leave()
        self._enter("LOCK_EX")
        try:
            yield
        finally:
            self._leave()
            self._enter("LOCK_SH")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item, nextitem):
        self._enter("LOCK_SH")
        try:
            return (yield)
        finally:
            self._leave()

    def pytest_unconfigure(self):
        for lock in (self.door, self.room):
            lock.close()
            Path(lock.name).unlink(missing_ok=True)


def pytest_configure(config):
    # the smoke profile for every test: CI measures ideas, not patience
    os.environ.setdefault("COURSE_PROFILE", "smoke")
    # a plugin, since a conftest doesn't see the notebooks' tests, which stand in another folder
    run = getattr(config, "workerinput", {}).get("testrunuid", str(os.getpid()))
    config.pluginmanager.register(Turns(run), "turns")


def pytest_collection_modifyitems(items):
    # the longest files first, so that no worker is left alone with one at the end
    longest = {"test_browser.py": 0, "test_live.py": 1, "test_weights.py": 2}
    items.sort(key=lambda item: longest.get(item.path.name, 3 + (item.path.suffix == ".py")))


@pytest.fixture
def alone(request):
    """`with alone():` no other test runs meanwhile, so that a time can be measured."""
    return request.config.pluginmanager.get_plugin("turns").alone


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium; without one the test is skipped, or fails where CI demands it."""
    import shutil

    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        reason = "no Chromium is installed (Debian: apt-get install chromium)"
        if os.environ.get("COURSE_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found
