package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.twinbeam.model.training.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectiveTest {

  private static final long STEPS = 1000;

  @Test
  void theTotalIsTheWeightedSumOfTheValues() {
    ObjectiveSettings settings = Method.named("dual-uncertainty").objective();
    try (NDManager manager = NDManager.newBaseManager()) {
      Evaluation evaluation =
          Objective.of(settings, STEPS).evaluate(Outputs.of(manager, 3).build(), 400);
      double expected = 0;
      for (Map.Entry<String, NDArray> value : evaluation.values().entrySet()) {
        String name = value.getKey().replaceAll("\\.[AB]$", "");
        TermSettings term =
            settings.terms().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
        double factor = term.ramped() ? evaluation.ramp() : 1;
        expected += term.weight() * factor * value.getValue().getFloat();
      }
      assertEquals(expected, evaluation.total().getFloat(), 1e-5);
      assertEquals(15, evaluation.values().size());
      assertTrue(evaluation.ramp() > 0 && evaluation.ramp() < 1);
    }
  }

  @Test
  void beforeTheWarmUpEndsOnlyUnrampedTermsAreEvaluated() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Objective objective = Objective.of(Method.named("dual-uncertainty").objective(), STEPS);
      Evaluation evaluation = objective.evaluate(Outputs.of(manager, 2).build(), 249);
      assertEquals(
          Set.of(
              "crossEntropy.A",
              "crossEntropy.B",
              "dice.A",
              "dice.B",
              "rectification.A",
              "rectification.B"),
          evaluation.values().keySet());
      assertEquals(0, evaluation.ramp());
    }
  }

  @Test
  void valuesKeepTheOrderOfTheTermsAndATermForBothHasOneValue() {
    ObjectiveSettings settings =
        new ObjectiveSettings(
            List.of(TermSettings.of("cosine", 1), TermSettings.of("dice", 2)), 0, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      Evaluation evaluation =
          Objective.of(settings, STEPS).evaluate(Outputs.of(manager, 2).build(), 0);
      assertEquals(
          List.of("cosine", "dice.A", "dice.B"), List.copyOf(evaluation.values().keySet()));
    }
  }

  @Test
  void theTotalTrainsBothNetworks() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Objective objective = Objective.of(Method.named("dual-uncertainty").objective(), STEPS);
      Gradients gradients =
          Gradients.of(
              Outputs.of(manager, 3).build(), outputs -> objective.evaluate(outputs, 999).total());
      assertTrue(gradients.allFinite());
      gradients.byOutput().keySet().forEach(output -> assertTrue(gradients.norm(output) > 0));
    }
  }

  @Test
  void onlyTheTotalAndTheValuesOutliveAnEvaluation() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, 3).build();
      int before = manager.getManagedArrays().size();
      Evaluation evaluation =
          Objective.of(Method.named("dual-uncertainty").objective(), STEPS).evaluate(outputs, 999);
      assertEquals(before + 1 + evaluation.values().size(), manager.getManagedArrays().size());
    }
  }

  @Test
  void aTermOfWeightZeroIsLeftOut() {
    ObjectiveSettings settings =
        Method.named("supervised")
            .objective()
            .with(TermSettings.of("filtered", 0).with("rho", 0.3));
    assertFalse(settings.usesUnlabelled());
    try (NDManager manager = NDManager.newBaseManager()) {
      Evaluation evaluation =
          Objective.of(settings, STEPS).evaluate(Outputs.of(manager, 2).build(), 999);
      assertFalse(evaluation.values().containsKey("filtered.A"));
    }
  }

  @Test
  void onlySomeMethodsReadUnlabelledPatches() {
    assertFalse(Objective.of(Method.named("supervised").objective(), 10).usesUnlabelled());
    assertTrue(Objective.of(Method.named("dual-uncertainty").objective(), 10).usesUnlabelled());
  }

  @Test
  void outputsOfUnequalGridsAreRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs good = Outputs.of(manager, 3).build();
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new DualOutputs(
                      good.logitsA(),
                      good.featuresA(),
                      good.logitsB(),
                      good.featuresB(),
                      good.labels().get(":, :2"),
                      0));
      assertTrue(refused.getMessage().startsWith("labels: shape must have"), refused.getMessage());
    }
  }

  @Test
  void besideATeacherTermsTrainAAlone() {
    ObjectiveSettings settings =
        Method.named("supervised")
            .objective()
            .with(TermSettings.of("consistency", 0.1))
            .with(TermSettings.of("cosine", 0.1));
    try (NDManager manager = NDManager.newBaseManager()) {
      Evaluation evaluation =
          Objective.of(settings, Partner.TEACHER, STEPS)
              .evaluate(Outputs.of(manager, 2).build(), 0);
      assertEquals(
          List.of("crossEntropy.A", "dice.A", "consistency.A", "cosine"),
          List.copyOf(evaluation.values().keySet()));
    }
  }

  @Test
  void whatIsReadDependsOnTheTermsThatAreActive() {
    ObjectiveSettings settings =
        Method.named("supervised")
            .objective()
            .with(TermSettings.ramped("uncertaintyConsistency", 0.1))
            .with(TermSettings.of("mixed", 0));
    Objective objective = Objective.of(settings, Partner.TEACHER, STEPS);
    for (Input input : List.of(Input.UNLABELLED, Input.PARTNER, Input.TEACHER_MEAN)) {
      assertFalse(objective.reads(input, 249), "the warm-up takes 250 steps");
      assertTrue(objective.reads(input, 250));
    }
    assertFalse(objective.reads(Input.MIXED, 999), "its weight is 0");
  }

  @Test
  void aTeacherThatNobodyReadsNeedNotBeRun() {
    ObjectiveSettings settings =
        Method.named("supervised").objective().with(TermSettings.ramped("consistency", 0.1));
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs full = Outputs.of(manager, 2).build();
      DualOutputs alone = DualOutputs.ofStudent(full.logitsA(), full.featuresA(), full.labels(), 1);
      Objective objective = Objective.of(settings, Partner.TEACHER, STEPS);
      assertEquals(
          objective.evaluate(full, 0).total().getFloat(),
          objective.evaluate(alone, 0).total().getFloat());
      String message =
          assertThrows(IllegalArgumentException.class, () -> objective.evaluate(alone, 250))
              .getMessage();
      assertTrue(message.startsWith("step 250: outputs must hold network B's own"), message);
      assertThrows(
          IllegalArgumentException.class, () -> Objective.of(settings, STEPS).evaluate(alone, 0));
    }
  }

  @Test
  void badSettingsAreRefusedAllAtOnce() {
    ObjectiveSettings settings =
        new ObjectiveSettings(List.of(TermSettings.of("dise", 1)), 1.5, 0.4);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Objective.of(settings, 10)).getMessage();
    assertTrue(message.contains("dise: no such term"), message);
    assertTrue(message.contains("warmUp: must be in [0, 1), is 1.5"), message);
  }
}
