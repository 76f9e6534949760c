package io.twinbeam.transforms.tracking;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.twinbeam.model.training.StepLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.annotation.Nullable;

/**
 * Where a training run was when its worker last said so: {@code live/RUN.json} of a run directory.
 *
 * @param run the run's id
 * @param state what it was doing
 * @param step steps done
 * @param steps steps at most
 * @param loss of the last step; null before the first
 * @param stepsPerSecond of the last segment, all waiting included; null where none was trained here
 * @param validationDice the last mean Dice of the validation cases; null for none
 * @param alarms names of those of the last diagnosed step
 * @param message why it failed; null where it did not
 * @param at when the file was written, by the clock of {@code host}, ISO-8601
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LiveRun(
    String run,
    State state,
    long step,
    long steps,
    @Nullable Double loss,
    @Nullable Double stepsPerSecond,
    @Nullable Double validationDice,
    List<String> alarms,
    @Nullable String message,
    String at,
    String host,
    long pid) {

  /** What a run can be doing. */
  public enum State {
    TRAINING,
    TRAINED,
    FAILED
  }

  public LiveRun {
    alarms = alarms == null ? List.of() : List.copyOf(alarms);
  }

  /** A run that was trained up to the end of {@code log}. */
  public static LiveRun of(
      String run, State state, long steps, List<StepLog> log, @Nullable Double stepsPerSecond) {
    return new LiveRun(
        run,
        state,
        log.size(),
        steps,
        log.isEmpty() ? null : log.get(log.size() - 1).values().get("total"),
        stepsPerSecond,
        last(log, step -> step.values().containsKey(StepLog.VALIDATION_DICE))
            .map(step -> step.values().get(StepLog.VALIDATION_DICE))
            .orElse(null),
        last(log, step -> step.values().keySet().stream().anyMatch(StepLog::isDiagnosis))
            .map(step -> step.values().keySet().stream().filter(StepLog::isAlarm).toList())
            .orElse(List.of()),
        null,
        LiveFiles.now(),
        LiveFiles.host(),
        ProcessHandle.current().pid());
  }

  /** A run that cannot be trained. */
  public static LiveRun failed(String run, long steps, RuntimeException error) {
    return new LiveRun(
        run,
        State.FAILED,
        0,
        steps,
        null,
        null,
        null,
        List.of(),
        String.valueOf(error.getMessage()),
        LiveFiles.now(),
        LiveFiles.host(),
        ProcessHandle.current().pid());
  }

  private static Optional<StepLog> last(List<StepLog> log, Predicate<StepLog> condition) {
    for (int n = log.size() - 1; n >= 0; n--) {
      if (condition.test(log.get(n))) {
        return Optional.of(log.get(n));
      }
    }
    return Optional.empty();
  }
}
