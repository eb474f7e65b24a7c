"""What happens to a photograph before it reaches the app: other reductions, noise, JPEG.

The ranges and the order (blur and resize, noise, JPEG, at times twice) follow the blind-restoration
literature (Zhang et al., "BSRGAN", 2021; Wang et al., "Real-ESRGAN", 2021), cut to what a photograph from
a camera, a phone or a web page shows: the aim is a clean picture, not an invented one.
"""

import io

import numpy as np
from PIL import Image, ImageFilter

NOISE_MOST = 50.0
JPEG_WORST, JPEG_BEST = 30, 95
# Low-resolution pixels around a patch that are degraded with it and cut off: JPEG blocks then start anywhere.
MARGIN = 8
CLEAN_PART = 0.25
CLEANUP_JITTER = 0.1
KERNELS = (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS, Image.Resampling.BOX)


def cleanup_of(noise, quality):
    """How strongly a picture was degraded, 0..1: what the `cleanup` input means.

    noise: Gaussian sigma in 8-bit units; quality: JPEG quality 1..100, or None where it was never compressed.
    """
    compression = 0.0 if quality is None else (100 - quality) / 100
    return min(1.0, float(np.hypot(noise / NOISE_MOST, compression)))


def add_noise(picture, sigma, rng, grey=False, poisson=False):
    """[h,w,3] uint8 -> the same with noise of standard deviation `sigma` (8-bit units; the mean for Poisson)."""
    values = picture.astype(np.float32)
    shape = values.shape[:2] + ((1,) if grey else (3,))
    noise = rng.standard_normal(shape).astype(np.float32) * sigma
    if poisson:
        # Shot noise grows with the square root of the light; scaled so that its mean square stays sigma^2.
        light = values.mean(2, keepdims=True) if grey else values
        noise *= np.sqrt(light / max(1.0, float(light.mean())))
    return np.clip(np.round(values + noise), 0, 255).astype(np.uint8)


def compress(picture, quality, subsampling=2):
    """[h,w,3] uint8 through a JPEG of that quality; subsampling 0 is 4:4:4, 2 is 4:2:0."""
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "JPEG", quality=int(quality), subsampling=subsampling)
    return np.asarray(Image.open(data))


def reduce_otherwise(high, scale, rng):
    """[s*h,s*w,3] uint8 -> [h,w,3]: slightly blurred at times, by a random kernel."""
    picture = Image.fromarray(high)
    if rng.random() < 0.5:
        picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.1, 0.5)) * scale))
    size = (high.shape[1] // scale, high.shape[0] // scale)
    return np.asarray(picture.resize(size, KERNELS[rng.integers(len(KERNELS))]))


def degrade(low, high, scale, rng):
    """A random history for one patch: (degraded low [h,w,3] uint8, cleanup 0..1).

    low is high reduced by MATLAB's bicubic, which a part of the patches keeps, clean, with cleanup 0.
    """
    if rng.random() < CLEAN_PART:
        return low, 0.0
    if rng.random() < 0.25:
        low = reduce_otherwise(high, scale, rng)
    has_noise, has_jpeg = ((True, False), (False, True), (True, True))[rng.integers(3)]
    sigma, quality = 0.0, None
    if has_noise:
        sigma = NOISE_MOST * float(rng.uniform(0.02, 1)) ** 1.5
        low = add_noise(low, sigma, rng, grey=rng.random() < 0.2, poisson=rng.random() < 0.3)
    if has_jpeg:
        quality = int(rng.integers(JPEG_WORST, JPEG_BEST + 1))
        subsampling = 2 if rng.random() < 0.6 else 0
        if rng.random() < 0.2:
            first = int(rng.integers(max(JPEG_WORST, quality - 20), JPEG_BEST + 1))
            y, x = rng.integers(0, MARGIN, 2)
            low = low.copy()
            low[y:, x:] = compress(low[y:, x:], first, subsampling)
            low, quality = compress(low, quality, subsampling), min(quality, first)
        else:
            low = compress(low, quality, subsampling)
    # The dial and the estimate behind it are never exact: the network learns not to hang on the number.
    jitter = 1 + float(rng.uniform(-CLEANUP_JITTER, CLEANUP_JITTER))
    return low, min(1.0, cleanup_of(sigma, quality) * jitter)


ART_JPEG_PART, ART_OTHERWISE_PART = 0.35, 0.2
ART_JPEG_WORST, ART_JPEG_BEST = 50, 95


def degrade_art(low, high, scale, rng):
    """A drawing's history on the web: (degraded low [h,w,3] uint8, 0.0).

    Most stay clean and reduced by MATLAB's bicubic: the art network has no `cleanup` input, must itself tell clean
    from compressed, and may not soften what is clean. No blur (drawings have hard edges) and no noise.
    """
    if rng.random() < ART_OTHERWISE_PART:
        size = (high.shape[1] // scale, high.shape[0] // scale)
        low = np.asarray(Image.fromarray(high).resize(size, KERNELS[rng.integers(len(KERNELS))]))
    if rng.random() < ART_JPEG_PART:
        quality = int(rng.integers(ART_JPEG_WORST, ART_JPEG_BEST + 1))
        low = compress(low, quality, 2 if rng.random() < 0.6 else 0)
    return low, 0.0
