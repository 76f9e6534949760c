package io.twinbeam.transforms.tracking;

import io.twinbeam.model.training.StepLog;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names under which TensorBoard and MLflow show the values of a step. */
public final class TrackedStep {

  private TrackedStep() {}

  /** The values of {@code log} by tag; what is before the slash is a group on the page. */
  static SortedMap<String, Double> tags(StepLog log) {
    TreeMap<String, Double> tags = new TreeMap<>();
    log.values().forEach((name, value) -> tags.put(tag(name), value));
    return tags;
  }

  /**
   * The tag of a value of training.csv: {@code diagnostic.agreement.1} becomes {@code
   * diagnostic/agreement.1}, likewise for alarms; {@code learningRate} and {@code ramp} are in the
   * group {@code schedule}, terms and their {@code total} in {@code objective}.
   */
  public static String tag(String name) {
    if (StepLog.isDiagnosis(name)) {
      int dot = name.indexOf('.');
      return name.substring(0, dot) + "/" + name.substring(dot + 1);
    }
    boolean schedule = name.equals("learningRate") || name.equals("ramp");
    return (schedule ? "schedule/" : "objective/") + name;
  }
}
