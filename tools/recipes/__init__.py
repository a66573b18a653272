"""What the course ships: where each training stands, what it leaves, and how good that is."""

from torch import nn

from tools.recipes import autoencoders, cyclegan, diffusion, gans, today
from tools.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = dict(sorted((
    autoencoders.RECIPES | gans.RECIPES | cyclegan.RECIPES | diffusion.RECIPES
    | today.RECIPES).items()))


def recipe_of(name: str) -> Recipe:
    """The recipe that makes the weights of that name."""
    return next(recipe for recipe in RECIPES.values() if name in recipe.models)


def model_of(name: str) -> nn.Module:
    """The model of those weights, untrained, as its notebook builds it."""
    return recipe_of(name).model(name)
