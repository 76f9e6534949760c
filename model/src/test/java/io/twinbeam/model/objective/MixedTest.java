package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class MixedTest {

  @Test
  void predictionsArePastedInWhereTheImageIsUnlabelled() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray labels = manager.create(new float[] {1, 255, 0, 1, 0, 1}, new Shape(2, 1, 1, 3));
      NDArray logits =
          manager.create(
              new float[] {0, 0, 0, 1, 2, 3, 2, 1, 4, 5, 1, 1, 1, 9, 1, 0, 0, 8},
              new Shape(2, 3, 1, 1, 3));
      NDArray everyPatch = manager.create(new float[] {0, 1, 1}, new Shape(1, 1, 1, 3));
      int before = manager.getManagedArrays().size();
      Mixed mixed = Mixed.of(labels, logits, everyPatch, 1);
      assertEquals(before + 2, manager.getManagedArrays().size());
      // Argmax of the logits: 2, 1, 2 in the first patch and 0, 1, 2 in the second.
      assertArrayEquals(new float[] {1, 1, 2, 1, 1, 2}, mixed.labels().toFloatArray());
      assertArrayEquals(new float[] {0, 1, 1, 0, 1, 1}, mixed.fromUnlabelled().toFloatArray());
      assertEquals(labels.getShape(), mixed.labels().getShape());
    }
  }

  @Test
  void anIgnoredVoxelStaysIgnoredWhereTheImageIsLabelled() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray labels = manager.create(new int[] {255, 255}, new Shape(1, 1, 1, 2));
      NDArray logits = manager.create(new float[] {0, 0, 1, 1}, new Shape(1, 2, 1, 1, 2));
      NDArray second = manager.create(new float[] {0, 1}, new Shape(1, 1, 1, 2));
      assertArrayEquals(
          new float[] {255, 1}, Mixed.of(labels, logits, second, 1).labels().toFloatArray());
    }
  }

  @Test
  void aTermThatReadsWhatTheOutputsLackSaysSo() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs full = Outputs.of(manager, 3).build();
      DualOutputs plain =
          new DualOutputs(
              full.logitsA(), full.featuresA(), full.logitsB(), full.featuresB(), full.labels(), 1);
      for (String term : new String[] {"mixed", "uncertaintyConsistency"}) {
        String message =
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Gradients.ofTerm(TermSettings.of(term, 1), "A", plain))
                .getMessage();
        assertTrue(message.startsWith("outputs must carry "), message);
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, 3).build();
      NDArray labels = outputs.labels();
      Mixed narrow = new Mixed(labels, labels.get(":1"));
      assertThrows(IllegalArgumentException.class, () -> outputs.withMixed(narrow));
      NDArray mean = outputs.teacherMean().orElseThrow();
      assertThrows(
          IllegalArgumentException.class, () -> outputs.withTeacherMean(mean.get(":, :2")));
    }
  }
}
