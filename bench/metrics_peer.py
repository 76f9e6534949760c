#!/usr/bin/env python3
"""The metrics of bench/metrics by scipy, and the comparison of both sides.

metrics_peer.py versions
metrics_peer.py run FOLDER PASSES SPACING_MM SPACING_MM SPACING_MM
    prints the CSV lines of the Java side: peer-separate computes each metric by itself from the whole arrays, as
    medpy.metric's dc, jc, hd95, asd and assd do; peer-shared takes one erosion and one distance transform a side, on
    the box of both objects, for all of them
metrics_peer.py compare RESULTS
    the largest relative difference of a metric, and medians of the times
"""
import os
import statistics
import sys
import time

try:
    import numpy as np
    import scipy
    from scipy import ndimage
except ImportError as missing:
    sys.exit(f"The peer needs Python 3 with scipy and numpy, and {sys.executable} lacks one: {missing}.\n"
             "On Debian: apt-get install python3-scipy, then --python=/usr/bin/python3")


TOLERANCE = 1e-9
METRICS = ["Dice", "Jaccard", "HD95", "ASD", "ASSD"]
FACES = ndimage.generate_binary_structure(3, 1)


def surface(mask):
    return mask ^ ndimage.binary_erosion(mask, structure=FACES, iterations=1)


def distances(start, end, spacing):
    """From each voxel of the surface `start` to the surface `end`."""
    return ndimage.distance_transform_edt(~end, sampling=spacing)[start]


def surface_distances(result, reference, spacing):
    return distances(surface(result), surface(reference), spacing)


def dice(result, reference):
    return 2.0 * np.count_nonzero(result & reference) / (np.count_nonzero(result) + np.count_nonzero(reference))


def jaccard(result, reference):
    return np.count_nonzero(result & reference) / np.count_nonzero(result | reference)


def hd95(result, reference, spacing):
    there = surface_distances(result, reference, spacing)
    back = surface_distances(reference, result, spacing)
    return np.percentile(np.hstack((there, back)), 95)


def asd(result, reference, spacing):
    return surface_distances(result, reference, spacing).mean()


def assd(result, reference, spacing):
    return np.mean((asd(result, reference, spacing), asd(reference, result, spacing)))


def separate(result, reference, spacing):
    return [dice(result, reference), jaccard(result, reference), hd95(result, reference, spacing),
            asd(result, reference, spacing), assd(result, reference, spacing)]


def shared(result, reference, spacing):
    union = result | reference
    held = [np.flatnonzero(union.any(axis=tuple(a for a in range(3) if a != axis))) for axis in range(3)]
    box = tuple(slice(h[0], h[-1] + 1) for h in held)
    result, reference = result[box], reference[box]
    one, other = surface(result), surface(reference)
    there, back = distances(one, other, spacing), distances(other, one, spacing)
    return [dice(result, reference), jaccard(result, reference), np.percentile(np.hstack((there, back)), 95),
            there.mean(), (there.mean() + back.mean()) / 2]


def run(folder, passes, *spacing):
    spacing = [float(mm) for mm in spacing]
    with open(os.path.join(folder, "cases.csv"), encoding="ascii") as lines:
        cases = [line.strip().split(",") for line in lines]
    for turn in range(1, int(passes) + 1):
        for name, reference_name, shape in cases:
            result, reference = (
                np.fromfile(os.path.join(folder, part + ".raw"), np.uint8)
                .reshape([int(size) for size in shape.split("x")]).astype(bool)
                for part in (name, reference_name))
            for what, measure in (("separate", separate), ("shared", shared)):
                wall, cpu = time.perf_counter(), time.process_time()
                values = measure(result, reference, spacing)
                wall, cpu = (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3
                print(f"peer-{what},{name},{turn},{wall},{cpu},{','.join(repr(float(v)) for v in values)}", flush=True)


def compare(results):
    times, values = {}, {}
    with open(results, encoding="ascii") as lines:
        for line in lines:
            side, pair, _, wall, cpu, *metrics = line.strip().split(",")
            kind = pair.rsplit("-", 1)[1]
            times.setdefault((side, kind), []).append((float(cpu), float(wall)))
            values.setdefault(pair, {})[side] = [float(v) for v in metrics]
    print(f"{'side':<14} {'result':<8} {'pairs':>5} {'ms CPU (median, least)':>24} {'ms wall (median)':>17}")
    medians = {}
    for (side, kind), laps in times.items():
        medians[side, kind] = statistics.median(cpu for cpu, _ in laps)
        pairs = sum(1 for pair in values if pair.endswith("-" + kind))
        print(f"{side:<14} {kind:<8} {pairs:>5} {medians[side, kind]:>15.2f} {min(laps)[0]:>8.2f} "
              f"{statistics.median(wall for _, wall in laps):>17.2f}")
    for kind in dict.fromkeys(kind for _, kind in times):
        for peer in ("peer-separate", "peer-shared"):
            if (peer, kind) in medians:
                five, everything = (medians[peer, kind] / medians[ours, kind] for ours in ("ours-five", "ours-all"))
                print(f"ratio of {peer} to ours, {kind}: {five:.1f} for the same five, {everything:.1f} to all metrics")
    worst = 0.0
    for pair, sides in values.items():
        for side, metrics in sides.items():
            for name, one, other in zip(METRICS, metrics, sides["ours-five"]):
                difference = abs(one - other) / max(abs(one), abs(other), 1e-300) if one != other else 0.0
                if difference > TOLERANCE:
                    sys.exit(f"{pair}: {name} of {side} is {one}, ours is {other}")
                worst = max(worst, difference)
    print(f"largest relative difference of a metric: {worst:.1e}")


def main(arguments):
    if arguments == ["versions"]:
        print(f"Python {sys.version.split()[0]}, scipy {scipy.__version__}, numpy {np.__version__}")
    elif len(arguments) == 6 and arguments[0] == "run":
        run(*arguments[1:])
    elif len(arguments) == 2 and arguments[0] == "compare":
        compare(arguments[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
