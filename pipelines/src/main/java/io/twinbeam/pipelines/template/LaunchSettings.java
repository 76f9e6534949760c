package io.twinbeam.pipelines.template;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where and as what a launch runs, which no result depends on. What is empty was not given.
 *
 * @param name of the job or the deployment; the name of the template behind {@code twinbeam-} where
 *     empty
 * @param image that launches on Dataflow, or runs on Kubernetes
 * @param workerImage of Dataflow's workers
 * @param project of Google Cloud
 * @param region of Google Cloud
 * @param spec the template spec on Google Cloud Storage
 * @param serviceAccount that workers run as, or the deployment on Kubernetes
 * @param launcherMachineType of Dataflow's launcher, a machine type of Compute Engine
 * @param tempLocation a folder on Google Cloud Storage for files of the job
 * @param flinkMaster HOST:PORT of a session cluster's REST endpoint
 * @param claim the persistent volume claim that a deployment mounts at {@code /data}
 * @param parallelism of a Flink job; 0 for Flink's default
 * @param beam further options of Beam, each {@code --name=value}
 */
public record LaunchSettings(
    Optional<String> name,
    Optional<String> image,
    Optional<String> workerImage,
    Optional<String> project,
    Optional<String> region,
    Optional<String> spec,
    Optional<String> serviceAccount,
    Optional<String> launcherMachineType,
    Optional<String> tempLocation,
    Optional<String> flinkMaster,
    Optional<String> claim,
    int parallelism,
    ImmutableList<String> beam) {

  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,38}[a-z0-9])?");
  private static final Pattern ADDRESS = Pattern.compile("[^:/\\s]+:[0-9]{1,5}");
  private static final Pattern REGION = Pattern.compile("[a-z]+-[a-z]+[0-9]+");
  private static final Pattern BUCKET = Pattern.compile("gs://[^/\\s]+/\\S+");
  private static final Pattern MACHINE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern OPTION = Pattern.compile("--[A-Za-z][A-Za-z0-9]*(=.*)?");

  /** The name of the job. */
  public String name(Template template) {
    return name.orElse("twinbeam-" + template.key());
  }

  /**
   * What is wrong with them, and for a launch what is missing.
   *
   * @param launch whether something is started, and not only written
   */
  public List<String> problems(LaunchTarget target, boolean launch) {
    List<String> problems = new ArrayList<>();
    check(problems, "name", name, NAME, "small letters, digits and dashes, at most 40");
    check(
        problems, "flinkMaster", flinkMaster, ADDRESS, "the REST address of a cluster, HOST:PORT");
    check(problems, "region", region, REGION, "a region, such as europe-west4");
    check(
        problems,
        "launcherMachineType",
        launcherMachineType,
        MACHINE,
        "a machine type, such as n1-standard-4");
    check(problems, "spec", spec, BUCKET, "a file on Google Cloud Storage, gs://BUCKET/FILE");
    check(problems, "tempLocation", tempLocation, BUCKET, "a folder, gs://BUCKET/FOLDER");
    if (parallelism < 0) {
      problems.add("--parallelism must be at least 1, is " + parallelism);
    }
    beam.stream()
        .filter(option -> !OPTION.matcher(option).matches())
        .forEach(
            option ->
                problems.add(
                    "'" + option + "' is not expected here; options of Beam start with --"));
    if (target == LaunchTarget.DATAFLOW) {
      problems.addAll(JobEnvironment.problems(beam));
    }
    if (target == LaunchTarget.FLINK) {
      refuseTwice(problems);
    }
    if (launch && target == LaunchTarget.FLINK) {
      require(
          problems, "flinkMaster", flinkMaster, "HOST:PORT of a session cluster's REST endpoint");
    }
    if (launch && target == LaunchTarget.DATAFLOW) {
      require(problems, "project", project, "the project that pays");
      require(problems, "region", region, "such as europe-west4");
      require(problems, "spec", spec, "the template spec, gs://BUCKET/FILE; see docs/dataflow.md");
    }
    return problems;
  }

  /** Beam refuses an option that it is given twice. */
  private void refuseTwice(List<String> problems) {
    List<String> set =
        parallelism > 0
            ? List.of("runner", "flinkMaster", "parallelism")
            : List.of("runner", "flinkMaster");
    for (String name : set) {
      if (beam.stream().anyMatch(option -> option.startsWith("--" + name + "="))) {
        problems.add(
            "--" + name + " after -- would reach Flink twice; leave it out, the launch gives it");
      }
    }
  }

  private static void check(
      List<String> problems, String option, Optional<String> value, Pattern rule, String words) {
    value
        .filter(text -> !rule.matcher(text).matches())
        .ifPresent(
            text -> problems.add("--" + option + " must be " + words + ", is '" + text + "'"));
  }

  private static void require(
      List<String> problems, String option, Optional<String> value, String words) {
    if (value.isEmpty()) {
      problems.add("--" + option + " is missing: " + words);
    }
  }
}
