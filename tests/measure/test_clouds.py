"""The value function, divergences and modes of clouds."""

import math

import pytest
import torch
from torch.distributions import Normal
from torch.nn import functional as F

from helpers import measure

X = torch.linspace(-10, 10, 4001, dtype=torch.float64)


def densities():
    return (Normal(mean, width).log_prob(X).exp() for mean, width in ((-1.0, 1.0), (1.0, 0.7)))


def value(D, p, q):
    D = D.clamp(1e-12, 1 - 1e-12)  # where D rounds to 1, 1 − D would be 0
    return torch.trapezoid(torch.xlogy(p, D) + torch.xlogy(q, 1 - D), X).item()


def test_no_discriminator_beats_p_over_p_plus_q_and_its_value_is_two_js_minus_log_four():
    p, q = densities()
    best = p / (p + q)
    for other in (0.9 * best + 0.05, best.clamp(0.01, 0.99), best**1.1):
        assert value(other, p, q) < value(best, p, q)
    js = measure.divergences(p / p.sum(), q / q.sum())["JS"]
    assert value(best, p, q) == pytest.approx(-math.log(4) + 2 * js, abs=1e-3)


def test_both_losses_of_the_generator_push_the_logit_up_and_only_one_saturates():
    s = torch.tensor([-12.0, 0.0, 12.0], requires_grad=True)
    saturating, = torch.autograd.grad(-F.softplus(s).sum(), s)
    non_saturating, = torch.autograd.grad(F.softplus(-s).sum(), s)
    assert (saturating <= 0).all() and (non_saturating <= 0).all()
    assert saturating[0] > -1e-4 and non_saturating[0] < -0.999


def test_masses_on_a_grid_sum_to_one_and_js_stays_under_log_two():
    torch.manual_seed(0)
    near, far = torch.randn(500, 2) * 0.2, torch.randn(500, 2) * 0.2 + 1.2
    p, q = (measure.mass_on_grid(c, -1.6, 1.6, 0.05) for c in (near, far))
    assert p.sum() == pytest.approx(1) and (p > 0).all()
    assert measure.divergences(p, p) == {"KL": 0.0, "JS": 0.0}
    apart = measure.divergences(p, q)
    assert 0.6 < apart["JS"] <= math.log(2) and apart["KL"] > apart["JS"]


def test_masses_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match="sum to 1"):
        measure.divergences(torch.ones(2, 2), torch.ones(2, 2) / 4)
    with pytest.raises(ValueError, match=r"give \(N, 2\)"):
        measure.mass_on_grid(torch.ones(5, 3), -1, 1, 0.1)


def test_modes_are_counted_by_a_fifth_of_their_fair_share():
    centres = torch.tensor([[0.0, 0], [1, 0], [2, 0], [3, 0]])
    points = torch.cat([centres[:1].expand(95, 2), centres[1:2].expand(5, 2)])
    assert measure.modes_covered(points, centres, 0.1) == {"modes": 2, "on a mode": 1.0}
    points = torch.cat([centres[:1].expand(96, 2), centres[1:2].expand(4, 2)])
    assert measure.modes_covered(points, centres, 0.1)["modes"] == 1
    strays = torch.full((100, 2), 9.0)
    assert measure.modes_covered(strays, centres, 0.1) == {"modes": 0, "on a mode": 0.0}


def test_a_cloud_that_is_everywhere_covers_no_mode_if_modes_must_be_pure():
    torch.manual_seed(0)
    angle = torch.arange(8) * math.pi / 4
    centres = torch.stack([angle.cos(), angle.sin()], 1)
    data = centres[torch.randint(8, (2000,))] + 0.06 * torch.randn(2000, 2)
    turn = 2 * math.pi * torch.rand(2000)
    ring, cloud = torch.stack([turn.cos(), turn.sin()], 1), 3 * torch.rand(2000, 2) - 1.5
    found = [measure.modes_covered(points, centres, 0.18, pure=0.75)["modes"]
             for points in (data, ring, cloud)]
    assert found == [8, 0, 0]
    assert measure.modes_covered(ring, centres, 0.18)["modes"] == 8  # so it takes purity
