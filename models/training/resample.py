"""MATLAB's antialiased bicubic, the way the field's low-resolution pictures are made.

Source: R. Keys, "Cubic convolution interpolation for digital image processing" (1981), a = -0.5,
with the kernel stretched by the scale when reducing, as MATLAB's imresize does.
"""

import numpy as np


def cubic(x):
    """Keys' kernel, a = -0.5, at distances x (any shape); zero from 2 on."""
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x <= 1, near, np.where(x < 2, far, 0.0))


def reduction_matrix(length, scale):
    """The [length/scale, length] matrix that reduces one axis by `scale`; borders are mirrored."""
    out = length // scale
    centre = (np.arange(out) + 0.5) * scale - 0.5
    reach = 2 * scale
    first = np.floor(centre - reach).astype(int) + 1
    index = first[:, None] + np.arange(2 * reach)
    weight = cubic((index - centre[:, None]) / scale)
    weight /= weight.sum(1, keepdims=True)
    index = np.where(index < 0, -index - 1, index)
    index = np.where(index >= length, 2 * length - 1 - index, index)
    matrix = np.zeros((out, length))
    np.add.at(matrix, (np.arange(out)[:, None], index), weight)
    return matrix


def reduce_bicubic(picture, scale):
    """[h,w,3] uint8 -> [h/scale, w/scale, 3] uint8: rows first, rounded to 8 bits after each pass."""
    rows = reduction_matrix(picture.shape[0], scale)
    columns = reduction_matrix(picture.shape[1], scale)

    def to_u8(x):
        return np.clip(np.floor(x + 0.5), 0, 255)

    half = to_u8(np.tensordot(rows, picture.astype(np.float64), axes=(1, 0)))
    whole = to_u8(np.tensordot(columns, half, axes=(1, 1)))
    return whole.transpose(1, 0, 2).astype(np.uint8)
