package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.report.Alarm;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The alarms of training for a terminal: a line for each that held, one for those that did not. */
final class AlarmLines {

  private AlarmLines() {}

  /**
   * @param classNames by class id
   * @param steps of every run
   */
  static void print(
      List<Alarm> alarms, Map<String, String> classNames, long steps, PrintWriter out) {
    List<Alarm> held = alarms.stream().filter(Alarm::heldAtEnd).toList();
    held.forEach(alarm -> out.println(line(alarm, classNames, steps)));
    int recovered = alarms.size() - held.size();
    if (recovered > 0) {
      out.printf(
          "%s raised in training and gone by its end; see the report%n",
          recovered == 1 ? "1 alarm was" : recovered + " alarms were");
    }
  }

  private static String line(Alarm alarm, Map<String, String> classNames, long steps) {
    String id = String.valueOf(alarm.classId().orElse(0));
    return "ALARM "
        + alarm.run().runId()
        + ": "
        + alarm.finding(classNames.getOrDefault(id, "class " + id))
        + alarm.share().stream().mapToObj(v -> shares(v, alarm.labels())).findFirst().orElse("")
        + (alarm.flickers()
            ? " at " + alarm.timesRaised() + " of " + alarm.timesDiagnosed() + " diagnosed steps"
            : "")
        + " since step "
        + alarm.firstStep()
        + " of "
        + steps
        + "; see the report";
  }

  private static String shares(double value, OptionalDouble labels) {
    return labels.isPresent()
        ? String.format(
            Locale.ROOT,
            " (%.2f %% of voxels, labels %.2f %%)",
            100 * value,
            100 * labels.getAsDouble())
        : String.format(Locale.ROOT, " (%.2f %% of voxels)", 100 * value);
  }
}
