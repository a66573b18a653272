"""The nets whose layers don't stand in one row, for a page: traced by PyTorch, run by web/graph.js.

A graph is data: inputs (name → shape), nodes in order, and the name of the output. A node has a
name, an op and inputs: nodes by name, numbers, or stored tensors. Shapes are of one sample.
"""

import contextlib
import io
import json
from pathlib import Path
from typing import NamedTuple

import torch
from torch import fx, nn
from torch.fx.passes.shape_prop import ShapeProp

from helpers import weights
from helpers.play import export
from tools.recipes import model_of, recipe_of

# How many tensors an operation takes, one number of each at a time
ELEMENTWISE = {"add": 2, "sub": 2, "mul": 2, "truediv": 2, "sqrt": 1, "sin": 1, "cos": 1, "silu": 1}
OTHERS = ("cat along channels", "a row of a table", "[:, None] and view", "pixel_shuffle",
          "pixel_unshuffle")
BATCH = 2  # of the example; not 1, which any shape can be


class Model(NamedTuple):
    """A net of the site: whose weights, which part of them, and what it is given."""

    weights: str
    part: str  # "" for all
    inputs: dict[str, tuple[int, ...]]  # name → shape of one sample, in the order of its forward


MODELS = {
    "05_dcgan_g": Model("05_dcgan_g", "", {"x": (64,)}),
    "06_cyclegan_a_to_b": Model("06_cyclegan", "0", {"x": (3, 32, 32)}),
    "06_cyclegan_b_to_a": Model("06_cyclegan", "1", {"x": (3, 32, 32)}),
    "09_unet": Model("09_unet", "", {"x": (1, 28, 28), "t": (), "y": ()}),
}


class OnCpu(fx.Proxy):
    """What stands for a tensor while a net is traced: the notebooks ask it for its device."""

    device = torch.device("cpu")


class Tracer(fx.Tracer):
    def proxy(self, node: fx.Node) -> fx.Proxy:
        return OnCpu(node, self)


def graph_of(net: nn.Module, **inputs: tuple[int, ...]) -> tuple[dict, dict[str, torch.Tensor]]:
    """The net's graph, and the constants that stand in its code, by name.

    inputs: the shape of one sample, without its batch, for each argument of `forward` in order;
    () is a whole number. Raises `export.ExportError` for what the page can't compute.
    """
    traced = Tracer().trace(net)
    ShapeProp(fx.GraphModule(net, traced)).propagate(*(
        torch.zeros(BATCH, *shape) if shape else torch.zeros(BATCH, dtype=torch.long)
        for shape in inputs.values()))
    own, names, nodes, constants, output = dict(net.named_modules()), {}, [], {}, None
    given = iter(inputs)
    for node in traced.nodes:
        if node.op == "placeholder":
            names[node] = next(given)
        elif node.op == "get_attr":
            names[node] = {"tensor": node.target}
            constants[node.target] = getattr(net, node.target)
        elif node.op == "output":
            output = names[node.args[0]]
        else:
            entry = (_layer(own[node.target], node) if node.op == "call_module"
                     else _operation(node))
            entry["inputs"] = [
                names[part] if isinstance(part, fx.Node) else part for part in entry["inputs"]]
            names[node] = node.name if "op" in entry else entry["inputs"][0]
            nodes += [{"name": node.name} | entry] if "op" in entry else []
    return {"inputs": inputs, "nodes": nodes, "output": output}, constants


def _layer(layer: nn.Module, node: fx.Node) -> dict:
    """A layer as `export.layers` writes it; without an op where it changes nothing."""
    if type(layer) is nn.Embedding:
        return {"op": "lookup", "inputs": [{"tensor": f"{node.target}.weight"}, node.args[0]]}
    entry = {"inputs": list(node.args)}
    for found in export.layers(layer, f"{node.target}."):
        entry |= {"op": found.pop("type")} | found
    return entry


def _operation(node: fx.Node) -> dict:
    """A function or method on tensors; the batch, first of all dimensions, is left out."""
    name = node.target if isinstance(node.target, str) else node.target.__name__
    name, args = name.strip("_"), node.args
    shape = list(getattr(node.meta.get("tensor_meta"), "shape", ()))
    if shape[:1] == [BATCH] and not any(node.kwargs.values()):  # such as inplace=False
        if ELEMENTWISE.get(name) == len(args):
            return {"op": name, "inputs": list(args)}
        if name == "cat" and args[1:] == (1,):
            return {"op": "cat", "inputs": list(args[0])}
        if name == "getitem" and args[0].op == "get_attr" and isinstance(args[1], fx.Node):
            return {"op": "lookup", "inputs": list(args)}
        if name == "view" or name == "getitem" and _adds_dimensions(args[1]):
            return {"op": "reshape", "inputs": [args[0]], "shape": shape[1:]}
        if name in ("pixel_shuffle", "pixel_unshuffle"):
            return {"op": name, "inputs": [args[0]], "factor": args[1]}
    known = ", ".join([*ELEMENTWISE, *OTHERS])
    raise export.ExportError(
        f"The page can't compute {name}{args} at {node.name}: it knows {known}, each with the "
        "options that the course uses, and the layers of helpers/play/export.py.")


def _adds_dimensions(index) -> bool:
    """Whether an index takes all, in its order, as [:, :, None] does."""
    return isinstance(index, tuple) and index[0] == slice(None) and all(
        part is None or part == slice(None) for part in index)


def shipped(name: str) -> nn.Module:
    """A model of MODELS with the weights that the course ships, in eval mode."""
    chosen = MODELS[name]
    net = model_of(chosen.weights)
    with contextlib.redirect_stdout(io.StringIO()):  # the card
        weights.load(net, chosen.weights)
    return net.get_submodule(chosen.part).cpu().eval()


def script(net: nn.Module, name: str) -> str:
    """The net as the file that `course.graph.load(name)` reads."""
    chosen = MODELS[name]
    graph, constants = graph_of(net, **chosen.inputs)
    bits = recipe_of(chosen.weights).bits  # as they are shipped: nothing is rounded once more
    held = json.dumps({"graph": graph, "tensors": export.tensors(net, bits, **constants)},
                      separators=(",", ":"))
    return f"((globalThis.course ??= {{}}).models ??= {{}})[{json.dumps(name)}] = {held};\n"


def write_models(into: Path) -> None:
    """Write NAME.js for each of MODELS; `into` is web/models of a site."""
    into.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        (into / f"{name}.js").write_text(script(shipped(name), name), encoding="utf-8")
