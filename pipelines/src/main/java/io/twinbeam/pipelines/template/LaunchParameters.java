package io.twinbeam.pipelines.template;

import io.twinbeam.pipelines.yaml.Spelling;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of one launch.
 *
 * @param values by name, in the order of names; those alone that were given
 */
public record LaunchParameters(SortedMap<String, String> values) {

  private static final Pattern GIVEN =
      Pattern.compile("--([A-Za-z][A-Za-z0-9]*)(?:=(.*))?", Pattern.DOTALL);
  private static final Pattern BUCKET = Pattern.compile("gs://[a-z0-9][a-z0-9._-]+[a-z0-9](/.*)?");

  public LaunchParameters {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /**
   * Reads and checks {@code arguments}, each {@code --name=value}; {@code --name} alone is true.
   *
   * @param target whose rules hold as well: Dataflow sees nothing but Cloud Storage
   * @param problems takes everything that is wrong, in the order of arguments, then of parameters
   */
  public static LaunchParameters read(
      Template template, LaunchTarget target, Collection<String> arguments, List<String> problems) {
    SortedMap<String, String> values = new TreeMap<>();
    for (String argument : arguments) {
      Matcher matcher = GIVEN.matcher(argument);
      if (!matcher.matches()) {
        problems.add(
            "'" + argument + "' is not expected here; parameters are given as --name=value");
      } else if (template.parameter(matcher.group(1)).isEmpty()) {
        problems.add(unknown(template, matcher.group(1)));
      } else {
        String value = matcher.group(2) == null ? "true" : matcher.group(2);
        if (values.put(matcher.group(1), value) != null) {
          problems.add("--" + matcher.group(1) + " is given twice; keep one");
        }
      }
    }
    for (TemplateParameter parameter : template.parameters()) {
      check(parameter, target, values, problems);
    }
    if (target == LaunchTarget.DATAFLOW) {
      refuseChosenRecipe(template, values, problems);
      refuseNumberedDevice(values, problems);
    }
    return new LaunchParameters(values);
  }

  /** The template's parameters, given as a map; for callers that have checked them before. */
  static LaunchParameters of(Map<String, String> values) {
    return new LaunchParameters(new TreeMap<>(values));
  }

  private static String unknown(Template template, String name) {
    List<String> names = template.parameters().stream().map(TemplateParameter::name).toList();
    return "--"
        + name
        + " is no parameter of template "
        + template.key()
        + Spelling.closest(name, names)
            .map(near -> "; did you mean --" + near + "?")
            .orElse("; it has --" + String.join(", --", names));
  }

  private static void check(
      TemplateParameter parameter,
      LaunchTarget target,
      Map<String, String> values,
      List<String> problems) {
    String value = values.get(parameter.name());
    if (value == null) {
      if (parameter.required()) {
        problems.add("--" + parameter.name() + " is missing; " + parameter.help());
      }
      return;
    }
    parameter.problem(value).ifPresent(problems::add);
    if (target == LaunchTarget.DATAFLOW && parameter.kind().isPath()) {
      outsideBuckets("--" + parameter.name(), value).ifPresent(problems::add);
    }
  }

  /**
   * What is wrong with {@code path} on Dataflow; empty where nothing is.
   *
   * @param what names it, such as an option
   */
  public static Optional<String> outsideBuckets(String what, String path) {
    return BUCKET.matcher(path).matches()
        ? Optional.empty()
        : Optional.of(
            what
                + " must be a path on Google Cloud Storage, gs://BUCKET/..., is '"
                + path
                + "'; workers of Dataflow see no other: copy it there, as by gcloud storage cp, and"
                + " name that");
  }

  /** The machines that launch and finish a job have no GPU, whatever those between have. */
  private static void refuseNumberedDevice(Map<String, String> values, List<String> problems) {
    String device = values.getOrDefault("device", "");
    if (device.startsWith("gpu:")) {
      problems.add(
          "--device must be auto or cpu on Dataflow, is '"
              + device
              + "'; by auto, workers that have a GPU use it");
    }
  }

  /** A Flex Template is one pipeline; to choose a recipe takes one before. */
  private static void refuseChosenRecipe(
      Template template, Map<String, String> values, List<String> problems) {
    if (template == Template.PREPROCESS && "auto".equals(values.get("recipe"))) {
      problems.add(chosenRecipe("auto"));
    }
  }

  /**
   * Why a recipe without steps is refused on Dataflow.
   *
   * @param recipe its name or file
   */
  public static String chosenRecipe(String recipe) {
    return "--recipe must have steps, is '"
        + recipe
        + "', whose steps are chosen from the data, in a pipeline of its own; launch it once with"
        + " --target=local or flink, and name the recipe.json that it leaves in its output";
  }
}
