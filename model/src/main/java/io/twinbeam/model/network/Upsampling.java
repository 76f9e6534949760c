package io.twinbeam.model.network;

/** How a decoder doubles the size of its maps. */
public enum Upsampling {
  /** A transposed convolution 2^3 of stride 2, the V-Net's own. */
  TRANSPOSED("transposed"),
  /**
   * Each voxel repeated along each axis, then a convolution 3^3: the third decoder of MC-Net+ (Wu
   * et al., Medical Image Analysis 2022).
   */
  NEAREST("nearest");

  private final String id;

  Upsampling(String id) {
    this.id = id;
  }

  /** The name in files. */
  public String id() {
    return id;
  }
}
