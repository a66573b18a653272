"""Notebook 10: a flow of digits, a writer of words, a second judge, and the scoreboard."""

import math

import torch
from torch import nn

from helpers import course, data, nets, weights
from tools.recipes.autoencoders import digit_accuracy
from tools.recipes.recipe import Recipe, named_columns


@torch.no_grad()
def error_of_velocity(net: nn.Module) -> dict[str, float]:
    """Mean squared error of ε − x_0 on the test digits, at one random t for each."""
    digits, device = data.mnist(), course.device()
    net = net.to(device).eval()
    random = torch.Generator().manual_seed(0)
    x = digits.x_test / 127.5 - 1
    noise, t = torch.randn(x.shape, generator=random), torch.rand(len(x), generator=random)
    share, total = t.view(-1, 1, 1, 1), 0.0
    for part in torch.arange(len(x)).split(1000):
        x_t = (1 - share[part]) * x[part] + share[part] * noise[part]
        guess = net(x_t.to(device), t[part].to(device), digits.y_test[part].to(device)).cpu()
        total += (guess - (noise[part] - x[part])).square().flatten(1).mean(1).sum().item()
    return {"velocity_error": total / len(x)}


@torch.no_grad()
def bits_of_words(net: nn.Module) -> dict[str, float]:
    """Mean −log2 p(49 words | digit) of the test digits' words."""
    digits, device, total = data.mnist(), course.device(), 0.0
    vq = nets.definitions("07_autoencoder_family", "vq-code", "vq-nets")["vq_vae"]()
    weights.load(vq, "07_vq")
    z = nets.predict(vq[0][:-1], digits.x_test).to(device)
    k = torch.cat([vq[0][-1].nearest(part) for part in z.split(1000)]).flatten(1)
    net = net.to(device).eval()
    for part in torch.arange(len(k)).split(1000):
        logits = net(digits.y_test[part].to(device), k[part, :-1])
        total += nn.functional.cross_entropy(
            logits.flatten(0, 1), k[part].flatten(), reduction="sum").item()
    return {"bits": total / len(k) / math.log(2)}


RECIPES = {
    "10_flow": Recipe(
        "10_today", ("flow-net",), {"10_flow": lambda names: names["velocity_net"]()},
        lambda names: {"10_flow": (names["flow"].ema.model, names["flow_history"].seconds)},
        error_of_velocity, bits=8,
    ),
    "10_words": Recipe(
        "10_today", ("attention", "layer", "writer"), {"10_words": lambda names: names["Writer"]()},
        lambda names: {"10_words": (names["words"].ema.model, names["words_history"].seconds)},
        bits_of_words, bits=8,
    ),
    "10_judge": Recipe(
        "10_today", ("judge-code",), {"10_judge": lambda names: names["second_judge"]()},
        lambda names: {"10_judge": (names["second"].ema.model, names["judge_history"].seconds)},
        digit_accuracy, bits=8,
    ),
    "10_steps": Recipe(
        "10_today", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {"10_steps": (
            names["found_by_steps"],
            names["flow_draw"](names["best"], torch.arange(10)), 0.0)},
    ),
    "10_board": Recipe(
        "10_today", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {"10_board": (
            named_columns(names["runs"]), names["runs"]["AE, flow (10)"][0][0], 0.0)},
    ),
}
