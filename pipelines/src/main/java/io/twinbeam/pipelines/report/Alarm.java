package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinbeam.transforms.RunName;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One alarm of one training run, as summary.json lists it. It is raised anew at every diagnosed
 * step at which it holds. Steps count from 0; shares are of all voxels of a batch, 0 to 1.
 *
 * @param fold the run's, where there are folds
 * @param alarm {@value #COLLAPSE}, {@value #LOST_CLASS}, or whatever else the training log names
 * @param network A or B; empty where the log does not say
 * @param classId the class that it is about, if it is about one
 * @param firstStep the first step at which it was raised
 * @param lastStep the last one
 * @param timesRaised diagnosed steps at which it was raised
 * @param timesDiagnosed diagnosed steps from {@code firstStep} on
 * @param value what was predicted at {@code lastStep}; empty where not finite
 * @param labels what the labels have at {@code lastStep}; empty where the log does not say
 * @param heldAtEnd whether {@code lastStep} is the last diagnosed step
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Alarm(
    String method,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt fold,
    long seed,
    String alarm,
    String network,
    @JsonProperty("class") OptionalInt classId,
    long firstStep,
    long lastStep,
    long timesRaised,
    long timesDiagnosed,
    OptionalDouble value,
    OptionalDouble labels,
    boolean heldAtEnd) {

  /** The network predicts far less foreground than the labels have. */
  public static final String COLLAPSE = "collapse";

  /** The network predicts far less of one class than the labels have. */
  public static final String LOST_CLASS = "lostClass";

  /** The run that it is of. */
  public RunName run() {
    return new RunName(method, fold.orElse(0), seed);
  }

  /**
   * In plain words what is wrong, to be followed by when.
   *
   * @param className of the class that it is about; not read where it is about none
   */
  public String finding(String className) {
    String who = network.isEmpty() ? "a network" : "network " + network;
    return switch (alarm) {
      case COLLAPSE -> who + " hardly predicts any foreground";
      case LOST_CLASS -> who + " hardly predicts " + className;
      default -> who + " raises " + alarm + (classId.isPresent() ? " for " + className : "");
    };
  }

  /** The share of voxels that was predicted; empty too where the value may be anything else. */
  public OptionalDouble share() {
    return alarm.equals(COLLAPSE) || alarm.equals(LOST_CLASS) ? value : OptionalDouble.empty();
  }

  /** Whether it held at the end but was away at some diagnosed step since its first. */
  public boolean flickers() {
    return heldAtEnd && timesRaised < timesDiagnosed;
  }
}
