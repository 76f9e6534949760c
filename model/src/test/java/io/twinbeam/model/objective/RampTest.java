package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.training.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RampTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "24, 0",
    "25, 0.006737946999085467", // exp(-5)
    "45, 0.2865047968601901", // exp(-5/4), half way
    "65, 1",
    "99, 1"
  })
  void risesAfterTheWarmUpOverItsLength(long step, double expected) {
    assertEquals(
        expected, Ramp.of(Method.named("dual-uncertainty").objective(), 100).at(step), 1e-12);
  }

  @Test
  void withoutALengthTheFullWeightSetsInAtOnce() {
    Ramp ramp = Ramp.of(Method.named("dual-uncertainty").objective().withRamp(0.5, 0), 10);
    assertEquals(0, ramp.at(4));
    assertEquals(1, ramp.at(5));
  }

  @Test
  void withoutAWarmUpTheFirstStepHasAlreadySomeWeight() {
    Ramp ramp = Ramp.of(Method.named("dual-uncertainty").objective().withRamp(0, 0.4), 100);
    assertEquals(Math.exp(-5), ramp.at(0), 1e-15);
  }

  @Test
  void neverFalls() {
    Ramp ramp = Ramp.of(Method.named("dual-uncertainty").objective(), 37);
    for (long step = 1; step < 37; step++) {
      assertEquals(Math.max(ramp.at(step), ramp.at(step - 1)), ramp.at(step));
    }
  }
}
