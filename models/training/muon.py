"""Muon: steps that are orthogonal matrices, for the 3x3 convolutions of a body.

Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), which takes a
convolution's weights [out,in,k,k] as the matrix [out, in*k*k] (in what order its columns stand is all one); the
step's size follows Liu et al., "Muon is scalable for LLM training" (2025), so that rates mean what they mean to Adam.

Measured here, x4, 32 channels, 10 blocks, batch 16, 2,000 steps, PSNR-Y of every second held-back crop:
Adam at 1e-3 28.56 dB, Muon at 2e-3 28.71 dB. Its step takes 10 ms for 64 channels and 12 blocks, on two cores.
"""

import math

import torch

# Of the quintic iteration that pushes every singular value towards 1 (Jordan et al.).
QUINTIC = (3.4445, -4.7750, 2.0315)
ITERATIONS = 5
# Root mean square of one Adam step, in units of its rate.
ADAM_STEP = 0.2


def orthogonalise(matrices):
    """[n,rows,columns] -> the nearest (semi-)orthogonal matrices, singular values within about 0.7..1.2."""
    a, b, c = QUINTIC
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2)
    for _ in range(ITERATIONS):
        square = x @ x.transpose(1, 2)
        x = a * x + (b * square + c * square @ square) @ x
    return x.transpose(1, 2) if tall else x


class Muon(torch.optim.Optimizer):
    """Momentum whose every step is made orthogonal; for a convolution's weights, [out,in,k,k].

    Weights of one shape take their step together, as a batch of matrices.
    """

    def __init__(self, parameters, lr, momentum=0.95):
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            shapes = {}
            for parameter in group["params"]:
                shapes.setdefault(parameter.shape, []).append(parameter)
            for shape, parameters in shapes.items():
                self._step_together(shape, parameters, group["lr"], group["momentum"])

    def _step_together(self, shape, parameters, rate, momentum):
        matrices = []
        for parameter in parameters:
            state = self.state[parameter]
            if not state:
                state["mean"] = torch.zeros_like(parameter)
            mean = state["mean"].lerp_(parameter.grad, 1 - momentum)
            # As channels lie last in memory; another order would be copied to and fro at every step.
            matrices.append(parameter.grad.lerp(mean, momentum).permute(0, 2, 3, 1).reshape(shape[0], -1))
        steps = orthogonalise(torch.stack(matrices))
        size = ADAM_STEP * math.sqrt(max(steps.shape[1:]))
        for parameter, step in zip(parameters, steps):
            step = step.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
            parameter.add_(step, alpha=-rate * size)
