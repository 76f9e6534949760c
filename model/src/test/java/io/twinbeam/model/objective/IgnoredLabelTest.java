package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Voxels labelled 255 take no part in the supervised terms. */
class IgnoredLabelTest {

  private static final int VOXELS = 60;

  @ParameterizedTest
  @ValueSource(strings = {"crossEntropy", "dice", "rectification"})
  void logitsAtIgnoredVoxelsChangeNothing(String term) {
    Gradients plain = gradients(term, 0);
    Gradients changed = gradients(term, 5);
    assertEquals(plain.value(), changed.value());
    for (int i = 0; i < plain.byOutput().get("logitsA").length; i++) {
      if (i % VOXELS < VOXELS / 2) {
        assertEquals(0, changed.byOutput().get("logitsA")[i], "gradient at an ignored voxel");
      } else {
        assertEquals(
            plain.byOutput().get("logitsA")[i], changed.byOutput().get("logitsA")[i], 1e-9f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crossEntropy", "dice"})
  void theRestCountsAsIfItWereAll(String term) {
    // Twice the same half of a patch: ignoring one half must leave the mean as it is, and the Dice
    // sums, which double, almost so.
    try (NDManager manager = NDManager.newBaseManager()) {
      LongToDoubleFunction repeated = i -> i % (VOXELS / 2) % 7 - i / VOXELS % 3;
      Outputs half =
          Outputs.of(manager, 3)
              .logits(repeated)
              .labels(i -> i % VOXELS < VOXELS / 2 ? DualOutputs.IGNORE : label(i));
      Outputs all = Outputs.of(manager, 3).logits(repeated).labels(IgnoredLabelTest::label);
      assertEquals(
          Gradients.ofTerm(TermSettings.of(term, 1), "A", all.build()).value(),
          Gradients.ofTerm(TermSettings.of(term, 1), "A", half.build()).value(),
          1e-6);
    }
  }

  private static double label(long index) {
    return index % (VOXELS / 2) % 3;
  }

  private static Gradients gradients(String term, double added) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Outputs outputs =
          Outputs.of(manager, 3)
              .logitsOfEach(
                  side -> {
                    LongToDoubleFunction base = Outputs.gaussian("logits", side, 2);
                    return i -> {
                      double value = base.applyAsDouble(i);
                      // Not the same for each class, or the softmax would cancel it.
                      boolean ignored = i % VOXELS < VOXELS / 2;
                      return ignored ? value + added * (i / VOXELS % 3) : value;
                    };
                  })
              .labels(i -> i % VOXELS < VOXELS / 2 ? DualOutputs.IGNORE : i % 3);
      return Gradients.ofTerm(TermSettings.of(term, 1), "A", outputs.build());
    }
  }
}
