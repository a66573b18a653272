"""A pretend accelerator: computes on the CPU, says another device, and is as strict as a GPU.

`begin()` gives PyTorch a device "pretend" for the rest of the process, and the course takes it.
A tensor there wraps a CPU tensor. What CUDA or Apple's GPU refuses is refused here too: tensors of
two devices in one operation (but a CPU scalar in a pointwise one, and CPU indices of a tensor on
the device), `.numpy()`, a CPU generator, float64. Its random numbers are its own.
"""

import functools
import os

import torch
from torch.utils._mode_utils import no_dispatch

NAME = "pretend"
aten = torch.ops.aten
COPIES = {aten.copy_.default, aten.copy.default, aten._to_copy.default}
INDEXING = {aten.index.Tensor, aten.index_put.default, aten.index_put_.default,
            aten._index_put_impl_.default}
SCALARS = {aten.fill_.Tensor, aten.masked_fill.Tensor, aten.masked_fill_.Tensor}
random = {}  # "state": of the device's own random numbers


class Pretend(torch.Tensor):
    """A tensor on the device: `inner` is what it wraps."""

    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, inner: torch.Tensor):
        if inner.dtype in (torch.float64, torch.complex128):
            raise TypeError(f"{NAME} has no {inner.dtype}: use float32, or compute on the CPU.")
        return torch.Tensor._make_wrapper_subclass(
            cls, inner.size(), strides=inner.stride(), storage_offset=inner.storage_offset(),
            dtype=inner.dtype, layout=inner.layout, device=torch.device(NAME, 0))

    def __init__(self, inner: torch.Tensor):
        self.inner = inner

    @classmethod
    def __torch_dispatch__(cls, function, types, arguments=(), options=None):
        return compute(function, arguments, options or {})

    @property
    def data(self):
        return self.detach()

    @data.setter
    def data(self, value):
        torch.Tensor.data.__set__(self, value)  # refuses another device
        self.inner = value.inner

    def numpy(self, *, force: bool = False):
        if force:
            return self.detach().cpu().numpy()
        raise TypeError(f"can't convert {NAME}:0 device type tensor to numpy: use .cpu() first.")

    # torch has these for its own class alone
    def tolist(self):
        return self.cpu().tolist()

    def __format__(self, kind: str) -> str:
        return format(self.item(), kind) if self.ndim == 0 else super().__format__(kind)

    def __repr__(self, *, tensor_contents=None) -> str:
        return f"{self.inner!r} on {NAME}"


class Rule:
    """What is asked of an operator at each call, found once."""

    def __init__(self, function):
        self.copies = function in COPIES
        self.indexing = function in INDEXING
        self.scalars = function in SCALARS or torch.Tag.pointwise in function.tags
        self.writes = function._schema.is_mutable
        # `set_` wants a storage, which a wrapper has not; it is used for tensors of one shape
        self.reshapes = (torch.Tag.inplace_view in function.tags
                         and function is not aten.set_.source_Tensor)
        self.random = torch.Tag.nondeterministic_seeded in function.tags


rule_of = functools.cache(Rule)


def _refuse_a_mix(function, rule: Rule, tensor: torch.Tensor, place: int, arguments) -> None:
    """Refuse a CPU tensor among the arguments of an operator, where a GPU would."""
    scalar = rule.scalars and tensor.ndim == 0 and not (rule.writes and place == 0)
    index = rule.indexing and (place == 1 or tensor.ndim == 0) and type(arguments[0]) is Pretend
    if not (rule.copies or scalar or index):
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but found {NAME}:0 and a tensor of "
            f"shape {tuple(tensor.shape)} on {tensor.device}, in {function}.")


def compute(function, arguments, options):
    """Run an operator on what the tensors wrap; its results are on the device again."""
    rule, wrapper_of = rule_of(function), {}

    def unwrap(value, place: int = -1):
        if type(value) is Pretend:
            wrapper_of[id(value.inner)] = value
            return value.inner
        if isinstance(value, (list, tuple)):
            return [unwrap(item, place) for item in value]
        if isinstance(value, torch.Tensor):
            _refuse_a_mix(function, rule, value, place, arguments)
        elif isinstance(value, torch.Generator):
            raise RuntimeError(f"Expected a '{NAME}' device type for generator but found 'cpu'.")
        return value

    def wrap(value):
        if isinstance(value, (list, tuple)):
            return type(value)(wrap(item) for item in value)
        if not isinstance(value, torch.Tensor):
            return value
        wrapper = wrapper_of.get(id(value))  # what is written in place stays itself
        if wrapper is None:
            return Pretend(value)
        if rule.writes and (wrapper.shape != value.shape or wrapper.stride() != value.stride()):
            raise NotImplementedError(f"{function} changes a shape in place: not pretended.")
        return wrapper

    given = [unwrap(value, place) for place, value in enumerate(arguments)]
    named = {name: unwrap(value) for name, value in options.items()}
    where = arguments[0].device if rule.copies else None  # into its first tensor
    if options.get("device") is not None:
        where, named["device"] = torch.device(options["device"]), torch.device("cpu")
    if rule.reshapes:  # the wrapper's own shape must follow
        with no_dispatch():
            function(*arguments, **options)
    if rule.random:
        of_the_cpu = torch.get_rng_state()
        torch.set_rng_state(random["state"])
    try:
        result = function(*given, **named)
    finally:
        if rule.random:
            random["state"] = torch.get_rng_state()
            torch.set_rng_state(of_the_cpu)
    return result if where is not None and where.type != NAME else wrap(result)


class Module:
    """What PyTorch and the course ask of a device's module, `torch.pretend`."""

    is_available = is_initialized = staticmethod(lambda: True)
    _is_in_bad_fork = staticmethod(lambda: False)
    device_count = staticmethod(lambda: 1)
    current_device = staticmethod(lambda: 0)

    @staticmethod
    def manual_seed_all(seed: int) -> None:
        # not the CPU's numbers of that seed: who takes those for the device's is found out
        random["state"] = torch.Generator().manual_seed(seed + 1).get_state()

    @staticmethod
    def get_rng_state(device=None) -> torch.Tensor:
        return random["state"].clone()

    @staticmethod
    def set_rng_state(state: torch.Tensor, device=None) -> None:
        random["state"] = state.clone()


def _register_factories(library: torch.library.Library) -> None:
    """Every operator that makes a tensor from numbers, such as `randn` and `arange`."""
    for schema in torch._C._jit_get_all_schemas():
        kinds = [str(argument.type) for argument in schema.arguments]
        full = f"{schema.name}.{schema.overload_name}".rstrip(".")
        if (not schema.name.startswith("aten::") or any("Tensor" in kind for kind in kinds)
                or "device" not in [argument.name for argument in schema.arguments]
                or [str(value.type) for value in schema.returns] != ["Tensor"]
                or not torch._C._dispatch_has_kernel(full)):
            continue
        packet = getattr(aten, schema.name.removeprefix("aten::"))
        function = getattr(packet, schema.overload_name or "default")
        library.impl(full.removeprefix("aten::"), lambda *arguments, _function=function, **options:
                     compute(_function, arguments, options), "PrivateUse1")


def _copy_from(source, target, non_blocking=False):
    """`copy_` where PyTorch's own C++ has left the subclass out, as `torch.tensor` does."""
    return compute(aten.copy_.default, (target, source), {})


def begin() -> torch.library.Library:
    """Make the device and let the course take it. Once in a process, before the first backward.

    Returns the library of its operators, which must be kept.
    """
    from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

    Module.manual_seed_all(0)
    _setup_privateuseone_for_python_backend(NAME, Module())
    library = torch.library.Library("aten", "IMPL")
    _register_factories(library)
    library.impl("_copy_from", _copy_from, "PrivateUse1")
    os.environ["COURSE_DEVICE"] = NAME
    return library
