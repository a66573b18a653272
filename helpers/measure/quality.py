"""How near two sets of pictures are: Fréchet distance, KID, precision and recall, neighbours.

All compare features (N, d), one row a picture: `features` gives the judge's 64. Each number
depends on N: state it, and quote a Fréchet distance as a multiple of real-against-real.
"""

import torch
from torch.nn import functional

from helpers import course
from helpers.data import looks


def _rows(name: str, values: torch.Tensor, least: int = 2) -> torch.Tensor:
    """Features as float64 rows on the CPU, or a ValueError."""
    if not isinstance(values, torch.Tensor) or values.ndim != 2 or len(values) < least:
        shape = tuple(getattr(values, "shape", ()))
        raise ValueError(f"{name} has shape {shape}: give features (N, d) of at least {least} "
                         "pictures, such as measure.features(images).")
    if not values.isfinite().all():
        raise ValueError(f"{name} holds a NaN or an infinite number: look at the pictures first.")
    return values.detach().cpu().double()


def _both(real, fake, least: int = 2) -> tuple[torch.Tensor, torch.Tensor]:
    real, fake = _rows("real", real, least), _rows("fake", fake, least)
    if real.shape[1] != fake.shape[1]:
        raise ValueError(f"real has {real.shape[1]} features a picture and fake {fake.shape[1]}: "
                         "take both from the same network.")
    return real, fake


def frechet(real: torch.Tensor, fake: torch.Tensor) -> float:
    """Fréchet distance between normals fitted to features (N, d) and (M, d); 0 is the same.

    |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½). With Inception's features this number is the FID
    (Heusel et al. 2017, arXiv:1706.08500). It shrinks as N grows: compare at the same N only.
    """
    real, fake = _both(real, fake)
    gap = (real.mean(0) - fake.mean(0)).square().sum()
    a, b = (rows.T.cov().reshape(2 * rows.shape[1:]) for rows in (real, fake))
    # the eigenvalues of a product of two covariances are real and not negative, but for rounding
    root = torch.linalg.eigvals(a @ b).real.clamp_min(0).sqrt().sum()
    return (gap + a.trace() + b.trace() - 2 * root).item()


def kid(real: torch.Tensor, fake: torch.Tensor, *, subsets: int = 20, size: int | None = 1000,
        seed: int = 0) -> tuple[float, float]:
    """Kernel distance: the unbiased MMD² with the kernel (x·y/d + 1)³, over random subsets.

    real (N, d), fake (M, d); a subset takes `size` of each, with None all of both (one subset will
    do then). Returns mean and standard deviation over the subsets. Without bias in N, so it may be
    negative near 0. Source: Bińkowski et al. 2018, arXiv:1801.01401.
    """
    real, fake = _both(real, fake)
    size = size and min(size, len(real), len(fake))
    random = torch.Generator().manual_seed(seed)

    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3

    def without_diagonal(k):
        return (k.sum() - k.trace()) / (len(k) * (len(k) - 1))

    found = []
    for _ in range(subsets):
        x, y = (rows[torch.randperm(len(rows), generator=random)[:size]] for rows in (real, fake))
        found.append(without_diagonal(kernel(x, x)) + without_diagonal(kernel(y, y))
                     - 2 * kernel(x, y).mean())
    found = torch.stack(found)
    return found.mean().item(), found.std(correction=0).item()


def precision_recall(real: torch.Tensor, fake: torch.Tensor, *, neighbours: int = 3,
                     most: int = 5000) -> dict[str, float]:
    """Precision: share of fakes within the real set; recall: share of real ones within the fakes'.

    real (N, d), fake (M, d); the first `most` of each are used. A set is the union of balls around
    its rows, each as wide as the way to its k-th nearest neighbour (Kynkäänniemi et al. 2019,
    arXiv:1904.06991, k = 3). "coverage": share of real rows whose own ball holds a fake, and
    "density": how many real balls hold a fake, over k (Naeem et al. 2020, arXiv:2002.09797).
    """
    real, fake = _both(real[:most], fake[:most], neighbours + 1)
    real, fake = real.float().to(course.device()), fake.float().to(course.device())

    def radius(rows):  # the nearest of all is the row itself
        return torch.cdist(rows, rows).kthvalue(neighbours + 1, dim=1).values

    between = torch.cdist(real, fake)  # (N, M)
    in_real = between <= radius(real)[:, None]
    in_fake = between <= radius(fake)
    return {"precision": in_real.any(0).float().mean().item(),
            "recall": in_fake.any(1).float().mean().item(),
            "density": in_real.float().sum(0).mean().item() / neighbours,
            "coverage": in_real.any(1).float().mean().item()}


def nearest(wanted: torch.Tensor, among: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """For each picture of `wanted` (N, …) the nearest one of `among` (M, …), pixel by pixel.

    Floats in [0, 1] or uint8. Returns distances (N,), the root of the mean squared error a pixel,
    and indices (N,) into `among`.
    """
    looks.check("wanted", wanted, float32=False)
    looks.check("among", among, float32=False)
    if wanted.shape[1:] != among.shape[1:]:
        raise ValueError(f"wanted holds pictures of {tuple(wanted.shape[1:])}, among of "
                         f"{tuple(among.shape[1:])}: bring both to one shape.")

    def rows(x):
        x = x.to(course.device()).flatten(1)
        return x.float() / 255 if x.dtype == torch.uint8 else x.float()

    a = rows(wanted)
    distance, index = [], []
    for start in range(0, len(among), 10_000):
        d, i = torch.cdist(a, rows(among[start:start + 10_000])).min(1)
        distance.append(d)
        index.append(i + start)
    best, part = torch.stack(distance).min(0)
    index = torch.stack(index).gather(0, part[None])[0]
    return best.cpu() / a.shape[1] ** 0.5, index.cpu()


def retrieval(images: torch.Tensor, twins: torch.Tensor) -> torch.Tensor:
    """1 where the nearest of `twins` (N, …) to an image (N, …) is its own, by mean L1, else 0.

    Floats of one range; item i of `twins` is the right answer for item i of `images`. Returns (N,).
    """
    _same_shape(images, twins)
    images, twins = (x.cpu().flatten(1).float() for x in (images, twins))
    distance = torch.cdist(images, twins, p=1)
    return (distance.argmin(1) == torch.arange(len(images))).float()


def ssim(x: torch.Tensor, y: torch.Tensor) -> float:
    """Mean structural similarity of pictures (N, C, H, W) in [0, 1], at least 11×11; 1 is equal.

    Means, variances and covariances under a normal window of 11×11 pixels (sigma 1.5), at every
    pixel; beyond the edge the picture is mirrored.
    Source: Wang et al. 2004, doi.org/10.1109/TIP.2003.819861.
    """
    _same_shape(x, y)
    looks.check("x", x, float32=False)
    looks.check("y", y, float32=False)
    if x.ndim != 4 or min(x.shape[2:]) < 11:
        raise ValueError(f"pictures have shape {tuple(x.shape)}: give (N, C, H, W) from 11×11 on.")
    x, y = x.cpu().double(), y.cpu().double()  # a GPU may have no float64
    place = torch.arange(11, dtype=x.dtype, device=x.device) - 5
    window = torch.exp(-0.5 * (place / 1.5) ** 2)
    window = (window / window.sum())[None, None, None]

    def local_mean(v):  # along the rows, then along the columns
        v = functional.pad(v.flatten(0, 1)[:, None], (5, 5, 5, 5), mode="reflect")
        return functional.conv2d(functional.conv2d(v, window), window.mT)

    mx, my = local_mean(x), local_mean(y)
    vx, vy, c = (local_mean(a * b) - ma * mb for a, b, ma, mb in (
        (x, x, mx, mx), (y, y, my, my), (x, y, mx, my)))
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    value = (2 * mx * my + c1) * (2 * c + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))
    return value.mean().item()


def _same_shape(x: torch.Tensor, y: torch.Tensor) -> None:
    if x.shape != y.shape:
        raise ValueError(f"shapes {tuple(x.shape)} and {tuple(y.shape)} differ: give pairs.")
