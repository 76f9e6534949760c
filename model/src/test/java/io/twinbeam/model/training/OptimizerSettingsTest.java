package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.training.OptimizerSettings.Rule;
import io.twinbeam.model.training.OptimizerSettings.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OptimizerSettingsTest {

  private static final OptimizerSettings SGD = OptimizerSettings.sgd(0.4, 0.9, 0);

  @Test
  void aStepScheduleFallsAfterEachStepNamed() {
    OptimizerSettings settings = SGD.withDecay(List.of(2, 3), 0.1);
    assertEquals(0.4, settings.learningRateAt(1, 10), 1e-12);
    assertEquals(0.04, settings.learningRateAt(2, 10), 1e-12);
    assertEquals(0.004, settings.learningRateAt(9, 10), 1e-12);
  }

  @Test
  void aPolynomialFallsToZero() {
    OptimizerSettings settings = SGD.with(Rule.SGD, Schedule.POLY);
    assertEquals(0.4, settings.learningRateAt(0, 10), 1e-12);
    assertEquals(0.4 * Math.pow(0.5, 0.9), settings.learningRateAt(5, 10), 1e-12);
    assertEquals(0, settings.learningRateAt(10, 10), 1e-12);
  }

  @Test
  void aCosineIsAtHalfInTheMiddle() {
    OptimizerSettings settings = SGD.with(Rule.ADAMW, Schedule.COSINE);
    assertEquals(0.4, settings.learningRateAt(0, 10), 1e-12);
    assertEquals(0.2, settings.learningRateAt(5, 10), 1e-12);
    assertEquals(0, settings.learningRateAt(10, 10), 1e-12);
  }
}
