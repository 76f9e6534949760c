package io.twinbeam.pipelines;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.sun.management.OperatingSystemMXBean;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.Trainer;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.results.CasesTable;
import io.twinbeam.pipelines.results.CsvTable;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.io.ReadCases;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.split.AssignSplits;
import io.twinbeam.transforms.train.TrainSegmenter;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.commons.csv.CSVRecord;

/**
 * The same run trained by a plain loop over {@link Trainer} and by {@link TrainSegmenter} on
 * runners, in turn in one process. Prints a line per turn: side, steps, repeat, wall and CPU
 * seconds; {@code bench/overhead} makes the table.
 *
 * <p>The loop makes the networks, reads the cases and steps; it writes no checkpoint. A pipeline
 * does the rest as well: it gathers the cases, writes and checks checkpoints, emits the log.
 */
public final class OverheadBench {

  private static final String LOOP = "loop";

  private static final Map<String, List<String>> RUNNERS =
      Map.of(
          "direct", List.of("--runner=DirectRunner"),
          "flink", List.of("--runner=FlinkRunner", "--parallelism=1"));

  private final String yaml;
  private final Path folder;
  private final Path prepared;
  private final PrintStream out;
  private List<SplitCase> cases;
  private int workspaces;

  private OverheadBench(String yaml, Path folder, PrintStream out) {
    this.yaml = yaml;
    this.folder = folder;
    this.prepared = folder.resolve("prepared");
    this.out = out;
  }

  /** Arguments: experiment file, folder to work in, steps of a segment, segments, repeats. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err); // Lines of the transforms' progress are no figures.
    OverheadBench bench =
        new OverheadBench(Files.readString(Path.of(arguments[0])), Path.of(arguments[1]), out);
    int segment = Integer.parseInt(arguments[2]);
    int segments = Integer.parseInt(arguments[3]);
    bench.prepare(segment);
    for (int repeat = 0; repeat <= Integer.parseInt(arguments[4]); repeat++) {
      for (String side : List.of(LOOP, "direct", "flink")) {
        bench.turn(side, segment, segment, repeat);
        bench.turn(side, segment, segment * segments, repeat);
      }
    }
  }

  private Experiment experiment(int segment, int steps) {
    String changed =
        yaml.replaceFirst("(?m)^  steps: .*$", "  steps: " + steps)
            .replaceFirst("(?m)^  segmentSteps: .*$", "  segmentSteps: " + segment);
    return ExperimentFile.parse(changed, "experiment");
  }

  /** Preprocesses the cases, which is no part of what is measured. */
  private void prepare(int segment) throws IOException {
    Experiment experiment = experiment(segment, segment);
    RunDirectory tables = new RunDirectory(Files.createDirectories(folder.resolve("tables")));
    Pipeline pipeline = Pipeline.create();
    new Tables(tables)
        .cases(
            pipeline
                .apply(ReadCases.from(experiment.data()))
                .get(ReadCases.CASES)
                .apply(PreprocessCases.of(prepared.toString(), experiment.preprocessing()))
                .get(PreprocessCases.CASES)
                .apply(AssignSplits.of(experiment.split()))
                .get(AssignSplits.CASES),
            false);
    pipeline.run().waitUntilFinish();
    Path table = Path.of(tables.file(RunDirectory.CASES));
    CasesTable known = CasesTable.read(table);
    cases = new ArrayList<>();
    for (CSVRecord row : CsvTable.read(table)) {
      CaseRole role = CaseRole.valueOf(row.get("role").toUpperCase(Locale.ROOT));
      if (role == CaseRole.LABELLED || role == CaseRole.UNLABELLED) {
        cases.add(new SplitCase(role, known.get(row.get("case_id"))));
      }
    }
  }

  private void turn(String side, int segment, int steps, int repeat) throws IOException {
    Map.Entry<RunName, RunSettings> run =
        experiment(segment, steps).runs().entrySet().iterator().next();
    Path workspace = folder.resolve("workspace" + workspaces++);
    copy(prepared, workspace);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    System.gc();
    long cpu = system.getProcessCpuTime();
    long wall = System.nanoTime();
    if (side.equals(LOOP)) {
      loop(run.getValue(), workspace);
    } else {
      pipeline(run, workspace, RUNNERS.get(side));
    }
    out.printf(
        Locale.ROOT,
        "%s %d %d wall=%.3f cpu=%.3f%n",
        side,
        steps,
        repeat,
        (System.nanoTime() - wall) * 1e-9,
        (system.getProcessCpuTime() - cpu) * 1e-9);
    out.flush();
    MoreFiles.deleteRecursively(workspace, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  private void loop(RunSettings settings, Path workspace) throws IOException {
    StoredCases stored = new StoredCases(ArtifactStore.at(workspace.toString()));
    try (Trainer trainer =
        new Trainer(settings, new LoadedVolumes(stored, cases), Optional.empty())) {
      while (trainer.step() < settings.training().steps()) {
        trainer.train();
      }
    }
  }

  private void pipeline(Map.Entry<RunName, RunSettings> run, Path workspace, List<String> options) {
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs(options.toArray(String[]::new)).create());
    List<KV<String, SplitCase>> keyed =
        cases.stream().map(split -> KV.of(run.getKey().runId(), split)).toList();
    pipeline
        .apply(
            Create.of(keyed)
                .withCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class))))
        .apply(TrainSegmenter.of(workspace.toString(), Map.of(run.getKey(), run.getValue())));
    PipelineResult.State state = pipeline.run().waitUntilFinish();
    if (state != PipelineResult.State.DONE
        || !Files.isDirectory(workspace.resolve("artifacts/checkpoint"))) {
      throw new IllegalStateException("the pipeline ended as " + state + " without a checkpoint");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
