"""The two networks of bench/train-step in PyTorch, with the parameter names of fixtures/networks.json."""
from torch import nn

UNITS_DOWN = {"block_one": 1, "block_two": 2, "block_three": 3, "block_four": 3, "block_five": 3}
UNITS_UP = {"block_six": 3, "block_seven": 3, "block_eight": 2, "block_nine": 1}
RESIDUAL_BLOCKS = [3, 4, 6, 3]


class Unit(nn.Module):
    """[convolution, batch norm, ReLU] in a row, as `conv`."""

    def __init__(self, *convolutions):
        super().__init__()
        layers = []
        for convolution in convolutions:
            layers += [convolution, nn.BatchNorm3d(convolution.out_channels), nn.ReLU(inplace=True)]
        self.conv = nn.Sequential(*layers)

    def forward(self, maps):
        return self.conv(maps)


def stage(count, before, after):
    return Unit(*(nn.Conv3d(after if i else before, after, 3, padding=1) for i in range(count)))


class Segmenter(nn.Module):
    """The V-Net's decoder and head; a subclass encodes to five maps, finest first."""

    def add_decoder(self, width, classes, dropout):
        for up, (name, count), channels in zip(
                ["block_five_up", "block_six_up", "block_seven_up", "block_eight_up"], UNITS_UP.items(),
                [8 * width, 4 * width, 2 * width, width]):
            setattr(self, up, Unit(nn.ConvTranspose3d(2 * channels, channels, 2, stride=2)))
            setattr(self, name, stage(count, channels, channels))
        self.out_conv = nn.Conv3d(width, classes, 1)
        self.dropout = nn.Dropout3d(dropout)

    def initialise(self):
        for module in self.modules():
            if isinstance(module, (nn.Conv3d, nn.ConvTranspose3d)):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, images):
        x1, x2, x3, x4, x5 = self.encode(images)
        x6 = self.block_six(self.block_five_up(x5) + x4)
        x7 = self.block_seven(self.block_six_up(x6) + x3)
        x8 = self.block_eight(self.block_seven_up(x7) + x2)
        features = self.block_nine(self.block_eight_up(x8) + x1)
        return self.out_conv(self.dropout(features)), features


class VNet(Segmenter):

    def __init__(self, width, channels=1, classes=2, dropout=0.5):
        super().__init__()
        before = channels
        for level, (name, count) in enumerate(UNITS_DOWN.items()):
            after = width << level
            setattr(self, name, stage(count, before, after))
            if level < 4:
                setattr(self, name + "_dw", Unit(nn.Conv3d(after, 2 * after, 2, stride=2)))
            before = 2 * after
        self.add_decoder(width, classes, dropout)
        self.initialise()

    def encode(self, images):
        x1 = self.block_one(images)
        x2 = self.block_two(self.block_one_dw(x1))
        x3 = self.block_three(self.block_two_dw(x2))
        x4 = self.block_four(self.block_three_dw(x3))
        x5 = self.block_five(self.block_four_dw(x4))
        return x1, x2, x3, x4, self.dropout(x5)


class ResidualBlock(nn.Module):

    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1 = nn.Conv3d(before, after, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm3d(after)
        self.conv2 = nn.Conv3d(after, after, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm3d(after)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride > 1:
            self.downsample = nn.Sequential(nn.Conv3d(before, after, 1, stride=stride, bias=False), nn.BatchNorm3d(after))

    def forward(self, maps):
        shortcut = maps if self.downsample is None else self.downsample(maps)
        inner = self.relu(self.bn1(self.conv1(maps)))
        return self.relu(self.bn2(self.conv2(inner)).add_(shortcut))


class ResidualEncoder(nn.Module):

    def __init__(self, width, channels):
        super().__init__()
        self.conv1 = nn.Conv3d(channels, width, 7, padding=3, bias=False)
        self.bn1 = nn.BatchNorm3d(width)
        self.relu = nn.ReLU(inplace=True)
        for place, count in enumerate(RESIDUAL_BLOCKS):
            before = width << place
            blocks = [ResidualBlock(2 * before if i else before, 2 * before, 1 if i else 2) for i in range(count)]
            setattr(self, f"layer{place + 1}", nn.Sequential(*blocks))

    def forward(self, images):
        maps = [self.relu(self.bn1(self.conv1(images)))]
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            maps.append(layer(maps[-1]))
        return maps


class ResidualVNet(Segmenter):

    def __init__(self, width, channels=1, classes=2, dropout=0.5):
        super().__init__()
        self.resnet_encoder = ResidualEncoder(width, channels)
        self.add_decoder(width, classes, dropout)
        self.initialise()

    def encode(self, images):
        return self.resnet_encoder(images)
