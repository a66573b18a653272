"""What all tests share."""

import os

import pytest


def pytest_configure(config):
    # the smoke profile for every test: CI measures ideas, not patience
    os.environ.setdefault("COURSE_PROFILE", "smoke")


def pytest_collection_modifyitems(items):
    # the longest files first, so that no worker is left alone with one at the end
    longest = {"test_browser.py": 0, "test_live.py": 1, "test_weights.py": 2}
    items.sort(key=lambda item: longest.get(item.path.name, 3 + (item.path.suffix == ".py")))


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


@pytest.fixture(scope="module")
def page(chromium):
    """A page of a real browser, one for all tests of a file."""
    from tools.lab import chromium_page

    with chromium_page(chromium) as page:
        yield page
