package io.twinbeam.pipelines.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The options of Beam of a launch on Dataflow, divided into those that are fields of the launch's
 * environment and the others. The service gives a job the environment of the launch in place of the
 * template's, field by field, and the other options beside it; Beam refuses an option that it is
 * given twice. So what a template sets may be set otherwise as a field alone.
 *
 * @param fields values by field of {@code FlexTemplateRuntimeEnvironment}
 * @param flags the same for gcloud
 * @param others options without a field, each {@code name=value}
 */
record JobEnvironment(
    ImmutableMap<String, Object> fields,
    ImmutableList<String> flags,
    ImmutableList<String> others) {

  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,8}");

  /** A field: its name in the API, and the flag of {@code gcloud dataflow flex-template run}. */
  private record Field(String name, String flag, boolean number) {}

  private static final ImmutableMap<String, Field> FIELDS =
      ImmutableMap.<String, Field>builder()
          .put("workerMachineType", new Field("machineType", "--worker-machine-type", false))
          .put("numWorkers", new Field("numWorkers", "--num-workers", true))
          .put("maxNumWorkers", new Field("maxWorkers", "--max-workers", true))
          .put("workerRegion", new Field("workerRegion", "--worker-region", false))
          .put("workerZone", new Field("workerZone", "--worker-zone", false))
          .put("network", new Field("network", "--network", false))
          .put("subnetwork", new Field("subnetwork", "--subnetwork", false))
          .put("stagingLocation", new Field("stagingLocation", "--staging-location", false))
          .put("dataflowKmsKey", new Field("kmsKeyName", "--dataflow-kms-key", false))
          .build();

  /** Options that a job has from elsewhere, and what to do instead. */
  private static final ImmutableMap<String, String> SET_ELSEWHERE =
      ImmutableMap.<String, String>builder()
          .put("runner", "leave it out, it is DataflowRunner")
          .put("project", "give --project before the --")
          .put("region", "give --region before the --")
          .put("jobName", "give --name before the --")
          .put("serviceAccount", "give --serviceAccount before the --")
          .put("tempLocation", "give --tempLocation before the --")
          .put("gcpTempLocation", "give --tempLocation before the --")
          .put("templateLocation", "leave it out, the launcher has it from the service")
          .put("sdkContainerImage", "render the template spec anew with --workerImage, and copy it")
          .build();

  /** What {@code beam}, without a problem, comes to. */
  static JobEnvironment of(List<String> beam) {
    Map<String, Object> fields = new LinkedHashMap<>();
    List<String> flags = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String option : beam) {
      Field field = FIELDS.get(name(option));
      if (field == null) {
        others.add(option.substring("--".length()));
      } else {
        fields.put(field.name(), field.number() ? Integer.valueOf(value(option)) : value(option));
        flags.add(field.flag() + "=" + value(option));
      }
    }
    return new JobEnvironment(
        ImmutableMap.copyOf(fields), ImmutableList.copyOf(flags), ImmutableList.copyOf(others));
  }

  /** What a job would be given twice, or what no field takes. */
  static List<String> problems(List<String> beam) {
    List<String> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String option : beam) {
      String name = name(option);
      Field field = FIELDS.get(name);
      Optional.ofNullable(SET_ELSEWHERE.get(name))
          .ifPresent(
              cure ->
                  problems.add(
                      "--" + name + " after -- would reach the job twice on Dataflow; " + cure));
      if (field != null && !seen.add(name)) {
        problems.add("--" + name + " is given twice after --; keep one");
      }
      if (field != null && field.number() && !WHOLE.matcher(value(option)).matches()) {
        problems.add("--" + name + " must be a whole number from 1 up, is '" + value(option) + "'");
      } else if (field != null && value(option).isBlank()) {
        problems.add("--" + name + " must be given a value, or left out");
      }
    }
    return problems;
  }

  private static String name(String option) {
    return option.replaceFirst("^--", "").replaceFirst("(?s)=.*", "");
  }

  private static String value(String option) {
    int equals = option.indexOf('=');
    return equals < 0 ? "" : option.substring(equals + 1);
  }
}
