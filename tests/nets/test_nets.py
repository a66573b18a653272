"""Building blocks, and what one asks of any net."""

import pytest
import torch
from torch import nn

from helpers import nets


def test_mlp_has_no_activation_at_the_end_and_count_counts():
    net = nets.mlp([5, 4, 3])
    assert isinstance(net[-1], nn.Linear) and net(torch.zeros(2, 5)).shape == (2, 3)
    assert nets.count(net) == 5 * 4 + 4 + 4 * 3 + 3
    with pytest.raises(ValueError, match="at least an input and an output"):
        nets.mlp([5])


def test_predict_goes_in_batches_in_eval_mode_and_puts_the_mode_back():
    model = nn.Sequential(nn.Flatten(), nn.Dropout(0.9), nn.Linear(4, 1))
    model.train()
    x = torch.randint(0, 255, (7, 1, 2, 2), dtype=torch.uint8)
    out = nets.predict(model, x, batch_size=3)
    assert out.shape == (7, 1) and model.training
    model.eval()
    assert torch.allclose(out, model(x / 255), atol=1e-6)


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
