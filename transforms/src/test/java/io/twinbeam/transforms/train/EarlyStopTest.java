package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.SmallRuns;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EarlyStopTest {

  private static final InferenceSettings WINDOWS =
      new InferenceSettings(SmallRuns.PATCH, SmallRuns.PATCH, 1);

  private static List<Double> scores(String text) {
    return Arrays.stream(text.split(" ")).map(Double::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 1, false, false",
    "0.5 0.5, 1, true, false",
    "0.5 0.6, 2, false, false",
    "0.5 0.6 0.6, 2, true, false",
    "0.5 0.6 0.1 0.6, 2, true, true",
    "0 0 0, 1, true, true",
    "0.1 0.9 0.2 0.95, 4, false, false"
  })
  void theEarliestOfTheBestWinsAndPatienceCountsFromThere(
      String text, int best, boolean endsAtOne, boolean endsAtTwo) {
    List<Double> scores = scores(text);
    assertEquals(best, EarlyStop.best(scores));
    assertEquals(endsAtOne, new EarlyStop(1, WINDOWS).hasEnded(scores));
    assertEquals(endsAtTwo, new EarlyStop(2, WINDOWS).hasEnded(scores));
  }

  @Test
  void scoresAreThoseOfTheStepsThatWereValidated() {
    StepLog plain = new StepLog(0, new TreeMap<>());
    assertEquals(
        List.of(0.25, 0.5),
        EarlyStop.scores(
            List.of(
                plain,
                plain.with(StepLog.VALIDATION_DICE, 0.25),
                plain,
                plain.with(StepLog.VALIDATION_DICE, 0.5))));
  }

  @Test
  void patienceOfNoSegmentIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new EarlyStop(0, WINDOWS));
  }
}
