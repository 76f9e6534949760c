package io.twinbeam.templates.flink;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.PhantomSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The templates one after the other on one data set, each by the script that is rendered for a
 * target. Of the data set's seven cases, one is larger than the others and one is damaged.
 */
final class TemplateChain {

  static final int CASES = 7;
  static final String LARGE = "p05";
  static final String DAMAGED = "p06";

  /** Voxels of the large case. */
  static final int LARGE_VOXELS = 24 * 24 * 24;

  private static final String DIRECTORY = "Run directory: ";
  static final Duration LIMIT = Duration.ofMinutes(6);

  private static final String EXPERIMENT =
      """
      name: chain
      data:
        classes: {ball: [1], shell: [2]}
      split: {seed: 1, test: 2, labelled: 2}
      methods: [dual-uncertainty]
      seeds: [1]
      networks: {width: 1}
      training:
        steps: 4
        segmentSteps: 2
        patch: 16x16x16
        threads: 1
      evaluation: {stride: 16x16x16}
      """;

  /** What is launched, in this order. */
  enum Step {
    /** Of seven cases two fail here, which is more than may. */
    PREPROCESS("preprocess", 2, 1),
    TRAIN("train", 1, 0),
    EXPERIMENT("experiment", 1, 0),
    PSEUDO_LABEL("pseudo-label", 1, 0),
    EVALUATE("evaluate", 1, 0);

    final String template;
    final int parallelism;
    final int status;

    Step(String template, int parallelism, int status) {
      this.template = template;
      this.parallelism = parallelism;
      this.status = status;
    }
  }

  /** Where templates are launched, and how. */
  enum Target {
    /** On this machine, by {@code bin/twinbeam launch}. */
    LOCAL,
    /** On the session cluster, by the script that {@code bin/twinbeam templates render} writes. */
    FLINK
  }

  private final Session session;
  private final Path folder;
  private final Path data;
  private final Path experiment;
  private final Target target;
  private final Map<Step, String> output = new EnumMap<>(Step.class);

  /**
   * @param folder for all files; {@code work} in it takes what the templates make
   */
  TemplateChain(Session session, Path folder, Path data, Target target) throws IOException {
    this.session = session;
    this.folder = Files.createDirectories(folder);
    this.data = data;
    this.experiment = Files.writeString(folder.resolve("chain.yaml"), EXPERIMENT);
    this.target = target;
  }

  /** Writes the data set. */
  static void writeData(Path data) throws IOException {
    Files.createDirectories(data.resolve("images"));
    Files.createDirectories(data.resolve("labels"));
    for (int index = 0; index < CASES; index++) {
      String name = "p%02d".formatted(index);
      GridShape shape = new GridShape(24, 24, name.equals(LARGE) ? 24 : 20);
      PhantomCase phantom = Phantom.generate(PhantomSpec.ofShape(shape), 5, index);
      Path image = data.resolve("images/" + name + ".nii.gz");
      try (OutputStream images = Files.newOutputStream(image);
          OutputStream labels = Files.newOutputStream(data.resolve("labels/" + name + ".nii.gz"))) {
        Nifti.writeGz(phantom.image(), images);
        Nifti.writeGz(phantom.labels(), labels);
      }
      if (name.equals(DAMAGED)) {
        Files.write(image, "not an image".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** Launches {@code step}, and returns the exit status. */
  int run(Step step) throws Exception {
    List<String> command =
        target == Target.LOCAL
            ? twinbeam(step, "launch", step.template, "--target=local")
            : List.of(rendered(step).toString());
    try (LoggedProcess process = start(step.template, command)) {
      int status = process.status(LIMIT);
      output.put(step, process.text());
      return status;
    }
  }

  private Path rendered(Step step) throws Exception {
    List<String> render =
        twinbeam(
            step,
            "templates",
            "render",
            step.template,
            "--into=" + folder,
            "--target=flink",
            "--flinkMaster=" + session.cluster().address(),
            "--parallelism=" + step.parallelism);
    try (LoggedProcess process = start("render-" + step.template, render)) {
      if (process.status(LIMIT) != 0) {
        throw new AssertionError(process.tail());
      }
    }
    return folder.resolve(step.template + "-submit.sh");
  }

  private List<String> twinbeam(Step step, String... words) {
    List<String> command = new ArrayList<>(List.of(session.twinbeam().toString()));
    command.addAll(List.of(words));
    command.addAll(parameters(step));
    return command;
  }

  private LoggedProcess start(String name, List<String> command) throws IOException {
    Path log = Files.createTempFile(folder, name + "-", ".log");
    return LoggedProcess.start(log, session.environment(), command);
  }

  private List<String> parameters(Step step) {
    return switch (step) {
      case PREPROCESS ->
          List.of(
              "--input=" + data,
              "--output=" + made("prepared"),
              "--recipe=default",
              "--maxVoxels=" + (LARGE_VOXELS - 1));
      case TRAIN -> trained("--maxConcurrentRunsPerWorker=1");
      case EXPERIMENT -> trained();
      case PSEUDO_LABEL -> applied("labels", "--share=0.25", "--method=dual-uncertainty");
      case EVALUATE -> applied("evaluation", "--networks=a", "--probabilities");
    };
  }

  private List<String> trained(String... more) {
    List<String> parameters = new ArrayList<>();
    parameters.add("--experimentFile=" + experiment);
    parameters.add("--data=" + data);
    parameters.add("--workspace=" + made("workspace"));
    parameters.add("--device=cpu");
    parameters.add("--maxFailed=15%");
    parameters.addAll(List.of(more));
    return parameters;
  }

  private List<String> applied(String output, String... more) {
    List<String> parameters = new ArrayList<>();
    parameters.add("--run=" + directory(Step.EXPERIMENT));
    parameters.add("--data=" + data);
    parameters.add("--output=" + made(output));
    parameters.add("--maxFailed=15%");
    parameters.addAll(List.of(more));
    return parameters;
  }

  Path experiment() {
    return experiment;
  }

  /** Where everything is that the templates make. */
  Path made() {
    return folder.resolve("work");
  }

  Path made(String name) {
    return made().resolve(name);
  }

  /** The run directory that {@code step}, {@link Step#TRAIN} or {@link Step#EXPERIMENT}, named. */
  Path directory(Step step) {
    return output(step)
        .lines()
        .filter(line -> line.startsWith(DIRECTORY))
        .map(line -> Path.of(line.substring(DIRECTORY.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError(output(step)));
  }

  /** What {@code step} printed when it was run last. */
  String output(Step step) {
    return output.getOrDefault(step, step + " was not run");
  }
}
