#!/usr/bin/env python3
"""The steps of bench/preprocess by nibabel and scipy, and the comparison of both sides' results.

preprocess_peer.py versions
preprocess_peer.py run SET INPUT OUTPUT linear|cubic|exact SPACING_MM PASSES LEVEL
    prints the CSV lines of the Java side; LEVEL is gzip's, or nii for no gzip; exact is cubic as the Java side does it to
    the last voxel, too slow to time, over the first cases alone
preprocess_peer.py compare OURS THEIRS
    the largest difference over all cases that THEIRS has
"""
import glob
import os
import resource
import sys
import time
import warnings

try:
    import nibabel as nib
    import numpy as np
    import scipy
    from scipy import ndimage
except ImportError as missing:
    sys.exit(f"The peer needs Python 3 with nibabel, scipy and numpy, and {sys.executable} lacks one: {missing}.\n"
             "On Debian: apt-get install python3-nibabel python3-scipy, then --python=/usr/bin/python3")


EXACT_CASES = 5
# Of z-scores. float32 intensities allow for no less.
TOLERANCE = 1e-4
# The meaning of a vector instead of a matrix changed in scipy 0.18; it says so on every call.
warnings.filterwarnings("ignore", "The behavior of affine_transform with a 1-D", UserWarning)


def resample(voxels, old_mm, new_mm, interpolation):
    """The same outer edges; size = round(size * old / new). Values continue beyond the outer voxel centres."""
    ratio = new_mm / old_mm
    shape = tuple(int(max(1, np.floor(n / r + 0.5))) for n, r in zip(voxels.shape, ratio))
    offset = (ratio - 1) / 2
    if interpolation == "exact":
        coordinates = [np.clip(r * np.arange(n) + o, 0, size - 1)
                       for r, n, o, size in zip(ratio, shape, offset, voxels.shape)]
        resampled = ndimage.map_coordinates(
            voxels, np.meshgrid(*coordinates, indexing="ij"), output=np.float32, order=3, mode="mirror")
    else:
        # A vector takes scipy's separable path. Mirror is the boundary rule of the spline filter on the other
        # side, and spares cubic the 12 voxels of padding that "nearest" adds.
        cubic = interpolation == "cubic"
        resampled = ndimage.affine_transform(
            voxels, ratio, offset, output_shape=shape, output=np.float32,
            order=3 if cubic else 1, mode="mirror" if cubic else "nearest")
    new_to_old = np.diag([*ratio, 1.0])
    new_to_old[:3, 3] = offset
    return resampled, new_to_old


def crop(voxels):
    wanted = voxels > 0
    box = []
    for axis in range(3):
        held = np.flatnonzero(wanted.any(axis=tuple(a for a in range(3) if a != axis)))
        box.append(slice(held[0], held[-1] + 1))
    shift = np.eye(4)
    shift[:3, 3] = [part.start for part in box]
    return voxels[tuple(box)], shift


def preprocess(source, target, interpolation, spacing):
    image = nib.as_closest_canonical(nib.load(source))
    voxels = image.get_fdata(dtype=np.float32)
    old_mm = nib.affines.voxel_sizes(image.affine)
    resampled, new_to_old = resample(voxels, old_mm, spacing, interpolation)
    cropped, shift = crop(resampled)
    mean = cropped.mean(dtype=np.float64)
    deviation = cropped.std(dtype=np.float64)
    scores = ((cropped - mean) / deviation).astype(np.float32)
    nib.save(nib.Nifti1Image(scores, image.affine @ new_to_old @ shift), target)
    return os.path.getsize(target)


def cases_of(folder):
    return sorted(glob.glob(os.path.join(folder, "*.nii.gz")))


def run(name, source, target, interpolation, spacing, passes, level):
    if level != "nii":
        nib.openers.Opener.default_compresslevel = int(level)
    suffix = ".nii" if level == "nii" else ".nii.gz"
    os.makedirs(target, exist_ok=True)
    cases = cases_of(source)[:EXACT_CASES if interpolation == "exact" else None]
    for turn in range(int(passes) + 1):
        wall, cpu, size = time.perf_counter(), time.process_time(), 0
        for case in cases:
            written = os.path.join(target, os.path.basename(case).replace(".nii.gz", suffix))
            size += preprocess(case, written, interpolation, float(spacing))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name},{interpolation},{turn},{len(cases)},{wall:.3f},{cpu:.3f},{size},{peak:.1f}", flush=True)


def compare(ours, theirs):
    worst, cases = 0.0, cases_of(theirs)
    for case in cases:
        other, one = nib.load(case), nib.load(os.path.join(ours, os.path.basename(case)))
        if one.shape != other.shape or not np.allclose(one.affine, other.affine, atol=1e-4):
            sys.exit(f"{os.path.basename(case)}: the grids differ, {one.shape} and {other.shape}")
        worst = max(worst, np.abs(one.get_fdata() - other.get_fdata()).max())
    print(f"{len(cases)} cases, largest difference of z-scores {worst:.1e}")
    if worst > TOLERANCE:
        sys.exit(f"the results differ by more than {TOLERANCE}")


def main(arguments):
    if arguments == ["versions"]:
        print(f"Python {sys.version.split()[0]}, nibabel {nib.__version__}, "
              f"scipy {scipy.__version__}, numpy {np.__version__}")
    elif len(arguments) == 8 and arguments[0] == "run":
        run(*arguments[1:])
    elif len(arguments) == 3 and arguments[0] == "compare":
        compare(*arguments[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
