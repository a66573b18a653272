"""The web edition's front page: the lecture slide by slide, a live picture, the scoreboard."""

import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

README = Path(__file__).resolve().parents[1] / "README.md"
LECTURE = re.compile(r"^\| *([^|]+?) *\| *\[([^]]+)\]\(notebooks/(\w+)\.ipynb\) *\| *(\d+) *\|",
                     re.M)
TITLE = """# Generative models, by hand

One university lecture (곽찬희, 데이터분석과기계학습 13주차, *GAN과 생성모델*) as ten notebooks:
from “what is a distribution?” through autoencoders and VAEs to GANs, CycleGAN, diffusion and
flows. Here they are to read, with every figure; to run them,
[get the course](https://github.com/{slug})."""
LIVE = """## The learned manifold, under your finger

A VAE's decoder runs in this page. Move over the map: the digit at that place appears. Drag a path
([notebook 03](03_vae_manifold.html#pull))."""
SLIDES = """## The lecture, slide by slide

| slides | page | minutes to run |
|---|---|---|
{rows}"""
BOARD = """## Who draws best?

Everything the course builds that draws digits, before two judges
([notebook 10](10_today.html#board))."""


def front(notebooks: dict[str, nbformat.NotebookNode], slug: str) -> nbformat.NotebookNode:
    """The front page, as a notebook. slug: "owner/name" of the course on GitHub."""
    def cell(name: str, own: str):
        found = next(cell for cell in notebooks[name].cells if cell.id == own)
        return new_code_cell(outputs=found.outputs, id=own, metadata={"folded": False})

    rows = "\n".join(f"| {slides} | [{title}]({name}.html) | {minutes} |" for slides, title, name,
                     minutes in LECTURE.findall(README.read_text(encoding="utf-8")))
    return new_notebook(cells=[
        new_markdown_cell(TITLE.format(slug=slug), id="front"),
        new_markdown_cell(LIVE, id="live"), cell("03_vae_manifold", "pull-play"),
        new_markdown_cell(SLIDES.format(rows=rows), id="lecture"),
        new_markdown_cell(BOARD, id="scoreboard"),
        cell("10_today", "board-table"), cell("10_today", "board-figure")])
