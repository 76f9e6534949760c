package io.twinbeam.templates.dataflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * What Google's service would be sent: the job as the real runner makes it, and the portable
 * pipeline that lies in the staging folder beside it. Nothing leaves this process.
 *
 * @param job as the service's REST API has it
 * @param jobBytes the size of the request that creates it
 * @param pipeline with the environment, and so the resource hints, of every step
 * @param stagedFiles where each file comes from that workers get, by the name it gets
 */
record DataflowJob(
    JsonNode job, long jobBytes, RunnerApi.Pipeline pipeline, Map<String, String> stagedFiles) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Translates what {@code builder} adds to a pipeline.
   *
   * @param folder for the template file
   * @param filesToStage what workers need; empty for the class path of this process
   */
  static DataflowJob of(Path folder, List<String> filesToStage, Consumer<Pipeline> builder)
      throws IOException {
    Path template = folder.resolve("template.json");
    DataflowPipelineOptions options =
        PipelineOptionsFactory.fromArgs(
                "--runner=DataflowRunner",
                "--project=twinbeam-test",
                "--region=europe-west4",
                "--jobName=twinbeam",
                "--gcpTempLocation=gs://bucket/temp",
                "--stagingLocation=gs://bucket/staging",
                "--experiments=use_runner_v2",
                "--sdkContainerImage=europe-docker.pkg.dev/twinbeam-test/twinbeam/worker:1")
            .as(DataflowPipelineOptions.class);
    options.setPathValidatorClass(NoopPathValidator.class);
    options.setCredentialFactoryClass(NoopCredentialFactory.class);
    options.setStagerClass(KeptStager.class);
    if (!filesToStage.isEmpty()) {
      options.setFilesToStage(filesToStage);
    }
    options.setTemplateLocation(template.toString());
    Pipeline pipeline = Pipeline.create(options);
    builder.accept(pipeline);
    KeptStager.clear();
    pipeline.run();
    JsonNode job = JSON.readTree(Files.readAllBytes(template));
    return new DataflowJob(
        job,
        Files.size(template),
        RunnerApi.Pipeline.parseFrom(KeptStager.file("pipeline.pb")),
        KeptStager.staged());
  }

  /** The names of all steps that do something, as update compatibility and dashboards know them. */
  List<String> stepNames() {
    List<String> names = new ArrayList<>();
    leaves().values().forEach(transform -> names.add(transform.getUniqueName()));
    return names.stream().sorted().toList();
  }

  /** The names of all steps that must have ended before {@code step} sees its last element. */
  Set<String> upstream(String step) {
    Map<String, RunnerApi.PTransform> producers = new TreeMap<>();
    Deque<RunnerApi.PTransform> reached = new ArrayDeque<>();
    for (RunnerApi.PTransform transform : leaves().values()) {
      transform.getOutputsMap().values().forEach(output -> producers.put(output, transform));
      if (transform.getUniqueName().equals(step)) {
        reached.add(transform);
      }
    }
    Set<String> names = new TreeSet<>();
    while (!reached.isEmpty()) {
      RunnerApi.PTransform next = reached.remove();
      if (names.add(next.getUniqueName())) {
        next.getInputsMap().values().forEach(input -> reached.add(producers.get(input)));
      }
    }
    return names;
  }

  /** Transforms without parts, by id. */
  private Map<String, RunnerApi.PTransform> leaves() {
    Map<String, RunnerApi.PTransform> leaves = new TreeMap<>();
    pipeline
        .getComponents()
        .getTransformsMap()
        .forEach(
            (id, transform) -> {
              if (transform.getSubtransformsCount() == 0) {
                leaves.put(id, transform);
              }
            });
    return leaves;
  }

  /** The resource hints of every step that has any, as text, by name. */
  Map<String, Map<String, String>> hints() {
    Map<String, Map<String, String>> hints = new TreeMap<>();
    for (RunnerApi.PTransform transform : leaves().values()) {
      RunnerApi.Environment environment =
          pipeline
              .getComponents()
              .getEnvironmentsMap()
              .getOrDefault(
                  transform.getEnvironmentId(), RunnerApi.Environment.getDefaultInstance());
      Map<String, String> own = new TreeMap<>();
      environment.getResourceHintsMap().forEach((urn, value) -> own.put(urn, value.toStringUtf8()));
      if (!own.isEmpty()) {
        hints.put(transform.getUniqueName(), own);
      }
    }
    return hints;
  }

  /** The coders of what is grouped, and so crosses machines, by the name of the grouping. */
  Map<String, String> shuffled() {
    Map<String, String> shuffled = new TreeMap<>();
    for (RunnerApi.PTransform transform : leaves().values()) {
      if (transform.getSpec().getUrn().equals("beam:transform:group_by_key:v1")) {
        String input = transform.getInputsMap().values().iterator().next();
        shuffled.put(
            transform.getUniqueName(),
            coder(pipeline.getComponents().getPcollectionsOrThrow(input).getCoderId()));
      }
    }
    return shuffled;
  }

  /** The coders of side inputs, by the step that reads them. */
  Map<String, TreeSet<String>> sideInputs() {
    Map<String, TreeSet<String>> sides = new TreeMap<>();
    for (RunnerApi.PTransform transform : leaves().values()) {
      if (!transform.getSpec().getUrn().equals("beam:transform:pardo:v1")) {
        continue;
      }
      for (String side : parDo(transform).getSideInputsMap().keySet()) {
        String collection = transform.getInputsOrThrow(side);
        sides
            .computeIfAbsent(transform.getUniqueName(), key -> new TreeSet<>())
            .add(coder(pipeline.getComponents().getPcollectionsOrThrow(collection).getCoderId()));
      }
    }
    return sides;
  }

  private static RunnerApi.ParDoPayload parDo(RunnerApi.PTransform transform) {
    try {
      return RunnerApi.ParDoPayload.parseFrom(transform.getSpec().getPayload());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** State cells and timers, by the step that has them. */
  private Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    for (RunnerApi.PTransform transform : leaves().values()) {
      if (transform.getSpec().getUrn().equals("beam:transform:pardo:v1")) {
        RunnerApi.ParDoPayload payload = parDo(transform);
        TreeSet<String> names = new TreeSet<>(payload.getStateSpecsMap().keySet());
        names.addAll(payload.getTimerFamilySpecsMap().keySet());
        if (!names.isEmpty()) {
          states.put(transform.getUniqueName(), String.join(", ", names));
        }
      }
    }
    return states;
  }

  /** All of the above as lines of text. */
  String summary() {
    StringBuilder text = new StringBuilder();
    text.append("steps\n");
    stepNames().forEach(name -> text.append("  ").append(name).append('\n'));
    append(text, "resource hints", hints());
    append(text, "shuffled", shuffled());
    append(text, "side inputs", sideInputs());
    append(text, "state and timers", states());
    return text.toString();
  }

  private static void append(StringBuilder text, String title, Map<String, ?> lines) {
    text.append(title).append('\n');
    lines.forEach((name, what) -> text.append("  " + name + "\n    " + what + "\n"));
  }

  private String coder(String id) {
    RunnerApi.Coder coder = pipeline.getComponents().getCodersOrThrow(id);
    String name = coder.getSpec().getUrn().replaceAll("^beam:coder:|:v1$", "");
    if (name.contains("javasdk")) {
      name = JavaCoders.name(coder.getSpec().getPayload().toByteArray());
    }
    List<String> parts = coder.getComponentCoderIdsList().stream().map(this::coder).toList();
    return parts.isEmpty() ? name : name + parts;
  }
}
