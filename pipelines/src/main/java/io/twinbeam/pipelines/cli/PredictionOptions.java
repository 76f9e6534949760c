package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** The options that take the place of settings of {@code evaluation} in the experiment file. */
final class PredictionOptions {

  @Option(
      names = "--stride",
      paramLabel = "SHAPE",
      description = "Voxels from window to window, such as 18x18x4.")
  private String stride;

  @Option(
      names = "--weighting",
      paramLabel = "KIND",
      description = "uniform, or gaussian: voxels at the edge of a window count less.")
  private String weighting;

  @Option(
      names = "--flips",
      paramLabel = "AXES",
      description = "Axes along which windows are seen mirrored as well, such as x,y, or none.")
  private String flips;

  @Option(
      names = "--networks",
      paramLabel = "WHICH",
      description = "Which networks predict: both, a or b.")
  private String networks;

  @Option(
      names = "--keepLargest",
      paramLabel = "CLASSES",
      description = "Classes of which the largest component alone is kept, true for all, or false.")
  private String keepLargest;

  @Option(
      names = "--removeSmaller",
      paramLabel = "AMOUNT",
      description = "Components below this size are removed, such as 0.5ml or 20voxels.")
  private String removeSmaller;

  @Option(
      names = "--probabilities",
      description = "Write the probabilities of foreground classes as well.")
  private boolean probabilities;

  /**
   * {@code experiment} with what was given.
   *
   * @throws UsageException listing every option that breaks its rule
   */
  Experiment applyTo(Experiment experiment) {
    String text =
        given().entrySet().stream()
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

  private Map<String, String> given() {
    Map<String, String> given = new TreeMap<>();
    put(given, "stride", stride, PredictionOptions::quoted);
    put(given, "weighting", weighting, PredictionOptions::quoted);
    put(given, "flips", flips, axes -> axes.equals("none") ? "[]" : list(axes));
    put(given, "networks", networks, PredictionOptions::quoted);
    put(given, "keepLargest", keepLargest, PredictionOptions::list);
    put(given, "removeSmaller", removeSmaller, PredictionOptions::quoted);
    put(given, "probabilityMaps", probabilities ? "true" : null, UnaryOperator.identity());
    return given;
  }

  private static void put(
      Map<String, String> given,
      String setting,
      @Nullable String value,
      UnaryOperator<String> asYaml) {
    if (value != null) {
      given.put(setting, asYaml.apply(value));
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
