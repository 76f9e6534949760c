package io.twinbeam.model.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.twinbeam.model.FixtureWaves;
import io.twinbeam.model.random.CounterRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SegmentationNetworkTest {

  private static final Shape IMAGES = new Shape(2, 1, 16, 32, 16);

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static NetworkSpec spec(Architecture architecture, double dropout) {
    return new NetworkSpec(architecture, 2, 1, 3, dropout);
  }

  private static NDArray images(NDManager scope) {
    return scope.create(FixtureWaves.wave((int) IMAGES.size(), 5, 0, 1), IMAGES);
  }

  private static float[] logits(SegmentationNetwork network, boolean training, long stream) {
    try (NDManager scope = network.newScope()) {
      CounterRandom dropout = CounterRandom.of(stream, "dropout");
      return network.forward(images(scope), training, dropout).logits().toFloatArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void outputsHaveTheImagesSizes(Architecture architecture) {
    try (SegmentationNetwork network =
        SegmentationNetwork.initialise(spec(architecture, 0), 1, manager)) {
      NetworkOutput output = network.forward(images(manager), false, null);
      assertEquals(new Shape(2, 3, 16, 32, 16), output.logits().getShape());
      assertEquals(new Shape(2, 2, 16, 32, 16), output.features().getShape());
    }
  }

  @Test
  void startingWeightsDependOnSeedAndArchitectureAlone() {
    Map<String, Tensor> first = initial(Architecture.VNET, 3);
    assertEquals(first, initial(Architecture.VNET, 3));
    String decoder = "block_six.conv.0.weight";
    assertNotEquals(first.get(decoder), initial(Architecture.VNET, 4).get(decoder));
    // Two networks that start with equal decoders would agree before they have learnt anything.
    assertNotEquals(first.get(decoder), initial(Architecture.RESIDUAL_VNET, 3).get(decoder));
  }

  private Map<String, Tensor> initial(Architecture architecture, long seed) {
    NetworkSpec spec = new NetworkSpec(architecture, 8, 1, 2, 0);
    try (SegmentationNetwork network = SegmentationNetwork.initialise(spec, seed, manager)) {
      return network.toTensors();
    }
  }

  @Test
  void convolutionsStartKaimingNormalByFanIn() {
    Map<String, Tensor> tensors = initial(Architecture.VNET, 1);
    assertDeviation(Math.sqrt(2.0 / (128 * 27)), tensors.get("block_five.conv.3.weight"));
    assertDeviation(Math.sqrt(2.0 / 128), tensors.get("block_five_up.conv.0.weight"));
    assertArrayEquals(new float[8], tensors.get("block_one.conv.0.bias").values());
    float[] ones = new float[8];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, tensors.get("block_one.conv.1.weight").values());
    assertArrayEquals(ones, tensors.get("block_one.conv.1.running_var").values());
  }

  private static void assertDeviation(double expected, Tensor tensor) {
    double squares = 0;
    for (float value : tensor.values()) {
      squares += (double) value * value;
    }
    assertEquals(1, Math.sqrt(squares / tensor.values().length) / expected, 0.02);
  }

  @ParameterizedTest
  @EnumSource
  void exportedWeightsMakeTheSameNetwork(Architecture architecture) {
    NetworkSpec spec = spec(architecture, 0);
    try (SegmentationNetwork network = SegmentationNetwork.initialise(spec, 1, manager)) {
      logits(network, true, 0);
      Map<String, Tensor> exported = new LinkedHashMap<>(network.toTensors());
      exported.put("any.num_batches_tracked", new Tensor(new long[0], new float[] {12}));
      try (SegmentationNetwork copy = SegmentationNetwork.of(spec, exported, manager)) {
        assertEquals(network.toTensors(), copy.toTensors());
        assertArrayEquals(logits(network, false, 0), logits(copy, false, 0));
      }
    }
  }

  @Test
  void allTensorsThatDoNotFitAreListedAtOnce() {
    Map<String, Tensor> tensors = initial(Architecture.VNET, 1);
    tensors.remove("out_conv.bias");
    tensors.put("out_conv.weight", new Tensor(new long[] {1}, new float[1]));
    tensors.put("surplus", new Tensor(new long[] {1}, new float[1]));
    NetworkSpec spec = new NetworkSpec(Architecture.VNET, 8, 1, 2, 0);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> SegmentationNetwork.of(spec, tensors, manager))
            .getMessage();
    assertTrue(message.contains("out_conv.bias is missing"), message);
    assertTrue(message.contains("out_conv.weight must have shape [2, 8, 1, 1, 1]"), message);
    assertTrue(message.contains("surplus is unknown"), message);
  }

  @ParameterizedTest
  @CsvSource({"1,1,16,16,24", "1,2,16,16,16", "1,1,16,16,0"})
  void imagesThatDoNotFitAreRefused(
      long batch, long channels, long depth, long height, long width) {
    try (SegmentationNetwork network =
        SegmentationNetwork.initialise(spec(Architecture.VNET, 0), 1, manager)) {
      NDArray images = manager.zeros(new Shape(batch, channels, depth, height, width));
      assertThrows(IllegalArgumentException.class, () -> network.forward(images, false, null));
    }
  }

  @Test
  void trainingOnOneValuePerChannelIsRefused() {
    try (SegmentationNetwork network =
        SegmentationNetwork.initialise(spec(Architecture.VNET, 0), 1, manager)) {
      NDArray images = manager.zeros(new Shape(1, 1, 16, 16, 16));
      String message =
          assertThrows(IllegalArgumentException.class, () -> network.forward(images, true, null))
              .getMessage();
      assertTrue(message.contains("larger batch or patch"), message);
      assertEquals(3, network.forward(images, false, null).logits().getShape().get(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void droppedChannelsFollowTheStream(Architecture architecture) {
    try (SegmentationNetwork network =
        SegmentationNetwork.initialise(spec(architecture, 0.5), 1, manager)) {
      float[] first = logits(network, true, 1);
      assertArrayEquals(first, logits(network, true, 1));
      assertFalse(Arrays.equals(first, logits(network, true, 2)));
      assertArrayEquals(logits(network, false, 1), logits(network, false, 2));
    }
  }

  @Test
  void droppedChannelsAreZeroAndKeptOnesScaled() {
    Pass pass = new Pass(manager, Map.of(), true, 0.75, CounterRandom.of(1, "dropout"));
    float[] masks = pass.dropChannels(manager.ones(new Shape(20, 30, 1, 1, 2))).toFloatArray();
    int kept = 0;
    for (int i = 0; i < masks.length; i += 2) {
      assertEquals(masks[i], masks[i + 1]);
      assertTrue(masks[i] == 0 || masks[i] == 4, "factor " + masks[i]);
      kept += masks[i] == 0 ? 0 : 1;
    }
    assertEquals(150, kept, 40);
  }

  @ParameterizedTest
  @EnumSource
  void trainingStepsLeaveNoArraysBehind(Architecture architecture) {
    try (SegmentationNetwork network =
        SegmentationNetwork.initialise(spec(architecture, 0.5), 1, manager)) {
      int before = manager.getManagedArrays().size();
      for (int step = 0; step < 3; step++) {
        try (NDManager scope = manager.newSubManager();
            GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          NetworkOutput output =
              network.forward(images(scope), true, CounterRandom.of(step, "dropout"));
          collector.backward(output.logits().square().mean());
        }
        logits(network, false, 0);
        assertEquals(before, manager.getManagedArrays().size());
      }
    }
  }

  @Test
  void evaluationKeepsNoGraphEvenWhereTheEngineCollectsGradients() {
    try (SegmentationNetwork network =
            SegmentationNetwork.initialise(spec(Architecture.VNET, 0), 1, manager);
        NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray probe = scope.ones(new Shape(1));
      probe.setRequiresGradient(true);
      NDArray logits = network.forward(images(scope), false, null).logits();
      collector.backward(logits.sum().mul(probe).sum());
      assertNotEquals(0, probe.getGradient().getFloat());
      network
          .parameters()
          .forEach(
              (name, parameter) ->
                  assertEquals(0, parameter.getGradient().abs().sum().getFloat(), name));
    }
  }

  @Test
  void evaluationGivesTheSameBitsOnEveryThread() {
    try (SegmentationNetwork network =
        SegmentationNetwork.initialise(spec(Architecture.VNET, 0), 1, manager)) {
      float[] here = logits(network, false, 0);
      float[] there = CompletableFuture.supplyAsync(() -> logits(network, false, 0)).join();
      assertArrayEquals(here, there);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1,2,0.5", "8,0,2,0.5", "8,1,1,0.5", "8,1,257,0.5", "8,1,2,1", "8,1,2,NaN"})
  void specsOutOfRangeAreRefused(int width, int channels, int classes, double dropout) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new NetworkSpec(Architecture.VNET, width, channels, classes, dropout));
  }

  @Test
  void architecturesAreFoundByTheirId() {
    for (Architecture architecture : Architecture.values()) {
      assertEquals(architecture, Architecture.parse(architecture.id()));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> Architecture.parse("unet")).getMessage();
    assertTrue(message.contains("vnet, resnet-vnet"), message);
  }
}
