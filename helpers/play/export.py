"""A model for a page: a list of its layers for web/nn.js, and its weights in 8 bits.

The list is read off the torch module itself, so no model is written twice.
"""

import base64
import json
import zlib
from pathlib import Path

import torch
from safetensors.torch import save
from torch import nn

from helpers.weights import packed

WEB = Path(__file__).parents[2] / "web"
PLAIN = {nn.ReLU: "relu", nn.SiLU: "silu", nn.Sigmoid: "sigmoid", nn.Tanh: "tanh"}
CONVOLUTIONS = {nn.Conv2d: "conv", nn.ConvTranspose2d: "conv_transposed"}
SUPPORTED = [nn.Sequential, nn.Identity, nn.Linear, *CONVOLUTIONS, nn.BatchNorm1d, nn.BatchNorm2d,
             nn.InstanceNorm2d, nn.GroupNorm, nn.LeakyReLU, *PLAIN, nn.Flatten, nn.Unflatten,
             nn.Upsample]


class ExportError(TypeError):
    """A layer that web/nn.js doesn't know; the message names it and those that it does."""


def layers(model: nn.Module, prefix: str = "") -> list[dict]:
    """The model as web/nn.js reads it: one entry a layer, tensors by their names in its state.

    prefix: stands before these names. Raises ExportError for a layer, or an option of one, that
    the page can't compute.
    """
    if isinstance(model, nn.Sequential):
        return [entry for name, part in model.named_children()
                for entry in layers(part, f"{prefix}{name}.")]
    if isinstance(model, nn.Identity):
        return []
    entry = _entry(model)
    if entry is None:
        known = ", ".join(kind.__name__ for kind in SUPPORTED)
        raise ExportError(f"The page can't compute {prefix.rstrip('.') or 'the model'}, {model}: "
                          f"it knows {known}, each with the options that the course uses.")
    names = {"weight": "weight", "bias": "bias", "running_mean": "mean", "running_var": "variance"}
    held = {short: prefix + name for name, short in names.items()
            if getattr(model, name, None) is not None}
    return [entry | held]


def _entry(layer: nn.Module) -> dict | None:
    """A layer's type and options, or None where web/nn.js has no such thing."""
    kind = type(layer)
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if kind is nn.LeakyReLU:
        return {"type": "leaky_relu", "slope": layer.negative_slope}
    if kind is nn.Linear:
        return {"type": "linear"}
    if kind in CONVOLUTIONS:
        return _convolution(layer)
    if kind in (nn.BatchNorm1d, nn.BatchNorm2d) and layer.track_running_stats:
        return {"type": "batch_norm", "epsilon": layer.eps}
    if kind is nn.InstanceNorm2d and not layer.track_running_stats:
        return {"type": "group_norm", "groups": layer.num_features, "epsilon": layer.eps}
    if kind is nn.GroupNorm:
        return {"type": "group_norm", "groups": layer.num_groups, "epsilon": layer.eps}
    if kind is nn.Flatten and (layer.start_dim, layer.end_dim) == (1, -1):
        return {"type": "reshape"}
    if kind is nn.Unflatten and layer.dim == 1:
        return {"type": "reshape", "shape": list(layer.unflattened_size)}
    if kind is nn.Upsample and layer.mode == "nearest" and isinstance(layer.scale_factor, float):
        if layer.scale_factor.is_integer():
            return {"type": "upsample", "factor": int(layer.scale_factor)}
    return None


def _convolution(layer: nn.Conv2d | nn.ConvTranspose2d) -> dict | None:
    """A convolution with the same step and padding in both directions, or None."""
    plain = (layer.dilation == (1, 1) and layer.groups == 1 and layer.output_padding == (0, 0)
             and layer.padding_mode in ("zeros", "reflect") and isinstance(layer.padding, tuple)
             and len(set(layer.stride)) == len(set(layer.padding)) == 1)
    if not plain:
        return None
    reflect = {"reflect": True} if layer.padding_mode == "reflect" else {}
    return {"type": CONVOLUTIONS[type(layer)], "stride": layer.stride[0],
            "padding": layer.padding[0]} | reflect


def tensors(model: nn.Module, bits: int = 8, **others: torch.Tensor) -> str:
    """The model's weights and other tensors for the page: safetensors, zlib, base64.

    bits: as in `helpers.weights`; others: stored as they are, float16, float32 or uint8.
    """
    state = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()
             if tensor.is_floating_point()}  # batch norm counts its batches in whole numbers
    content = save(packed(state, bits) | {name: t.contiguous() for name, t in others.items()})
    return base64.b64encode(zlib.compress(content, 9)).decode()


def script(*names: str, then: str) -> str:
    """Files of web/ and a statement as one <script>, without comments and line breaks.

    They keep to what web/nn.js says of comments and semicolons. A notebook's file would spend
    a dozen bytes on each line.
    """
    lines = [line.strip() for name in names
             for line in (WEB / name).read_text(encoding="utf-8").splitlines()]
    code = " ".join(line for line in [*lines, then] if line and not line.startswith("//"))
    return f"<script>{code}</script>"


def held(data: dict) -> str:
    """Data that a script reads out of the page: JSON in an element that shows nothing."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json">{text}</script>'
