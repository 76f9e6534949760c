package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PredictorTest {

  private static final GridShape PATCH = new GridShape(16, 32, 16);

  private NDManager manager;
  private SegmentationNetwork first;
  private SegmentationNetwork second;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    first = network(Architecture.RESIDUAL_VNET, 3);
    second = network(Architecture.VNET, 3);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private SegmentationNetwork network(Architecture architecture, int classes) {
    return network(architecture, 1, classes);
  }

  private SegmentationNetwork network(Architecture architecture, int channels, int classes) {
    return SegmentationNetwork.initialise(
        new NetworkSpec(architecture, 1, channels, classes, 0.5), 7, manager);
  }

  private static Scan scan(int x, int y, int z) {
    return Scan.of(volume(2, x, y, z));
  }

  private static Volume volume(int seed, int x, int y, int z) {
    GridShape shape = new GridShape(x, y, z);
    CounterRandom random = CounterRandom.of(seed, "image");
    float[] voxels = new float[(int) shape.voxels()];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) random.nextGaussian();
    }
    return new Volume(VoxelGrid.ofSpacing(shape, 1, 2, 3), voxels);
  }

  private static Predictor predictor(int batch, SegmentationNetwork... networks) {
    InferenceSettings settings = new InferenceSettings(PATCH, new GridShape(8, 16, 16), batch);
    return new Predictor(List.of(networks), settings);
  }

  private float[] softmax(SegmentationNetwork network, Scan scan) {
    GridShape shape = scan.shape();
    NDList channels = new NDList();
    for (Volume channel : scan.channels()) {
      channels.add(
          manager.create(channel.voxels(), new Shape(1, 1, shape.x(), shape.y(), shape.z())));
    }
    NDArray images = NDArrays.concat(channels, 1);
    return network.forward(images, false, null).logits().softmax(1).toFloatArray();
  }

  @Test
  void oneWindowIsOneForwardPass() {
    Scan scan = scan(16, 32, 16);
    Prediction prediction = predictor(2, first).predict(scan);
    assertArrayEquals(softmax(first, scan), prediction.probabilities());
    assertEquals(scan.grid(), prediction.grid());
    assertEquals(3, prediction.classes());
  }

  @Test
  void networksAreAveragedAfterTheSoftmax() {
    Scan scan = scan(16, 32, 16);
    float[] a = softmax(first, scan);
    float[] b = softmax(second, scan);
    float[] mean = new float[a.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (a[i] + b[i]) / 2;
    }
    assertArrayEquals(mean, predictor(1, first, second).predict(scan).probabilities(), 1e-6f);
  }

  @Test
  void aWindowOfSeveralChannelsIsOneForwardPassOfThemInOrder() {
    SegmentationNetwork two = network(Architecture.VNET, 2, 3);
    Volume one = volume(2, 16, 32, 16);
    Volume other = volume(3, 16, 32, 16);
    float[] predicted = predictor(2, two).predict(Scan.of(one, other)).probabilities();
    assertArrayEquals(softmax(two, Scan.of(one, other)), predicted);
    float[] swapped = predictor(2, two).predict(Scan.of(other, one)).probabilities();
    assertNotEquals(Arrays.hashCode(predicted), Arrays.hashCode(swapped));
  }

  @Test
  void aScanWithOtherChannelsThanTheNetworksIsRefused() {
    Scan two = Scan.of(volume(2, 16, 32, 16), volume(3, 16, 32, 16));
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> predictor(1, first).predict(two));
    assertEquals(Fault.CHANNELS_DIFFER, refused.fault());
    assertTrue(refused.getMessage().contains("1 channel, this one has 2"), refused.getMessage());
  }

  @Test
  void theBatchOfWindowsDoesNotMatter() {
    Scan scan = scan(40, 37, 9);
    float[] one = predictor(1, second).predict(scan).probabilities();
    float[] many = predictor(5, second).predict(scan).probabilities();
    assertEquals(3 * 40 * 37 * 9, one.length);
    assertArrayEquals(one, many, 1e-5f);
  }

  @Test
  void aHeadThatSeesNothingGivesItsBiasEverywhere() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(second.toTensors());
    tensors.put("out_conv.weight", new Tensor(new long[] {3, 1, 1, 1, 1}, new float[3]));
    float[] bias = {0, (float) Math.log(2), 0};
    tensors.put("out_conv.bias", new Tensor(new long[] {3}, bias));
    try (SegmentationNetwork blind = SegmentationNetwork.of(second.spec(), tensors, manager)) {
      Prediction prediction = predictor(3, blind).predict(scan(20, 33, 40));
      int voxels = 20 * 33 * 40;
      float[] expected = new float[3 * voxels];
      Arrays.fill(expected, 0.25f);
      Arrays.fill(expected, voxels, 2 * voxels, 0.5f);
      assertArrayEquals(expected, prediction.probabilities(), 1e-6f);
      byte[] ones = new byte[voxels];
      Arrays.fill(ones, (byte) 1);
      assertArrayEquals(ones, prediction.argmax().voxels());
    }
  }

  @Test
  void predictionsAreEqualOnTwoThreadsAtOnce() {
    Scan scan = scan(24, 40, 20);
    Predictor predictor = predictor(2, first, second);
    CompletableFuture<Prediction> other =
        CompletableFuture.supplyAsync(() -> predictor.predict(scan));
    assertEquals(predictor.predict(scan), other.join());
  }

  @Test
  void predictionsLeaveNoArraysBehind() {
    Scan scan = scan(24, 40, 20);
    int before = manager.getManagedArrays().size();
    predictor(2, first, second).predict(scan);
    assertEquals(before, manager.getManagedArrays().size());
  }

  @Test
  void networksThatDoNotGoTogetherAreRefused() {
    SegmentationNetwork fewer = network(Architecture.VNET, 2);
    assertThrows(IllegalArgumentException.class, () -> predictor(1, first, fewer));
    SegmentationNetwork more = network(Architecture.VNET, 2, 3);
    assertThrows(IllegalArgumentException.class, () -> predictor(1, first, more));
    assertThrows(IllegalArgumentException.class, () -> predictor(1));
  }

  private static Predictor predictor(int flips, OptionalInt alone, SegmentationNetwork... some) {
    return new Predictor(
        List.of(some),
        new InferenceSettings(PATCH, new GridShape(8, 16, 16), 2, false, flips, alone));
  }

  @Test
  void oneOfTheNetworksCanPredictAlone() {
    Scan scan = scan(24, 40, 20);
    for (int index = 0; index < 2; index++) {
      Prediction alone = predictor(2, index == 0 ? first : second).predict(scan);
      assertEquals(alone, predictor(0, OptionalInt.of(index), first, second).predict(scan));
    }
    assertThrows(
        IllegalArgumentException.class, () -> predictor(0, OptionalInt.of(2), first, second));
  }

  /** The values of a (classes or channels) x window array, mirrored. */
  private static float[] mirrored(float[] values, int flips) {
    float[] mirrored = new float[values.length];
    int size = (int) PATCH.voxels();
    for (int n = 0; n < values.length; n++) {
      int i = n % size / (32 * 16);
      int j = n / 16 % 32;
      int k = n % 16;
      int x = (flips & 1) == 0 ? i : 15 - i;
      int y = (flips & 2) == 0 ? j : 31 - j;
      int z = (flips & 4) == 0 ? k : 15 - k;
      mirrored[n / size * size + PATCH.index(x, y, z)] = values[n];
    }
    return mirrored;
  }

  @ParameterizedTest
  @ValueSource(ints = {0b001, 0b010, 0b100, 0b101, 0b111})
  void flipsAreTheMeanOverMirroredWindowsMirroredBack(int flips) {
    Scan scan = scan(16, 32, 16);
    float[] mean = new float[3 * 16 * 32 * 16];
    int passes = 0;
    for (int subset = 0; subset < 8; subset++) {
      if ((subset & ~flips) == 0) {
        for (SegmentationNetwork network : List.of(first, second)) {
          float[] seen = mirrored(scan.channel(0).voxels(), subset);
          float[] back = mirrored(softmax(network, Scan.of(new Volume(scan.grid(), seen))), subset);
          for (int n = 0; n < mean.length; n++) {
            mean[n] += back[n];
          }
          passes++;
        }
      }
    }
    for (int n = 0; n < mean.length; n++) {
      mean[n] /= passes;
    }
    float[] predicted =
        predictor(flips, OptionalInt.empty(), first, second).predict(scan).probabilities();
    assertArrayEquals(mean, predicted, 1e-6f);
    float[] plain = predictor(1, first, second).predict(scan).probabilities();
    assertNotEquals(Arrays.hashCode(plain), Arrays.hashCode(predicted));
  }

  @Test
  void flipsOfSeveralWindowsAndChannelsTurnEachOfThem() {
    SegmentationNetwork two = network(Architecture.VNET, 2, 3);
    Scan scan = Scan.of(volume(2, 20, 40, 20), volume(3, 20, 40, 20));
    float[] batches = predictor(0b110, OptionalInt.empty(), two).predict(scan).probabilities();
    InferenceSettings one =
        new InferenceSettings(
            PATCH, new GridShape(8, 16, 16), 1, false, 0b110, OptionalInt.empty());
    assertArrayEquals(
        new Predictor(List.of(two), one).predict(scan).probabilities(), batches, 1e-5f);
  }

  @Test
  void windowsOfOneValueChangeNoPrediction() {
    GridShape shape = new GridShape(48, 64, 48);
    float[] voxels = new float[(int) shape.voxels()];
    Arrays.fill(voxels, -0.7f);
    System.arraycopy(volume(1, 12, 64, 48).voxels(), 0, voxels, 0, 12 * 64 * 48);
    Scan scan = Scan.of(new Volume(VoxelGrid.ofSpacing(shape, 1, 1, 1), voxels));
    Prediction quick = predictor(3, first, second).predict(scan);
    // An intensity more or less in the farthest corner, and the windows there are not of one value.
    float[] tiny = voxels.clone();
    for (int n = 0; n < tiny.length; n += 331) {
      tiny[n] = Math.nextUp(tiny[n]);
    }
    Scan almost = Scan.of(new Volume(scan.grid(), tiny));
    assertArrayEquals(
        predictor(3, first, second).predict(almost).probabilities(), quick.probabilities(), 1e-4f);
  }
}
