package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.transforms.ProgressReport;
import io.twinbeam.transforms.ProgressReport.Stage;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {

  private static final Map<String, Integer> RUNS = Map.of("a-seed1", 1000, "b-seed1", 500);

  private static ProgressReport stages(Map<String, Stage> stages) {
    return new ProgressReport(stages, Map.of(), Set.of(), Map.of());
  }

  private static ProgressReport steps(Map<String, Long> steps, String... ended) {
    return new ProgressReport(Map.of(), steps, Set.of(ended), Map.of());
  }

  @Test
  void nothingYetIsStarting() {
    assertEquals("starting", ProgressLine.of(stages(Map.of()), RUNS, 0));
  }

  @Test
  void casesAreCountedWithThoseThatWereReusedOrFailed() {
    assertEquals(
        "preprocessed 7/24 (3 reused, 1 failed)",
        ProgressLine.of(stages(Map.of("preprocess", new Stage(24, 7, 3, 1))), RUNS, 0));
    assertEquals(
        "preprocessed 7/24",
        ProgressLine.of(stages(Map.of("preprocess", new Stage(24, 7, 0, 0))), RUNS, 0));
  }

  @Test
  void whatARunnerTriedAgainIsNoMoreThanAll() {
    assertEquals(
        "predicted 8/8 | evaluated 9",
        ProgressLine.of(
            stages(Map.of("predict", new Stage(8, 9, 0, 0), "evaluate", new Stage(0, 9, 0, 0))),
            RUNS,
            0));
  }

  @Test
  void stepsOfAllRunsAreAddedAndTheTimeLeftFollowsFromTheRate() {
    assertEquals(
        "trained 300/1500 steps, 2.00 steps/s, 10 min left",
        ProgressLine.of(steps(Map.of("a-seed1", 200L, "b-seed1", 100L)), RUNS, 2));
    assertEquals(
        "trained 300/1500 steps, 25 steps/s, 48 s left",
        ProgressLine.of(steps(Map.of("a-seed1", 300L)), RUNS, 25));
  }

  @Test
  void withoutARateNoTimeIsGuessed() {
    assertEquals("trained 0/1500 steps", ProgressLine.of(steps(Map.of("a-seed1", 0L)), RUNS, 0));
  }

  @Test
  void aRunThatEndedBeforeItsLastStepHasNoneAhead() {
    assertEquals(
        "trained 600/1100 steps, 1.00 steps/s, 8 min left",
        ProgressLine.of(steps(Map.of("a-seed1", 600L), "a-seed1"), RUNS, 1));
    assertEquals(
        "trained 600/600 steps",
        ProgressLine.of(steps(Map.of("a-seed1", 600L), "a-seed1", "b-seed1"), RUNS, 1));
  }

  @Test
  void sharesOfTheCacheAreOfAllReads() {
    ProgressReport report =
        new ProgressReport(
            Map.of(),
            Map.of(),
            Set.of(),
            Map.of("cache_hits", 90L, "cache_disk_hits", 6L, "cache_misses", 4L));
    assertEquals("volumes from memory 90 %, disk 6 %", ProgressLine.of(report, RUNS, 0));
  }

  @Test
  void theStagesStandInTheOrderInWhichTheyRun() {
    ProgressReport report =
        new ProgressReport(
            Map.of(
                "predict", new Stage(4, 1, 0, 0),
                "evaluate", new Stage(0, 1, 0, 0),
                "pseudo-label", new Stage(6, 2, 0, 0),
                "preprocess", new Stage(10, 10, 10, 0)),
            Map.of("a-seed1", 1000L, "b-seed1", 500L),
            Set.of("a-seed1", "b-seed1"),
            Map.of("cache_hits", 1L));
    assertEquals(
        "preprocessed 10/10 (10 reused) | trained 1500/1500 steps | predicted 1/4"
            + " | pseudo-labelled 2/6 | evaluated 1 | volumes from memory 100 %, disk 0 %",
        ProgressLine.of(report, RUNS, 3));
  }

  @Test
  void theRateIsThatOfTheLastMinuteAndLeavesOutTheTimeBeforeTheFirstStep() {
    StepRate rate = new StepRate();
    assertEquals(0, rate.after(0, 0));
    assertEquals(0, rate.after(100, 0));
    assertEquals(2, rate.after(105, 10));
    assertEquals(2, rate.after(110, 20));
    double last = 0;
    for (int second = 111; second < 300; second++) {
      last = rate.after(second, 20 + 5L * (second - 110));
    }
    assertEquals(5, last, 1e-9);
  }
}
