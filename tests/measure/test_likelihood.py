"""Bounds and exact values of a VAE that can be integrated by hand."""

import math

import pytest
import torch
from torch import nn
from torch.distributions import Normal, kl_divergence

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


def test_the_elbo_without_draws_is_the_mean_of_many_draws(vae):
    encoder, decoder, x = vae
    torch.manual_seed(0)
    drawn = sum(measure.elbo(encoder, decoder, x)["elbo"] for _ in range(200)) / 200
    each = measure.elbo_each(encoder, decoder, x)
    assert each.shape == (20,) and each.mean().item() == pytest.approx(drawn, abs=0.1)
    assert torch.allclose(each, measure.elbo_each(encoder, decoder, x, nodes=20), atol=1e-3)


def test_what_the_elbo_misses_is_the_kl_to_the_posterior_on_the_grid(vae):
    encoder, decoder, x = vae
    axis = torch.linspace(-5, 5, 201)
    z, cell = torch.cartesian_prod(axis, axis), (10 / 200) ** 2
    joint = measure.log_joint(decoder, x, z).double() + math.log(cell)
    log_p, posterior = joint.logsumexp(1), joint.softmax(1)
    assert log_p.mean().item() == pytest.approx(measure.log_likelihood(decoder, x), abs=1e-3)
    mu, logvar = encoder(x).detach().chunk(2, 1)
    q = Normal(mu[:, None], (0.5 * logvar[:, None]).exp()).log_prob(z).sum(2).double()
    kl = (q.exp() * cell * (q + math.log(cell) - posterior.log())).sum(1)
    gap = log_p - measure.elbo_each(encoder, decoder, x)
    assert torch.allclose(gap, kl, atol=2e-3) and (kl > 0).all()


@pytest.mark.parametrize("images", [torch.zeros(3, 784), torch.zeros(3, 1, 28, 28).byte()])
def test_a_likelihood_of_something_else_than_float_images_is_refused(vae, images):
    with pytest.raises(ValueError, match="floats .N, 1, 28, 28."):
        measure.elbo(vae[0], vae[1], images)
