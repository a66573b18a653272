"""The shipped weights: each loads, and its card tells the truth about it on real data."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from helpers import weights
from tools.recipes import RECIPES, model_of, recipe_of
from tools.train_weights import ROOT, size

NAMES = sorted(path.stem for path in weights.FOLDER.glob("*.json"))


def test_every_weights_file_has_a_card_and_all_are_small():
    files = list(weights.FOLDER.glob("*.safetensors"))
    assert sorted(path.stem for path in files) == NAMES != []
    files += list(weights.HISTORIES.glob("*.safetensors"))
    assert sum(path.stat().st_size for path in files) <= 9_000_000


@pytest.mark.parametrize("name", NAMES)
def test_a_card_tells_the_truth(name):
    model = model_of(name)
    card = weights.load(model, name)
    assert card["profile"] == "full" and set(weights.CARD) <= set(card)
    found = recipe_of(name).metric(model)
    assert found == pytest.approx({key: card["metric"][key] for key in found}, rel=2e-3)


@pytest.mark.parametrize("name", NAMES)
def test_a_card_counts_the_parameters_of_its_model(name):
    """Frozen ones too: what ships may be an average, of which nothing is trained."""
    model = model_of(name)
    assert weights.card(name)["parameters"] == size(model) == size(model.requires_grad_(False)) > 0


def reference(task: str) -> float:
    curves, _ = weights.history(f"03_reference_{task}")
    return curves["test MSE"][-1].item()


def test_the_shipped_models_reach_their_bars():
    assert weights.card("01_judge")["metric"]["test_accuracy"] >= 0.99
    assert weights.card("02_conv_p2")["metric"]["test_mse"] <= 0.038
    assert weights.card("02_conv_p32")["metric"]["test_mse"] <= 0.007
    for p in (2, 5, 10, 20):  # below the reference system's network, on the same 10,000 digits
        assert weights.card(f"03_vae_grey_z{p}")["metric"]["test_mse"] < reference(f"z{p}")
    assert weights.card("03_vae_cleaner")["metric"]["test_mse"] < 0.02
    dcgan = weights.card("05_dcgan_g")["metric"]
    assert dcgan["judge_confidence"] >= 0.95 and dcgan["recall"] >= 0.6
    assert dcgan["frechet_ratio"] <= 3
    assert dcgan["rarest_class"] >= 0.05 and dcgan["commonest_class"] <= 0.15
    assert weights.card("06_style_judge")["metric"]["test_accuracy"] >= 0.98
    cycle = weights.card("06_cyclegan")["metric"]
    assert min(cycle["style_a_to_b"], cycle["style_b_to_a"]) >= 0.95
    # above the untouched input's own, which test_quality.py measures
    assert cycle["twin_found_a_to_b"] > 0.225 and cycle["twin_found_b_to_a"] > 0.344
    wgan = weights.card("08_wgan_gp_g")["metric"]
    assert wgan["judge_confidence"] >= 0.93 and wgan["rarest_class"] >= 0.05
    assert weights.card("08_cgan_g")["metric"]["asked_digit"] >= 0.97
    assert weights.card("08_infogan_g")["metric"]["code_names_digit"] >= 0.5
    sorted_code, twin = (weights.card(f"07_{name}")["metric"]
                         for name in ("taildrop", "conventional"))
    assert sorted_code["db_4"] < twin["db_4"] and sorted_code["db_16"] < twin["db_16"]
    assert sorted_code["db_64"] < sorted_code["db_16"] < sorted_code["db_4"] < 0
    assert sorted_code["db_64"] <= twin["db_64"] + 1
    diffusion = weights.card("09_unet")["metric"]
    assert diffusion["frechet_ratio"] < dcgan["frechet_ratio"]
    assert diffusion["judge_confidence"] >= 0.95 and diffusion["asked_digit"] >= 0.9
    plane = weights.card("03_vae_binary_z2")["metric"]
    assert plane["neg_elbo"] <= 137.1 and plane["neg_iwae_500"] <= 135.7
    assert plane["neg_log_p"] <= plane["neg_iwae_500"] + 0.05


def test_every_recipe_ships_its_weights():
    assert sorted(name for recipe in RECIPES.values() for name in recipe.models) == NAMES


HISTORIES = sorted(path.stem for path in weights.HISTORIES.glob("*.json"))


def test_the_ablations_ship_their_histories():
    names = [name for name in HISTORIES if name.startswith("06")]
    assert names == ["06_complete", "06_neither", "06_no_cycle", "06_no_identity"]
    for name in names:
        curves, _ = weights.history(name)
        assert len(curves.pop("by epoch")) == 7
        assert {len(values) for values in curves.values()} == {3}


def test_the_broken_rules_of_dcgan_ship_three_seeds_each():
    names = [name for name in HISTORIES if name.startswith("05")]
    assert len(names) == 11
    for name in names:
        curves, pictures = weights.history(name)
        assert {len(values) for values in curves.values()} == {3} and len(pictures) == 10


def test_which_network_is_better_depends_on_what_is_equal():
    curves, _ = weights.history("02_sweep")
    conv, few, many = (torch.stack([curves[f"{run} {seed}"][-1] for seed in range(3)])
                       for run in ("conv 8 5", "deep 8 5", "deep 8 27"))
    assert many.max() < conv.min() and conv.max() < few.min()
    assert [len(curves[f"deep {p} 40 0"]) for p in (2, 4, 8, 16, 32)] == [40] * 5


def test_the_six_losses_ship_four_tries_and_three_seeds_each():
    names = [name for name in HISTORIES if name.startswith("08")]
    assert names == ["08_Wasserstein_clipped", "08_Wasserstein_penalty", "08_hinge",
                     "08_least_squares", "08_minimax", "08_non-saturating"]
    for name in names:
        curves, _ = weights.history(name)
        runs = torch.stack([curves[f"seed {seed}"] for seed in range(3)])  # at 7 counts of steps
        assert runs.shape == (3, 7) and runs[:, -1].unique().numel() == 3 and 1 < runs.min()
        for tries in ("tries", "tries in the plane"):
            assert curves[tries].shape == (4,) and curves[tries].unique().numel() == 4


def test_which_sampler_wins_at_twenty_steps_depends_on_the_guidance():
    curves, _ = weights.history("09_steps")  # 2, 5, 10, 20, 50, 100 steps; DDPM once 1,000
    ratios = {(name, w): torch.stack([curves[f"{name} {w} {seed}"][:6] for seed in (1, 2, 3)])
              for name in ("DDIM", "DDPM") for w in (0.0, 0.25)}
    assert ratios["DDPM", 0.0][:, 3].max() < ratios["DDIM", 0.0][:, 3].min()
    assert ratios["DDIM", 0.25][:, 3].max() < ratios["DDPM", 0.25][:, 3].min()
    assert all((values[:, 3] < values[:, 0]).all() for values in ratios.values())
    assert len(curves["DDPM 0.0 1"]) == len(curves["DDPM 0.25 1"]) == 7


def test_a_label_that_is_told_hidden_or_never_seen_makes_three_models():
    curves, _ = weights.history("09_labels")
    assert {len(values) for values in curves.values()} == {3}
    told, hidden, without, real = (curves[f"{name}: Fréchet ratio"] for name in (
        "the labels of real digits", "nothing; trained with", "nothing; trained without",
        "– (real digits)"))
    assert real.max() < told.min() and told.max() < without.min() < without.max() < hidden.min()


def test_a_flow_by_euler_is_level_with_ddim_and_ddpm_is_ahead_of_both():
    curves, _ = weights.history("10_steps")  # flow 2, 4, 8, 20 steps; DDIM and DDPM 4
    flow, ddim, ddpm = (torch.stack([curves[f"{name} {seed}"] for seed in (1, 2, 3)])
                        for name in ("flow", "DDIM", "DDPM"))
    assert abs(flow[:, 1].mean() / ddim[:, 0].mean() - 1) < 0.1
    assert ddpm[:, 0].max() < min(flow[:, 1].min(), ddim[:, 0].min())
    assert (flow.diff(dim=1) < 0).all()


def test_the_scoreboard_ships_three_seeds_of_sampling_before_two_judges():
    curves, _ = weights.history("10_board")
    assert {len(values) for values in curves.values()} == {3}
    models = {name.split(": ")[0] for name in curves}
    assert len(models) == 14
    real = {key: curves[f"real: {key}"] for key in ("ratio", "by the second judge")}
    assert all(real["ratio"].max() < curves[f"{name}: ratio"].min() for name in models - {"real"})
    # the first judge doesn't see the Gaussian's noise in the pixels; the second does
    seen = [curves[f"Gaussian (01): {key}"].mean() for key in real]
    assert seen[1] > 5 * seen[0]


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_loads_and_its_card_tells_its_end(name):
    curves, pictures = weights.history(name)
    card = weights.card(name, weights.HISTORIES)
    assert card["profile"] == "full" and set(weights.CARD) <= set(card)
    assert {key: values[-1].item() for key, values in curves.items()} == pytest.approx(
        card["metric"], abs=1e-4)
    assert pictures.shape in [(10, 3, 32, 32), (10, 1, 28, 28)]
    assert pictures.dtype.is_floating_point is False


def test_the_tool_reruns_the_notebooks_own_cells(tmp_path):
    tool = Path(ROOT) / "tools" / "train_weights.py"
    result = subprocess.run(
        [sys.executable, str(tool), "01_judge", "--profile", "smoke", "--into", str(tmp_path)],
        capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "01_judge.safetensors").exists()
    assert '"profile": "smoke"' in (tmp_path / "01_judge.json").read_text()
