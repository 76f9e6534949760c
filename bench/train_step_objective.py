"""The terms of the dual-uncertainty objective in PyTorch. Arrays are (batch, classes or channels, voxels)."""
from functools import cached_property
from types import SimpleNamespace

import torch
import torch.nn.functional as F

# Weights with the ramp at its end.
WEIGHTS = {"crossEntropy": 1, "dice": 1, "rectification": 0.5, "filtered": 0.5, "filteredDice": 0.5, "cross": 0.5,
           "prototype": 0.05, "cosine": 0.5}
SMOOTHING = 1e-5
MAX_VOXELS = 2048


def quantile(values, rho):
    """By selection: torch.quantile sorts, and takes 2^24 values at most."""
    position = rho * (values.numel() - 1)
    below = int(position)
    low = values.kthvalue(below + 1).values
    if below + 1 == values.numel() or position == below:
        return low
    return low + (values.kthvalue(below + 2).values - low) * (position - below)


def one_hot(ids, classes):
    """(batch, voxels) to (batch, classes, voxels)."""
    return (ids.unsqueeze(1) == torch.arange(classes).view(1, -1, 1)).float()


def soft_dice(probabilities, targets, weights=None):
    """(classes)"""
    squares = probabilities.square() if weights is None else probabilities.square() * weights
    overlap = (probabilities * targets).sum((0, 2))
    return 1 - (2 * overlap + SMOOTHING) / (squares.sum((0, 2)) + targets.sum((0, 2)) + SMOOTHING)


def lengths(vectors):
    """Along axis 1, which stays. torch.norm and cosine_similarity take five times as long along such an axis."""
    return vectors.square().sum(1, keepdim=True).sqrt()


class Side:
    """One network's outputs and what the terms derive from them."""

    def __init__(self, logits, features, labelled):
        self.labelled = labelled
        self.log_p = F.log_softmax(logits.flatten(2), 1)
        self.p = self.log_p.exp()
        self.features = features.flatten(2)

    @cached_property
    def fixed(self):
        return SimpleNamespace(log_p=self.log_p.detach(), p=self.p.detach())

    @cached_property
    def highest(self):
        """Value and index, (batch, voxels) each."""
        return self.fixed.p.max(1)

    @cached_property
    def predicted(self):
        return self.highest.indices

    @cached_property
    def entropy(self):
        return -(self.fixed.p * self.fixed.log_p).sum(1)


class Objective:

    def __init__(self, outputs_a, outputs_b, labels, rho=0.5, per_class=True, tau=0.1):
        self.labelled = len(labels)
        self.classes = outputs_a[0].shape[1]
        self.a = Side(*outputs_a, self.labelled)
        self.b = Side(*outputs_b, self.labelled)
        self.labels = labels.flatten(1)
        self.rho, self.per_class, self.tau = rho, per_class, tau

    def total(self, names=tuple(WEIGHTS)):
        return sum(WEIGHTS[name] * value for name in names for value in self.values(name))

    def values(self, name):
        if name == "cosine":
            return [self.cosine()]
        term = getattr(self, name)
        return [term(self.a, self.b), term(self.b, self.a)]

    @cached_property
    def truth(self):
        return one_hot(self.labels, self.classes)

    def crossEntropy(self, own, other):
        return F.nll_loss(own.log_p[:self.labelled], self.labels)

    def dice(self, own, other):
        return soft_dice(own.p[:self.labelled], self.truth)[1:].mean()

    @cached_property
    def disagreement(self):
        masks = []
        for side in (self.a, self.b):
            confident = one_hot(side.predicted[:self.labelled], self.classes)[:, 1:]
            masks.append(confident * (side.highest.values[:self.labelled] >= 0.6).unsqueeze(1))
        mask = (masks[0] != masks[1]).float()
        return mask, mask.sum()

    def rectification(self, own, other):
        mask, size = self.disagreement
        errors = (own.p[:self.labelled, 1:] - self.truth[:, 1:]).square()
        return (mask * errors).sum() / (size + 1e-16)

    def cross(self, own, other):
        divergence = -other.entropy - (other.fixed.p * own.log_p).sum(1)
        loss = F.nll_loss(own.log_p, other.predicted, reduction="none")
        return ((-divergence).exp() * loss + divergence).mean()

    def kept(self, side):
        entropy = side.entropy[self.labelled:]
        if not self.per_class:
            return entropy <= quantile(entropy.flatten(), self.rho)
        predicted = side.predicted[self.labelled:]
        kept = torch.zeros_like(predicted, dtype=torch.bool)
        for c in range(self.classes):
            members = predicted == c
            if members.any():
                kept |= members & (entropy <= quantile(entropy[members], self.rho))
        return kept

    @cached_property
    def reliable(self):
        mask = self.kept(self.a) | self.kept(self.b)
        lower_in_b = self.b.entropy[self.labelled:] < self.a.entropy[self.labelled:]
        target = torch.where(lower_in_b, self.b.predicted[self.labelled:], self.a.predicted[self.labelled:])
        targets = one_hot(target, self.classes) * mask.unsqueeze(1)
        return SimpleNamespace(mask=mask, weights=mask.unsqueeze(1).float(), target=target, targets=targets,
                               size=mask.sum(), per_class=targets.sum((0, 2)))

    def filtered(self, own, other):
        loss = F.nll_loss(own.log_p[self.labelled:], self.reliable.target, reduction="none")
        return (loss * self.reliable.weights[:, 0]).sum() / self.reliable.size.clamp(min=1)

    def filteredDice(self, own, other):
        losses = soft_dice(own.p[self.labelled:], self.reliable.targets, self.reliable.weights)
        present = (self.reliable.per_class > 0).float()
        present[0] = 0
        return (losses * present).sum() / present.sum().clamp(min=1)

    def prototypes(self, own):
        features = own.features[self.labelled:].detach()
        # The weights are divided by the lengths, which spares a normalised copy of the features.
        weights = self.reliable.targets / lengths(features).clamp(min=1e-6)
        return F.normalize(torch.bmm(weights, features.transpose(1, 2)).sum(0), dim=1)

    def prototype(self, own, other):
        exists = self.reliable.per_class > 0
        if exists.sum() < 2:
            return own.features.sum() * 0
        prototypes = self.prototypes(own)[exists]
        losses = []
        for place, c in enumerate(exists.nonzero().flatten().tolist()):
            patch, voxel = ((own.predicted[self.labelled:] == c) & ~self.reliable.mask).nonzero(as_tuple=True)
            if len(patch) == 0:
                continue
            if len(patch) > MAX_VOXELS:
                drawn = torch.randperm(len(patch))[:MAX_VOXELS]
                patch, voxel = patch[drawn], voxel[drawn]
            directions = F.normalize(own.features[patch + self.labelled, :, voxel], dim=1)
            similarity = directions @ prototypes.T / self.tau
            losses.append(F.cross_entropy(similarity, torch.full((len(patch),), place)))
        return torch.stack(losses).mean() if losses else own.features.sum() * 0

    def cosine(self):
        return 1 - ((self.a.p * self.b.p).sum(1, keepdim=True) / (lengths(self.a.p) * lengths(self.b.p))).mean()
