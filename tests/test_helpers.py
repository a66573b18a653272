"""weights, show, play, nets and measure: what notebooks 01 and 02 rely on."""

import html
import json
import math
import re

import numpy as np
import pytest
import torch
from torch import nn

from helpers import measure, nets, show, weights

RECORD = {"command": "c", "commit": "0", "profile": "smoke", "seconds": 1.0, "machine": "m",
          "metric": {"error": 0.5}}
ALT = "A picture that a test has drawn."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    weights.save(nn.Linear(3, 2), "line", **RECORD)
    return tmp_path


def test_weights_come_back_rounded_to_half_precision(folder, capsys):
    model = weights.rounded(nn.Linear(3, 2))
    weights.save(model, "again", **RECORD)
    other = nn.Linear(3, 2)
    card = weights.load(other, "again")
    assert torch.equal(other.weight, model.weight) and other.weight.dtype == torch.float32
    assert card["metric"] == {"error": 0.5}
    assert "again: error 0.5 (smoke profile, 1 s of training)" in capsys.readouterr().out


@pytest.mark.parametrize("harm", ["altered", "missing"])
def test_harmed_weights_are_named_with_the_way_to_mend_them(folder, harm):
    path = folder / "line.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content) if harm == "altered" else path.unlink()
    model = nn.Linear(3, 2)
    before = model.weight.clone()
    with pytest.raises(weights.WeightsError, match=f"{harm}.*git checkout HEAD"):
        weights.load(model, "line")
    assert torch.equal(model.weight, before)


def test_weights_of_another_model_are_named_with_both_shapes(folder):
    with pytest.raises(weights.WeightsError, match=r"\(2, 4\), the file \(2, 3\)"):
        weights.load(nn.Linear(4, 2), "line")


def test_an_unknown_name_lists_those_there_are(folder):
    with pytest.raises(weights.WeightsError, match="'lines'; there are: line"):
        weights.load(nn.Linear(3, 2), "lines")


def test_weights_with_a_nan_or_an_incomplete_card_are_not_written(folder):
    model = nn.Linear(3, 2)
    with pytest.raises(weights.WeightsError, match="lacks"):
        weights.save(model, "bad", metric={})
    model.bias.data[0] = math.nan
    with pytest.raises(weights.WeightsError, match="NaN"):
        weights.save(model, "bad", **RECORD)
    assert not (folder / "bad.json").exists()


def test_the_card_holds_what_the_design_asks(folder):
    card = json.loads((folder / "line.json").read_text())
    assert set(weights.CARD) <= set(card)


def test_every_picture_needs_an_alt_text_and_carries_it():
    with pytest.raises(ValueError, match="say in a sentence"):
        show.grid(torch.zeros(2, 1, 4, 4), alt="digits")
    alt = ALT + ' <b> & "more"'
    bundle = show.grid(torch.zeros(2, 1, 4, 4), alt=alt)._repr_mimebundle_()
    said = re.search(r'<img alt="([^"]*)"[^<>]* src="data:image/png;base64,', bundle["text/html"])
    assert html.unescape(said[1]) == alt and set(bundle) == {"text/html", "text/plain"}


def test_pixels_are_enlarged_by_whole_numbers_and_never_stretched_in_contrast():
    image = torch.tensor([[[[0.0, 0.5], [1.0, 2.0]]]])
    assert show.pixels(image)[0, :, :, 0].tolist() == [[0, 128], [255, 255]]
    sheet = show.tile(image, 1)
    big = show._scaled(sheet, width=6)
    assert big.shape == (6, 6, 3) and (big[:3, :3] == sheet[0, 0]).all()


def test_a_row_of_flat_pixels_is_told_how_to_become_pictures():
    with pytest.raises(ValueError, match=r"x\.view\(-1, 1, 28, 28\)"):
        show.grid(torch.zeros(3, 784), alt=ALT)


def test_the_best_number_of_a_table_is_bold():
    table = show.table([{"name": "a", "error": 0.25}, {"name": "b", "error": 0.125}],
                       lowest=["error"])
    assert "<b>0.125</b>" in table._repr_html_() and "<b>0.250" not in table._repr_html_()
    assert repr(table).splitlines()[2].split() == ["b", "0.125"]


def test_mlp_has_no_activation_at_the_end_and_count_counts():
    net = nets.mlp([5, 4, 3])
    assert isinstance(net[-1], nn.Linear) and net(torch.zeros(2, 5)).shape == (2, 3)
    assert nets.count(net) == 5 * 4 + 4 + 4 * 3 + 3
    with pytest.raises(ValueError, match="at least an input and an output"):
        nets.mlp([5])


def test_psnr_is_20_db_at_an_error_of_a_hundredth():
    assert measure.psnr(0.01) == pytest.approx(20) and measure.psnr(0.0) == math.inf


def test_mse_refuses_to_broadcast():
    with pytest.raises(ValueError, match="would broadcast"):
        measure.mse(torch.zeros(4, 1), torch.zeros(4))
    assert measure.mse(torch.zeros(4), torch.full((4,), 2.0)) == 4


def test_largest_angle_sees_the_space_and_not_the_basis():
    a = np.eye(5)[:, :2]
    assert measure.largest_angle(a, a @ np.array([[2.0, 1.0], [0.0, 3.0]])) == pytest.approx(0)
    turned = a.copy()
    turned[:, 1] = [0, math.cos(0.3), math.sin(0.3), 0, 0]
    assert measure.largest_angle(a, turned) == pytest.approx(math.degrees(0.3))


def test_few_labels_is_perfect_on_separate_classes_and_blind_on_noise():
    labels = torch.arange(400) % 4
    separate = torch.eye(4)[labels] * 10 + torch.randn(400, 4) * 0.1
    scores = measure.few_labels(separate, labels, separate, labels, count=20, draws=3)
    assert scores["1-NN"][0] == scores["linear probe"][0] == 1.0
    noise = torch.randn(400, 4)
    scores = measure.few_labels(noise, labels, torch.randn(400, 4), labels, count=20, draws=3)
    assert all(abs(mean - 0.25) < 0.12 for mean, _ in scores.values())


def test_predict_goes_in_batches_in_eval_mode_and_puts_the_mode_back():
    model = nn.Sequential(nn.Flatten(), nn.Dropout(0.9), nn.Linear(4, 1))
    model.train()
    x = torch.randint(0, 255, (7, 1, 2, 2), dtype=torch.uint8)
    out = measure.predict(model, x, batch_size=3)
    assert out.shape == (7, 1) and model.training
    model.eval()
    assert torch.allclose(out, model(x / 255), atol=1e-6)


def test_the_judge_refuses_flat_pixels():
    with pytest.raises(ValueError, match=r"reads \(N, 1, 28, 28\)"):
        measure.read_digits(torch.zeros(2, 784))


def test_the_average_follows_the_model_and_its_buffers():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    ema = nets.EMA(model, decay=0.9)
    start = ema.model[0].weight.clone()
    model.train()(5 + torch.randn(8, 1, 6, 6))
    with torch.no_grad():
        model[0].weight += 1
    ema.update(model)  # the first keeps min(0.9, 2 / 11)
    assert torch.allclose(ema.model[0].weight, start + 1 - 2 / 11)
    moved = ema.model[1].running_mean / model[1].running_mean
    assert torch.allclose(moved, torch.full((2,), 9 / 11), atol=1e-5)
    for _ in range(200):
        ema.update(model)
    assert torch.allclose(ema.model[0].weight, model[0].weight, atol=1e-4)
    assert int(ema.model[1].num_batches_tracked) == 1


def test_the_average_is_always_in_eval_mode_and_asks_for_no_slopes():
    ema = nets.EMA(nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.9)))
    ema.train()
    assert not ema.model[1].training
    assert not ema(torch.ones(1, 2)).requires_grad
    with pytest.raises(ValueError, match="0.999"):
        nets.EMA(nn.Linear(1, 1), decay=1.0)


def test_dcgan_weights_start_as_the_paper_says():
    torch.manual_seed(0)
    model = nets.init_normal(nn.Sequential(
        nn.ConvTranspose2d(64, 64, 4), nn.BatchNorm2d(64), nn.Conv2d(64, 64, 4)))
    for i in (0, 2):
        assert model[i].weight.std().item() == pytest.approx(0.02, rel=0.02)
        assert model[i].bias.abs().max() == 0
    assert model[1].weight.mean().item() == pytest.approx(1, abs=0.01)
    assert 0.01 < model[1].weight.std() < 0.03 and model[1].bias.abs().max() == 0


def test_flops_of_a_product_forward_and_backward():
    layer, x = nn.Linear(30, 20, bias=False), torch.randn(10, 30)
    assert nets.flops(lambda: layer(x)) == 2 * 10 * 30 * 20
    assert nets.flops(lambda: layer(x).sum().backward()) == 2 * (2 * 10 * 30 * 20)


def test_a_shape_walk_names_each_new_shape():
    from helpers._shapes import shapes_through

    model = nn.Sequential(nn.Unflatten(1, (4, 1, 1)), nn.ConvTranspose2d(4, 2, 4), nn.ReLU(),
                          nn.BatchNorm2d(2), nn.Flatten())
    found = shapes_through(model, torch.zeros(3, 4))
    assert [shape for _, shape in found] == [(4,), (4, 1, 1), (2, 4, 4), (32,)]
    assert found[2][0] == "transposed conv.\nkernel 4, stride 1"
    assert model.training
    assert show.shape_walk(model, torch.zeros(3, 4), alt=ALT).data.startswith(b"\x89PNG")


def test_a_history_comes_back_with_its_pictures(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "HISTORIES", tmp_path)
    weights.save_history({"loss": [2.0, 1.0]}, torch.full((1, 3, 4, 4), 1.2), "run", **RECORD)
    curves, pictures = weights.history("run")
    assert curves["loss"].tolist() == [2, 1] and list(curves) == ["loss"]
    assert pictures.dtype == torch.uint8 and pictures.min() == 255
    (tmp_path / "run.safetensors").write_bytes(b"x")
    with pytest.raises(weights.WeightsError, match="altered.*git checkout"):
        weights.history("run")
    with pytest.raises(weights.WeightsError, match="No weights.*run"):
        weights.history("walk")
