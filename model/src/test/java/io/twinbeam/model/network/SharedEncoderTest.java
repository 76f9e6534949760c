package io.twinbeam.model.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two decoders on one encoder. */
final class SharedEncoderTest {

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

  private SegmentationNetwork first(Architecture architecture, double dropout) {
    return SegmentationNetwork.initialise(
        new NetworkSpec(architecture, 2, 1, 3, dropout), 1, manager);
  }

  private static NDArray images(NDManager scope) {
    return scope.create(FixtureWaves.wave((int) IMAGES.size(), 5, 0, 1), IMAGES);
  }

  @ParameterizedTest
  @EnumSource
  void bothSayWhatEachSaysAlone(Architecture architecture) {
    try (SegmentationNetwork a = first(architecture, 0);
        SegmentationNetwork b = a.withDecoder(Upsampling.NEAREST, 2)) {
      List<NetworkOutput> both = a.forwardWith(b, images(manager), false, null, null);
      assertArrayEquals(
          a.forward(images(manager), false, null).logits().toFloatArray(),
          both.get(0).logits().toFloatArray());
      assertArrayEquals(
          b.forward(images(manager), false, null).logits().toFloatArray(),
          both.get(1).logits().toFloatArray());
      assertEquals(IMAGES.get(3), both.get(1).features().getShape().get(3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSecondIsExportedAndLoadedAsANetworkOfItsOwn(Architecture architecture) {
    try (SegmentationNetwork a = first(architecture, 0);
        SegmentationNetwork b = a.withDecoder(Upsampling.NEAREST, 2);
        SegmentationNetwork alone = SegmentationNetwork.of(b.spec(), b.toTensors(), manager);
        SegmentationNetwork again = a.withDecoder(Upsampling.NEAREST, b.toTensors())) {
      float[] expected = b.forward(images(manager), false, null).logits().toFloatArray();
      assertArrayEquals(
          expected, alone.forward(images(manager), false, null).logits().toFloatArray());
      assertArrayEquals(
          expected, again.forward(images(manager), false, null).logits().toFloatArray());
      assertEquals(b.parameters().keySet(), again.parameters().keySet());
    }
  }

  @Test
  void namesOfTheNearestDecoderAreMcNets() {
    try (SegmentationNetwork a = first(Architecture.VNET, 0);
        SegmentationNetwork b = a.withDecoder(Upsampling.NEAREST, 2)) {
      assertEquals(
          List.of(
              "block_five_up.conv.1.weight",
              "block_five_up.conv.1.bias",
              "block_five_up.conv.2.weight",
              "block_five_up.conv.2.bias"),
          b.parameters().keySet().stream().limit(4).toList());
      assertEquals(
          new Shape(16, 32, 3, 3, 3), b.parameters().get("block_five_up.conv.1.weight").getShape());
      assertEquals("block_one.conv.0.weight", b.tensorNames().get(0));
    }
  }

  @Test
  void repetitionIsNearestNeighbourUpsampling() {
    NDArray input = manager.create(new float[] {1, 2, 3, 4}, new Shape(1, 1, 1, 2, 2));
    // A kernel that is 1 in its middle passes the repeated voxels on.
    float[] kernel = new float[27];
    kernel[13] = 1;
    Map<String, NDArray> tensors =
        Map.of("c.weight", manager.create(kernel, new Shape(1, 1, 3, 3, 3)));
    NearestConvolution up = new NearestConvolution(new Convolution("c", 1, 1, 3, 1, 1, false));
    NDArray output = up.apply(input, new Pass(manager, tensors, true, 0, null));
    assertEquals(new Shape(1, 1, 2, 4, 4), output.getShape());
    float[] plane = {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4};
    float[] expected = new float[32];
    System.arraycopy(plane, 0, expected, 0, 16);
    System.arraycopy(plane, 0, expected, 16, 16);
    assertArrayEquals(expected, output.toFloatArray());
  }

  @Test
  void eachDecoderTrainsItselfAndTheEncoder() {
    try (SegmentationNetwork a = first(Architecture.VNET, 0.5);
        SegmentationNetwork b = a.withDecoder(Upsampling.NEAREST, 2)) {
      Map<String, Double> fromFirst = gradients(a, b, 1, 0);
      Map<String, Double> fromSecond = gradients(a, b, 0, 1);
      assertTrue(fromFirst.get("a.out_conv.weight") > 0);
      assertEquals(0, fromFirst.get("b.out_conv.weight"));
      assertEquals(0, fromSecond.get("a.out_conv.weight"));
      assertTrue(fromSecond.get("b.out_conv.weight") > 0);
      assertTrue(fromFirst.get("a.block_one.conv.0.weight") > 0);
      assertTrue(fromSecond.get("a.block_one.conv.0.weight") > 0);
      assertTrue(!fromFirst.containsKey("b.block_one.conv.0.weight"), "it is listed once");
    }
  }

  private static Map<String, Double> gradients(
      SegmentationNetwork a, SegmentationNetwork b, float ofFirst, float ofSecond) {
    try (NDManager scope = a.newScope();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      List<NetworkOutput> both =
          a.forwardWith(
              b, images(scope), true, CounterRandom.of(1, "first"), CounterRandom.of(1, "second"));
      NDArray weights = scope.create(new float[] {ofFirst, ofSecond});
      NDArray first = both.get(0).logits().square().mean().mul(weights.get(0));
      NDArray second = both.get(1).logits().square().mean().mul(weights.get(1));
      collector.backward(first.add(second));
      Map<String, Double> norms = new LinkedHashMap<>();
      take(norms, "a.", a);
      take(norms, "b.", b);
      return norms;
    }
  }

  private static void take(Map<String, Double> norms, String prefix, SegmentationNetwork network) {
    network
        .parameters()
        .forEach(
            (name, array) -> {
              try (NDArray gradient = array.getGradient()) {
                norms.put(prefix + name, (double) gradient.abs().sum().getFloat());
                gradient.subi(gradient.duplicate());
              }
            });
  }

  @Test
  void decodersOfTwoSeedsDiffer() {
    try (SegmentationNetwork a = first(Architecture.VNET, 0);
        SegmentationNetwork b = a.withDecoder(Upsampling.TRANSPOSED, 2)) {
      String decoder = "block_six.conv.0.weight";
      assertNotEquals(a.toTensors().get(decoder), b.toTensors().get(decoder));
      assertEquals(
          a.toTensors().get("block_one.conv.0.weight"),
          b.toTensors().get("block_one.conv.0.weight"));
    }
  }

  @Test
  void weightsOnAnotherEncoderAreRefused() {
    try (SegmentationNetwork a = first(Architecture.VNET, 0);
        SegmentationNetwork b = a.withDecoder(Upsampling.NEAREST, 2)) {
      Map<String, Tensor> weights = b.toTensors();
      weights.put("block_one.conv.0.bias", new Tensor(new long[] {2}, new float[] {1, 2}));
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> a.withDecoder(Upsampling.NEAREST, weights))
              .getMessage();
      assertTrue(message.endsWith("first network's: block_one.conv.0.bias"), message);
    }
  }

  @Test
  void aNetworkWithAnEncoderOfItsOwnIsRefused() {
    try (SegmentationNetwork a = first(Architecture.VNET, 0);
        SegmentationNetwork stranger = first(Architecture.VNET, 0)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> a.forwardWith(stranger, images(manager), false, null, null));
    }
  }

  @Test
  void theSecondDecoderAddsItsOutputsAndNothingElse() {
    try (SegmentationNetwork a = first(Architecture.VNET, 0);
        SegmentationNetwork b = a.withDecoder(Upsampling.NEAREST, 2)) {
      int alone = arraysAfter(scope -> a.forward(images(scope), true, null));
      int both = arraysAfter(scope -> a.forwardWith(b, images(scope), true, null, null));
      assertEquals(alone + 2, both);
    }
  }

  private int arraysAfter(Consumer<NDManager> pass) {
    try (NDManager scope = manager.newSubManager()) {
      pass.accept(scope);
      return scope.getManagedArrays().size();
    }
  }
}
