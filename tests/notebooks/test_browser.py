"""A real JupyterLab in a real browser: Run All, move a slider, see another picture, save, reopen.

Only that an answer comes is tested; `make bench` tells how soon.
"""

import re

from tests.notebooks.browser import (
    LIVE,
    changes,
    lesson,
    map_follows_the_pointer,
    press,
    screenshot,
    steps_of_the_lab,
    whole_size,
)


def test_01_begins_with_500_people_and_its_sliders_answer(page, lab):
    with lesson(page, lab, "01_distributions.ipynb"):
        box = page.locator(LIVE).first
        assert "500 people" in box.locator("img.course-picture").get_attribute("alt")
        people = box.locator(".noUi-handle").nth(4)
        assert people.get_attribute("aria-label") == "people drawn"
        assert people.get_attribute("aria-valuetext") == "500"
        press(page, box, {0: "ArrowRight", 4: "ArrowLeft"})
        changes(page, box.locator("img.course-picture"),
                lambda: box.get_by_role("button", name="play or pause").click())
        whole_size(box)
        screenshot(page, "01_heights")


def test_02_runs_in_jupyterlab_and_its_slider_changes_the_picture(page, lab):
    with lesson(page, lab, "02_autoencoder.ipynb"):
        press(page, page.locator(LIVE).first, {0: "ArrowRight"})
        whole_size(page.locator(LIVE).first)
        map_follows_the_pointer(page, "02")


def test_03_runs_and_its_manifold_answers_under_the_pointer(page, lab):
    with lesson(page, lab, "03_vae_manifold.ipynb"):
        map_follows_the_pointer(page, "03")


def test_04_runs_its_sliders_answer_and_its_lab_steps(page, lab):
    with lesson(page, lab, "04_gan_value_function.ipynb"):
        surface = page.locator(LIVE).first
        press(page, surface, {0: "ArrowRight", 1: "ArrowLeft"})
        whole_size(surface)
        screenshot(page, "04_surface")
        steps_of_the_lab(page)
        screenshot(page, "04_lab")


def test_05_runs_its_scrubber_turns_and_its_sliders_walk(page, lab):
    with lesson(page, lab, "05_dcgan.ipynb"):
        film, walk = (page.locator(LIVE).nth(i) for i in range(2))
        press(page, film, {0: "End"})
        whole_size(film)
        screenshot(page, "05_film")
        assert re.search(r"step\s+8\b", film.inner_text())  # two epochs of four batches
        assert walk.locator(".noUi-handle").count() == 8
        press(page, walk, dict.fromkeys(range(8), "PageUp"))
        whole_size(walk)
        screenshot(page, "05_walk")
