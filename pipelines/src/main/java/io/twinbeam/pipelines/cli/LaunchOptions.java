package io.twinbeam.pipelines.cli;

import com.google.common.collect.ImmutableList;
import io.twinbeam.pipelines.template.LaunchParameters;
import io.twinbeam.pipelines.template.LaunchSettings;
import io.twinbeam.pipelines.template.LaunchTarget;
import io.twinbeam.pipelines.template.Template;
import io.twinbeam.pipelines.yaml.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that prepares a launch. No result depends on one. */
final class LaunchOptions {

  @Option(
      names = "--target",
      paramLabel = "WHERE",
      required = true,
      description = "local, flink or dataflow.")
  private String target;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Of the job or the deployment (default: twinbeam-TEMPLATE).")
  private String name;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "Flink on Kubernetes, Dataflow: the image that is launched.")
  private String image;

  @Option(
      names = "--workerImage",
      paramLabel = "IMAGE",
      description = "Dataflow: the image of workers.")
  private String workerImage;

  @Option(names = "--project", paramLabel = "ID", description = "Dataflow: who pays.")
  private String project;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Dataflow: where workers run, such as europe-west4.")
  private String region;

  @Option(
      names = "--spec",
      paramLabel = "gs://FILE",
      description = "Dataflow: the template spec, as TEMPLATE-spec.json is rendered.")
  private String spec;

  @Option(
      names = "--serviceAccount",
      paramLabel = "ACCOUNT",
      description = "Dataflow: whom workers act as. Flink on Kubernetes: the pods' account.")
  private String serviceAccount;

  @Option(
      names = "--launcherMachineType",
      paramLabel = "TYPE",
      description = "Dataflow: the machine that builds the job (default: n1-standard-2).")
  private String launcherMachineType;

  @Option(
      names = "--tempLocation",
      paramLabel = "gs://DIR",
      description = "Dataflow: for files of the job.")
  private String tempLocation;

  @Option(
      names = "--flinkMaster",
      paramLabel = "HOST:PORT",
      description = "Flink: the REST address of a session cluster.")
  private String flinkMaster;

  @Option(
      names = "--claim",
      paramLabel = "NAME",
      description =
          "Flink on Kubernetes: the volume claim that pods see as /data (default: imaging-data).")
  private String claim;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Flink: how many slots a job takes at most.")
  private int parallelism;

  /** What is launched, where, with which settings and parameters; found to be right. */
  record Launch(
      Template template,
      LaunchTarget target,
      LaunchSettings settings,
      LaunchParameters parameters) {}

  /**
   * The launch that a command line describes.
   *
   * @param key of the template
   * @param beam what stands after {@code --}
   * @param arguments the template's parameters
   * @param starts whether it is to start now, which takes more than to write it down
   * @throws UsageException listing everything that is wrong
   */
  Launch launch(String key, List<String> beam, List<String> arguments, boolean starts) {
    Template template = template(key);
    LaunchTarget target = target();
    LaunchSettings settings = settings(beam);
    List<String> problems = new ArrayList<>(settings.problems(target, starts));
    refuseUnknown(beam, problems);
    LaunchParameters parameters = LaunchParameters.read(template, target, arguments, problems);
    if (target == LaunchTarget.DATAFLOW) {
      BucketPaths.refuseLocal(parameters, problems);
    }
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
    return new Launch(template, target, settings, parameters);
  }

  /** What Beam would not take once its job has been started elsewhere, and is not known yet. */
  private static void refuseUnknown(List<String> beam, List<String> problems) {
    List<String> unsuspected =
        beam.stream()
            .filter(option -> option.startsWith("--"))
            .filter(option -> problems.stream().noneMatch(one -> one.startsWith(name(option))))
            .toList();
    try {
      BeamArguments.parse(unsuspected);
    } catch (UsageException e) {
      problems.add(e.getMessage());
    }
  }

  private static String name(String option) {
    return option.replaceFirst("(?s)=.*", "") + " ";
  }

  /**
   * The target that was named.
   *
   * @throws UsageException where there is none of that name
   */
  private LaunchTarget target() {
    return Arrays.stream(LaunchTarget.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(target))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("--target must be local, flink or dataflow, is " + target));
  }

  private LaunchSettings settings(List<String> beam) {
    return new LaunchSettings(
        Optional.ofNullable(name),
        Optional.ofNullable(image),
        Optional.ofNullable(workerImage),
        Optional.ofNullable(project),
        Optional.ofNullable(region),
        Optional.ofNullable(spec),
        Optional.ofNullable(serviceAccount),
        Optional.ofNullable(launcherMachineType),
        Optional.ofNullable(tempLocation),
        Optional.ofNullable(flinkMaster),
        Optional.ofNullable(claim),
        parallelism,
        ImmutableList.copyOf(beam));
  }

  /**
   * The template of that name.
   *
   * @throws UsageException where there is none
   */
  static Template template(String key) {
    return Template.named(key)
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no template "
                        + key
                        + Spelling.closest(key, Template.keys())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; there are " + String.join(", ", Template.keys()))));
  }
}
