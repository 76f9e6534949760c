package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** An encoder with the decoder on top, without weights. */
final class Topology {

  private final Encoder encoder;
  private final Decoder decoder;

  private Topology(Encoder encoder, Decoder decoder) {
    this.encoder = encoder;
    this.decoder = decoder;
  }

  static Topology of(NetworkSpec spec) {
    Encoder encoder =
        switch (spec.architecture()) {
          case VNET -> new VNetEncoder(spec);
          case RESIDUAL_VNET -> new ResidualEncoder(spec);
        };
    return new Topology(encoder, new Decoder(spec));
  }

  /** Every tensor of the network, in PyTorch's order. */
  List<TensorSpec> tensors() {
    List<TensorSpec> tensors = new ArrayList<>();
    encoder.declare(tensors::add);
    decoder.declare(tensors::add);
    return tensors;
  }

  NetworkOutput apply(NDArray images, Pass pass) {
    return decoder.decode(encoder.encode(images, pass), pass);
  }
}
