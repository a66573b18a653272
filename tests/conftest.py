"""What all tests share."""

import os

import pytest


def pytest_configure(config):
    # the smoke profile for every test: CI measures ideas, not patience
    os.environ.setdefault("COURSE_PROFILE", "smoke")


def pytest_collection_modifyitems(items):
    # the longest files first, so that no worker is left alone with one at the end
    longest = ["test_browser_family.py", "test_browser.py", "test_live.py", "test_weights.py",
               "test_pages.py", "test_pretend.py", "test_slides.py", "test_site.py",
               "test_present.py"]
    order = {name: place for place, name in enumerate(longest)}
    items.sort(key=lambda item: order.get(
        item.path.name, len(longest) + (item.path.suffix == ".py")))


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium; without one the test is skipped, or fails where CI demands it."""
    from tools.lab import find_chromium

    found = find_chromium()
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
