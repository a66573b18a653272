"""Weights come back as they were stored, or a sentence says why not."""

import json
import math

import pytest
import torch
from torch import nn

from helpers import weights

RECORD = {"command": "c", "commit": "0", "profile": "smoke", "seconds": 1.0, "machine": "m",
          "metric": {"error": 0.5}}


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
