package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.util.Collection;
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
    boolean both = Terms.kind(name).trains() == Trains.BOTH;
    Gradients forA = gradients(name, "A");
    assertTrue(reaches(forA, "A"), "A must be trained by its own term");
    assertEquals(both, reaches(forA, "B"), "B is reached from A's term only if it trains both");
    if (!both) {
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

  private static Gradients gradients(String name, String side) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return Gradients.ofTerm(TermSettings.of(name, 1), side, Outputs.of(manager, 3).build());
    }
  }

  private static boolean reaches(Gradients gradients, String side) {
    return gradients.norm("logits" + side) > 0 || gradients.norm("features" + side) > 0;
  }
}
