package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.uncertainty.Reliability;
import io.twinbeam.model.uncertainty.VoxelEntropy;
import java.util.Map;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class DiagnosticsTest {

  private static final int CLASSES = 3;
  private static final int VOXELS = 60;

  private static final Objective OBJECTIVE =
      Objective.of(Method.named("dual-uncertainty").objective(), 100);

  /** (patch, class, voxel) to class-major, the unlabelled half alone. */
  private static float[] unlabelledProbabilities(NDArray logits) {
    return logits
        .get("2:")
        .softmax(1)
        .reshape(2, CLASSES, VOXELS)
        .transpose(1, 0, 2)
        .toFloatArray();
  }

  private static byte[] prediction(float[] classMajor) {
    int voxels = classMajor.length / CLASSES;
    byte[] prediction = new byte[voxels];
    for (int i = 0; i < voxels; i++) {
      for (byte c = 1; c < CLASSES; c++) {
        if (classMajor[c * voxels + i] > classMajor[prediction[i] * voxels + i]) {
          prediction[i] = c;
        }
      }
    }
    return prediction;
  }

  /** The mean of exp(-KL(other || own)) over voxels, of class-major probabilities. */
  private static double klWeight(float[] own, float[] other) {
    int voxels = own.length / CLASSES;
    double sum = 0;
    for (int i = 0; i < voxels; i++) {
      double divergence = 0;
      for (int c = 0; c < CLASSES; c++) {
        double p = other[c * voxels + i];
        divergence += p * (Math.log(p) - Math.log(own[c * voxels + i]));
      }
      sum += Math.exp(-divergence);
    }
    return sum / voxels;
  }

  @Test
  void valuesAreCountsOverTheBatch() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).build();
      Map<String, Double> actual = OBJECTIVE.evaluate(outputs, 99, true).diagnostics();
      float[] a = unlabelledProbabilities(outputs.logitsA().stopGradient());
      float[] b = unlabelledProbabilities(outputs.logitsB().stopGradient());
      byte[] predictedA = prediction(a);
      byte[] predictedB = prediction(b);
      assertEquals(VoxelEntropy.mean(a, CLASSES), actual.get("diagnostic.entropy.A"), 1e-6);
      assertEquals(VoxelEntropy.mean(b, CLASSES), actual.get("diagnostic.entropy.B"), 1e-6);
      assertEquals(klWeight(a, b), actual.get("diagnostic.klWeight.A"), 1e-6);
      assertEquals(klWeight(b, a), actual.get("diagnostic.klWeight.B"), 1e-6);
      assertTrue(actual.get("diagnostic.klWeight.A") < 0.999, "the networks differ");
      float[] entropyA = VoxelEntropy.of(a, CLASSES);
      float[] entropyB = VoxelEntropy.of(b, CLASSES);
      boolean[] keptA = Reliability.mask(entropyA, predictedA, CLASSES, 0.5, true);
      boolean[] keptB = Reliability.mask(entropyB, predictedB, CLASSES, 0.5, true);
      for (int c = 0; c < CLASSES; c++) {
        int kept = 0;
        int pseudo = 0;
        int shared = 0;
        int sizes = 0;
        for (int i = 0; i < predictedA.length; i++) {
          int label = entropyB[i] < entropyA[i] ? predictedB[i] : predictedA[i];
          pseudo += label == c ? 1 : 0;
          kept += label == c && (keptA[i] || keptB[i]) ? 1 : 0;
          shared += predictedA[i] == c && predictedB[i] == c ? 1 : 0;
          sizes += (predictedA[i] == c ? 1 : 0) + (predictedB[i] == c ? 1 : 0);
        }
        assertEquals((double) kept / pseudo, actual.get("diagnostic.reliable." + c), 1e-6);
        assertEquals(2.0 * shared / sizes, actual.get("diagnostic.agreement." + c), 1e-6);
      }
    }
  }

  @Test
  void aClassThatNobodyPredictsHasNoAgreement() {
    try (NDManager manager = NDManager.newBaseManager()) {
      // A says background everywhere; B says class 1 in the last patch, background elsewhere.
      LongToDoubleFunction background = i -> i / VOXELS % CLASSES == 0 ? 1 : 0;
      LongToDoubleFunction last =
          i -> i / VOXELS % CLASSES == (i / VOXELS / CLASSES == 3 ? 1 : 0) ? 1 : 0;
      DualOutputs outputs =
          Outputs.of(manager, CLASSES).logitsOfEach(side -> side == 0 ? background : last).build();
      Map<String, Double> actual = OBJECTIVE.evaluate(outputs, 99, true).diagnostics();
      assertFalse(actual.containsKey("diagnostic.agreement.2"), "nobody predicts class 2");
      assertEquals(0, actual.get("diagnostic.agreement.1"));
      assertEquals(2.0 / 3, actual.get("diagnostic.agreement.0"), 1e-7);
    }
  }

  @Test
  void trainingIsTheSameWithAndWithoutThem() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).build();
      Gradients with = Gradients.of(outputs, o -> OBJECTIVE.evaluate(o, 99, true).total());
      Gradients without = Gradients.of(outputs, o -> OBJECTIVE.evaluate(o, 99).total());
      assertEquals(without.value(), with.value());
      without
          .byOutput()
          .forEach((name, gradient) -> assertArrayEquals(gradient, with.byOutput().get(name)));
      assertEquals(Map.of(), OBJECTIVE.evaluate(outputs, 99).diagnostics());
    }
  }

  @Test
  void onlyWhatTheBatchCanSayIsSaid() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Objective supervised =
          Objective.of(Method.named("supervised").objective(), Partner.TEACHER, 100);
      DualOutputs outputs = Outputs.of(manager, CLASSES).labelled(4).build();
      assertTrue(
          supervised.evaluate(outputs, 0, true).diagnostics().keySet().stream()
              .noneMatch(name -> name.startsWith("diagnostic.reliable")));
      DualOutputs alone =
          DualOutputs.ofStudent(outputs.logitsA(), outputs.featuresA(), outputs.labels(), 1);
      assertEquals(
          Set.of("diagnostic.entropy.A"),
          supervised.evaluate(alone, 0, true).diagnostics().keySet());
    }
  }

  @Test
  void theyLeaveNoArraysBehind() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, CLASSES).build();
      int before = manager.getManagedArrays().size();
      Evaluation evaluation = OBJECTIVE.evaluate(outputs, 99, true);
      assertEquals(before + 1 + evaluation.values().size(), manager.getManagedArrays().size());
    }
  }
}
