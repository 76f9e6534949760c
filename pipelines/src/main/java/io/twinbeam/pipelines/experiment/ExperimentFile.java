package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import io.twinbeam.model.metric.MetricSettings;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.Norm;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.pipelines.yaml.YamlFile;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.split.SplitSettings;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads an experiment file into an {@link Experiment}, or refuses it with all of its problems. */
public final class ExperimentFile {

  private ExperimentFile() {}

  /**
   * The experiment that {@code text} describes.
   *
   * @param text YAML 1.2, at most 1 MiB
   * @param file its name, for messages
   * @throws InvalidFileException listing every problem with its line and column
   */
  public static Experiment parse(String text, String file) {
    return parse(text, file, Optional.empty());
  }

  /**
   * The experiment that {@code text} describes, on the data of {@code folder}.
   *
   * @param text YAML 1.2, at most 1 MiB
   * @param file its name, for messages
   * @param folder takes the place of {@code data.folder}, which the file may then lack
   * @throws InvalidFileException listing every problem with its line and column
   */
  public static Experiment parse(String text, String file, Optional<String> folder) {
    return YamlFile.read(text, file, root -> read(root, folder));
  }

  /**
   * {@code experiment} with other settings of prediction.
   *
   * @param text YAML with keys of the {@code evaluation} section, but for {@code on}
   * @param file its name, for messages
   * @throws InvalidFileException listing every problem
   */
  public static Experiment withEvaluation(Experiment experiment, String text, String file) {
    LabelClasses classes = experiment.preprocessing().classes();
    return YamlFile.read(
        text,
        file,
        root ->
            experiment.withPrediction(
                EvaluationSection.read(root, experiment.prediction(), classes)));
  }

  /**
   * The paths that {@code text} names, by setting, whatever lies there and whatever else is wrong.
   *
   * @param text YAML 1.2, at most 1 MiB
   * @param file its name, for messages
   * @throws InvalidFileException where it is no YAML
   */
  public static SortedMap<String, String> paths(String text, String file) {
    return YamlFile.look(text, file, ExperimentFile::paths);
  }

  private static SortedMap<String, String> paths(Section root) {
    SortedMap<String, String> paths = new TreeMap<>();
    root.section("data")
        .optional("folder", Rule.text())
        .ifPresent(folder -> paths.put("data.folder", folder));
    root.section("preprocessing")
        .optional("recipe", Rule.text())
        .filter(recipe -> !RecipeFile.names().contains(recipe))
        .ifPresent(recipe -> paths.put("preprocessing.recipe", recipe));
    initialWeights(root.section("networks").section("initialWeights"))
        .forEach((network, one) -> paths.put("networks.initialWeights." + network, one.file()));
    return paths;
  }

  private static Experiment read(Section root, Optional<String> folder) {
    String name = root.required("name", Rule.name(), "name: hippocampus").orElse("");
    DataSection data = new DataSection(root.section("data"), folder);
    PreprocessingSection.Preprocessing preprocessing =
        PreprocessingSection.read(root.section("preprocessing"), data.classes());
    SplitSettings split = SplitSection.read(root.section("split"));
    Section evaluation = root.section("evaluation");
    CaseRole evaluated = SplitSection.evaluated(evaluation, split);
    Optional<MetricSettings> metrics = metrics(evaluation);
    TrainingSection training = new TrainingSection(root.section("training"));
    Experiment experiment =
        new Experiment(
            name,
            data.source(preprocessing.channels()),
            preprocessing.settings(),
            split,
            MethodsSection.read(root),
            seeds(root),
            networks(root.section("networks")),
            training.settings(),
            training.patience(split),
            PseudoLabelSection.read(root.section("pseudoLabels"), data.classes()),
            EvaluationSection.read(evaluation, training.settings(), data.classes()),
            metrics,
            evaluated,
            ResourcesSection.read(root.section("resources")));
    experiment.methods().stream()
        .filter(method -> method.method().objective().usesUnlabelled())
        .findFirst()
        .ifPresent(method -> training.requireUnlabelled(method.name()));
    PseudoLabelSection.refuseSenseless(root.section("pseudoLabels"), experiment);
    return experiment;
  }

  private static List<Long> seeds(Section root) {
    Rule<Long> rule = Rule.whole(0, Long.MAX_VALUE);
    root.requireElement("seeds", rule);
    List<Long> seeds = root.distinct("seeds", rule);
    return seeds.isEmpty() ? List.of(1L) : seeds;
  }

  private static Experiment.Networks networks(Section section) {
    ImmutableMap<String, Architecture> architectures =
        Choices.of(Architecture.values(), Architecture::id);
    Experiment.Networks networks =
        new Experiment.Networks(
            section.choice("a", Architecture.RESIDUAL_VNET, architectures),
            section.choice("b", Architecture.VNET, architectures),
            section.integer("width", 16, 1, 256),
            section.number("dropout", 0.5, 0, 0.95),
            section.choice("normalisation", Norm.BATCH, Choices.of(Norm.values(), Norm::id)),
            initialWeights(section.section("initialWeights")));
    section.refuseUnknown();
    return networks;
  }

  private static SortedMap<String, InitialFile> initialWeights(Section section) {
    SortedMap<String, InitialFile> files = new TreeMap<>();
    for (String network : List.of("a", "b")) {
      section
          .optional(network, Rule.text())
          .ifPresent(file -> files.put(network, InitialFile.named(file)));
    }
    section.refuseUnknown();
    return files;
  }

  private static Optional<MetricSettings> metrics(Section evaluation) {
    MetricSettings settings =
        new MetricSettings(
            evaluation.number(
                "surfaceTolerance", MetricSettings.STANDARD.surfaceToleranceMm(), 0, 1000),
            evaluation.number("minLesion", MetricSettings.STANDARD.minLesionMm3(), 0, 1_000_000));
    return settings.equals(MetricSettings.STANDARD) ? Optional.empty() : Optional.of(settings);
  }
}
