package io.twinbeam.pipelines.status;

import io.twinbeam.transforms.ProgressReport;
import io.twinbeam.transforms.tracking.LiveRun;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * One run directory as its files tell of it. Times are those in the files, by the clock of the
 * machine that wrote them.
 *
 * @param name EXPERIMENT/RUN_ID under the workspace's {@code runs}
 * @param directory absolute
 * @param stage what it does, while it runs; null otherwise
 * @param stages what its stages did, as far as its process saw
 * @param training every training run
 * @param failed cases and runs that were given up
 * @param failures reasons of the first few
 * @param message why it failed; null where it did not
 * @param exit the exit status of one that ended; null where it is not known
 * @param startedAt null where it is not known
 * @param lastSign when something was last written; null where it is not known
 * @param resume the command that goes on with one that stopped or failed; null otherwise
 */
public record RunStatus(
    String name,
    String directory,
    State state,
    @Nullable String stage,
    Map<String, ProgressReport.Stage> stages,
    List<Training> training,
    long failed,
    List<String> failures,
    @Nullable String message,
    @Nullable Integer exit,
    @Nullable String startedAt,
    @Nullable String lastSign,
    @Nullable String host,
    @Nullable Long pid,
    @Nullable String resume) {

  /** What a run directory can be. */
  public enum State {
    /** A process holds the lock of the directory. */
    RUNNING,
    /** Its results are there. */
    FINISHED,
    /** Its process ended by an error, which it told. */
    FAILED,
    /** No process holds the lock, and the last one said nothing of an end: it was killed. */
    STOPPED
  }

  public RunStatus {
    stages = Map.copyOf(stages);
    training = List.copyOf(training);
    failures = List.copyOf(failures);
  }

  /**
   * One training run.
   *
   * @param state null where it has not begun
   * @param secondsLeft at the rate of its last segment; null where it is not known
   * @param message why it failed; null where it did not, or where an earlier round of it did
   */
  public record Training(
      String run,
      @Nullable LiveRun.State state,
      long step,
      long steps,
      @Nullable Double loss,
      @Nullable Double stepsPerSecond,
      @Nullable Double secondsLeft,
      @Nullable Double validationDice,
      List<String> alarms,
      @Nullable String message) {

    Training withState(LiveRun.State other) {
      return new Training(
          run,
          other,
          step,
          steps,
          loss,
          stepsPerSecond,
          secondsLeft,
          validationDice,
          alarms,
          message);
    }
  }
}
