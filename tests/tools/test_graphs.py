"""Traced nets in a page against PyTorch: the same inputs, the weights of the shipped files."""

import shutil

import pytest
import torch
from torch import nn

from helpers import data, nets, weights
from helpers.play import export
from tools import graphs
from tools.recipes import model_of

PAGE = """<!doctype html><script src="web/nn.js"></script>
<script src="web/graph.js"></script><script src="web/graph.js"></script>"""
# Models that the course doesn't ship, as files of the site: one sets nothing
FILES = {"silent": "", "unknown": 'course.models.unknown = {graph: {inputs: {}, nodes: [{name: '
         '"a", op: "erf", inputs: []}], output: "a"}, tensors: TENSORS};',
         "lacking": 'course.models.lacking = {graph: {inputs: {}, nodes: [{name: "a", op: "conv", '
         'inputs: [], weight: "up.weight"}], output: "a"}, tensors: TENSORS};'}
# tensors in, as lists; numbers stay numbers
COMPUTE = """async ([name, samples]) => {
  const net = await course.graph.load(name);
  return samples.map(sample => {
    const inputs = Object.entries(sample).map(([key, value]) => [key, value.shape
      ? course.nn.tensor(value.shape, Float32Array.from(value.values)) : value]);
    const {shape, values} = net(Object.fromEntries(inputs));
    return {shape, values: [...values]}; }); }"""
SAID = """async ([name, inputs]) => {
  try { (await course.graph.load(name))(inputs); } catch (error) { return error.message; } }"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site's folder with nothing but the models."""
    folder = tmp_path_factory.mktemp("graphs")
    graphs.write_models(folder / "web/models")
    for name in ("nn.js", "graph.js"):
        shutil.copy(export.WEB / name, folder / "web")
    empty = f'"{export.tensors(nn.Identity())}"'
    for name, code in FILES.items():
        (folder / f"web/models/{name}.js").write_text(code.replace("TENSORS", empty))
    (folder / "index.html").write_text(PAGE)
    return folder


@pytest.fixture(scope="module")
def opened(page, folder):
    page.goto((folder / "index.html").as_uri())
    return page


def in_page(page, name, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
    """What the page makes of the inputs, (N, …) each."""
    samples = [{key: {"shape": list(x[i].shape), "values": x[i].flatten().tolist()}
                if x.ndim > 1 else x[i].item() for key, x in inputs.items()}
               for i in range(len(next(iter(inputs.values()))))]
    made = page.evaluate(COMPUTE, [name, samples])
    return torch.stack([torch.tensor(out["values"]).view(out["shape"]) for out in made])


def noised_digits() -> dict[str, torch.Tensor]:
    """A little noise, half, nearly all; each with a label and without."""
    torch.manual_seed(0)
    digits, t = data.mnist(), torch.tensor([20, 500, 980]).repeat(2)
    a = (torch.cos((t / 1000 + 0.008) / 1.008 * torch.pi / 2) ** 2).view(-1, 1, 1, 1)
    x = 2 * data.floats(digits.x_test[:6]) - 1
    return {"x": a.sqrt() * x + (1 - a).sqrt() * torch.randn_like(x), "t": t,
            "y": torch.cat([digits.y_test[:3], torch.tensor([10] * 3)])}


def given(name: str) -> dict[str, torch.Tensor]:
    if name == "09_unet":
        return noised_digits()
    if name == "05_dcgan_g":
        return {"x": torch.randn(3, 64, generator=torch.Generator().manual_seed(0))}
    emoji = data.emoji()
    pictures = emoji.noto_test if name.endswith("a_to_b") else emoji.openmoji_test
    return {"x": pictures[:3] / 127.5 - 1}


@pytest.mark.parametrize("name", graphs.MODELS)
def test_a_shipped_model_in_the_page_is_pytorchs_own(opened, name):
    """Nothing is rounded once more: the page holds the numbers of the shipped file."""
    inputs = given(name)
    with torch.no_grad():
        wanted = graphs.shipped(name)(*inputs.values())
    found = in_page(opened, name, inputs)
    assert found.shape == wanted.shape
    assert (found - wanted).abs().max() < 1e-4 < 0.5 < wanted.std(0).max()


@pytest.mark.parametrize(("name", "font"), [("06_cyclegan_a_to_b", 1), ("06_cyclegan_b_to_a", 0)])
def test_each_direction_ends_in_the_font_that_it_is_named_after(opened, name, font):
    judge = model_of("06_style_judge")
    weights.load(judge, "06_style_judge")
    made = in_page(opened, name, given(name))
    assert nets.predict(judge, (made + 1) / 2).argmax(1).tolist() == [font] * 3


def test_every_model_is_a_file_of_moderate_size(folder):
    sizes = {name: (folder / f"web/models/{name}.js").stat().st_size for name in graphs.MODELS}
    assert max(sizes.values()) < 600_000 and sum(sizes.values()) < 1_600_000


class Uneven(nn.Module):
    """What the shipped nets don't do: pictures that aren't square, an odd number of outputs."""

    def __init__(self):
        super().__init__()
        self.same = nn.Identity()
        self.down = nn.Conv2d(3, 8, (3, 2), 2, 1, bias=False)
        self.mirrored = nn.Conv2d(2, 5, 3, padding=1, padding_mode="reflect")
        self.up = nn.ConvTranspose2d(5, 3, (3, 4), 2, 1)
        self.register_buffer("shift", torch.tensor([[0.5], [-1.0], [2.0], [0.0], [1.0], [3.0]]))

    def forward(self, x):
        h = torch.pixel_shuffle(self.down(self.same(x)), 2) + self.shift
        h = self.up(self.mirrored(h))
        return torch.cat([2 - h, h / 4, (h * h).sqrt()], 1).view(-1, 9, 220)


def test_shapes_that_are_uneven_give_what_pytorch_gives(opened, folder, monkeypatch):
    torch.manual_seed(0)
    net, x = Uneven().eval(), torch.randn(3, 3, 5, 9)
    monkeypatch.setitem(graphs.MODELS, "uneven", graphs.Model("05_dcgan_g", "", {"x": (3, 5, 9)}))
    with torch.no_grad():
        wanted = net.half().float()(x)  # the weights are stored in 16 bits
    (folder / "web/models/uneven.js").write_text(graphs.script(net, "uneven"))
    found = in_page(opened, "uneven", {"x": x})
    assert found.shape == wanted.shape and (found - wanted).abs().max() < 1e-5


@pytest.mark.parametrize(("forward", "named"), [
    (lambda self, x: torch.exp(x), "exp(x,)"),
    (lambda self, x: torch.cat([x, x], 2), "cat([x, x], 2)"),
    (lambda self, x: torch.cat([x, x]), "cat([x, x],)"),
    (lambda self, x: torch.add(x, x, alpha=2), "add(x, x)"),
    (lambda self, x: x[:, 0], "getitem(x, (slice(None, None, None), 0))"),
    (lambda self, x: x.view(-1), "view(x, -1)"),
    (lambda self, x: x.chunk(2, 1)[0], "chunk(x, 2, 1)"),
    (lambda self, x: x * x.shape[1], "getattr(x, 'shape')"),
])
def test_an_operation_that_the_page_does_not_know_is_named(forward, named):
    net = type("Net", (nn.Module,), {"forward": forward})()
    with pytest.raises(export.ExportError) as caught:
        graphs.graph_of(net, x=(4, 6, 6))
    assert f"compute {named}" in str(caught.value) and "pixel_shuffle" in str(caught.value)


def test_a_layer_that_the_page_does_not_know_is_named():
    with pytest.raises(export.ExportError, match=r"compute 1, ELU"):
        graphs.graph_of(nn.Sequential(nn.ReLU(), nn.ELU()), x=(3,))


@pytest.mark.parametrize(("name", "inputs", "said"), [
    ("10_none", {}, "web/models/10_none.js can't be read, or isn't the model: make site"),
    ("silent", {}, "web/models/silent.js can't be read, or isn't the model: make site"),
    ("unknown", {}, "no layer is called erf"),
    ("lacking", {}, "the graph lacks its tensor up.weight"),
    ("05_dcgan_g", {"z": 1}, "x is missing: give (64)"),
    ("05_dcgan_g", {"x": {"shape": [3], "values": [0, 0, 0]}}, "x is (3): give (64)"),
    ("09_unet", {"t": 1000, "y": 3}, "1000 is no row of a table: give 0 to 999"),
    ("09_unet", {"t": 0, "y": 11}, "11 is no row of a table: give 0 to 10"),
])
def test_the_page_says_what_is_wrong(opened, name, inputs, said):
    if "t" in inputs:
        inputs = {"x": {"shape": [1, 28, 28], "values": [0] * 784}} | inputs
    assert opened.evaluate(SAID, [name, inputs]) == said


def test_a_model_is_loaded_once(opened):
    assert opened.evaluate("""async () => {
      const [a, b] = await Promise.all([1, 2].map(() => course.graph.load("05_dcgan_g")));
      return [a === b, document.querySelectorAll("script[src*=dcgan]").length]; }""") == [True, 1]
