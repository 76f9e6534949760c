package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.uncertainty.NetworkDifference;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OpinionsTest {

  private static final Set<Measure> ALL = EnumSet.allOf(Measure.class);
  private static final InferenceSettings WINDOWS =
      new InferenceSettings(new GridShape(16, 16, 16), new GridShape(8, 16, 8), 3);

  private NDManager manager;
  private SegmentationNetwork a;
  private SegmentationNetwork b;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    a = network(Architecture.RESIDUAL_VNET);
    b = network(Architecture.VNET);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private SegmentationNetwork network(Architecture architecture) {
    return SegmentationNetwork.initialise(new NetworkSpec(architecture, 1, 1, 3, 0.5), 7, manager);
  }

  private static Scan scan() {
    GridShape shape = new GridShape(20, 14, 24);
    CounterRandom random = CounterRandom.of(2, "image");
    float[] voxels = new float[(int) shape.voxels()];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) random.nextGaussian();
    }
    return Scan.of(new Volume(VoxelGrid.ofSpacing(shape, 1, 2, 3), voxels));
  }

  private static Predictor predictor(SegmentationNetwork... networks) {
    return new Predictor(List.of(networks), WINDOWS);
  }

  @Test
  void theMeanKeepsItsBitsAndEachNetworkIsAsAlone() {
    Opinions opinions = predictor(a, b).opinions(scan(), ALL, 0);
    assertEquals(predictor(a, b).predict(scan()), opinions.mean());
    assertEquals(
        List.of(predictor(a).predict(scan()), predictor(b).predict(scan())), opinions.each());
  }

  @Test
  void measuresAreThoseOfTheResampledProbabilities() {
    VoxelGrid target = VoxelGrid.ofSpacing(new GridShape(31, 20, 20), 0.7, 1.5, 3.5);
    Opinions opinions = predictor(a, b).opinions(scan(), ALL, 5).onto(target);
    float[] ofA = predictor(a).predict(scan()).onto(target).probabilities();
    float[] ofB = predictor(b).predict(scan()).onto(target).probabilities();
    assertArrayEquals(
        NetworkDifference.divergence(ofA, ofB, 3), opinions.measure(Measure.KL).voxels());
    assertArrayEquals(
        NetworkDifference.disagreement(ofA, ofB, 3),
        opinions.measure(Measure.DISAGREEMENT).voxels());
    assertEquals(
        predictor(a, b).predict(scan()).onto(target).entropy(), opinions.measure(Measure.ENTROPY));
  }

  @Test
  void theVarianceIsThatOfThePredictedClassOverMirroredScans() {
    Predictor predictor = predictor(a, b);
    Scan scan = scan();
    int voxels = (int) scan.shape().voxels();
    float[] variance =
        predictor.opinions(scan, Set.of(Measure.VARIANCE), 3).measure(Measure.VARIANCE).voxels();
    byte[] predicted = predictor.predict(scan).argmax().voxels();
    float[][] passes = new float[4][];
    for (int flip = 0; flip < 4; flip++) {
      Flip mirror = new Flip(flip);
      passes[flip] = mirror.of(predictor.predict(mirror.of(scan)).probabilities(), scan.shape());
    }
    double largest = 0;
    for (int v = 0; v < voxels; v++) {
      double sum = 0;
      double squares = 0;
      for (float[] pass : passes) {
        double p = pass[predicted[v] * voxels + v];
        sum += p / 4;
        squares += p * p / 4;
      }
      assertEquals(squares - sum * sum, variance[v], 1e-6);
      largest = Math.max(largest, variance[v]);
    }
    assertTrue(largest > 1e-5, "mirroring changes nothing: " + largest);
  }

  @Test
  void theVarianceIsTheSameWhereWindowsAreMirroredAsWell() {
    InferenceSettings mirrored =
        new InferenceSettings(
            WINDOWS.patch(), WINDOWS.stride(), WINDOWS.batch(), false, 7, OptionalInt.of(1));
    Opinions opinions =
        new Predictor(List.of(a, b), mirrored).opinions(scan(), Set.of(Measure.VARIANCE), 3);
    assertArrayEquals(
        predictor(b)
            .opinions(scan(), Set.of(Measure.VARIANCE), 3)
            .variances()
            .orElseThrow()
            .values(),
        opinions.variances().orElseThrow().values());
  }

  @Test
  void outsideTheGridAllAreCertain() {
    VoxelGrid wider = VoxelGrid.ofSpacing(new GridShape(40, 14, 24), 1, 2, 3);
    Opinions opinions = predictor(a, b).opinions(scan(), ALL, 1).onto(wider);
    for (Measure measure : Measure.values()) {
      float[] values = opinions.measure(measure).voxels();
      for (int v = wider.shape().index(22, 0, 0); v < values.length; v++) {
        assertEquals(0, values[v], measure.id());
      }
    }
  }

  @Test
  void aMeasureThatWasNotAskedForIsRefused() {
    Opinions opinions = predictor(a, b).opinions(scan(), Set.of(Measure.ENTROPY), 7);
    for (Measure measure : List.of(Measure.KL, Measure.DISAGREEMENT, Measure.VARIANCE)) {
      assertEquals(
          measure.id() + " must be asked for when a scan is predicted, was not",
          assertThrows(IllegalArgumentException.class, () -> opinions.measure(measure))
              .getMessage());
    }
  }
}
