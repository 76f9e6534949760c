package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Voxels labelled 255 take no part in the supervised terms. */
class IgnoredLabelTest {

  private static final int VOXELS = 60;

  static List<TermSettings> supervised() {
    return List.of(
        TermSettings.of("crossEntropy", 1),
        TermSettings.of("dice", 1),
        TermSettings.of("rectification", 1),
        TermSettings.of("rectification", 1).with("threshold", 0.0).with("axisSoftmax", true));
  }

  @ParameterizedTest
  @MethodSource("supervised")
  void logitsAtIgnoredVoxelsChangeNothing(TermSettings term) {
    Gradients plain = gradients(term, 0);
    Gradients changed = gradients(term, 5);
    assertTrue(plain.value() > 0 && plain.norm("logitsA") > 0, "nothing is measured");
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

  @ParameterizedTest
  @MethodSource("supervised")
  void nothingIsLearntWhereEveryVoxelIsIgnored(TermSettings term) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Gradients none =
          Gradients.ofTerm(
              term, "A", Outputs.of(manager, 3).labels(i -> DualOutputs.IGNORE).build());
      assertEquals(0, none.value(), 0);
      assertTrue(none.allFinite());
      assertEquals(0, none.norm("logitsA"), 0);
      assertEquals(0, none.norm("logitsB"), 0);
    }
  }

  /** The formulas of the terms, over the kept voxels alone, in double. */
  @ParameterizedTest
  @CsvSource({"crossEntropy, 0.3", "dice, 0.3", "crossEntropy, 0.9", "dice, 0.9"})
  void theValueIsThatOfTheFormulaOverTheKeptVoxels(String term, double ignored) {
    int classes = 3;
    int patches = 2;
    LongToDoubleFunction logits = i -> Math.sin(1.7 * i) * 2;
    LongToDoubleFunction labels =
        i -> (i * 37 % 100) < 100 * ignored ? DualOutputs.IGNORE : i * 7 % classes;
    double kept = 0;
    double crossEntropy = 0;
    double[] overlap = new double[classes];
    double[] sums = new double[classes];
    for (int v = 0; v < patches * VOXELS; v++) {
      int label = (int) labels.applyAsDouble(v);
      if (label == DualOutputs.IGNORE) {
        continue;
      }
      double[] p = softmax(logits, classes, (long) v / VOXELS * classes * VOXELS + v % VOXELS);
      kept++;
      crossEntropy -= Math.log(p[label]);
      for (int c = 1; c < classes; c++) {
        overlap[c] += c == label ? p[c] : 0;
        sums[c] += p[c] * p[c] + (c == label ? 1 : 0);
      }
    }
    double dice = 0;
    for (int c = 1; c < classes; c++) {
      dice += (1 - (2 * overlap[c] + 1e-5) / (sums[c] + 1e-5)) / (classes - 1);
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Outputs outputs = Outputs.of(manager, classes).logits(logits).labels(labels);
      assertEquals(
          term.equals("dice") ? dice : crossEntropy / kept,
          Gradients.ofTerm(TermSettings.of(term, 1), "A", outputs.build()).value(),
          1e-5);
    }
  }

  private static double[] softmax(LongToDoubleFunction logits, int classes, long first) {
    double[] p = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      p[c] = Math.exp(logits.applyAsDouble(first + (long) c * VOXELS));
      sum += p[c];
    }
    for (int c = 0; c < classes; c++) {
      p[c] /= sum;
    }
    return p;
  }

  private static double label(long index) {
    return index % (VOXELS / 2) % 3;
  }

  private static Gradients gradients(TermSettings term, double added) {
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
      return Gradients.ofTerm(term, "A", outputs.build());
    }
  }
}
