"""Instant answers to exercises: what is wrong and why, never only "wrong".

Each check takes the learner's answer and returns a Verdict. No solution stands here: a check
compares with what the formula must satisfy, or with a library's answer.
"""

from helpers.check._01 import best_scale, narrow_kernel, sample_mixture
from helpers.check._02 import components_worth, draw_digit, shuffled_codes
from helpers.check._03 import gaussian_elbo, nearer_the_middle, samples_needed
from helpers.check._04 import js_from_logits, mean_for_value, old_discriminator
from helpers.check._05 import even_tripling, frechet_1d, hundred_pictures
from helpers.check._06 import mean_rank, permuted_emoji, strides_for_field
from helpers.check._07 import beta_for_half, nested_mask, own_decoder
from helpers.check._08 import sliced_w1, steeper_critic, strength_for_error
from helpers.check._09 import comes_back, half_and_half, keep_known
from helpers.check._10 import cooler_pen, heun_step, matching_time
from helpers.check.verdict import NOT_TRIED, Verdict

__all__ = [
    "NOT_TRIED", "Verdict",
    "narrow_kernel", "best_scale", "sample_mixture",
    "shuffled_codes", "components_worth", "draw_digit",
    "nearer_the_middle", "samples_needed", "gaussian_elbo",
    "old_discriminator", "mean_for_value", "js_from_logits",
    "hundred_pictures", "even_tripling", "frechet_1d",
    "permuted_emoji", "strides_for_field", "mean_rank",
    "own_decoder", "beta_for_half", "nested_mask",
    "steeper_critic", "strength_for_error", "sliced_w1",
    "comes_back", "half_and_half", "keep_known",
    "cooler_pen", "matching_time", "heun_step",
]
