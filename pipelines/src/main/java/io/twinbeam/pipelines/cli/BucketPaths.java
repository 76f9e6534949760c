package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.pipelines.template.LaunchParameters;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The paths of a launch on Dataflow that stand inside of parameters and of the experiment file: of
 * data, recipes and weights, which workers could not read on a local disk.
 */
final class BucketPaths {

  private static final String DATA = "data.folder";
  private static final String WEIGHTS = "networks.initialWeights";

  private BucketPaths() {}

  /**
   * Refuses local paths inside of parameters.
   *
   * @param problems takes what is refused
   */
  static void refuseLocal(LaunchParameters parameters, List<String> problems) {
    Optional.ofNullable(parameters.values().get("recipe"))
        .filter(recipe -> !RecipeFile.names().contains(recipe))
        .flatMap(recipe -> LaunchParameters.outsideBuckets("--recipe, where it is a file,", recipe))
        .ifPresent(problems::add);
    Optional.ofNullable(parameters.values().get("initialWeights"))
        .ifPresent(
            text ->
                InitialWeightsOption.parse(text, problems)
                    .forEach(
                        (network, file) ->
                            LaunchParameters.outsideBuckets(
                                    InitialWeightsOption.NAME + ": network " + network, file)
                                .ifPresent(problems::add)));
  }

  /**
   * Reads the recipe and the experiment file, where there are any, as their job would, and refuses
   * what it could not do.
   *
   * @throws UsageException listing everything that is wrong with it
   */
  static void requireReadable(LaunchParameters parameters) throws IOException {
    String recipe = parameters.values().get("recipe");
    if (recipe != null) {
      JobRecipe.requireSteps(JobRecipe.named(recipe));
    }
    String file = parameters.values().get("experimentFile");
    if (file != null) {
      requireReadable(file, parameters);
    }
  }

  private static void requireReadable(String file, LaunchParameters parameters) throws IOException {
    Problems problems = new Problems();
    String text =
        problems.collect(() -> Locations.text(Folders.at(file), "--experimentFile: file"));
    problems.throwAny();
    Optional<String> data = Optional.ofNullable(parameters.values().get("data"));
    problems.collect(() -> requireInBuckets(file, text, parameters));
    Experiment experiment = problems.collect(() -> ExperimentFile.parse(text, file, data));
    if (!parameters.values().containsKey("device")) {
      problems.hold(experiment, one -> requireNoGpu(one.training().device(), file));
    }
    problems.throwAny();
  }

  /** The launcher, which prepares the experiment, has none. */
  private static void requireNoGpu(String device, String file) {
    if (device.startsWith("gpu:")) {
      throw new UsageException(
          file
              + ": training.device must be auto or cpu on Dataflow, is "
              + device
              + "; auto takes the GPU of a worker that has one");
    }
  }

  /** How many paths there are, none of them local. */
  private static int requireInBuckets(String file, String text, LaunchParameters parameters) {
    Map<String, String> paths = ExperimentFile.paths(text, file);
    List<String> refused = new ArrayList<>();
    paths.forEach(
        (setting, path) -> {
          if (!isReplaced(setting, parameters)) {
            LaunchParameters.outsideBuckets(file + ": " + setting, path)
                .map(problem -> problem + cure(setting))
                .ifPresent(refused::add);
          }
        });
    if (!refused.isEmpty()) {
      throw new UsageException(String.join("\n", refused));
    }
    return paths.size();
  }

  private static boolean isReplaced(String setting, LaunchParameters parameters) {
    return (setting.equals(DATA) && parameters.values().containsKey("data"))
        || (setting.startsWith(WEIGHTS) && parameters.values().containsKey("initialWeights"));
  }

  private static String cure(String setting) {
    return setting.equals(DATA)
        ? ", there or by --data"
        : setting.startsWith(WEIGHTS) ? ", there or by " + InitialWeightsOption.NAME : "";
  }
}
