package io.twinbeam.pipelines.template;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A template as a Flex Template of Google Cloud Dataflow: what its files say, and the command that
 * launches it. The fields are those of {@code ContainerSpec}, {@code TemplateMetadata} and {@code
 * LaunchFlexTemplateRequest} of the Dataflow API v1b3.
 */
public final class FlexTemplate {

  private static final String REPOSITORY = "REGION-docker.pkg.dev/PROJECT/twinbeam/";

  /**
   * Volumes, artifacts in the worker's cache, and the image itself. No field of the spec, as gcloud
   * has no flag by which a launch could set it otherwise.
   */
  private static final String DISK = "--diskSizeGb=100";

  private static final String LAUNCHER_MACHINE = "n1-standard-2";

  private final Template template;
  private final LaunchSettings settings;

  public FlexTemplate(Template template, LaunchSettings settings) {
    this.template = template;
    this.settings = settings;
  }

  /** What Google Cloud's console shows as a form, and checks before a launch. */
  public Map<String, Object> metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", "Twinbeam: " + template.title());
    metadata.put("description", template.description());
    metadata.put("streaming", false);
    metadata.put("parameters", template.parameters().stream().map(FlexTemplate::entry).toList());
    return metadata;
  }

  private static Map<String, Object> entry(TemplateParameter parameter) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", parameter.name());
    entry.put("label", parameter.label());
    entry.put("helpText", parameter.help());
    entry.put("paramType", parameter.kind().dataflowName());
    entry.put("isOptional", !parameter.required());
    parameter.standard().ifPresent(value -> entry.put("defaultValue", value));
    if (!parameter.regexes().isEmpty()) {
      entry.put("regexes", parameter.regexes());
    }
    if (!parameter.values().isEmpty()) {
      entry.put(
          "enumOptions",
          parameter.values().stream().map(value -> ImmutableMap.of("value", value)).toList());
    }
    return entry;
  }

  /**
   * The template spec: what is launched, in which image, on which machines unless told otherwise.
   */
  public Map<String, Object> spec() {
    Map<String, Object> environment = new LinkedHashMap<>();
    // An accelerator is asked for by the experiment, for the steps that compute with networks: as a
    // default here it would stand idle beside workers that preprocess. N1 machines can have one.
    environment.put("machineType", template.usesNetworks() ? "n1-highmem-8" : "n1-standard-4");
    environment.put("launcherMachineType", settings.launcherMachineType().orElse(LAUNCHER_MACHINE));
    environment.put("sdkContainerImage", settings.workerImage().orElse(REPOSITORY + "worker:TAG"));
    environment.put("additionalExperiments", List.of("use_runner_v2"));
    settings.serviceAccount().ifPresent(account -> environment.put("serviceAccountEmail", account));
    settings.tempLocation().ifPresent(folder -> environment.put("tempLocation", folder));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("image", settings.image().orElse(REPOSITORY + template.key() + ":TAG"));
    spec.put("sdkInfo", ImmutableMap.of("language", "JAVA"));
    spec.put("metadata", metadata());
    spec.put("defaultEnvironment", environment);
    return spec;
  }

  /** The body of a call of {@code flexTemplates.launch}, as a scheduler sends it. */
  public Map<String, Object> launchRequest(LaunchParameters parameters) {
    Map<String, Object> environment = new LinkedHashMap<>();
    settings.serviceAccount().ifPresent(account -> environment.put("serviceAccountEmail", account));
    settings.tempLocation().ifPresent(folder -> environment.put("tempLocation", folder));
    settings
        .launcherMachineType()
        .ifPresent(machine -> environment.put("launcherMachineType", machine));
    JobEnvironment job = JobEnvironment.of(settings.beam());
    environment.putAll(job.fields());
    if (!job.others().isEmpty()) {
      environment.put("additionalPipelineOptions", job.others());
    }
    Map<String, Object> launch = new LinkedHashMap<>();
    // Dataflow refuses a second active job of one name, so two launches do not overlap.
    launch.put("jobName", settings.name(template));
    launch.put("containerSpecGcsPath", spec(settings));
    launch.put("parameters", parameters.values());
    if (!environment.isEmpty()) {
      launch.put("environment", environment);
    }
    return ImmutableMap.of("launchParameter", launch);
  }

  /**
   * The options of Beam that a job has: those that are given, and where they do not say, the disk
   * of workers.
   *
   * @param given each {@code --name=value}
   */
  public static List<String> jobOptions(List<String> given) {
    List<String> options = new ArrayList<>(given);
    String disk = DISK.substring(0, DISK.indexOf('=') + 1);
    if (given.stream().noneMatch(option -> option.startsWith(disk))) {
      options.add(DISK);
    }
    return options;
  }

  private static String spec(LaunchSettings settings) {
    return settings.spec().orElse("gs://BUCKET/templates/TEMPLATE.json");
  }

  /** The words of the {@code gcloud} command that launches the template. */
  public List<String> command(LaunchParameters parameters) {
    List<String> words = new ArrayList<>(List.of("gcloud", "dataflow", "flex-template", "run"));
    words.add(settings.name(template));
    words.add("--project=" + settings.project().orElse("PROJECT"));
    words.add("--region=" + settings.region().orElse("REGION"));
    words.add("--template-file-gcs-location=" + spec(settings));
    if (!parameters.values().isEmpty()) {
      words.add(
          "--parameters="
              + listed(
                  parameters.values().entrySet().stream()
                      .map(one -> one.getKey() + "=" + one.getValue())
                      .toList()));
    }
    settings.serviceAccount().ifPresent(account -> words.add("--service-account-email=" + account));
    settings.tempLocation().ifPresent(folder -> words.add("--temp-location=" + folder));
    settings
        .launcherMachineType()
        .ifPresent(machine -> words.add("--launcher-machine-type=" + machine));
    JobEnvironment job = JobEnvironment.of(settings.beam());
    words.addAll(job.flags());
    if (!job.others().isEmpty()) {
      words.add("--additional-pipeline-options=" + listed(job.others()));
    }
    return words;
  }

  /** A list as gcloud reads it, with a separator of its own where a comma stands in an entry. */
  private static String listed(List<String> entries) {
    String separator =
        IntStream.of(',', ';', '~', '|', '#', '!')
            .mapToObj(Character::toString)
            .filter(mark -> entries.stream().noneMatch(entry -> entry.contains(mark)))
            .findFirst()
            .orElse("@twinbeam@");
    String prefix = separator.equals(",") ? "" : "^" + separator + "^";
    return prefix + entries.stream().collect(Collectors.joining(separator));
  }
}
