package io.twinbeam.model.network;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The kinds of network: what stands in an experiment file, and which encoder it means. */
public enum Architecture {
  /** Plain convolutions in the encoder (Milletari et al., 3DV 2016, with added skips). */
  VNET("vnet"),
  /** Basic residual blocks, 3-4-6-3, in the encoder; the decoder is the V-Net's. */
  RESIDUAL_VNET("resnet-vnet");

  private final String id;

  Architecture(String id) {
    this.id = id;
  }

  /** The name in files. */
  public String id() {
    return id;
  }

  /** The architecture of a name that {@link #id} gives. */
  public static Architecture parse(String id) {
    for (Architecture architecture : values()) {
      if (architecture.id.equals(id)) {
        return architecture;
      }
    }
    throw new IllegalArgumentException(
        "architecture '"
            + id
            + "' must be one of "
            + Arrays.stream(values()).map(Architecture::id).collect(Collectors.joining(", ")));
  }
}
