"""How soon interactives answer, in a real JupyterLab: for `make bench ARGS=--browser`."""

import tempfile
from pathlib import Path

from tools.lab import (
    ROOT,
    chromium_page,
    jupyter_lab,
    needed_chromium,
    open_notebook,
    run_all,
)

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
# The same for the map of codes, which the page itself computes: from the pointer's event until its
# frame is painted, and of that the drawing, decoder included.
MAP = """async map => {
  const waited = [], drawn = [], at = map.getBoundingClientRect();
  for (let i = 0; i < 200; i++) {
    await new Promise(done => setTimeout(done, 20 + 7 * Math.random()));  // anywhere in a frame
    const start = performance.now();
    let began;
    requestAnimationFrame(() => { began = performance.now(); });  // before the map's own
    map.dispatchEvent(new PointerEvent('pointermove', {clientX: at.left + 20 + 2 * i,
      clientY: at.top + 60 + 1.5 * i}));
    await new Promise(painted => requestAnimationFrame(() => {  // and after it
      drawn.push(performance.now() - began);
      const {port1, port2} = new MessageChannel();
      port1.onmessage = painted; port2.postMessage(0); }));
    waited.push(performance.now() - start);
  }
  return [drawn, waited].map(times => times.sort((a, b) => a - b)[100]);
}"""
KEY = """(handle, i) => handle.dispatchEvent(new KeyboardEvent('keydown',
  {key: i % 2 ? 'Left' : 'Right', bubbles: true}))"""


def answers() -> None:
    """How soon each interactive answers its pointer or its first slider, in JupyterLab."""
    executable = needed_chromium()
    print("answers of interactives, median of 24   (expected: at most 100 ms; 300 ms in 09)")
    with (tempfile.TemporaryDirectory() as folder, jupyter_lab(Path(folder)) as address,
          chromium_page(executable) as page):
        for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
            open_notebook(page, address, path.name)
            run_all(page)
            for box in page.locator(".course-live").all():
                box.scroll_into_view_if_needed()
                handle = box.locator(".noUi-handle")
                if box.locator("canvas.map").count():
                    drawn, waited = box.locator("canvas.map").evaluate(MAP)
                    print(f"{path.stem}: {drawn:.1f} ms to draw a code of the map (expected: at "
                          f"most 5), {waited:.0f} ms from the pointer to the painted frame",
                          flush=True)
                    continue
                if handle.count() == 0:
                    continue  # the translator: a canvas and a list
                target, make = handle.first, KEY
                if box.get_by_role("button", name="step both").count():
                    target, make = box.get_by_role("button", name="step both"), "b => b.click()"
                image = box.locator("img.course-picture").first
                taken = page.evaluate(ANSWER, [target.element_handle(), image.element_handle(),
                                               make])
                print(f"{path.stem}: {taken:.0f} ms   {image.get_attribute('alt')[:60]}",
                      flush=True)
