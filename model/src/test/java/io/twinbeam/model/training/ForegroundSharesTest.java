package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForegroundSharesTest {

  private static final GridShape SHAPE = new GridShape(20, 20, 36);
  private static final GridShape PATCH = new GridShape(16, 16, 16);
  private static final NetworkSpec THREE_CLASSES = new NetworkSpec(Architecture.VNET, 1, 1, 3, 0);

  /** A network that sees class {@code everywhere} everywhere. */
  private static SegmentationNetwork saying(int everywhere, NDManager manager) {
    Map<String, Tensor> weights = new TreeMap<>();
    try (SegmentationNetwork any = SegmentationNetwork.initialise(THREE_CLASSES, 1, manager)) {
      weights.putAll(any.toTensors());
    }
    Tensor last = weights.get("out_conv.weight");
    weights.put("out_conv.weight", new Tensor(last.shape(), new float[last.values().length]));
    float[] bias = new float[3];
    bias[everywhere] = 1;
    weights.put("out_conv.bias", new Tensor(new long[] {3}, bias));
    return SegmentationNetwork.of(THREE_CLASSES, weights, manager);
  }

  /** A network that sees class 1 in about half of {@code images}, else background. */
  private static SegmentationNetwork undecided(float[] images, NDManager manager) {
    Map<String, Tensor> weights = new TreeMap<>();
    NDArray logits;
    NetworkSpec wider = new NetworkSpec(Architecture.VNET, 4, 1, 3, 0);
    try (SegmentationNetwork any = SegmentationNetwork.initialise(wider, 1, manager)) {
      weights.putAll(any.toTensors());
      NDArray seen = manager.create(images, new Shape(2, 1, PATCH.x(), PATCH.y(), PATCH.z()));
      logits = any.forward(seen, false, null).logits();
      logits.attach(manager);
    }
    float[] lead = logits.get(":, 0").sub(logits.get(":, 1")).toFloatArray();
    Arrays.sort(lead);
    float[] bias = weights.get("out_conv.bias").values().clone();
    bias[1] += lead[lead.length / 2];
    bias[2] -= 100;
    weights.put("out_conv.bias", new Tensor(new long[] {3}, bias));
    return SegmentationNetwork.of(wider, weights, manager);
  }

  private static PatchBatch batch(int[] labels) {
    float[] images = new float[2 * (int) PATCH.voxels()];
    return new PatchBatch(PATCH, 1, 1, images, labels, null, new int[0]);
  }

  private static Map<String, Double> shares(int[] labels) {
    try (NDManager manager = NDManager.newBaseManager();
        SegmentationNetwork a = saying(0, manager);
        SegmentationNetwork b = saying(2, manager)) {
      return ForegroundShares.of(List.of(a, b), batch(labels), manager);
    }
  }

  @Test
  void sharesAreThoseOfPredictionsAndOfLabelsThatAreNotIgnored() {
    int[] labels = new int[(int) PATCH.voxels()];
    for (int v = 0; v < labels.length; v++) {
      labels[v] = v % 4 == 0 ? 255 : v % 4 == 1 ? 2 : 0;
    }
    assertEquals(
        Map.of(
            "diagnostic.foreground.A", 0.0,
            "diagnostic.share.1.A", 0.0,
            "diagnostic.share.2.A", 0.0,
            "diagnostic.foreground.B", 1.0,
            "diagnostic.share.1.B", 0.0,
            "diagnostic.share.2.B", 1.0,
            "diagnostic.foreground.labels", 1.0 / 3,
            "diagnostic.share.1.labels", 0.0,
            "diagnostic.share.2.labels", 1.0 / 3),
        shares(labels));
  }

  @Test
  void predictionsCountWhereLabelsAreNotIgnored() {
    int voxels = (int) PATCH.voxels();
    int[] labels = new int[voxels];
    Arrays.fill(labels, 0, voxels / 2, 255);
    float[] images = new float[2 * voxels];
    for (int v = 0; v < images.length; v++) {
      images[v] = (float) Math.sin(0.1 * v * v);
    }
    try (NDManager manager = NDManager.newBaseManager();
        SegmentationNetwork any = undecided(images, manager)) {
      NDArray seen = manager.create(images, new Shape(2, 1, PATCH.x(), PATCH.y(), PATCH.z()));
      long[] winners = any.forward(seen, false, null).logits().argMax(1).toLongArray();
      long counted = Arrays.stream(winners, voxels / 2, 2 * voxels).filter(c -> c > 0).count();
      long all = Arrays.stream(winners).filter(c -> c > 0).count();
      double expected = counted / (1.5 * voxels);
      assertNotEquals(all / (2.0 * voxels), expected, "the halves are alike");
      PatchBatch batch = new PatchBatch(PATCH, 1, 1, images, labels, null, new int[0]);
      Map<String, Double> shares = ForegroundShares.of(List.of(any, any), batch, manager);
      assertEquals(expected, shares.get("diagnostic.foreground.A"));
    }
  }

  @Test
  void labelsThatAreIgnoredThroughoutHaveNone() {
    int[] ignored = new int[(int) PATCH.voxels()];
    Arrays.fill(ignored, 255);
    assertFalse(shares(ignored).containsKey("diagnostic.foreground.labels"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"supervised", "mean-teacher", "mc-net"})
  void aDiagnosisTellsWhatTheCheckpointOfItsStepPredicts(String method) {
    RunSettings settings =
        Settings.run(method, Settings.diagnosed(Settings.withRate(12, 0.1, List.of(), 1), 12));
    MemoryVolumes volumes = new MemoryVolumes();
    MemoryVolumes.ClassAt block = (i, j, k) -> i + j > 16 ? 1 : 0;
    volumes.labelled(SHAPE, block).unlabelled(SHAPE, block);
    try (Trainer trainer = new Trainer(settings, volumes, Optional.empty())) {
      for (int step = 0; step < 11; step++) {
        trainer.train();
      }
      Map<String, Double> log = trainer.train().values();
      Checkpoint checkpoint = trainer.checkpoint();
      assertPredicts(
          log.get("diagnostic.foreground.A"),
          settings.networkA(),
          checkpoint.predictorA(),
          settings,
          volumes);
      assertPredicts(
          log.get("diagnostic.foreground.B"),
          settings.networkB(),
          checkpoint.predictorB(),
          settings,
          volumes);
    }
  }

  private static void assertPredicts(
      double share,
      NetworkSpec spec,
      Map<String, Tensor> weights,
      RunSettings settings,
      MemoryVolumes volumes) {
    boolean unlabelled = settings.method().objective().usesUnlabelled();
    PatchBatch batch =
        new PatchSampler(settings.seed(), settings.training(), volumes, 1, unlabelled)
            .at(11, false);
    GridShape patch = batch.patch();
    try (NDManager manager = NDManager.newBaseManager();
        SegmentationNetwork network = SegmentationNetwork.of(spec, weights, manager)) {
      NDArray images =
          manager.create(
              batch.images(), new Shape(batch.size(), 1, patch.x(), patch.y(), patch.z()));
      float[] logits = network.forward(images, false, null).logits().toFloatArray();
      int voxels = (int) patch.voxels();
      int foreground = 0;
      for (int n = 0; n < batch.size(); n++) {
        for (int v = 0; v < voxels; v++) {
          foreground += logits[(2 * n + 1) * voxels + v] > logits[2 * n * voxels + v] ? 1 : 0;
        }
      }
      assertEquals((double) foreground / (batch.size() * voxels), share, 1e-9);
      assertNotEquals(0, foreground, "a share of 0 would tell little");
    }
  }
}
