"""One set of pictures in the usual layouts and ranges, and what is said of two wrong ones."""

import torch

GREY = torch.randint(0, 256, (60, 1, 28, 28), generator=torch.Generator().manual_seed(0),
                     dtype=torch.uint8)
GREY[0, 0, 0, :2] = torch.tensor([0, 255])
UNIT = GREY / 255
RGB = GREY.expand(-1, 3, -1, -1).contiguous()
HWC, CHW = r"channels last.*permute\(0, 3, 1, 2\)", r"axis for channels.*x\[:, None\]"
