package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values and gradients of terms that no fixture holds, against their formulas in plain double
 * arithmetic, voxel by voxel.
 */
class TermFormulasTest {

  private static final int PATCHES = 4;
  private static final int LABELLED = 2;
  private static final int CLASSES = 3;
  private static final int VOXELS = 60;

  /** The arrays of a batch on the heap; index (patch, class, voxel), or (patch, voxel). */
  private static final class Numbers {

    final double[] a;
    final double[] b;
    final double[] labels;
    final double[] teacherMean;
    final double[] mixedLabels;
    final double[] fromUnlabelled;

    Numbers(DualOutputs outputs) {
      a = heap(outputs.logitsA());
      b = heap(outputs.logitsB());
      labels = heap(outputs.labels());
      teacherMean = heap(outputs.teacherMean().orElseThrow());
      mixedLabels = heap(outputs.mixed().orElseThrow().labels());
      fromUnlabelled = heap(outputs.mixed().orElseThrow().fromUnlabelled());
    }

    private static double[] heap(NDArray array) {
      float[] floats = array.toFloatArray();
      double[] values = new double[floats.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = floats[i];
      }
      return values;
    }
  }

  private static int at(int patch, int c, int voxel) {
    return (patch * CLASSES + c) * VOXELS + voxel;
  }

  private static double[] softmax(double[] logits, double temperature) {
    double[] result = new double[logits.length];
    for (int patch = 0; patch < logits.length / CLASSES / VOXELS; patch++) {
      for (int voxel = 0; voxel < VOXELS; voxel++) {
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
          sum += Math.exp(logits[at(patch, c, voxel)] / temperature);
        }
        for (int c = 0; c < CLASSES; c++) {
          result[at(patch, c, voxel)] = Math.exp(logits[at(patch, c, voxel)] / temperature) / sum;
        }
      }
    }
    return result;
  }

  private static double meanSquare(double[] p, double[] q, int firstPatch) {
    double sum = 0;
    for (int i = at(firstPatch, 0, 0); i < p.length; i++) {
      sum += Math.pow(p[i] - q[i], 2);
    }
    return sum / (p.length - at(firstPatch, 0, 0));
  }

  /** What is tested: {@code formula} is the value as a function of {@code own}'s logits. */
  private static void check(
      TermSettings settings,
      String side,
      double ramp,
      DualOutputs outputs,
      double[] own,
      ToDoubleFunction<double[]> formula) {
    Partner partner = side.equals("A") ? Partner.TEACHER : Partner.TRAINED;
    Gradients actual = Gradients.ofTerm(settings, side, outputs, partner, ramp);
    double expected = formula.applyAsDouble(own);
    assertTrue(expected > 0, "the test needs a value");
    assertEquals(expected, actual.value(), 1e-5 * expected);
    float[] gradient = actual.byOutput().get("logits" + side);
    double largest = 0;
    double[] slopes = new double[own.length];
    for (int i = 0; i < own.length; i++) {
      double kept = own[i];
      own[i] = kept + 1e-5;
      double above = formula.applyAsDouble(own);
      own[i] = kept - 1e-5;
      slopes[i] = (above - formula.applyAsDouble(own)) / 2e-5;
      own[i] = kept;
      largest = Math.max(largest, Math.abs(slopes[i]));
    }
    for (int i = 0; i < own.length; i++) {
      assertEquals(slopes[i], gradient[i], 1e-4 * largest, "gradient " + i);
    }
  }

  @Test
  void consistencyIsTheMeanSquaredDifferenceOnUnlabelledPatches() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).build();
      Numbers numbers = new Numbers(outputs);
      double[] teacher = softmax(numbers.b, 1);
      check(
          TermSettings.of("consistency", 1),
          "A",
          1,
          outputs,
          numbers.a,
          own -> meanSquare(softmax(own, 1), teacher, LABELLED));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0.75", "0.5, 0.75", "1, 0.75", "0.5, 0.2"})
  void uncertaintyConsistencyCountsVoxelsBelowTheThreshold(double ramp, double threshold) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).build();
      Numbers numbers = new Numbers(outputs);
      double[] teacher = softmax(numbers.b, 1);
      double highest = (threshold + (1 - threshold) * ramp) * Math.log(CLASSES);
      check(
          TermSettings.of("uncertaintyConsistency", 1).with("threshold", threshold),
          "A",
          ramp,
          outputs,
          numbers.a,
          own -> maskedConsistency(softmax(own, 1), teacher, numbers.teacherMean, highest));
    }
  }

  private static double maskedConsistency(
      double[] p, double[] q, double[] mean, double highestNats) {
    double sum = 0;
    double size = 0;
    for (int patch = LABELLED; patch < PATCHES; patch++) {
      for (int voxel = 0; voxel < VOXELS; voxel++) {
        double entropyNats = 0;
        double squares = 0;
        for (int c = 0; c < CLASSES; c++) {
          double m = mean[at(patch - LABELLED, c, voxel)];
          entropyNats -= m * Math.log(m);
          squares += Math.pow(p[at(patch, c, voxel)] - q[at(patch, c, voxel)], 2);
        }
        if (entropyNats < highestNats) {
          sum += squares;
          size++;
        }
      }
    }
    return sum / (2 * size + 1e-16);
  }

  @ParameterizedTest
  @CsvSource({"A, 0.1", "B, 0.1", "A, 0.5", "A, 1"})
  void mutualIsTheMeanSquaredDifferenceFromTheSharpenedOther(String side, double temperature) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).build();
      Numbers numbers = new Numbers(outputs);
      boolean a = side.equals("A");
      double[] target = softmax(a ? numbers.b : numbers.a, temperature);
      check(
          TermSettings.of("mutual", 1).with("temperature", temperature),
          side,
          1,
          outputs,
          a ? numbers.a : numbers.b,
          own -> meanSquare(softmax(own, 1), target, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "B"})
  void theWorseNetworkLearnsFromTheWinner(String side) {
    try (NDManager manager = NDManager.newBaseManager()) {
      boolean a = side.equals("A");
      DualOutputs outputs = Outputs.of(manager, CLASSES).labelsFrom(a ? 1 : 0).build();
      Numbers numbers = new Numbers(outputs);
      double lossA = dice(numbers.a, numbers.labels);
      double lossB = dice(numbers.b, numbers.labels);
      assertEquals(a, lossA > lossB, "the labels are the other network's");
      double[] target = softmax(a ? numbers.b : numbers.a, 0.1);
      check(
          TermSettings.of("winner", 1),
          side,
          1,
          outputs,
          a ? numbers.a : numbers.b,
          own -> meanSquare(softmax(own, 1), target, LABELLED));
      Gradients winner = Gradients.ofTerm(TermSettings.of("winner", 1), a ? "B" : "A", outputs);
      assertEquals(0, winner.value());
      assertEquals(0, winner.norm("logitsA") + winner.norm("logitsB"));
    }
  }

  private static double dice(double[] logits, double[] labels) {
    double[] p = softmax(logits, 1);
    return diceOver(p, labels, LABELLED, 0, (patch, voxel) -> true);
  }

  private interface Region {
    boolean holds(int patch, int voxel);
  }

  private static double diceOver(
      double[] p, double[] labels, int patches, int firstPatch, Region region) {
    double loss = 0;
    for (int c = 1; c < CLASSES; c++) {
      double overlap = 0;
      double sizes = 0;
      for (int patch = 0; patch < patches; patch++) {
        for (int voxel = 0; voxel < VOXELS; voxel++) {
          if (region.holds(patch, voxel)) {
            double y = labels[patch * VOXELS + voxel] == c ? 1 : 0;
            double probability = p[at(firstPatch + patch, c, voxel)];
            overlap += y * probability;
            sizes += y + probability * probability;
          }
        }
      }
      loss += 1 - (2 * overlap + 1e-5) / (sizes + 1e-5);
    }
    return loss / (CLASSES - 1);
  }

  @ParameterizedTest
  @CsvSource({"A, 0.5", "B, 0.5", "A, 1", "A, 0"})
  void mixedWeighsEachRegionByWhereItComesFrom(String side, double weight) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs =
          Outputs.of(manager, CLASSES).labels(i -> i % 7 == 0 ? 255 : i % 11 % 3).build();
      Numbers numbers = new Numbers(outputs);
      check(
          TermSettings.of("mixed", 1).with("unlabelledWeight", weight),
          side,
          1,
          outputs,
          side.equals("A") ? numbers.a : numbers.b,
          own -> {
            double[] p = softmax(own, 1);
            return region(p, numbers, 0) + weight * region(p, numbers, 1);
          });
    }
  }

  /** Cross entropy plus Dice of the mixed patches where {@code fromUnlabelled} is {@code from}. */
  private static double region(double[] p, Numbers numbers, double from) {
    Region region =
        (patch, voxel) ->
            numbers.fromUnlabelled[patch * VOXELS + voxel] == from
                && numbers.mixedLabels[patch * VOXELS + voxel] != 255;
    double logs = 0;
    double size = 0;
    for (int patch = 0; patch < PATCHES - LABELLED; patch++) {
      for (int voxel = 0; voxel < VOXELS; voxel++) {
        if (region.holds(patch, voxel)) {
          int label = (int) numbers.mixedLabels[patch * VOXELS + voxel];
          logs -= Math.log(p[at(LABELLED + patch, label, voxel)]);
          size++;
        }
      }
    }
    return logs / size + diceOver(p, numbers.mixedLabels, PATCHES - LABELLED, LABELLED, region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "B"})
  void crossWithoutKlWeightIsPlainCrossPseudoSupervision(String side) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).build();
      Numbers numbers = new Numbers(outputs);
      boolean a = side.equals("A");
      double[] other = a ? numbers.b : numbers.a;
      check(
          TermSettings.of("cross", 1).with("klWeight", false),
          side,
          1,
          outputs,
          a ? numbers.a : numbers.b,
          own -> crossEntropy(softmax(own, 1), other));
    }
  }

  private static double crossEntropy(double[] p, double[] other) {
    double sum = 0;
    for (int patch = 0; patch < PATCHES; patch++) {
      for (int voxel = 0; voxel < VOXELS; voxel++) {
        int best = 0;
        for (int c = 1; c < CLASSES; c++) {
          if (other[at(patch, c, voxel)] > other[at(patch, best, voxel)]) {
            best = c;
          }
        }
        sum -= Math.log(p[at(patch, best, voxel)]);
      }
    }
    return sum / (PATCHES * VOXELS);
  }
}
