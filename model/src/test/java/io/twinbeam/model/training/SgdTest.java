package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.twinbeam.model.network.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SgdTest {

  private NDManager manager;
  private Map<String, NDArray> parameters;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    parameters = new LinkedHashMap<>();
    parameters.put("a", parameter(1, -2));
    parameters.put("b", parameter(4));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray parameter(float... values) {
    NDArray array = manager.create(values, new Shape(values.length));
    array.setRequiresGradient(true);
    return array;
  }

  /** Makes {@code factor / 2 * w^2} the loss, whose gradient is {@code factor * w}. */
  private void backward(double factor) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = manager.zeros(new Shape());
      for (NDArray parameter : parameters.values()) {
        loss = loss.add(parameter.square().sum().mul(factor / 2));
      }
      collector.backward(loss);
    }
  }

  private float[] values(String name) {
    return parameters.get(name).toFloatArray();
  }

  private float[] gradient(String name) {
    return parameters.get(name).getGradient().toFloatArray();
  }

  @Test
  void stepsFollowPyTorchsRuleWithTheRateOutsideTheMomentum() {
    double momentum = 0.9;
    double decay = 0.1;
    double[] rates = {0.1, 0.01, 0.02};
    double weight = 4;
    double buffer = 0;
    try (Sgd sgd = new Sgd(parameters, momentum, decay)) {
      for (double rate : rates) {
        backward(0.5);
        sgd.step(0, rate, 0, 1);
        buffer = momentum * buffer + 0.5 * weight + decay * weight;
        weight -= rate * buffer;
        assertEquals(weight, values("b")[0], 1e-6);
        assertEquals(buffer, sgd.stateTensors().get("b").values()[0], 1e-6);
      }
    }
  }

  @Test
  void gradientsAreZeroAfterAStep() {
    try (Sgd sgd = new Sgd(parameters, 0, 0)) {
      backward(1);
      assertArrayEquals(new float[] {1, -2}, gradient("a"));
      sgd.step(0, 0.1, 0, 1);
      assertArrayEquals(new float[2], gradient("a"));
    }
  }

  @Test
  void gradientsThatAreNotANumberDoNotOutliveTheStep() {
    try (Sgd sgd = new Sgd(parameters, 0, 0)) {
      backward(Double.NaN);
      sgd.step(0, 0.1, 0, 1);
      assertTrue(Float.isNaN(values("a")[0]));
      assertArrayEquals(new float[2], gradient("a"));
    }
  }

  @Test
  void gradientsAreScaledDownToTheNorm() {
    try (Sgd sgd = new Sgd(parameters, 0, 0)) {
      backward(2);
      double norm = 2 * Math.sqrt(1 + 4 + 16);
      assertEquals(norm, sgd.gradientNorm(), 1e-5);
      sgd.step(0, 1, 1, 1);
      assertEquals(4 - 8 / norm, values("b")[0], 1e-5);
      assertEquals(1 - 2 / norm, values("a")[0], 1e-5);
    }
  }

  @Test
  void gradientsBelowTheNormAreLeftAlone() {
    try (Sgd sgd = new Sgd(parameters, 0, 0)) {
      backward(0.01);
      sgd.step(0, 1, 1, 1);
      assertArrayEquals(new float[] {3.96f}, values("b"), 1e-6f);
    }
  }

  @Test
  void restoredMomentaContinueBitForBit() {
    try (Sgd sgd = new Sgd(parameters, 0.9, 1e-4)) {
      backward(1);
      sgd.step(0, 0.1, 0, 1);
      float[] start = values("a");
      Map<String, Tensor> saved = sgd.stateTensors();
      backward(1);
      sgd.step(0, 0.1, 0, 1);
      float[] whole = values("a");

      parameters.put("a", parameter(start));
      try (Sgd resumed = new Sgd(parameters, 0.9, 1e-4)) {
        resumed.restore(saved);
        backward(1);
        resumed.step(0, 0.1, 0, 1);
        assertArrayEquals(whole, values("a"));
      }
    }
  }

  @Test
  void momentaOfOtherParametersAreRefused() {
    try (Sgd sgd = new Sgd(parameters, 0.9, 0)) {
      Tensor one = new Tensor(new long[] {1}, new float[] {7});
      assertThrows(IllegalArgumentException.class, () -> sgd.restore(Map.of("b", one)));
      assertThrows(IllegalArgumentException.class, () -> sgd.restore(Map.of("a", one, "b", one)));
      assertArrayEquals(new float[] {0}, sgd.stateTensors().get("b").values());
    }
  }

  @Test
  void stepsWorkOnAThreadThatTheEngineDidNotStartOn() {
    // The engine switches gradients off on its first thread only; on others, editing a weight in
    // place is an error.
    try (Sgd sgd = new Sgd(parameters, 0.9, 0)) {
      CompletableFuture.runAsync(
              () -> {
                backward(1);
                sgd.step(0, 0.5, 100, 1);
              })
          .join();
      assertArrayEquals(new float[] {2}, values("b"), 1e-6f);
    }
  }

  @Test
  void stepsLeaveNoArraysBehind() {
    try (Sgd sgd = new Sgd(parameters, 0.9, 1e-4)) {
      backward(1);
      int before = manager.getManagedArrays().size();
      for (int step = 0; step < 3; step++) {
        sgd.step(0, 0.1, 1, 1);
      }
      assertEquals(before, manager.getManagedArrays().size());
    }
  }
}
