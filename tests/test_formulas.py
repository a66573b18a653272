"""The formulas of notebooks 03 and 04, each against a second way to compute it."""

import math

import pytest
import torch
from torch import nn
from torch.distributions import Normal, kl_divergence
from torch.nn import functional as F

from helpers import data, measure

X = torch.linspace(-10, 10, 4001, dtype=torch.float64)


class LinearGaussian(nn.Module):
    """A decoder whose pixels are Bernoulli with logits z W + b, and its encoder."""

    def __init__(self, encoder: bool):
        super().__init__()
        torch.manual_seed(0)
        self.encoder, self.layer = encoder, nn.Linear(784, 4) if encoder else nn.Linear(2, 784)
        self.layer.weight.data *= 0.2  # so that z says little, and few draws do

    def forward(self, x):
        return self.layer(x.flatten(1)) if self.encoder else self.layer(x).view(-1, 1, 28, 28)


@pytest.fixture(scope="module")
def vae():
    x = data.binarised(torch.rand(20, 1, 28, 28, generator=torch.Generator().manual_seed(1)))
    return LinearGaussian(True), LinearGaussian(False), x


def test_kl_closed_form_is_its_mean_over_draws(vae):
    encoder, decoder, x = vae
    mu, logvar = encoder(x).chunk(2, 1)
    q = Normal(mu, (0.5 * logvar).exp())
    torch.manual_seed(0)
    z = q.sample((20_000,))
    drawn = (q.log_prob(z) - Normal(0, 1).log_prob(z)).sum(2).mean().item()
    assert measure.elbo(encoder, decoder, x)["kl"] == pytest.approx(drawn, rel=0.01)
    library = kl_divergence(q, Normal(0, 1)).mean(0)
    assert torch.allclose(measure.elbo(encoder, decoder, x)["kl_each"], library, atol=1e-5)


def test_elbo_sums_over_pixels_and_latents_and_averages_over_images(vae):
    encoder, decoder, x = vae
    terms = measure.elbo(encoder, decoder, x)
    assert terms["elbo"] == pytest.approx(-terms["reconstruction"] - terms["kl"])
    assert 0.5 * 784 < terms["reconstruction"] < 2 * 784  # nats an image, not a pixel
    twice = measure.elbo(encoder, decoder, torch.cat([x, x]))
    assert twice["kl"] == pytest.approx(terms["kl"], rel=1e-5)


def test_the_bounds_are_in_order_and_iwae_nears_the_exact_value(vae):
    encoder, decoder, x = vae
    torch.manual_seed(0)
    floor = sum(measure.elbo(encoder, decoder, x)["elbo"] for _ in range(50)) / 50
    few, many = (measure.iwae(encoder, decoder, x, samples=k) for k in (5, 5000))
    exact = measure.log_likelihood(decoder, x)
    assert floor < few < many <= exact + 0.05
    assert many == pytest.approx(exact, abs=0.15)


def test_log_likelihoods_of_all_two_pixel_pictures_sum_to_one():
    torch.manual_seed(0)
    decoder = nn.Sequential(nn.Linear(2, 2), nn.Unflatten(1, (1, 1, 2)))
    pictures = torch.cartesian_prod(torch.tensor([0.0, 1.0]), torch.tensor([0.0, 1.0]))
    each = [measure.log_likelihood(decoder, x.view(1, 1, 1, 2)) for x in pictures]
    assert sum(math.exp(value) for value in each) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("images", [torch.zeros(3, 784), torch.zeros(3, 1, 28, 28).byte()])
def test_a_likelihood_of_something_else_than_float_images_is_refused(vae, images):
    with pytest.raises(ValueError, match="floats .N, 1, 28, 28."):
        measure.elbo(vae[0], vae[1], images)


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


def test_gathering_is_high_for_codes_apart_and_chance_for_codes_mixed():
    torch.manual_seed(0)
    labels = torch.arange(10).repeat(60)
    mixed, apart = torch.randn(600, 2), torch.randn(600, 2) * 0.1 + labels[:, None]
    good = measure.gathering(apart, labels, apart, labels)
    bad = measure.gathering(mixed[:300], labels[:300], mixed[300:], labels[300:])
    assert good["kNN accuracy"] > 0.95 and good["silhouette"] > 0.7
    assert bad["kNN accuracy"] < 0.2 and bad["silhouette"] < 0
