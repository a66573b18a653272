"""Models in the page against PyTorch: the same layers, the same weights, the same numbers."""

import pytest
import torch
from torch import nn

from helpers import nets, weights
from helpers.play import export
from tools.recipes import model_of

# [layers, tensors, inputs] → outputs, computed by web/nn.js in the browser
COMPUTE = """async ([layers, packed, inputs]) => {
  const {nn} = course, tensors = nn.safetensors(await nn.unpacked(packed));
  const model = nn.model(layers, tensors);
  return inputs.map(({shape, values}) => {
    const out = model(nn.tensor(shape, Float32Array.from(values)));
    return {shape: out.shape, values: [...out.values]}; }); }"""


@pytest.fixture(scope="module")
def in_page(page):
    """(model, inputs (N, …), bits) → what the page makes of them, (N, …)."""
    page.goto("about:blank")
    for _ in range(2):  # once more does no harm
        page.add_script_tag(content=(export.WEB / "nn.js").read_text(encoding="utf-8"))

    def compute(model, inputs, bits=32):
        made = page.evaluate(COMPUTE, [
            export.layers(model), export.tensors(model, bits),
            [{"shape": list(x.shape), "values": x.flatten().tolist()} for x in inputs]])
        return torch.stack([torch.tensor(out["values"]).view(out["shape"]) for out in made])

    return compute


def trained(model):
    """With numbers of batch norm that are not those of the start, in eval mode."""
    torch.manual_seed(0)
    for part in model.modules():
        for name, tensor in part.named_buffers(recurse=False):
            if name in ("running_mean", "running_var"):
                tensor.copy_(torch.rand_like(tensor) + 0.5)
        if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d, nn.GroupNorm, nn.InstanceNorm2d)):
            for tensor in part.parameters():
                nn.init.normal_(tensor, 1)
    return model.eval()


MODELS = {
    "vector": (nn.Sequential(
        nn.Linear(6, 12), nn.BatchNorm1d(12), nn.LeakyReLU(0.2), nn.Linear(12, 8, bias=False),
        nn.Tanh(), nn.Identity(), nn.Unflatten(1, (2, 2, 2)), nn.Flatten()), (6,)),
    "down": (nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8, affine=False), nn.ReLU(),
        nn.Sequential(nn.Conv2d(8, 4, (3, 2), bias=False), nn.GroupNorm(2, 4), nn.SiLU()),
        nn.Flatten(), nn.Linear(4 * 3 * 3, 5), nn.Sigmoid()), (3, 10, 8)),
    "reflect": (nn.Sequential(
        nn.Conv2d(2, 6, 7, padding=3, padding_mode="reflect"), nn.InstanceNorm2d(6, affine=True),
        nn.Upsample(scale_factor=2), nn.Conv2d(6, 3, 3, padding=1, padding_mode="reflect"),
        nn.InstanceNorm2d(3)), (2, 6, 5)),
    "up": (nn.Sequential(
        nn.Unflatten(1, (16, 1, 1)), nn.ConvTranspose2d(16, 8, 4), nn.BatchNorm2d(8), nn.ReLU(),
        nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, bias=False), nn.SiLU(),
        nn.ConvTranspose2d(4, 3, 4, stride=2, padding=1)), (16,)),
}


@pytest.mark.parametrize("name", MODELS)
def test_every_layer_gives_what_torch_gives(in_page, name):
    model, shape = MODELS[name]
    x = torch.randn(3, *shape)
    with torch.no_grad():
        wanted = trained(model)(x)
    found = in_page(model, x)
    assert found.shape == wanted.shape and (found - wanted).abs().max() < 1e-5


def test_the_models_hold_every_layer_that_is_supported():
    held = {type(part) for model, _ in MODELS.values() for part in model.modules()}
    assert held == set(export.SUPPORTED)


@pytest.mark.parametrize(("name", "last"), [
    ("02_conv_p2", nn.Identity()), ("03_vae_binary_z2", nn.Sigmoid())])
def test_a_shipped_decoder_in_the_page_is_torchs_own(in_page, name, last):
    """To 1e-4 with the same 8 bits; these differ from the shipped 16 by less than a grey level of
    a screen (1/255) on the mean."""
    model = model_of(name)
    weights.load(model, name)
    decoder, steps = nn.Sequential(model[1], last), torch.linspace(-2, 2, 8)
    z = torch.cartesian_prod(steps, steps) * (6 if name.startswith("02") else 1)
    shipped, found = nets.predict(decoder, z), in_page(decoder, z, 8)
    eight_bits = nets.predict(weights.rounded(decoder, 8), z)
    assert (found - eight_bits).abs().max() < 1e-4
    off = (found.clamp(0, 1) - shipped.clamp(0, 1)).abs()  # as they are shown
    assert off.mean() < 0.003 and off.flatten().quantile(0.99) < 0.03


def test_numbers_in_16_and_8_bits_are_read_as_they_are(page, in_page):
    half = torch.tensor([0, 6e-8, -3e-5, 6.1e-5, -1, 0.1, 65504, torch.inf, -torch.inf]).half()
    packed = export.tensors(nn.Identity(), half=half, whole=torch.tensor([0, 7, 255]).byte())
    read = page.evaluate("""async packed => {
      const read = course.nn.safetensors(await course.nn.unpacked(packed));
      return [read.half, read.whole].map(({values}) => [...values].map(String)); }""", packed)
    assert [float(value) for value in read[0]] == half.double().tolist()
    assert read[1] == ["0", "7", "255"]


@pytest.mark.parametrize("layer", [
    nn.ELU(), nn.Conv2d(2, 2, 3, dilation=2), nn.Conv2d(2, 2, 3, groups=2),
    nn.Conv2d(2, 2, 3, stride=(1, 2)), nn.Conv2d(2, 2, 3, padding="same"),
    nn.ConvTranspose2d(2, 2, 3, stride=2, output_padding=1), nn.Flatten(2),
    nn.BatchNorm2d(2, track_running_stats=False), nn.Upsample(scale_factor=2, mode="bilinear"),
    nn.Upsample(scale_factor=1.5), nn.Upsample(size=(4, 4)),
    nn.InstanceNorm2d(2, track_running_stats=True)], ids=str)
def test_what_the_page_cannot_compute_is_an_error_that_names_it(layer):
    with pytest.raises(export.ExportError) as caught:
        export.layers(nn.Sequential(nn.ReLU(), nn.Sequential(layer)))
    assert f"1.0, {layer}" in str(caught.value) and "Linear, Conv2d" in str(caught.value)


def test_a_model_whose_weights_are_missing_names_the_tensor(page, in_page):
    said = page.evaluate("""() => { try {
      course.nn.model([{type: "linear", weight: "0.weight"}], {}); } catch (error) {
        return error.message; } }""")
    assert said == "the layer linear lacks its 0.weight"


def test_a_script_for_a_notebook_stands_on_one_line_and_has_no_comments():
    code = export.script("nn.js", "manifold.js", then="course.manifold.wake();")
    assert "\n" not in code and "// " not in code and code.count("</script>") == 1
    assert "</" not in export.held({"a": "</script>"}).removesuffix("</script>")
