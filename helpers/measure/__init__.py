"""Numbers: the judge, likelihoods, distances between sets, what codes are worth."""

from helpers.measure.clouds import divergences, mass_on_grid, modes_covered
from helpers.measure.codes import best_naming, few_labels, gathering, largest_angle, mse, psnr
from helpers.measure.judge import Judge, accuracy, confidence, features, judge, read_digits
from helpers.measure.likelihood import elbo, elbo_each, iwae, log_joint, log_likelihood
from helpers.measure.quality import frechet, kid, nearest, precision_recall, retrieval, ssim

__all__ = [
    "Judge", "judge", "read_digits", "features", "accuracy", "confidence",
    "elbo", "elbo_each", "iwae", "log_joint", "log_likelihood",
    "frechet", "kid", "precision_recall",
    "nearest", "retrieval", "ssim", "mse", "psnr", "largest_angle",
    "few_labels", "gathering", "best_naming",
    "mass_on_grid", "divergences", "modes_covered",
]
