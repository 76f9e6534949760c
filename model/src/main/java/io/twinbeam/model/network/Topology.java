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

  /** Every tensor of the network, in PyTorch's order: the encoder's, then the decoder's. */
  List<TensorSpec> tensors() {
    List<TensorSpec> tensors = encoderTensors();
    decoder.declare(tensors::add);
    return tensors;
  }

  List<TensorSpec> encoderTensors() {
    List<TensorSpec> tensors = new ArrayList<>();
    encoder.declare(tensors::add);
    return tensors;
  }

  NetworkOutput apply(NDArray images, Pass pass) {
    return decoder.decode(encoder.encode(images, pass), pass);
  }

  /** Outputs of this network and of {@code other}'s decoder on top of this encoder, run once. */
  List<NetworkOutput> applyWith(Topology other, NDArray images, Pass pass, Pass otherPass) {
    List<NDArray> levels = encoder.encode(images, pass);
    // A decoder closes the maps that it gets; a view shares their numbers.
    List<NDArray> views = levels.stream().map(level -> level.reshape(level.getShape())).toList();
    NetworkOutput first = decoder.decode(views, pass);
    return List.of(first, other.decoder.decode(levels, otherPass));
  }
}
