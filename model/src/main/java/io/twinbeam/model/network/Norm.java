package io.twinbeam.model.network;

/** How feature maps are normalised between a convolution and its ReLU. */
public enum Norm {
  /** Over batch and space, with running statistics for evaluation (PyTorch's BatchNorm3d). */
  BATCH("batch"),
  /** Each channel of each image over space, scaled and shifted (InstanceNorm3d, affine). */
  INSTANCE("instance"),
  /**
   * Groups of channels of each image over the group and space (GroupNorm). A group has as many
   * channels as the greatest common divisor of 8 and the number of channels: 8 at any width that is
   * a multiple of 8, and 1, which is instance normalisation, at full resolution of an odd one.
   */
  GROUP("group"),
  /** Not at all. */
  NONE("none");

  // A unit is a convolution, its normalisation if any, and a ReLU.
  private static final int LAYERS_WITHOUT = 2;
  private static final int LARGEST_GROUP = 8;

  private final String id;

  Norm(String id) {
    this.id = id;
  }

  /** The name in files. */
  public String id() {
    return id;
  }

  /** Places that a convolution unit takes in PyTorch's numbering of a sequence. */
  int layersPerUnit() {
    return this == NONE ? LAYERS_WITHOUT : LAYERS_WITHOUT + 1;
  }

  /** The layer of that name for maps of that many channels. */
  Layer layer(String name, int channels) {
    return switch (this) {
      case BATCH -> new BatchNormalisation(name, channels);
      case INSTANCE -> new SampleNormalisation(name, channels, channels);
      case GROUP -> new SampleNormalisation(name, channels, channels / channelsPerGroup(channels));
      case NONE -> new NoNormalisation();
    };
  }

  private static int channelsPerGroup(int channels) {
    int size = LARGEST_GROUP;
    while (channels % size != 0) {
      size /= 2;
    }
    return size;
  }
}
