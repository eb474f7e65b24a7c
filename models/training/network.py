"""The upscaling network: output = bicubic(input) + strength * learned residual.

Body: collapsible residual blocks y = relu(x + conv3x3(x) + conv1x1(x)). The three branches are linear
before the ReLU, so they are one 3x3 convolution; it is folded at every training step as well (the
gradients are those of the branches, at a third of the cost) and once for good on export.

Sources: He et al., "Deep Residual Learning for Image Recognition" (2016), for the identity shortcut;
Kim et al., "VDSR" (2016), for the global residual; Ding et al., "RepVGG" (2021) and Zhang et al.,
"ECBSR" (2021), for the folding.
"""

import torch
import torch.nn.functional as F
from torch import nn

from resample import cubic

BICUBIC_RADIUS = 2


def bicubic_kernel(scale):
    """[3*scale^2, 1, 5, 5] depthwise weights whose depth-to-space is the bicubic enlargement.

    Channel c*scale^2 + i*scale + j holds output row i and column j of each input pixel's block, the
    order of torch's pixel_shuffle and of ONNX DepthToSpace in CRD mode.
    """
    phase = (torch.arange(scale, dtype=torch.float64) + 0.5) / scale - 0.5
    taps = torch.arange(-BICUBIC_RADIUS, BICUBIC_RADIUS + 1, dtype=torch.float64)
    rows = torch.from_numpy(cubic((taps[None] - phase[:, None]).numpy()))
    kernel = torch.einsum("ia,jb->ijab", rows, rows).reshape(scale * scale, 1, 5, 5)
    return kernel.repeat(3, 1, 1, 1).float()


class ResidualBlock(nn.Module):
    """y = relu(x + conv3x3(x) + conv1x1(x)); [n,c,h,w] -> [n,c,h,w]."""

    def __init__(self, channels):
        super().__init__()
        self.conv3 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv1 = nn.Conv2d(channels, channels, 1)
        # Small branches at the start: the block begins close to the identity it is a correction of.
        with torch.no_grad():
            self.conv3.weight.mul_(0.5)
            self.conv1.weight.mul_(0.1)
        identity = torch.zeros(channels, channels, 3, 3)
        identity[range(channels), range(channels), 1, 1] = 1
        self.register_buffer("identity", identity, persistent=False)

    def folded(self):
        """The 3x3 weights and bias of the three branches together."""
        weight = self.conv3.weight + F.pad(self.conv1.weight, (1, 1, 1, 1)) + self.identity
        return weight, self.conv3.bias + self.conv1.bias

    def forward(self, x):
        weight, bias = self.folded()
        return F.relu(F.conv2d(x, weight, bias, padding=1))

    def branches(self, x):
        """The same block as written, branch by branch: what folding is checked against."""
        return F.relu(x + self.conv3(x) + self.conv1(x))


class UpscaleNetwork(nn.Module):
    """[n,3,h,w] RGB 0..1 -> (output, residual), both [n,3,s*h,s*w], not clipped.

    A restoring network takes how degraded its input is, [n] 0..1, as a fourth, constant plane (Zhang et al.,
    "FFDNet", 2018).
    """

    def __init__(self, scale, channels, blocks, restoring=False):
        super().__init__()
        self.scale, self.channels, self.blocks, self.restoring = scale, channels, blocks, restoring
        self.conv_first = nn.Conv2d(4 if restoring else 3, channels, 3, padding=1)
        self.body = nn.ModuleList(ResidualBlock(channels) for _ in range(blocks))
        self.conv_last = nn.Conv2d(channels, 3 * scale * scale, 3, padding=1)
        # A zero last layer: the untrained network is exactly the bicubic enlargement.
        nn.init.zeros_(self.conv_last.weight)
        nn.init.zeros_(self.conv_last.bias)
        self.register_buffer("bicubic", bicubic_kernel(scale), persistent=False)

    @property
    def radius(self):
        """Receptive-field radius in input pixels."""
        return max(BICUBIC_RADIUS, self.blocks + 2)

    def features(self, x, cleanup=None, as_branches=False):
        """After the first layer and after each block: an iterator of [n,channels,h,w], none below zero."""
        if self.restoring:
            x = torch.cat([x, cleanup.view(-1, 1, 1, 1).expand(x.shape[0], 1, *x.shape[2:])], 1)
        features = F.relu(self.conv_first(x))
        yield features
        for block in self.body:
            features = block.branches(features) if as_branches else block(features)
            yield features

    def residual_planes(self, x, cleanup=None, as_branches=False):
        """The learned residual before its depth-to-space: [n,3,h,w] and [n] -> [n,3*s^2,h,w]."""
        for features in self.features(x, cleanup, as_branches):
            pass
        return self.conv_last(features)

    def base_planes(self, x):
        """The bicubic enlargement before its depth-to-space: [n,3,h,w] -> [n,3*s^2,h,w]."""
        return F.conv2d(x, self.bicubic, padding=BICUBIC_RADIUS, groups=3)

    def forward(self, x, strength=1.0, cleanup=None, as_branches=False):
        residual = self.residual_planes(x, cleanup, as_branches)
        base = self.base_planes(x)
        return (
            F.pixel_shuffle(base + strength * residual, self.scale),
            F.pixel_shuffle(residual, self.scale),
        )


def load_network(path, device="cpu"):
    """The network of a checkpoint, and the runs that made it, first to last."""
    saved = torch.load(path, map_location=device)
    last = saved["history"][-1]
    network = UpscaleNetwork(last["scale"], last["channels"], last["blocks"], last["restoring"])
    network.load_state_dict(saved["weights"])
    return network.to(device).eval(), saved["history"]
