"""Notebook 06: the judge of styles, and the two generators."""

import torch
from torch import nn

from helpers import data, measure, nets, weights
from tools.recipes.recipe import Recipe


def telling_fonts(judge: nn.Module) -> dict[str, float]:
    """Accuracy on the 160 held-out emoji in both fonts."""
    emoji = data.emoji()
    return {"test_accuracy": measure.accuracy(
        judge, torch.cat([emoji.noto_test, emoji.openmoji_test]),
        torch.arange(2).repeat_interleave(160))}


def truth_of_translations(both: nn.ModuleList) -> dict[str, float]:
    """The shipped style judge and the true twins on the 160 held-out emoji, both directions."""
    emoji = data.emoji()
    a, b = emoji.noto_test / 255, emoji.openmoji_test / 255
    judge = RECIPES["06_style_judge"].model("06_style_judge")
    weights.load(judge, "06_style_judge")
    found = {}
    for name, net, x, twins, font in (("a_to_b", both[0], a, b, 1), ("b_to_a", both[1], b, a, 0)):
        made = (nets.predict(net, 2 * x - 1) + 1) / 2
        said = nets.predict(judge, made).argmax(1)
        found |= {f"style_{name}": (said == font).float().mean().item(),
                  f"twin_found_{name}": measure.retrieval(made, twins).mean().item()}
    return found


RECIPES = {
    "06_style_judge": Recipe(
        "06_cyclegan", ("judge-code",), {"06_style_judge": lambda names: names["style_judge"]()},
        lambda names: {"06_style_judge": (names["judge"], names["judge_history"].seconds)},
        telling_fonts,
    ),
    "06_cyclegan": Recipe(
        "06_cyclegan", ("generator-code", "generator-net"), {"06_cyclegan": lambda names: (
            nn.ModuleList([names["generator"](), names["generator"]()]))},
        lambda names: {"06_cyclegan": (nn.ModuleList([names["game"].G, names["game"].F]),
                                       names["history"].seconds)},
        truth_of_translations,
    ),
    "06_ablations": Recipe(
        "06_cyclegan", (), {}, lambda names: {}, lambda model: {},
        histories=lambda names: {
            f"06_{name.replace(' ', '_')}": found for name, found in names["runs"].items()},
    ),
}
