"""The map of codes: its output, where it begins, and pages that don't run its script."""

import json
import re

import pytest
import torch
from torch import nn

from helpers import data, measure, nets, weights
from helpers.play.map import start_code
from tests.pages import pictures
from tests.play.maps import CODES, LABELS, corner, output
from tools.recipes import model_of


def test_without_scripts_the_page_shows_the_picture_and_no_remains(page, monkeypatch):
    shown = output(monkeypatch, corner(), CODES, LABELS)
    page.goto("about:blank")
    page.set_content('<div class="jp-OutputArea">' + re.sub(
        r"<script.*?</script>", "", shown["text/html"], flags=re.S) + "</div>")
    still, = pictures(page)
    assert still.startswith("A map of 2-D codes") and still in shown["text/plain"]
    assert page.inner_text("body").strip() == ""


def test_where_the_script_fails_the_picture_stays(page, monkeypatch):
    html = output(monkeypatch, corner(), CODES, LABELS)["text/html"]
    page.goto("about:blank")
    page.evaluate("delete window.DecompressionStream")  # an old browser
    page.evaluate("""html => { document.body.innerHTML = `<div class="jp-OutputArea">${html}</div>`;
      for (const old of document.querySelectorAll('script:not([type])')) {
        const script = document.createElement('script');
        script.textContent = old.textContent; old.replaceWith(script); } }""", html)
    page.wait_for_timeout(200)
    assert len(pictures(page)) == 1 and page.locator(".course-live").count() == 0


def test_the_output_asks_for_nothing_outside(monkeypatch):
    html = output(monkeypatch, corner(), CODES, LABELS)["text/html"]
    assert "http" not in html and html.count("<img alt=") == 1
    assert set(json.loads(re.search(r'json">(.*?)</script>', html)[1])) == {
        "low", "high", "ticks", "numbers", "colours", "start", "path", "layers", "tensors"}


def test_a_map_begins_among_its_own_kind():
    torch.manual_seed(0)
    a, b = torch.randn(200, 2) * 0.3 + 2, torch.randn(200, 2) * 0.3 - 2  # 3s on both sides of 5s
    fives = torch.randn(400, 2) * 0.3
    codes, labels = torch.cat([a, b, fives]), torch.tensor([3] * 400 + [5] * 400)
    start = start_code(codes, labels, 3)
    assert (labels[(codes - start).norm(dim=1).topk(20, largest=False).indices] == 3).all()


@pytest.mark.parametrize(("name", "last"), [
    ("02_conv_p2", nn.Identity()), ("03_vae_binary_z2", nn.Sigmoid())])
def test_the_map_of_a_notebook_begins_at_what_the_judge_reads_as_a_3(name, last):
    model = model_of(name)
    weights.load(model, name)
    codes = nets.predict(model[0], data.mnist().x_test[:3000])[:, :2]
    start = start_code(codes, data.mnist().y_test[:3000], 3)
    picture = last(nets.predict(model[1], start[None])).clamp(0, 1)
    assert measure.read_digits(picture)[0].argmax() == 3
