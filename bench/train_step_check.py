"""Compares the peer of bench/train-step with fixtures/networks.json and fixtures/objective.json."""
import json
import os
import re
import sys

import numpy as np
import torch
import torch.nn.functional as F

from train_step_networks import ResidualVNet, VNet
from train_step_objective import Objective

VALUE, GRADIENT, OBJECTIVE = 1e-4, 1e-3, 1e-5
# Where rounding flips a ReLU, a gradient of the networks jumps, in float32 as the fixture's are: the middle one is held
# to GRADIENT, each to this.
FLIPPED_GRADIENT = 1e-2
# The third loss, after two steps, depends on the library's order of summation; wrong momentum would move it by 6e-3.
LOSSES = (1e-4, 1e-4, 1e-3)
# The bias of a convolution before a batch norm has gradient 0 but for rounding.
NOISE_SHARE = 1e-6
faults = []
checked = 0


def expect(name, expected, actual, relative, absolute=0.0):
    global checked
    checked += 1
    if not abs(actual - expected) <= relative * abs(expected) + absolute:
        faults.append(f"{name} must be {expected}, is {actual}")


def wave(count, phase):
    with np.errstate(over="ignore"):
        z = np.arange(1, count + 1, dtype=np.uint64) + np.uint64(phase << 32)
        z *= np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) / 2.0 ** 52 - 1


def waves(shape, phase, amplitude=1.0, offset=0.0):
    values = offset + amplitude * wave(int(np.prod(shape)), phase)
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def parameter(name, shape, offset):
    phase = sum((j + 1) * ord(code) for j, code in enumerate(name)) % 9973 + offset
    if len(shape) == 5:
        fan_in = shape[0] if "_up." in name else np.prod(shape[1:])
        return waves(shape, phase, (6 / fan_in) ** 0.5)
    if name.endswith(".running_var"):
        return waves(shape, phase, 0.2, 1)
    return waves(shape, phase, 0.1, 1 if name.endswith(".weight") else 0)


def norm(tensor):
    return tensor.detach().double().norm().item()


def check_values(name, expected, actual):
    flat = actual.detach().double().flatten()
    typical = expected["l2"] / len(flat) ** 0.5
    expect(name + " l2", expected["l2"], norm(actual), VALUE)
    expect(name + " mean", expected["mean"], flat.mean().item(), 0, VALUE * typical)
    for index, value in zip(expected["index"], expected["value"]):
        expect(f"{name} [{index}]", value, flat[index].item(), VALUE, VALUE * typical)


def new_network(kind, expected, offset):
    tensors = expected["tensors"]
    network = {"vnet": VNet, "resnet-vnet": ResidualVNet}[kind](tensors["out_conv.weight"][1], dropout=0)
    weights = {name: parameter(name, shape, offset) for name, shape in tensors.items()}
    kept = network.load_state_dict(weights, strict=False)
    strange = [name for name in kept.missing_keys if not name.endswith("num_batches_tracked")] + kept.unexpected_keys
    if strange:
        sys.exit(f"{kind}: these parameters have other names: {strange}")
    return network


def check_gradients(kind, expected, network):
    noise = NOISE_SHARE * max(expected.values())
    deviations = []
    for name, tensor in network.named_parameters():
        actual = norm(tensor.grad)
        expect(f"{kind} gradient {name}", expected[name], actual, FLIPPED_GRADIENT, noise)
        if expected[name] > noise:
            deviations.append(abs(actual / expected[name] - 1))
    expect(f"{kind} median deviation of gradients", 0, sorted(deviations)[len(deviations) // 2], 0, GRADIENT)


def check_network(kind, expected, given):
    images = waves(given["shape"], given["phase"])
    threshold = float(re.fullmatch(r"1 where wave > (\S+) else 0", given["labelRule"]).group(1))
    shape = [given["shape"][0], *given["shape"][2:]]
    labels = torch.from_numpy((wave(int(np.prod(shape)), given["labelPhase"]) > threshold).astype(np.int64)).view(shape)
    network = new_network(kind, expected, given["parameterPhaseOffset"])
    with torch.no_grad():
        for name, output in zip(("logits", "features"), network.eval()(images)):
            check_values(f"{kind} eval {name}", expected["eval"][name], output)
    network.train()
    optimizer = torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, weight_decay=1e-4)
    for step, loss_expected in enumerate(expected["sgdLosses"]):
        optimizer.zero_grad()
        outputs = network(images)
        loss = F.cross_entropy(outputs[0], labels)
        loss.backward()
        expect(f"{kind} loss {step}", loss_expected, loss.item(), LOSSES[step])
        if step == 0:
            for name, output in zip(("logits", "features"), outputs):
                check_values(f"{kind} train {name}", expected["train"][name], output)
            check_gradients(kind, expected["train"]["gradientL2"], network)
            for name, mean in expected["train"]["runningMeanL2"].items():
                expect(f"{kind} {name}", mean, norm(network.get_buffer(name)), VALUE)
        optimizer.step()


def check_term(name, expected, objective, leaves):
    term, _, side = name.split("[")[0].partition(".")
    own, other = (objective.b, objective.a) if side.startswith("B") else (objective.a, objective.b)
    value = objective.cosine() if term == "cosine" else getattr(objective, term)(own, other)
    expect(name, expected["value"], value.item(), OBJECTIVE)
    gradients = torch.autograd.grad(value, list(leaves.values()), allow_unused=True)
    for leaf, gradient in zip(leaves, gradients):
        actual = 0.0 if gradient is None else norm(gradient)
        expect(f"{name} gradient {leaf}", expected["gradientL2"][leaf], actual, GRADIENT, 1e-12)


def check_objective(name, config):
    classes = config["logitsShape"][1]
    leaves = {}
    for leaf in ("logitsA", "featuresA", "logitsB", "featuresB"):
        kind = "logits" if leaf.startswith("logits") else "features"
        amplitude = config["amplitudes"][leaf if kind == "logits" else kind]
        leaves[leaf] = waves(config[kind + "Shape"], config["phases"][leaf], amplitude).requires_grad_()
    shape = [config["labelled"], *config["logitsShape"][2:]]
    drawn = (wave(int(np.prod(shape)), config["phases"]["labels"]) + 1) / 2 * classes
    labels = torch.from_numpy(np.minimum(drawn.astype(np.int64), classes - 1)).view(shape)
    for term, expected in config["terms"].items():
        given = dict(re.findall(r"(\w+)=([\w.]+)", term))
        objective = Objective((leaves["logitsA"], leaves["featuresA"]), (leaves["logitsB"], leaves["featuresB"]), labels,
                              float(given.get("rho", 0.5)), given.get("perClass") != "false", float(given.get("tau", 0.1)))
        if term.startswith("reliable"):
            expect(f"{name} {term}", expected["kept"], objective.reliable.size.item(), 0)
        else:
            check_term(term, expected, objective, leaves)


def check(folder):
    with open(os.path.join(folder, "networks.json")) as file:
        fixture = json.load(file)
    for kind, expected in fixture["networks"].items():
        check_network(kind, expected, fixture["input"])
    with open(os.path.join(folder, "objective.json")) as file:
        for name, config in json.load(file).items():
            check_objective(name, config)
    if faults:
        sys.exit("the peer does not compute the method:\n" + "\n".join(faults[:20]))
    print(f"the peer meets all {checked} numbers of networks.json and objective.json")
