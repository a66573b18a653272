"""Run All, move a slider, see another picture, save, reopen: 06 to 10.

Only that an answer comes is tested; `make bench` tells how soon.
"""

from tests.notebooks.browser import (
    LIVE,
    changes,
    lesson,
    press,
    screenshot,
    steps_of_the_lab,
    stroke,
    whole_size,
)


def test_06_runs_an_emoji_is_chosen_and_one_is_drawn(page, lab):
    with lesson(page, lab, "06_cyclegan.ipynb"):
        box = page.locator(".course-drawing")
        box.scroll_into_view_if_needed()
        there, back = (box.locator("img.course-picture").nth(i) for i in range(2))
        whole_size(box)
        changes(page, there, lambda: box.locator("select").select_option(index=20))
        screenshot(page, "06_chosen")
        changes(page, back, lambda: box.get_by_role("button", name="wipe the canvas").click())
        canvas = box.locator("canvas")

        def another(action) -> None:
            old = there.get_attribute("src")
            action()
            page.wait_for_function("([image, old]) => image.src !== old",
                                   arg=[there.element_handle(), old], timeout=60_000)

        def scribble(colour: str, level: float) -> None:
            box.get_by_role("button", name=colour, exact=True).click()
            stroke(page, canvas, [(60 + 18 * n, level + 12 * (n % 2)) for n in (0, *range(8))])

        for colour, level in (("yellow", 70), ("red", 120), ("blue", 170)):
            another(lambda colour=colour, level=level: scribble(colour, level))
        assert "Your own drawing" in box.inner_text()
        drawing = canvas.evaluate("canvas => canvas.toDataURL()")
        another(lambda: box.get_by_role("button", name="OpenMoji → Noto → OpenMoji").click())
        assert canvas.evaluate("canvas => canvas.toDataURL()") == drawing
        screenshot(page, "06_drawn")


def test_07_runs_and_its_code_can_be_cut(page, lab):
    with lesson(page, lab, "07_autoencoder_family.ipynb"):
        box = page.locator(LIVE).first
        assert "code length L" in box.inner_text() and "12" in box.inner_text()
        press(page, box, {0: "Home", 1: "ArrowRight"})
        assert box.get_by_role("slider", name="digit").get_attribute("aria-valuetext") == "6"
        whole_size(box)
        screenshot(page, "07_one_number")


def test_08_runs_a_digit_is_asked_for_and_a_loss_is_chosen(page, lab):
    with lesson(page, lab, "08_gan_family.ipynb"):
        asked = page.locator(LIVE).first
        press(page, asked, {0: "ArrowLeft", 1: "ArrowRight"})
        whole_size(asked)
        screenshot(page, "08_asked")
        game = steps_of_the_lab(page)
        for loss in ("least squares", "hinge"):
            game.locator("select").last.select_option(loss)
            changes(page, game.locator("img.course-picture"),
                    lambda: game.get_by_role("button", name="step both").click())
        screenshot(page, "08_lab")


def test_09_runs_its_steps_and_its_time_are_dragged(page, lab):
    with lesson(page, lab, "09_diffusion.ipynb"):
        steps, moment = page.locator(LIVE).nth(1), page.locator(LIVE).last  # a film is first
        press(page, steps, {0: "ArrowLeft", 1: "ArrowRight", 2: "ArrowLeft", 3: "ArrowRight"})
        whole_size(steps)
        screenshot(page, "09_steps")
        assert all(name in steps.inner_text() for name in ("steps", "guidance", "digit", "seed"))
        press(page, moment, {0: "PageUp"})
        press(page, moment, {0: "ArrowLeft"})
        screenshot(page, "09_time")


def test_10_runs_a_flow_is_dragged_and_a_scribble_mended(page, lab):
    with lesson(page, lab, "10_today.ipynb"):
        flow = page.locator(LIVE).first
        press(page, flow, {0: "ArrowRight", 1: "ArrowRight", 2: "ArrowRight"})
        whole_size(flow)
        screenshot(page, "10_flow")
        box = page.locator(".course-drawing")
        box.scroll_into_view_if_needed()
        made = box.locator("img.course-picture").first
        changes(page, made, lambda: box.get_by_role("button", name="wipe the canvas").click())
        canvas = box.locator("canvas")
        changes(page, made, lambda: stroke(
            page, canvas, [(120, 50 + 20 * n) for n in (0, *range(8))]))
        white = canvas.evaluate(
            "canvas => canvas.getContext('2d').getImageData(13, 15, 1, 1).data[0]")
        assert white > 128  # the brush begins with white
        screenshot(page, "10_scribble")
