package io.twinbeam.model.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.twinbeam.model.FixtureWaves;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Normalisations against the formulas of PyTorch's documentation in plain double arithmetic. */
final class NormTest {

  private static final int BATCH = 2;
  private static final int VOXELS = 12;
  private static final double EPSILON = 1e-5;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Input, scale, shift and the factors that make one number of the output. */
  private static final class Numbers {

    final double[] input;
    final double[] scale;
    final double[] shift;
    final double[] factors;

    Numbers(int channels) {
      int size = BATCH * channels * VOXELS;
      input = FixtureWaves.wave(size, 1);
      for (int i = 0; i < size; i++) {
        // Another mean and spread for each channel of each image, as feature maps have.
        input[i] = 3 + i / VOXELS + input[i] * (1 + i / VOXELS % 3);
      }
      scale = FixtureWaves.wave(channels, 2);
      shift = FixtureWaves.wave(channels, 3);
      factors = FixtureWaves.wave(size, 4);
    }

    List<double[]> trained() {
      return List.of(input, scale, shift);
    }
  }

  /** Mean 0 and deviation 1 over each group of each image, then scale and shift by channel. */
  private static double[] expected(Numbers numbers, int channelsPerGroup) {
    int channels = numbers.scale.length;
    int size = channelsPerGroup * VOXELS;
    double[] output = new double[numbers.input.length];
    for (int group = 0; group < output.length / size; group++) {
      double sum = 0;
      double squares = 0;
      for (int i = group * size; i < (group + 1) * size; i++) {
        sum += numbers.input[i];
      }
      for (int i = group * size; i < (group + 1) * size; i++) {
        squares += Math.pow(numbers.input[i] - sum / size, 2);
      }
      for (int i = group * size; i < (group + 1) * size; i++) {
        int channel = i / VOXELS % channels;
        double normalised = (numbers.input[i] - sum / size) / Math.sqrt(squares / size + EPSILON);
        output[i] = normalised * numbers.scale[channel] + numbers.shift[channel];
      }
    }
    return output;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private NDArray array(double[] values, Shape shape) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return manager.create(floats, shape);
  }

  @ParameterizedTest
  @CsvSource({
    "INSTANCE, 3, 1",
    "INSTANCE, 16, 1",
    "GROUP, 16, 8",
    "GROUP, 12, 4",
    "GROUP, 6, 2",
    "GROUP, 3, 1",
    "GROUP, 8, 8"
  })
  void valuesAndGradientsAreThoseOfTheFormula(Norm norm, int channels, int channelsPerGroup) {
    Numbers numbers = new Numbers(channels);
    NDArray input = array(numbers.input, new Shape(BATCH, channels, 2, 3, 2));
    NDArray weight = array(numbers.scale, new Shape(channels));
    NDArray bias = array(numbers.shift, new Shape(channels));
    List<NDArray> trained = List.of(input, weight, bias);
    trained.forEach(array -> array.setRequiresGradient(true));
    Pass pass = new Pass(manager, Map.of("n.weight", weight, "n.bias", bias), true, 0, null);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray output = norm.layer("n", channels).apply(input, pass);
      assertEquals(input.getShape(), output.getShape());
      assertClose(expected(numbers, channelsPerGroup), output.toFloatArray(), 1e-5);
      collector.backward(output.mul(array(numbers.factors, output.getShape())).sum());
    }
    for (int i = 0; i < trained.size(); i++) {
      double[] slopes =
          slopes(
              numbers.trained().get(i),
              n -> dot(numbers.factors, expected(numbers, channelsPerGroup)));
      assertClose(slopes, trained.get(i).getGradient().toFloatArray(), 1e-4);
    }
  }

  /** Central differences of {@code scalar} in each of {@code values}, which it reads. */
  private static double[] slopes(double[] values, ToDoubleFunction<double[]> scalar) {
    double[] slopes = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double kept = values[i];
      values[i] = kept + 1e-5;
      double above = scalar.applyAsDouble(values);
      values[i] = kept - 1e-5;
      slopes[i] = (above - scalar.applyAsDouble(values)) / 2e-5;
      values[i] = kept;
    }
    return slopes;
  }

  private static void assertClose(double[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < actual.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * (1 + Math.abs(expected[i])), "value " + i);
    }
  }

  private static NetworkSpec spec(Architecture architecture, Norm norm) {
    return new NetworkSpec(architecture, 2, 1, 3, 0).withNorm(norm);
  }

  private float[] logits(SegmentationNetwork network, Shape shape, boolean training) {
    NDArray images = manager.create(FixtureWaves.wave((int) shape.size(), 5, 0, 1), shape);
    return network.forward(images, training, null).logits().toFloatArray();
  }

  @ParameterizedTest
  @EnumSource(names = {"INSTANCE", "GROUP", "NONE"})
  void anImageIsSeenTheSameInTrainingAndEvaluation(Norm norm) {
    for (Architecture architecture : Architecture.values()) {
      try (SegmentationNetwork network =
          SegmentationNetwork.initialise(spec(architecture, norm), 1, manager)) {
        Shape shape = new Shape(2, 1, 16, 16, 32);
        assertArrayEquals(logits(network, shape, true), logits(network, shape, false));
        assertEquals(Map.of(), network.buffers());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyWeightIsTrained(Norm norm) {
    for (Architecture architecture : Architecture.values()) {
      try (SegmentationNetwork network =
              SegmentationNetwork.initialise(spec(architecture, norm), 1, manager);
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray images =
            manager.create(FixtureWaves.wave(2 << 13, 5, 0, 1), new Shape(2, 1, 16, 16, 32));
        collector.backward(network.forward(images, true, null).logits().square().mean());
        // Biases before a normalisation have gradient 0, but for rounding.
        network.parameters().entrySet().stream()
            .filter(parameter -> parameter.getKey().endsWith(".weight"))
            .forEach(
                parameter ->
                    assertTrue(
                        parameter.getValue().getGradient().abs().sum().getFloat() > 0,
                        parameter.getKey()));
      }
    }
  }

  @Test
  void namesAreThoseOfPyTorchsSequences() {
    try (SegmentationNetwork batch =
            SegmentationNetwork.initialise(spec(Architecture.VNET, Norm.BATCH), 1, manager);
        SegmentationNetwork group =
            SegmentationNetwork.initialise(spec(Architecture.VNET, Norm.GROUP), 1, manager);
        SegmentationNetwork none =
            SegmentationNetwork.initialise(spec(Architecture.VNET, Norm.NONE), 1, manager)) {
      assertEquals(List.copyOf(batch.parameters().keySet()), group.tensorNames());
      // Without normalisations a sequence is convolution, ReLU, convolution, ReLU.
      assertEquals(
          List.of("block_two.conv.0.weight", "block_two.conv.0.bias", "block_two.conv.2.weight"),
          none.tensorNames().stream().filter(n -> n.startsWith("block_two.")).limit(3).toList());
      assertEquals(new Shape(4), group.parameters().get("block_two.conv.4.weight").getShape());
    }
  }

  @Test
  void theNormalisationChangesNoStartingConvolution() {
    try (SegmentationNetwork batch =
            SegmentationNetwork.initialise(spec(Architecture.VNET, Norm.BATCH), 1, manager);
        SegmentationNetwork instance =
            SegmentationNetwork.initialise(spec(Architecture.VNET, Norm.INSTANCE), 1, manager)) {
      Map<String, Tensor> expected = batch.toTensors();
      instance.toTensors().forEach((name, tensor) -> assertEquals(expected.get(name), tensor));
    }
  }

  @Test
  void oneVoxelAtTheDeepestLevelIsRefusedWhereAnImageIsNormalisedAlone() {
    Shape small = new Shape(2, 1, 16, 16, 16);
    try (SegmentationNetwork instance =
            SegmentationNetwork.initialise(spec(Architecture.VNET, Norm.INSTANCE), 1, manager);
        SegmentationNetwork group =
            SegmentationNetwork.initialise(spec(Architecture.VNET, Norm.GROUP), 1, manager)) {
      for (boolean training : new boolean[] {true, false}) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> logits(instance, small, training))
                .getMessage();
        assertTrue(message.endsWith("use a larger patch"), message);
        assertEquals(2 * 3 * 4096, logits(group, small, training).length);
      }
    }
  }
}
