package io.twinbeam.transforms;

import java.util.Map;
import java.util.Set;

/**
 * How far the pipeline of this process was at a moment.
 *
 * @param stages what stages did, by their names; those that began
 * @param steps steps done of each run, by run id; of runs that began
 * @param endedRuns the runs that take no more steps
 * @param counts other things that happened, by the names of their counters
 */
public record ProgressReport(
    Map<String, Stage> stages,
    Map<String, Long> steps,
    Set<String> endedRuns,
    Map<String, Long> counts) {

  /** Steps that were trained here and not found in the workspace. */
  public static final String STEPS_TRAINED = "steps_trained";

  public ProgressReport {
    stages = Map.copyOf(stages);
    steps = Map.copyOf(steps);
    endedRuns = Set.copyOf(endedRuns);
    counts = Map.copyOf(counts);
  }

  /**
   * What a stage did.
   *
   * @param total elements known so far; 0 where none were announced
   * @param done elements that left the stage, reused and failed ones among them
   * @param reused elements that were done before
   * @param failed elements given up
   */
  public record Stage(int total, int done, int reused, int failed) {}

  /** How often {@code counter} was raised. */
  public long count(String counter) {
    return counts.getOrDefault(counter, 0L);
  }
}
