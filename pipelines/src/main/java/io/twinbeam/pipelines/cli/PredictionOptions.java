package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that take the place of settings of {@code evaluation} in the experiment file. */
final class PredictionOptions {

  private final Map<String, String> given = new TreeMap<>();

  @Option(
      names = "--stride",
      paramLabel = "SHAPE",
      description = "Voxels from window to window, such as 18x18x4.")
  private void stride(String shape) {
    given.put("stride", quoted(shape));
  }

  @Option(
      names = "--weighting",
      paramLabel = "KIND",
      description = "uniform, or gaussian: voxels at the edge of a window count less.")
  private void weighting(String kind) {
    given.put("weighting", quoted(kind));
  }

  @Option(
      names = "--flips",
      paramLabel = "AXES",
      description = "Axes along which windows are seen mirrored as well, such as x,y, or none.")
  private void flips(String axes) {
    given.put("flips", axes.equals("none") ? "[]" : list(axes));
  }

  @Option(
      names = "--networks",
      paramLabel = "WHICH",
      description = "Which networks predict: both, a or b.")
  private void networks(String which) {
    given.put("networks", quoted(which));
  }

  @Option(
      names = "--keepLargest",
      paramLabel = "CLASSES",
      description = "Classes of which the largest component alone is kept, true for all, or false.")
  private void keepLargest(String classes) {
    given.put("keepLargest", list(classes));
  }

  @Option(
      names = "--removeSmaller",
      paramLabel = "AMOUNT",
      description = "Components below this size are removed, such as 0.5ml or 20voxels.")
  private void removeSmaller(String amount) {
    given.put("removeSmaller", quoted(amount));
  }

  @Option(
      names = "--probabilities",
      description = "Write the probabilities of foreground classes as well.")
  private void probabilities(boolean wanted) {
    given.put("probabilityMaps", String.valueOf(wanted));
  }

  /**
   * {@code experiment} with what was given.
   *
   * @throws UsageException listing every option that breaks its rule
   */
  Experiment applyTo(Experiment experiment) {
    String text =
        given.entrySet().stream()
            .map(setting -> setting.getKey() + ": " + setting.getValue() + "\n")
            .collect(Collectors.joining());
    try {
      return text.isEmpty()
          ? experiment
          : ExperimentFile.withEvaluation(experiment, text, "options");
    } catch (InvalidFileException e) {
      throw new UsageException(
          e.problems().stream()
              .map(problem -> "--" + problem.message())
              .collect(Collectors.joining("\n")));
    }
  }

  private static String list(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(PredictionOptions::quoted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A YAML scalar that stays text whatever it holds. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''").replaceAll("\\R", " ") + "'";
  }
}
