"""How a reader drives the live models of the pages, and what is then seen."""

import json

import numpy as np

PIXELS = "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"


def canvas(live, nth: int):
    """The large pictures of the box, in their order."""
    return live.locator("canvas.large").nth(nth)


def pixels(sheet) -> np.ndarray:
    """What is on a square canvas, (S, S, 3) from 0 to 1."""
    found = np.array(sheet.evaluate(PIXELS)) / 255
    side = int((len(found) / 4) ** 0.5)
    return found.reshape(side, side, 4)[..., :3]


def named(sheet, test: str) -> str:
    """The picture's name `said` once it passes a test in JavaScript."""
    sheet.page.wait_for_function(f"c => (said => {test})(c.ariaLabel)", arg=sheet.element_handle())
    return sheet.get_attribute("aria-label")


def answers(sheet, act) -> str:
    """Act, wait for the picture's new name, see that the picture is another; the name."""
    name, before = sheet.get_attribute("aria-label"), pixels(sheet)
    act()
    said = named(sheet, f"said !== {json.dumps(name)}")
    assert np.abs(pixels(sheet) - before).max() > 0.05
    return said


def come_back(live, what: str) -> str:
    """The last picture's name once this has come back."""
    return named(canvas(live, 2), f"said.startsWith('{what}') && /(\\d+) of \\1 steps/.test(said)")


def drag(page, sheet) -> None:
    """A finger across a canvas."""
    sheet.evaluate("canvas => canvas.scrollIntoView({block: 'center'})")
    at, finger = sheet.bounding_box(), page.context.new_cdp_session(page)
    # it rests before it is lifted: Chromium takes the next tap after a fling as a halt
    for kind, share in (("touchStart", 0.2), ("touchMove", 0.5), *[("touchMove", 0.8)] * 5):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [
            {"x": at["x"] + share * at["width"], "y": at["y"] + 0.3 * at["height"]}]})
        page.wait_for_timeout(30)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
