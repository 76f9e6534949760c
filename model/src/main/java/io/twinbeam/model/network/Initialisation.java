package io.twinbeam.model.network;

import io.twinbeam.model.random.CounterRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Starting weights: convolutions Kaiming-normal by fan-in (He et al., ICCV 2015), biases and shifts
 * 0, scales 1. Each tensor has a stream of its own, so adding one changes no other.
 */
final class Initialisation {

  private Initialisation() {}

  /**
   * @param kind tells networks of one seed apart: without it, the decoders of both would start
   *     equal
   */
  static Map<String, Tensor> of(List<TensorSpec> tensors, long seed, String kind) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (TensorSpec tensor : tensors) {
      CounterRandom random = CounterRandom.of(seed, "initialise/" + kind + "/" + tensor.name());
      values.put(tensor.name(), new Tensor(tensor.shape().getShape(), values(tensor, random)));
    }
    return values;
  }

  private static float[] values(TensorSpec tensor, CounterRandom random) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    switch (tensor.role()) {
      case CONVOLUTION, TRANSPOSED_CONVOLUTION -> {
        double deviation = Math.sqrt(2.0 / tensor.fanIn());
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (deviation * random.nextGaussian());
        }
      }
      case SCALE, RUNNING_VARIANCE -> Arrays.fill(values, 1);
      case BIAS, SHIFT, RUNNING_MEAN -> Arrays.fill(values, 0);
    }
    return values;
  }
}
