"""What the web edition weighs and how soon it answers: for `make bench ARGS=--site`."""

import tempfile
import time
from pathlib import Path
from statistics import median

from tools import graphs, site
from tools.lab import chromium_page, needed_chromium

ROOT = Path(__file__).resolve().parents[1]
# Milliseconds of one call of a live model, the median of 20 after two
CALL = """async ([name, inputs]) => {
  const net = await course.graph.load(name), times = [], given = {};
  for (const [key, shape] of Object.entries(inputs))
    given[key] = shape.length ? course.nn.tensor(shape) : 5;
  for (let i = 0; i < 22; i++) {
    const start = performance.now();
    net(given);
    times.push(performance.now() - start);
  }
  return times.slice(2).sort((a, b) => a - b)[10];
}"""
LIVE = ":is(.course-map, .course-model, .course-game) .course-live canvas"


def pages() -> None:
    """Seconds to make the site, bytes of all and of each page, and its first live picture."""
    with (tempfile.TemporaryDirectory() as folder,
          chromium_page(needed_chromium(), 390, 844) as page):
        started = time.perf_counter()
        made = site.write(sorted((ROOT / "notebooks").glob("*.ipynb")), Path(folder))
        taken = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(f"site: {taken:.0f} s to make, {size / 1e6:.1f} MB   (expected: at most 20 s, 15 MB)")
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        for path in made:
            asked.clear()
            started = time.perf_counter()
            page.goto(path.as_uri())
            shown = time.perf_counter() - started
            line = f"{path.stem}: {path.stat().st_size / 1e6:.2f} MB, loaded in {shown:.1f} s"
            if page.locator(":is(.course-map, .course-model, .course-game)").count():
                page.locator(":is(.course-map, .course-model, .course-game)").first \
                    .scroll_into_view_if_needed()
                page.locator(LIVE).first.wait_for()
                line += f", first live picture after {time.perf_counter() - started:.1f} s"
            outside = [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
            print(f"{line}, {len(asked)} requests, {len(outside)} of them outside", flush=True)


def models() -> None:
    """How long one call of each live model takes in a page."""
    with tempfile.TemporaryDirectory() as folder, chromium_page(needed_chromium()) as page:
        (Path(folder) / "index.html").write_text(
            '<script src="web/nn.js"></script><script src="web/graph.js"></script>')
        graphs.write_models(Path(folder) / "web/models")
        for name in ("nn.js", "graph.js"):
            (Path(folder) / "web" / name).write_bytes((ROOT / "web" / name).read_bytes())
        page.goto((Path(folder) / "index.html").as_uri())
        for name, model in graphs.MODELS.items():
            inputs = {key: list(shape) for key, shape in model.inputs.items()}
            print(f"{name}: {page.evaluate(CALL, [name, inputs]):.1f} ms a call   (expected: 20 "
                  "steps of 09 in a second, both of 06 in 100 ms)", flush=True)


def game() -> None:
    """The 2-D game of notebook 04 as a page trains it: steps of both players a second."""
    with chromium_page(needed_chromium()) as page:
        for script in ("chance.js", "game.js"):
            page.add_script_tag(path=ROOT / "web" / script)
        page.evaluate("""() => { globalThis.m = course.game.maths();
          globalThis.played = m.labGame({shape: "ring of 8", noise: "square", width: 64}); }""")
        times = []
        for _ in range(5):
            started = time.perf_counter()
            page.evaluate("""() => { for (let i = 0; i < 300; i++) {
              m.stepD(played, played.real(128)); m.stepG(played, 128); } }""")
            times.append(time.perf_counter() - started)
    print(f"the 2-D game in a page, batch 128, width 64: {300 / median(times):.0f} steps/s   "
          "(expected: at least 150)")
