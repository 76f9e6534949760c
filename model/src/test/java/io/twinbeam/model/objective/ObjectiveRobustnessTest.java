package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Odd batches give finite values and gradients, and 0 where a term has nothing to say. */
class ObjectiveRobustnessTest {

  private static final int VOXELS = 60;

  static Stream<Arguments> oddBatchesForEveryTerm() {
    return Stream.of(
            batch("no foreground in the labels", o -> o.labels(i -> 0)),
            batch("every label ignored", o -> o.labels(i -> DualOutputs.IGNORE)),
            batch("no unlabelled patch", o -> o.labelled(4)),
            batch("background predicted everywhere", o -> o.logits(i -> isClass(i, 0) ? 3 : -1)),
            batch("one foreground class everywhere", o -> o.logits(i -> isClass(i, 2) ? 3 : -1)),
            batch(
                "the networks certain of different classes",
                o -> o.logitsOfEach(side -> certainOf(side + 1))),
            batch("saturated logits", o -> o.logitsOfEach(ObjectiveRobustnessTest::saturated)),
            batch("every voxel wholly uncertain", o -> o.logits(i -> 0)),
            batch("features of 0", o -> o.featureScale(0)),
            batch("features near 0", o -> o.featureScale(1e-20)))
        .flatMap(
            odd ->
                Terms.names().stream().map(term -> Arguments.of(odd.get()[0], term, odd.get()[1])));
  }

  private static LongToDoubleFunction certainOf(long wanted) {
    return i -> isClass(i, wanted) ? 1e4 : 0;
  }

  private static LongToDoubleFunction saturated(long side) {
    LongToDoubleFunction random = Outputs.gaussian("saturated", side, 1);
    return i -> random.applyAsDouble(i) > 0 ? 1e4 : -1e4;
  }

  private static Arguments batch(String name, UnaryOperator<Outputs> odd) {
    return Arguments.of(name, odd);
  }

  private static boolean isClass(long index, long wanted) {
    return index / VOXELS % 3 == wanted;
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("oddBatchesForEveryTerm")
  void valueAndGradientsAreFinite(String name, String term, UnaryOperator<Outputs> odd) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = odd.apply(Outputs.of(manager, 3)).build();
      Gradients gradients = Gradients.ofTerm(TermSettings.of(term, 1), "A", outputs);
      assertTrue(gradients.allFinite(), () -> "value " + gradients.value());
      assertTrue(gradients.norm("featuresA") < 1e4, "no gradient explodes at short features");
    }
  }

  @Test
  void termsOverNothingAreZero() {
    assertEquals(0, size("crossEntropy", o -> o.labels(i -> DualOutputs.IGNORE)));
    for (String term :
        List.of(
            "filtered",
            "filteredDice",
            "prototype",
            "consistency",
            "uncertaintyConsistency",
            "winner",
            "mixed")) {
      assertEquals(0, size(term, o -> o.labelled(4)), term + " without unlabelled patches");
    }
    assertEquals(0, size("mixed", o -> o.labels(i -> DualOutputs.IGNORE)));
    assertEquals(0, size("consistency", o -> o.logits(i -> i % 5)));
    assertEquals(0, size("filteredDice", o -> o.logits(i -> isClass(i, 0) ? 3 : -1)));
    assertEquals(0, size("prototype", o -> o.logits(i -> isClass(i, 2) ? 3 : -1)));
    assertEquals(0, size("cosine", o -> o.logits(i -> i % 5)), 1e-6);
  }

  @Test
  void whereTheTeacherIsUncertainItTeachesNothing() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, 3).build();
      // A little below ln 3 counts as uncertain before the ramp is at its end.
      NDArray even = outputs.teacherMean().orElseThrow().onesLike().div(3);
      Gradients gradients =
          Gradients.ofTerm(
              TermSettings.of("uncertaintyConsistency", 1),
              "A",
              outputs.withTeacherMean(even),
              Partner.TEACHER,
              0.9);
      assertEquals(0, gradients.value());
      assertEquals(0, gradients.norm("logitsA"));
    }
  }

  @Test
  void withoutReliableVoxelsTheFilteredTermsAreZero() {
    for (String name : List.of("filtered", "filteredDice", "prototype")) {
      try (NDManager manager = NDManager.newBaseManager()) {
        DualOutputs outputs = Outputs.of(manager, 3).build();
        Gradients gradients =
            Gradients.of(
                outputs,
                o -> {
                  Batch batch = new Batch(o, Partner.TRAINED, 1, manager);
                  TermSettings settings = TermSettings.of(name, 1);
                  batch.shared(ReliableFilter.of(settings), () -> none(manager));
                  Term term = Terms.kind(name).factory().apply(settings);
                  return term.value(batch, batch.sideA(), batch.sideB());
                });
        assertEquals(0, Math.abs(gradients.value()), name);
        assertTrue(gradients.allFinite(), name);
        assertEquals(0, gradients.norm("logitsA") + gradients.norm("featuresA"), name);
      }
    }
  }

  private static Reliable none(NDManager manager) {
    NDArray mask = manager.zeros(new Shape(2, 1, VOXELS));
    NDArray targets = manager.zeros(new Shape(2, 3, VOXELS));
    return new Reliable(mask, targets, manager.zeros(new Shape(3)), manager.create(0f));
  }

  private static double size(String term, UnaryOperator<Outputs> odd) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = odd.apply(Outputs.of(manager, 3)).build();
      return Math.abs(Gradients.ofTerm(TermSettings.of(term, 1), "A", outputs).value());
    }
  }
}
