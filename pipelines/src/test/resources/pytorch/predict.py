"""Predicts a case with two exported networks and compares with the prediction of the run.

predict.py LOADER.py A.safetensors B.safetensors IMAGE.nii.gz PREDICTION.nii.gz

LOADER.py defines load_file. Prints how many voxels have a class other than 0 and how many differ.
"""

import gzip
import runpy
import struct
import sys

import torch
from torch import nn

TYPES = {2: (torch.uint8, 1), 4: (torch.int16, 2), 16: (torch.float32, 4)}


def volume(path):
    data = bytearray(gzip.open(path).read())
    x, y, z = struct.unpack_from("<3h", data, 42)
    dtype, size = TYPES[struct.unpack_from("<h", data, 70)[0]]
    slope, intercept = struct.unpack_from("<2f", data, 112)
    assert (slope, intercept) in [(0, 0), (1, 0)], "scaled values"
    offset = int(struct.unpack_from("<f", data, 108)[0])
    voxels = torch.frombuffer(data, dtype=dtype, offset=offset, count=x * y * z)
    return voxels.reshape(z, y, x).permute(2, 1, 0)


class Stage(nn.Module):
    def __init__(self, *convolutions):
        super().__init__()
        layers = []
        for one in convolutions:
            layers += [one, nn.BatchNorm3d(one.out_channels), nn.ReLU()]
        self.conv = nn.Sequential(*layers)

    def forward(self, maps):
        return self.conv(maps)


def same(channels, count, first=None):
    sizes = [first or channels] + [channels] * count
    return Stage(*[nn.Conv3d(sizes[i], channels, 3, padding=1) for i in range(count)])


def down(channels):
    return Stage(nn.Conv3d(channels, 2 * channels, 2, stride=2))


def up(channels):
    return Stage(nn.ConvTranspose3d(channels, channels // 2, 2, stride=2))


class Block(nn.Module):
    def __init__(self, first, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv3d(first, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm3d(channels)
        self.conv2 = nn.Conv3d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm3d(channels)
        projection = [nn.Conv3d(first, channels, 1, stride, bias=False), nn.BatchNorm3d(channels)]
        self.downsample = nn.Sequential(*projection) if stride == 2 else nn.Identity()

    def forward(self, maps):
        inner = torch.relu(self.bn1(self.conv1(maps)))
        return torch.relu(self.bn2(self.conv2(inner)) + self.downsample(maps))


class ResidualEncoder(nn.Module):
    def __init__(self, channels, w):
        super().__init__()
        self.conv1 = nn.Conv3d(channels, w, 7, padding=3, bias=False)
        self.bn1 = nn.BatchNorm3d(w)
        for stage, count in enumerate([3, 4, 6, 3]):
            size = w << stage
            blocks = [Block(2 * size if i else size, 2 * size, 1 if i else 2) for i in range(count)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))

    def forward(self, images):
        levels = [torch.relu(self.bn1(self.conv1(images)))]
        for layer in [self.layer1, self.layer2, self.layer3, self.layer4]:
            levels.append(layer(levels[-1]))
        return levels


class Network(nn.Module):
    def __init__(self, residual, channels, classes, w):
        super().__init__()
        self.residual = residual
        if residual:
            self.resnet_encoder = ResidualEncoder(channels, w)
        else:
            self.block_one, self.block_one_dw = same(w, 1, channels), down(w)
            self.block_two, self.block_two_dw = same(2 * w, 2), down(2 * w)
            self.block_three, self.block_three_dw = same(4 * w, 3), down(4 * w)
            self.block_four, self.block_four_dw = same(8 * w, 3), down(8 * w)
            self.block_five = same(16 * w, 3)
        self.block_five_up, self.block_six = up(16 * w), same(8 * w, 3)
        self.block_six_up, self.block_seven = up(8 * w), same(4 * w, 3)
        self.block_seven_up, self.block_eight = up(4 * w), same(2 * w, 2)
        self.block_eight_up, self.block_nine = up(2 * w), same(w, 1)
        self.out_conv = nn.Conv3d(w, classes, 1)

    def encode(self, images):
        levels = [self.block_one(images)]
        levels.append(self.block_two(self.block_one_dw(levels[-1])))
        levels.append(self.block_three(self.block_two_dw(levels[-1])))
        levels.append(self.block_four(self.block_three_dw(levels[-1])))
        levels.append(self.block_five(self.block_four_dw(levels[-1])))
        return levels

    def forward(self, images):
        one, two, three, four, five = (self.resnet_encoder if self.residual else self.encode)(images)
        maps = self.block_six(self.block_five_up(five) + four)
        maps = self.block_seven(self.block_six_up(maps) + three)
        maps = self.block_eight(self.block_seven_up(maps) + two)
        return self.out_conv(self.block_nine(self.block_eight_up(maps) + one))


def network(weights):
    residual = "resnet_encoder.conv1.weight" in weights
    first = weights["resnet_encoder.conv1.weight" if residual else "block_one.conv.0.weight"]
    built = Network(residual, first.shape[1], weights["out_conv.weight"].shape[0], first.shape[0])
    built.load_state_dict(weights)
    return built.eval()


load_file = runpy.run_path(sys.argv[1])["load_file"]
image = volume(sys.argv[4]).float()[None, None]
with torch.no_grad():
    both = [torch.softmax(network(load_file(path))(image), 1) for path in sys.argv[2:4]]
predicted = (both[0] + both[1]).argmax(1)[0]
expected = volume(sys.argv[5]).long()
print(int((expected > 0).sum()), int((predicted != expected).sum()), expected.numel())
