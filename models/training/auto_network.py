"""The `auto` network: the paper's ResNet, telling of crops what kind of picture they are cut from and how it suffered.

Blocks are He et al.'s ("Deep Residual Learning for Image Recognition", 2016, figure 2 and section 3.3): conv3x3, BN,
ReLU, conv3x3, BN, + x, ReLU. Where a stage halves the size and doubles the channels, x cannot be added as it is: the
shortcut is every second pixel with zeros for the new channels ('zero', the paper's option A, no parameters) or a 1x1
convolution of stride 2 with BN ('projection', option B).
"""

import torch
import torch.nn.functional as F
from torch import nn

from degrade import JPEG_WORST, NOISE_MOST

KINDS = ("photo", "art", "screenshot")
CROP_SIZE = 96
SHORTCUTS = ("zero", "projection")


# A pixel less the mean of its four neighbours, made louder by each of these and clipped to -1..1: what noise and JPEG
# leave is a few levels of 255, edges are a hundred, and exactly nothing is what flat colour is drawn with.
DETAIL_GAINS = (8.0, 48.0)


def detail_kernel():
    """[3*len(DETAIL_GAINS),1,3,3] weights, depthwise on RGB repeated."""
    kernel = torch.tensor([[0, -0.25, 0], [-0.25, 1, -0.25], [0, -0.25, 0]])
    return torch.cat([gain * kernel.expand(3, 1, 3, 3) for gain in DETAIL_GAINS])


class Block(nn.Module):
    """y = relu(x + BN(conv(relu(BN(conv(x)))))): [n,c,h,w] -> [n,d,h/stride,w/stride]."""

    def __init__(self, channels_in, channels, stride, shortcut):
        super().__init__()
        self.conv_a = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.bn_a = nn.BatchNorm2d(channels)
        self.conv_b = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn_b = nn.BatchNorm2d(channels)
        self.changes = stride != 1 or channels != channels_in
        self.stride, self.added = stride, channels - channels_in
        if self.changes and shortcut == "projection":
            self.projection = nn.Conv2d(channels_in, channels, 1, stride, bias=False)
            self.bn_projection = nn.BatchNorm2d(channels)
        else:
            self.projection = None

    def past(self, x):
        """What is added: x itself where dimensions agree."""
        if not self.changes:
            return x
        if self.projection is not None:
            return self.bn_projection(self.projection(x))
        return F.pad(x[..., :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.added))

    def forward(self, x):
        y = F.relu(self.bn_a(self.conv_a(x)))
        return F.relu(self.bn_b(self.conv_b(y)) + self.past(x))


class AutoNetwork(nn.Module):
    """[n,3,96,96] RGB 0..1 -> kind logits [n,3], and noise and quality as they are trained (see `in_plain_units`).

    The first convolution sees every pixel and its detail (noise and the JPEG grid are gone from a reduced picture) and
    keeps every second: all of it at full size would cost four times as much.
    """

    def __init__(self, channels=(16, 32, 64, 128), blocks=1, shortcut="projection", first_stride=2):
        super().__init__()
        if shortcut not in SHORTCUTS:
            raise ValueError(f"shortcut is one of {', '.join(SHORTCUTS)}, not {shortcut}")
        self.channels, self.blocks, self.shortcut, self.first_stride = tuple(channels), blocks, shortcut, first_stride
        self.register_buffer("detail", detail_kernel(), persistent=False)
        self.conv_first = nn.Conv2d(3 + len(self.detail), channels[0], 5, first_stride, 2, bias=False)
        self.bn_first = nn.BatchNorm2d(channels[0])
        before, body = channels[0], []
        for stage, now in enumerate(channels):
            for block in range(blocks):
                body.append(Block(before, now, 2 if stage and not block else 1, shortcut))
                before = now
        self.body = nn.ModuleList(body)
        self.head = nn.Linear(before, len(KINDS) + 2)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        # Each block begins as the identity (or its shortcut): its branch is weighed by zero.
        for block in self.body:
            nn.init.zeros_(block.bn_b.weight)

    def with_detail(self, x):
        """[n,3,h,w] -> [n,9,h,w]: the crop and its detail, at each gain."""
        louder = F.conv2d(torch.cat([x] * len(DETAIL_GAINS), 1), self.detail, padding=1, groups=len(self.detail))
        return torch.cat([x, louder.clamp(-1, 1)], 1)

    def features(self, x):
        """[n,3,h,w] -> [n,channels of the last stage]: what the head decides by."""
        x = F.relu(self.bn_first(self.conv_first(self.with_detail(x))))
        for block in self.body:
            x = block(x)
        return x.mean((2, 3)).float()

    def forward(self, x):
        answer = self.head(self.features(x))
        return answer[:, :3], answer[:, 3], answer[:, 4]


def as_trained(noise, quality):
    """Sigma in 8-bit units and JPEG quality (100: never compressed), [n] each -> what the head is taught, both 0..1.

    The root spreads small sigmas: 2 and 4 differ to the eye as 20 and 40 do.
    """
    return torch.sqrt(noise / NOISE_MOST), (100 - quality) / (100 - JPEG_WORST)


def in_plain_units(noise, quality):
    """The reverse, for any head's answer: sigma >= 0 and quality 1..100."""
    return F.relu(noise) ** 2 * NOISE_MOST, (100 - (100 - JPEG_WORST) * quality).clamp(1, 100)
