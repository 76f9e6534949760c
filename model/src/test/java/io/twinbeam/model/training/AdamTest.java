package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.twinbeam.model.network.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdamTest {

  private static final double DECAY = 0.1;
  private static final double RATE = 0.01;

  private static NDArray parameter(NDManager manager) {
    NDArray array = manager.create(new float[] {2, -3}, new Shape(2));
    array.setRequiresGradient(true);
    return array;
  }

  /** The gradient of {@code w^2 / 2} is w. */
  private static void backward(NDArray parameter) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(parameter.square().sum().mul(0.5));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stepsFollowPyTorchsRule(boolean decoupled) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray parameter = parameter(manager);
      double w = 2;
      double m = 0;
      double v = 0;
      try (Adam adam = new Adam(Map.of("w", parameter), 0.9, 0.99, DECAY, decoupled)) {
        for (int step = 0; step < 4; step++) {
          backward(parameter);
          adam.step(step, RATE, 0, 1);
          double g = decoupled ? w : w + DECAY * w;
          w -= decoupled ? RATE * DECAY * w : 0;
          m = 0.9 * m + 0.1 * g;
          v = 0.99 * v + 0.01 * g * g;
          double corrected = Math.sqrt(v / (1 - Math.pow(0.99, step + 1))) + 1e-8;
          w -= RATE * m / (1 - Math.pow(0.9, step + 1)) / corrected;
          assertEquals(w, parameter.toFloatArray()[0], 1e-5);
        }
        assertEquals(m, adam.stateTensors().get("w.mean").values()[0], 1e-5);
        assertEquals(v, adam.stateTensors().get("w.square").values()[0], 1e-5);
      }
    }
  }

  @Test
  void summedGradientsCountByTheirMean() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray once = parameter(manager);
      NDArray thrice = parameter(manager);
      try (Adam one = new Adam(Map.of("w", once), 0.9, 0.99, 0, false);
          Adam three = new Adam(Map.of("w", thrice), 0.9, 0.99, 0, false)) {
        backward(once);
        one.step(0, RATE, 0, 1);
        for (int n = 0; n < 3; n++) {
          backward(thrice);
        }
        three.step(0, RATE, 0, 3);
        assertArrayEquals(once.toFloatArray(), thrice.toFloatArray(), 1e-6f);
      }
    }
  }

  @Test
  void restoredStateGoesOnBitForBitAndStepsLeaveNoArraysBehind() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray parameter = parameter(manager);
      try (Adam adam = new Adam(Map.of("w", parameter), 0.9, 0.99, DECAY, true)) {
        backward(parameter);
        adam.step(0, RATE, 1, 1);
        float[] start = parameter.toFloatArray();
        Map<String, Tensor> saved = adam.stateTensors();
        backward(parameter);
        int arrays = manager.getManagedArrays().size();
        adam.step(1, RATE, 1, 1);
        assertEquals(arrays, manager.getManagedArrays().size());

        NDArray again = manager.create(start, new Shape(2));
        again.setRequiresGradient(true);
        try (Adam resumed = new Adam(Map.of("w", again), 0.9, 0.99, DECAY, true)) {
          resumed.restore(saved);
          backward(again);
          resumed.step(1, RATE, 1, 1);
          assertArrayEquals(parameter.toFloatArray(), again.toFloatArray());
        }
      }
    }
  }
}
