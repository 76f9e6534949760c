#!/usr/bin/env python3
"""The step of bench/train-step by PyTorch.

train_step_peer.py versions
train_step_peer.py check FIXTURES
    compares networks, three steps of SGD and the objective with networks.json and objective.json in the folder
train_step_peer.py run CASE THREADS
    obeys standard input as the Java side does; see TrainStepBench
"""
import sys
import time

try:
    import numpy
    import torch
except ImportError as missing:
    sys.exit(f"The peer needs Python 3 with torch and numpy, and {sys.executable} lacks one: {missing}.\n"
             "On Debian: apt-get install python3-torch, then --python=/usr/bin/python3")

from train_step_check import check
from train_step_networks import ResidualVNet, VNet
from train_step_objective import WEIGHTS, Objective


def batch(patch, per_part):
    """A bright ball in noise; the labels are those of the labelled half."""
    axes = [(torch.arange(n) - (n - 1) / 2) / (0.3 * n) for n in patch]
    grid = torch.meshgrid(*axes, indexing="ij")
    ball = (sum(axis.square() for axis in grid) <= 1).long()
    images = ball + 2 * torch.rand(2 * per_part, 1, *patch) - 1
    return images.contiguous(), ball.repeat(per_part, 1, 1, 1)


class Step:

    def __init__(self, case):
        patch, width, per_part = case.split("-")
        self.images, self.labels = batch([int(size) for size in patch.split("x")], int(per_part[1:]))
        self.a, self.b = ResidualVNet(int(width[1:])), VNet(int(width[1:]))
        parameters = [*self.a.parameters(), *self.b.parameters()]
        self.optimizer = torch.optim.SGD(parameters, 0.01, momentum=0.9, weight_decay=1e-4)

    def train(self, marks):
        """Does one step; appends the time before and after each of its parts."""
        marks.append(time.perf_counter())
        outputs_a, outputs_b = self.a(self.images), self.b(self.images)
        marks.append(time.perf_counter())
        total = Objective(outputs_a, outputs_b, self.labels).total()
        total.item()
        marks.append(time.perf_counter())
        total.backward()
        marks.append(time.perf_counter())
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        marks.append(time.perf_counter())

    def steps(self, count):
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(count):
            self.train([])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return {"wall": 1e3 * wall / count, "cpu": 1e3 * cpu / count}

    def parts(self):
        marks = []
        self.train(marks)
        marks.append(time.perf_counter())
        names = ["forward", "objective", "backward", "update", "release"]
        return {name: 1e3 * (after - before) for name, before, after in zip(names, marks, marks[1:])}

    def terms(self):
        with torch.no_grad():
            outputs = [self.a(self.images), self.b(self.images)]
        names = {"whole": tuple(WEIGHTS), **{name: (name,) for name in WEIGHTS}}
        return {name: self.term(outputs, chosen) for name, chosen in names.items()}

    def term(self, outputs, names):
        a, b = ([array.clone().requires_grad_() for array in output] for output in outputs)
        start = time.perf_counter()
        Objective(a, b, self.labels).total(names).backward()
        return 1e3 * (time.perf_counter() - start)


def memory():
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return {"peak": int(fields["VmHWM"].split()[0]) / 1024, "resident": int(fields["VmRSS"].split()[0]) / 1024}


def run(case, threads):
    torch.set_num_threads(int(threads))
    torch.set_num_interop_threads(1)
    step = Step(case)
    for line in sys.stdin:
        command, *count = line.split()
        if command == "end":
            break
        commands = {"steps": lambda: step.steps(int(count[0])), "parts": step.parts, "terms": step.terms,
                    "memory": memory}
        print(" ".join(f"{name}={value:.3f}" for name, value in commands[command]().items()), flush=True)


def main(arguments):
    if arguments == ["versions"]:
        built = torch.__config__.show()
        blas = "MKL" if "BLAS_INFO=mkl" in built else "the BLAS of the system"
        print(f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}, {blas}, numpy {numpy.__version__}")
    elif len(arguments) == 2 and arguments[0] == "check":
        check(arguments[1])
    elif len(arguments) == 3 and arguments[0] == "run":
        run(*arguments[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
