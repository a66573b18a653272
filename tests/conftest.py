"""What all tests share."""

import os

import pytest


def pytest_configure():
    # the smoke profile for every test: CI measures ideas, not patience
    os.environ.setdefault("COURSE_PROFILE", "smoke")


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
