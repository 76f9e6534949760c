package io.twinbeam.pipelines.template;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/** What can be launched: a command of the command line, and the parameters that a launch gives. */
public enum Template {
  PREPROCESS(
      "preprocess",
      "Preprocess cases",
      "Preprocesses every case of a folder. What was done before is kept, so it may run every night.",
      PreprocessOptions.class,
      List.of("preprocess"),
      List.of()),
  TRAIN(
      "train",
      "Train networks",
      "Trains the networks of an experiment, pseudo-labels included, and evaluates nothing.",
      TrainOptions.class,
      List.of("run", "--skipEvaluation"),
      List.of("experimentFile")),
  PSEUDO_LABEL(
      "pseudo-label",
      "Pseudo-label cases",
      "Segments any scans with the networks of a finished run, without what they are not sure of.",
      PseudoLabelOptions.class,
      List.of("pseudo-label"),
      List.of()),
  EVALUATE(
      "evaluate",
      "Evaluate networks",
      "Measures the networks of a finished run on other labelled data.",
      EvaluateOptions.class,
      List.of("evaluate"),
      List.of()),
  EXPERIMENT(
      "experiment",
      "Run an experiment",
      "Runs an experiment from scans to a report: preprocess, train, pseudo-label, evaluate.",
      ExperimentOptions.class,
      List.of("run"),
      List.of("experimentFile"));

  private final String key;
  private final String title;
  private final String description;
  private final Class<? extends PipelineOptions> options;
  private final ImmutableList<String> command;
  private final ImmutableList<String> positional;

  Template(
      String key,
      String title,
      String description,
      Class<? extends PipelineOptions> options,
      List<String> command,
      List<String> positional) {
    this.key = key;
    this.title = title;
    this.description = description;
    this.options = options;
    this.command = ImmutableList.copyOf(command);
    this.positional = ImmutableList.copyOf(positional);
  }

  /** The name that a launch gives. */
  public String key() {
    return key;
  }

  /** A few words for the title of a form. */
  public String title() {
    return title;
  }

  /** A sentence. */
  public String description() {
    return description;
  }

  /** The interface that declares the parameters. */
  Class<? extends PipelineOptions> options() {
    return options;
  }

  /** The words of the command, with the options that a launch cannot change. */
  public ImmutableList<String> command() {
    return command;
  }

  /** The parameters that the command takes by their place. */
  public ImmutableList<String> positional() {
    return positional;
  }

  /** All parameters: required ones first, by name. */
  public ImmutableList<TemplateParameter> parameters() {
    return TemplateParameter.of(options);
  }

  /** The parameter of that name. */
  public Optional<TemplateParameter> parameter(String name) {
    return parameters().stream().filter(parameter -> parameter.name().equals(name)).findFirst();
  }

  /** Whether it computes with networks, which may want an accelerator. */
  public boolean usesNetworks() {
    return NetworkOptions.class.isAssignableFrom(options);
  }

  /**
   * The arguments of {@code bin/twinbeam} for a launch.
   *
   * @param given values by parameter; checked
   */
  public List<String> arguments(Map<String, String> given) {
    List<String> arguments = new ArrayList<>(command);
    positional.forEach(name -> arguments.add(given.get(name)));
    for (TemplateParameter parameter : parameters()) {
      String value = given.get(parameter.name());
      if (value == null || positional.contains(parameter.name())) {
        continue;
      }
      if (parameter.kind() != ParameterKind.BOOLEAN) {
        arguments.add("--" + parameter.name() + "=" + value);
      } else if (value.equals("true")) {
        arguments.add("--" + parameter.name());
      }
    }
    return arguments;
  }

  /** The template of that name; empty where there is none. */
  public static Optional<Template> named(String key) {
    return Arrays.stream(values()).filter(template -> template.key.equals(key)).findFirst();
  }

  /** All names. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Template::key).toList();
  }
}
