package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** What looks at a batch without a say in training, and the released code's rectification. */
final class InstrumentsTest {

  private static final int CLASSES = 3;
  private static final int VOXELS = 60;
  private static final int DEPTH = 4;
  private static final ObjectiveSettings FILTERED =
      new ObjectiveSettings(
          List.of(TermSettings.of("crossEntropy", 2), TermSettings.of("filtered", 0.5)), 0, 0);

  @Test
  void gradientNormsAreThoseOfEachWeightedTermAlone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).labelsFrom(1).build();
      Map<String, Double> norms = Objective.of(FILTERED, 10).gradientNorms(outputs, 5);
      assertEquals(
          Set.of(
              "diagnostic.gradient.crossEntropy.A",
              "diagnostic.gradient.crossEntropy.B",
              "diagnostic.gradient.filtered.A",
              "diagnostic.gradient.filtered.B"),
          norms.keySet());
      Objective alone = Objective.of(FILTERED.without("filtered"), 10);
      Gradients expected = Gradients.of(outputs, o -> alone.evaluate(o, 5).total());
      double norm = expected.norm("logitsA");
      assertTrue(norm > 0);
      assertEquals(norm, norms.get("diagnostic.gradient.crossEntropy.A"), 1e-4 * norm);
    }
  }

  @Test
  void pseudoLabelsAreMeasuredAgainstTheHiddenOnes() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = unmixed(Outputs.of(manager, CLASSES).build());
      int[] predicted = moreCertain(outputs);
      Map<String, Double> right = audit(outputs, predicted, id -> id);
      Map<String, Double> wrong = audit(outputs, predicted, id -> (id + 1) % CLASSES);
      Map<String, Double> none = audit(outputs, predicted, id -> DualOutputs.IGNORE);
      for (int c = 0; c < CLASSES; c++) {
        assertEquals(1, right.get("diagnostic.pseudoLabelDice." + c), 1e-6);
        assertEquals(1, right.get("diagnostic.keptAccuracy." + c), 1e-6);
        assertEquals(0, wrong.get("diagnostic.pseudoLabelDice." + c), 1e-6);
        assertEquals(0, wrong.get("diagnostic.keptAccuracy." + c), 1e-6);
        assertFalse(none.containsKey("diagnostic.pseudoLabelDice." + c));
      }
    }
  }

  @Test
  void ofMixedPatchesThePastedPseudoLabelsAreMeasured() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).build();
      int[] pasted =
          outputs.mixed().orElseThrow().labels().toType(DataType.INT32, true).toIntArray();
      Map<String, Double> right = audit(outputs, pasted, id -> id);
      Map<String, Double> wrong = audit(outputs, pasted, id -> (id + 1) % CLASSES);
      for (int c = 0; c < CLASSES; c++) {
        assertEquals(1, right.get("diagnostic.pseudoLabelDice." + c), 1e-6);
        assertEquals(0, wrong.get("diagnostic.keptAccuracy." + c), 1e-6);
      }
    }
  }

  /** The builder's outputs carry mixed patches, which would be measured in place of predictions. */
  private static DualOutputs unmixed(DualOutputs outputs) {
    return new DualOutputs(
        outputs.logitsA(),
        outputs.featuresA(),
        outputs.logitsB(),
        outputs.featuresB(),
        outputs.labels(),
        outputs.stepSeed());
  }

  private static Map<String, Double> audit(
      DualOutputs outputs, int[] predicted, IntUnaryOperator hidden) {
    int[] labels = Arrays.stream(predicted).map(hidden).toArray();
    NDArray array = outputs.logitsA().getManager().create(labels, new Shape(2, DEPTH, 3, 5));
    return Objective.of(FILTERED, 10)
        .evaluate(outputs.withHiddenLabels(array), 5, true)
        .diagnostics();
  }

  /** Per unlabelled voxel the class that the network with the lower entropy predicts. */
  private static int[] moreCertain(DualOutputs outputs) {
    double[] a = heap(outputs.logitsA());
    double[] b = heap(outputs.logitsB());
    int[] classes = new int[2 * VOXELS];
    for (int i = 0; i < classes.length; i++) {
      int first = (2 + i / VOXELS) * CLASSES * VOXELS + i % VOXELS;
      double[] surer = entropy(b, first) < entropy(a, first) ? b : a;
      for (int c = 1; c < CLASSES; c++) {
        if (surer[first + c * VOXELS] > surer[first + classes[i] * VOXELS]) {
          classes[i] = c;
        }
      }
    }
    return classes;
  }

  private static double[] heap(NDArray logits) {
    float[] values = logits.toFloatArray();
    double[] heap = new double[values.length];
    for (int i = 0; i < heap.length; i++) {
      heap[i] = values[i];
    }
    return heap;
  }

  private static double entropy(double[] logits, int first) {
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      sum += Math.exp(logits[first + c * VOXELS]);
    }
    double entropy = 0;
    for (int c = 0; c < CLASSES; c++) {
      double p = Math.exp(logits[first + c * VOXELS]) / sum;
      entropy -= p * Math.log(p);
    }
    return entropy;
  }

  @Test
  void ofEachClassTheMostUncertainPseudoLabelsAreLeftOut() {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] logits = new float[2 * 100];
      for (int v = 0; v < 100; v++) {
        logits[v] = v < 50 ? v + 1 : -(v - 49); // Class 0 ever surer, then class 1 likewise.
      }
      Mixed mixed =
          Mixed.of(
              manager.zeros(new Shape(1, 4, 5, 5)),
              manager.create(logits, new Shape(1, 2, 4, 5, 5)).div(10),
              manager.ones(new Shape(1, 4, 5, 5)),
              0.5);
      float[] labels = mixed.labels().toFloatArray();
      for (int v = 0; v < 100; v++) {
        boolean kept = v % 50 >= 25;
        assertEquals(kept ? v / 50 : DualOutputs.IGNORE, labels[v], "voxel " + v);
      }
    }
  }

  @Test
  void releasedRectificationComparesSoftmaxesAlongTheFirstAxis() {
    ObjectiveSettings settings =
        new ObjectiveSettings(
            List.of(
                TermSettings.of("rectification", 1).with("axisSoftmax", true).with("threshold", 0)),
            0,
            0);
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, 2).build();
      double actual =
          Objective.of(settings, 10)
              .evaluate(outputs, 5)
              .values()
              .get("rectification.A")
              .getFloat();
      assertEquals(expectedRectification(outputs), actual, 1e-5);
    }
  }

  private static double expectedRectification(DualOutputs outputs) {
    float[] a = outputs.logitsA().softmax(1).toFloatArray();
    float[] b = outputs.logitsB().softmax(1).toFloatArray();
    float[] labels = outputs.labels().toType(DataType.FLOAT32, false).toFloatArray();
    int plane = VOXELS / DEPTH;
    double sum = 0;
    double count = 0;
    for (int patch = 0; patch < 2; patch++) {
      int foreground = (patch * 2 + 1) * VOXELS;
      for (int v = 0; v < VOXELS; v++) {
        boolean saysA = a[foreground + v] > 0.5;
        boolean saysB = b[foreground + v] > 0.5;
        if (saysA != saysB) {
          double ofP = 0;
          double ofY = 0;
          for (int d = 0; d < DEPTH; d++) {
            ofP += Math.exp(a[foreground + d * plane + v % plane]);
            ofY += Math.exp(labels[patch * VOXELS + d * plane + v % plane]);
          }
          double p = Math.exp(a[foreground + v]) / ofP;
          double y = Math.exp(labels[patch * VOXELS + v]) / ofY;
          sum += (p - y) * (p - y);
          count++;
        }
      }
    }
    return sum / count;
  }
}
