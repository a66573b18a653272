"""Decks: every slide of every notebook in a real browser, the speaker's window, the print."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.pages import figures, nameless
from tests.tools.decks import PAGE, SLIDES, Watched, open_deck
from tools import slides
from tools.lab import chromium_page
from tools.slides import kind

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All decks, in a folder away from the course's."""
    folder = tmp_path_factory.mktemp("slides")
    slides.write(PATHS, folder)
    return folder


@pytest.fixture(scope="module")
def page(chromium):
    """A page of the size of a deck, without a network."""
    with chromium_page(chromium, *PAGE) as page:
        page.context.set_offline(True)
        yield page


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_deck_fits_says_everything_and_asks_for_nothing(page, folder, path):
    watched = Watched(page)
    open_deck(page, folder / f"{path.stem}.html")
    found = page.evaluate(SLIDES)
    notebook = nbformat.read(path, as_version=4)
    assert len(found) > 20
    assert [(s["place"], s["outside"]) for s in found if s["outside"]] == []
    assert [(s["place"], s["code"]) for s in found if s["code"] < 10.99] == []
    assert min(slide["text"] for slide in found) >= 11
    assert watched.errors == [] and watched.asked == []
    assert page.locator(".katex-error").count() == 0
    assert page.locator(".body .katex").count() > 20
    told = " ".join(slide["words"] for slide in found)
    assert not re.search(r"\$\$|\\frac|\\mathbb|Speaker, \d", told)
    for cell in notebook.cells:  # nothing gets lost between two pages, and nothing is shown unasked
        if cell.cell_type == "code" and kind(cell) != "skip":
            first, shown = cell.source.splitlines()[0], page.locator(".body .highlight")
            assert shown.filter(has_text=first).count(), cell.id
    notebook.cells = [cell for cell in notebook.cells if kind(cell) not in ("skip", "notes")]
    seen = page.locator(".body .jp-OutputArea img").evaluate_all(
        "images => images.filter(image => image.naturalWidth > 1).map(image => image.alt)")
    assert [alt for alt in figures(notebook) if alt not in seen] == [] and "" not in seen


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_printed_deck_has_a_page_for_each_slide_and_names_for_everything(page, folder, path):
    open_deck(page, folder / f"{path.stem}.html")
    count = page.locator(".slides > section > section").count()
    open_deck(page, folder / f"{path.stem}.html", "?print-pdf")
    assert nameless(page) == []  # here all slides can be seen at once
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type /Page\b(?!s)", printed)) == count


def test_the_speakers_window_shows_the_notes_with_their_formulas(page, folder):
    watched = Watched(page)
    open_deck(page, folder / "03_vae_manifold.html")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes .value")
    opened.value.wait_for_function("document.querySelector('.value')?.innerText.includes('Ask:')",
                                   polling=100)
    assert notes.locator("details:not([open])").count() == 0
    assert "Speaker, 2 minutes" in notes.inner_text() and "$" not in notes.inner_text()
    assert notes.locator("math").count() >= 1
    assert "Speaker, 2 minutes" not in page.inner_text("body")
    page.keyboard.press(" ")
    notes.wait_for(state="hidden")  # the next slide has none
    opened.value.close()
    assert watched.errors == []


def made(tmp_path, *cells) -> Path:
    """The deck of a notebook with a title and these cells on its second slide."""
    head = [new_markdown_cell("# Title"), new_markdown_cell("## Second\n\nWords.")]
    for cell in (*head, *cells):
        cell.metadata.setdefault("slideshow", {"slide_type": "-"})
    head[1].metadata["slideshow"] = {"slide_type": "slide"}
    nbformat.write(new_notebook(cells=[*head, *cells]), tmp_path / "made.ipynb")
    return slides.write([tmp_path / "made.ipynb"], tmp_path)[0]


def test_what_does_not_fit_goes_on_to_further_slides_in_its_order(page, tmp_path):
    cells = [new_markdown_cell("\n\n".join(f"Line {i}." for i in range(60)))]
    open_deck(page, made(tmp_path, *cells))
    found = page.evaluate(SLIDES)
    assert len(found) > 2 and all(not slide["outside"] for slide in found)
    told = " ".join(slide["words"] for slide in found)
    assert re.findall(r"Line (\d+)\.", told) == [str(i) for i in range(60)]
    assert "Second (2)" in found[2]["words"]


def test_a_slide_that_overflows_is_seen_by_these_tests(page, tmp_path):
    open_deck(page, made(tmp_path, new_code_cell("x = 1")))
    page.evaluate("document.querySelectorAll('.body')[1].style.transform = 'scale(3)'")
    assert [bool(slide["outside"]) for slide in page.evaluate(SLIDES)] == [False, True]


def test_a_fragment_waits_for_its_step_and_code_that_only_plots_is_folded(page, tmp_path):
    late = new_markdown_cell("Answer.", metadata={"slideshow": {"slide_type": "fragment"}})
    plot = new_code_cell('show.grid(x, alt="Noise.")', outputs=[nbformat.v4.new_output(
        "stream", text="printed")])
    open_deck(page, made(tmp_path, late, plot))
    page.keyboard.press(" ")
    answer = page.get_by_text("Answer.", exact=True)
    assert page.get_by_text("Words.", exact=True).is_visible()
    assert answer.get_attribute("class") == "fragment"
    page.keyboard.press(" ")
    page.wait_for_function("e => e.classList.contains('visible')", arg=answer.element_handle())
    page.get_by_text("printed", exact=True).wait_for(state="visible")
    code = page.locator(".folded .highlight")
    assert not code.is_visible()
    page.get_by_text("code", exact=True).click()
    assert code.is_visible()


@pytest.mark.parametrize(("source", "folded"), [
    ('show.grid(x, alt="A grid.")', True),
    ('x = 1\nwith show.figure(alt="A line.") as axis:\n    axis.plot(x)', True),
    ("show.grid(x)", False),
    ('def f(x):\n    return show.grid(x,\n        alt="A grid.")', False),
    ('history = train.fit(step, batches, 1,\n    picture=lambda: show.grid(x, alt="A"))', False),
    ('a = 1\nb = 2\nc = 3\nshow.grid(x, alt="A grid.")', False),
])
def test_only_code_that_is_there_for_its_figure_is_folded(source, folded):
    assert slides.only_plots(source) is folded


def test_printing_without_a_chromium_says_what_to_do(monkeypatch):
    monkeypatch.setattr(slides, "find_chromium", lambda: None)
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        slides.print_decks([])
