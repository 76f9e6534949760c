#!/usr/bin/env python3
"""The prediction of bench/inference by PyTorch: the window loop as semi-supervised segmentation code publishes it, one
window after the other through both networks.

inference_peer.py versions
inference_peer.py run FOLDER PATCH WIDTH THREADS
    obeys standard input as the Java side does; see InferenceBench
"""
import json
import math
import sys
import time

try:
    import numpy
    import torch
except ImportError as missing:
    sys.exit(f"The peer needs Python 3 with torch and numpy, and {sys.executable} lacks one: {missing}.\n"
             "On Debian: apt-get install python3-torch, then --python=/usr/bin/python3")

from train_step_networks import ResidualVNet, VNet


def load(network, path):
    """Sets every tensor of the network from a safetensors file."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    header.pop("__metadata__", None)
    state = {}
    for name, entry in header.items():
        first, end = entry["data_offsets"]
        values = numpy.frombuffer(data[first:end], "<f4").reshape(entry["shape"])
        state[name] = torch.from_numpy(values.copy())
    lacking, unknown = network.load_state_dict(state, strict=False)
    lacking = [name for name in lacking if not name.endswith("num_batches_tracked")]
    if lacking or unknown:
        sys.exit(f"{path}: tensors do not fit, lacking {lacking}, unknown {unknown}")
    return network.eval()


class Loop:

    def __init__(self, folder, patch, width):
        self.folder = folder
        self.patch = [int(size) for size in patch.split("x")]
        self.networks = [load(ResidualVNet(int(width)), folder + "/a.safetensors"),
                         load(VNet(int(width)), folder + "/b.safetensors")]
        with open(folder + "/shape") as file:
            shape = [int(size) for size in file.read().split("x")]
        self.image = numpy.fromfile(folder + "/image.raw", "<f4").reshape(shape)

    def predict(self, stride):
        wall, cpu = time.perf_counter(), time.process_time()
        labels, windows = self.labels([int(size) for size in stride.split("x")])
        seconds = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "windows": windows}
        labels.astype(numpy.uint8).tofile(f"{self.folder}/torch-{stride}.labels")
        return seconds

    def labels(self, stride):
        image = self.image
        short = [max(size - have, 0) for size, have in zip(self.patch, image.shape)]
        before = [number // 2 for number in short]
        image = numpy.pad(image, [(first, number - first) for first, number in zip(before, short)])
        last = [have - size for size, have in zip(self.patch, image.shape)]
        counts = [math.ceil(end / step) + 1 for end, step in zip(last, stride)]
        scores = numpy.zeros((2, *image.shape), numpy.float32)
        times = numpy.zeros(image.shape, numpy.float32)
        for x in range(counts[0]):
            for y in range(counts[1]):
                for z in range(counts[2]):
                    starts = [min(n * step, end) for n, step, end in zip((x, y, z), stride, last)]
                    window = tuple(slice(start, start + size) for start, size in zip(starts, self.patch))
                    scores[(slice(None), *window)] += self.probabilities(image[window])
                    times[window] += 1
        scores /= times
        kept = tuple(slice(first, first + size) for first, size in zip(before, self.image.shape))
        return scores.argmax(0)[kept], counts[0] * counts[1] * counts[2]

    def probabilities(self, window):
        with torch.no_grad():
            images = torch.from_numpy(window[None, None].copy())
            maps = [torch.softmax(network(images)[0], dim=1) for network in self.networks]
            return (sum(maps) / len(maps)).numpy()[0]


def memory():
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return {"peak": int(fields["VmHWM"].split()[0]) / 1024, "resident": int(fields["VmRSS"].split()[0]) / 1024}


def run(folder, patch, width, threads):
    torch.set_num_threads(int(threads))
    torch.set_num_interop_threads(1)
    loop = None
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "end":
            break
        loop = loop or Loop(folder, patch, width)
        answer = memory() if command == "memory" else loop.predict(arguments[0])
        print(" ".join(f"{name}={value:.6f}" for name, value in answer.items()), flush=True)


def main(arguments):
    if arguments == ["versions"]:
        print(f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}, numpy {numpy.__version__}")
    elif len(arguments) == 5 and arguments[0] == "run":
        run(*arguments[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
