package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each term trains the network it declares and nothing else. */
class GradientContractTest {

  static Collection<String> termNames() {
    return Terms.names();
  }

  @ParameterizedTest
  @MethodSource("termNames")
  void aTermReachesTheNetworksThatItDeclares(String name) {
    Trains trains = Terms.kind(name).trains();
    boolean both = trains == Trains.BOTH;
    Gradients forA = gradients(name, "A");
    assertTrue(reaches(forA, "A"), "A must be trained by its own term");
    assertEquals(both, reaches(forA, "B"), "B is reached from A's term only if it trains both");
    if (trains == Trains.EACH) {
      Gradients forB = gradients(name, "B");
      assertTrue(reaches(forB, "B"), "B must be trained by its own term");
      assertTrue(!reaches(forB, "A"), "A must not be reached from B's term");
    }
  }

  @ParameterizedTest
  @MethodSource("termNames")
  void aTermReachesLogitsUnlessItIsThePrototypeTerm(String name) {
    Gradients gradients = gradients(name, "A");
    boolean fromFeatures = name.equals("prototype");
    assertEquals(fromFeatures, gradients.norm("featuresA") > 0);
    assertEquals(!fromFeatures, gradients.norm("logitsA") > 0);
  }

  @ParameterizedTest
  @MethodSource("termNames")
  void aTeacherIsNeverReached(String name) {
    ObjectiveSettings settings = new ObjectiveSettings(List.of(TermSettings.of(name, 1)), 0, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      Objective objective = Objective.of(settings, Partner.TEACHER, 10);
      DualOutputs outputs = Outputs.of(manager, 3).labelsFrom(1).build();
      Gradients gradients = Gradients.of(outputs, o -> objective.evaluate(o, 5).total());
      assertTrue(reaches(gradients, "A"), "A must be trained");
      assertFalse(reaches(gradients, "B"), "B is a teacher");
    }
  }

  @Test
  void ofCrossAMayBeTheOnlyPupil() {
    ObjectiveSettings settings =
        new ObjectiveSettings(List.of(TermSettings.of("cross", 1).with("direction", "a")), 0, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      Objective objective = Objective.of(settings, 10);
      Gradients gradients =
          Gradients.of(Outputs.of(manager, 3).build(), o -> objective.evaluate(o, 5).total());
      assertTrue(reaches(gradients, "A"));
      assertFalse(reaches(gradients, "B"));
    }
  }

  /**
   * Labels are the other network's predictions: a term for the worse network is then not silent.
   */
  private static Gradients gradients(String name, String side) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, 3).labelsFrom(side.equals("A") ? 1 : 0).build();
      return Gradients.ofTerm(TermSettings.of(name, 1), side, outputs);
    }
  }

  private static boolean reaches(Gradients gradients, String side) {
    return gradients.norm("logits" + side) > 0 || gradients.norm("features" + side) > 0;
  }
}
