package io.twinbeam.model.network;

import java.util.Objects;

/**
 * What fixes a network up to its weights.
 *
 * @param architecture the kind of encoder
 * @param width channels at full resolution, at least 1; 16 is the published size, 8 suits a CPU
 * @param channels image channels, at least 1
 * @param classes classes told apart, background included, 2 to 256
 * @param dropout share of channels dropped in training, in [0, 1)
 * @param norm how feature maps are normalised
 * @param upsampling how the decoder doubles the size of its maps
 */
public record NetworkSpec(
    Architecture architecture,
    int width,
    int channels,
    int classes,
    double dropout,
    Norm norm,
    Upsampling upsampling) {

  /** Every spatial size of an image must be a multiple of this: the encoder halves four times. */
  public static final int SIZE_MULTIPLE = 16;

  public NetworkSpec {
    Objects.requireNonNull(norm, "norm");
    Objects.requireNonNull(upsampling, "upsampling");
    require(width >= 1 && width <= 256, "width", "from 1 to 256", width);
    require(channels >= 1 && channels <= 64, "channels", "from 1 to 64", channels);
    require(classes >= 2 && classes <= 256, "classes", "from 2 to 256", classes);
    require(dropout >= 0 && dropout < 1, "dropout", "in [0, 1)", dropout);
  }

  /** A network with batch normalisation and transposed convolutions, as published. */
  public NetworkSpec(
      Architecture architecture, int width, int channels, int classes, double dropout) {
    this(architecture, width, channels, classes, dropout, Norm.BATCH, Upsampling.TRANSPOSED);
  }

  /** This network with another normalisation. */
  public NetworkSpec withNorm(Norm changed) {
    return new NetworkSpec(architecture, width, channels, classes, dropout, changed, upsampling);
  }

  /** This network with another decoder. */
  public NetworkSpec withUpsampling(Upsampling changed) {
    return new NetworkSpec(architecture, width, channels, classes, dropout, norm, changed);
  }

  private static void require(boolean holds, String name, String rule, Number actual) {
    if (!holds) {
      throw new IllegalArgumentException("network " + name + " must be " + rule + ", is " + actual);
    }
  }
}
