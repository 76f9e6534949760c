package io.twinbeam.pipelines.cli;

import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.ProgressReport;
import io.twinbeam.transforms.ProgressReport.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How far a pipeline is, in one line for a person. */
final class ProgressLine {

  private static final Map<String, String> STAGES_BEFORE_TRAINING =
      Map.of("preprocess", "preprocessed");
  private static final Map<String, String> STAGES_AFTER_TRAINING = new LinkedHashMap<>();

  static {
    STAGES_AFTER_TRAINING.put("predict", "predicted");
    STAGES_AFTER_TRAINING.put("pseudo-label", "pseudo-labelled");
    STAGES_AFTER_TRAINING.put("evaluate", "evaluated");
  }

  private ProgressLine() {}

  /**
   * The line.
   *
   * @param stepsOfRuns the steps that each run is to take, by run id; empty where nothing is
   *     trained
   * @param stepsPerSecond trained lately, all runs together; 0 where it is not known
   */
  static String of(ProgressReport report, Map<String, Integer> stepsOfRuns, double stepsPerSecond) {
    List<String> parts = new ArrayList<>();
    addStages(report, STAGES_BEFORE_TRAINING, parts);
    if (!report.steps().isEmpty() || !report.endedRuns().isEmpty()) {
      parts.add(training(report, stepsOfRuns, stepsPerSecond));
    }
    addStages(report, STAGES_AFTER_TRAINING, parts);
    addCache(report, parts);
    return parts.isEmpty() ? "starting" : String.join(" | ", parts);
  }

  private static void addStages(
      ProgressReport report, Map<String, String> words, List<String> parts) {
    words.forEach(
        (name, word) -> {
          Stage stage = report.stages().get(name);
          if (stage != null) {
            parts.add(word + " " + counts(stage));
          }
        });
  }

  private static String counts(Stage stage) {
    List<String> notes = new ArrayList<>();
    if (stage.reused() > 0) {
      notes.add(stage.reused() + " reused");
    }
    if (stage.failed() > 0) {
      notes.add(stage.failed() + " failed");
    }
    // Elements that a runner tries again are counted again.
    return (stage.total() == 0
            ? String.valueOf(stage.done())
            : Math.min(stage.done(), stage.total()) + "/" + stage.total())
        + (notes.isEmpty() ? "" : " (" + String.join(", ", notes) + ")");
  }

  private static String training(
      ProgressReport report, Map<String, Integer> stepsOfRuns, double stepsPerSecond) {
    long done = report.steps().values().stream().mapToLong(Long::longValue).sum();
    long total = 0;
    for (Map.Entry<String, Integer> run : stepsOfRuns.entrySet()) {
      // A run that failed or stopped early has no more steps ahead than it took.
      total +=
          report.endedRuns().contains(run.getKey())
              ? report.steps().getOrDefault(run.getKey(), 0L)
              : run.getValue();
    }
    String steps = String.format(Locale.ROOT, "trained %d/%d steps", done, Math.max(done, total));
    return done >= total || stepsPerSecond == 0
        ? steps
        : steps
            + String.format(Locale.ROOT, ", %s steps/s, ", rate(stepsPerSecond))
            + Progress.duration((total - done) / stepsPerSecond)
            + " left";
  }

  private static String rate(double stepsPerSecond) {
    return String.format(Locale.ROOT, stepsPerSecond < 10 ? "%.2f" : "%.0f", stepsPerSecond);
  }

  private static void addCache(ProgressReport report, List<String> parts) {
    long memory = report.count("cache_hits");
    long disk = report.count("cache_disk_hits");
    double all = memory + disk + report.count("cache_misses");
    if (all > 0) {
      parts.add(
          String.format(
              Locale.ROOT,
              "volumes from memory %.0f %%, disk %.0f %%",
              100 * memory / all,
              100 * disk / all));
    }
  }
}
