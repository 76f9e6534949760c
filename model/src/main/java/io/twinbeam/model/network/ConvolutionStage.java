package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Convolution units in a row at one resolution. */
record ConvolutionStage(List<ConvolutionUnit> units) implements Layer {

  static ConvolutionStage of(String block, int count, int in, int out, Norm norm) {
    return new ConvolutionStage(
        IntStream.range(0, count)
            .mapToObj(place -> ConvolutionUnit.same(block, place, place == 0 ? in : out, out, norm))
            .toList());
  }

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    units.forEach(unit -> unit.declare(tensors));
  }

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    NDArray current = units.get(0).apply(input, pass);
    for (ConvolutionUnit unit : units.subList(1, units.size())) {
      try (NDArray previous = current) {
        current = unit.apply(previous, pass);
      }
    }
    return current;
  }
}
