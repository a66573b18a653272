"""What the pretend accelerator refuses and what works on it; run in a process of its own.

    python -m tests.notebooks.pretend_cases FOLDER     prints, as JSON, case → error, or null
"""

import copy
import json
import re
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from tests.notebooks.pretend_refused import DEVICE, REFUSED, on


def same(found: torch.Tensor, expected: torch.Tensor) -> None:
    assert found.device == torch.device(DEVICE, 0), found.device
    assert torch.allclose(found.cpu(), expected, atol=1e-5), (found, expected)


def training_gives_the_numbers_of_the_cpu(folder):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, bias=False), nn.BatchNorm2d(8), nn.SiLU(),
                        nn.Flatten(), nn.Linear(8 * 13 * 13, 32), nn.Tanh(), nn.Linear(32, 10))
    x, y, rows = torch.randn(16, 1, 28, 28), torch.randint(10, (16,)), []
    for where in ("cpu", DEVICE):
        twin = copy.deepcopy(net).to(where, memory_format=torch.channels_last)
        optimizer = torch.optim.Adam(twin.parameters())
        for _ in range(3):
            loss = F.cross_entropy(twin(x.to(where)), y.to(where))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        rows.append((twin, loss))
    (ours, loss), (theirs, their_loss) = rows[1], rows[0]
    same(loss, their_loss)
    for name, value in theirs.state_dict().items():
        same(ours.state_dict()[name], value)
    again = copy.deepcopy(ours)
    with torch.no_grad():
        again[0].weight.mul_(2)
    same(ours[0].weight, theirs[0].weight)  # the copy has a memory of its own
    again.load_state_dict(theirs.state_dict())
    same(again[0].weight, theirs[0].weight)
    same(again.half().float()[0].weight, theirs[0].weight.half().float())
    nn.utils.parametrizations.spectral_norm(again[-1])
    again(x.to(DEVICE)).sum().backward()
    assert again.cpu()[0].weight.device.type == "cpu"


def second_derivatives_and_torch_func(folder):
    net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    twin, x = copy.deepcopy(net).to(DEVICE), torch.randn(5, 2)
    grads = []
    for model, points in ((net, x), (twin, x.to(DEVICE))):
        points = points.clone().requires_grad_()
        slope, = torch.autograd.grad(model(points).sum(), points, create_graph=True)
        slope.norm(dim=1).mean().backward()
        grads.append(model[0].weight.grad)
    same(grads[1], grads[0])
    jacobian = torch.func.vmap(torch.func.jacrev(net))(x)
    same(torch.func.vmap(torch.func.jacrev(twin))(x.to(DEVICE)), jacobian)


def indices_and_views(folder):
    rows = []
    for where in ("cpu", DEVICE):
        x = torch.arange(12.0).to(where).view(3, 4)
        x[x > 9] = 0.0                                # a mask, a number
        x[:, 1] = -1                                  # a view, written
        x[torch.tensor([0, 2]), 2] = torch.tensor(5.0)  # CPU indices and a CPU scalar are allowed
        x[0, 0] += 7
        rows.append(torch.cat([x.T.flatten(), x[1:, ::2].amax(0), x.sort(1).values[2],
                               x.squeeze_().unsqueeze(0)[0, 1]]))
    same(rows[1], rows[0])


def numbers_out_of_it(folder):
    x = torch.tensor([1.5, 2.0], device=DEVICE)
    assert x.tolist() == [1.5, 2.0] and x[0].item() == 1.5 and f"{x[1]:.2f}" == "2.00"
    assert [float(v) for v in x] == [1.5, 2.0] and x.cpu().numpy().sum() == 3.5
    same(x * torch.tensor(2.0), torch.tensor([3.0, 4.0]))
    same(torch.tensor([0.0, 1.0], device=DEVICE).copy_(torch.tensor([4.0, 5.0])),
         torch.tensor([4.0, 5.0]))
    assert torch.zeros(2).copy_(x).device.type == "cpu"
    same(torch.linspace(0, 1, 3, device=DEVICE), torch.linspace(0, 1, 3))
    same(torch.arange(3, device=DEVICE), torch.arange(3))


def random_numbers_are_its_own(folder):
    from helpers import course

    torch.manual_seed(5)
    first, on_cpu = torch.randn(4, device=DEVICE), torch.randn(4)
    assert not torch.equal(first.cpu(), on_cpu)
    torch.manual_seed(5)
    torch.rand(100)  # of the CPU
    same(torch.randn(4, device=DEVICE), first.cpu())
    with course.fork_rng():
        inside = torch.randn_like(first)
        F.dropout(inside)
    same(torch.randn(4, device=DEVICE), inside.cpu())


def measures_take_tensors_of_either_device(folder):
    from helpers import measure

    x, y = torch.rand(2, 12, 1, 16, 16).unbind()
    points, centres = torch.rand(40, 2), torch.rand(3, 2)
    for measured in (measure.mse, measure.ssim,
                     lambda a, b: measure.retrieval(a, b).mean().item(),
                     lambda a, b: measure.nearest(a, b)[0].sum().item(),
                     lambda a, b: measure.precision_recall(a.flatten(1), b.flatten(1)),
                     lambda a, b: measure.frechet(a.flatten(1), b.flatten(1))):
        expected = measured(x, y)
        assert measured(x.to(DEVICE), y) == measured(x, y.to(DEVICE)) == expected, measured
    expected = measure.modes_covered(points, centres, 0.2)
    assert measure.modes_covered(points.to(DEVICE), centres, 0.2) == expected


def a_checkpoint(folder):
    """Left for a process without the device to read."""
    from helpers import train

    net = nn.Linear(2, 1).to(DEVICE)
    optimizer = torch.optim.Adam(net.parameters())

    def step(x):
        loss = net(x).square().mean()
        train.update(optimizer, loss)
        return {"loss": loss}

    train.fit(step, [on(4, 2)], 1, keep={"net": net, "optimizer": optimizer},
              checkpoint=folder / "run.pt")
    assert net.weight.device.type == DEVICE


WORKS = [training_gives_the_numbers_of_the_cpu, second_derivatives_and_torch_func,
         indices_and_views, numbers_out_of_it, random_numbers_are_its_own,
         measures_take_tensors_of_either_device, a_checkpoint]
NAMES = [*REFUSED, *(case.__name__ for case in WORKS)]


def main(folder: Path) -> dict:
    found = {}
    for name, (action, words) in REFUSED.items():
        try:
            found[name] = f"not refused: {action()!r}"
        except (RuntimeError, TypeError) as error:
            found[name] = None if re.search(words, str(error)) else str(error)
    for case in WORKS:
        try:
            found[case.__name__] = case(folder)
        except Exception as error:
            found[case.__name__] = f"{type(error).__name__}: {error}"
    return found


if __name__ == "__main__":
    from tests.notebooks import pretend

    library = pretend.begin()
    print(json.dumps(main(Path(sys.argv[1]))))
