package io.twinbeam.pipelines.dryrun;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.SamplePipeline;
import io.twinbeam.pipelines.results.CsvTable;
import io.twinbeam.pipelines.results.Manifest;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;

/**
 * What a look at a data set has found.
 *
 * @param cases how many there are
 * @param labelled how many of them have a label map
 * @param keptForTest how many of those with one the data set itself keeps for testing
 * @param leftOut how many of those without one it keeps for testing
 * @param unusable inputs that belong to no case that could be used
 * @param entries of the first cases by id, which were preprocessed
 * @param failures of these and of the unusable inputs, in words
 * @param bytesPerCase of an artifact, on average; 0 where no case could be preprocessed
 * @param secondsPerCase of preprocessing on one core; 0 likewise
 */
public record DataSample(
    long cases,
    long labelled,
    long keptForTest,
    long leftOut,
    long unusable,
    List<ManifestEntry> entries,
    List<String> failures,
    long bytesPerCase,
    double secondsPerCase) {

  /** Runs a pipeline here and now. */
  @FunctionalInterface
  public interface Runner {

    /** The counters and means of distributions of the pipeline that {@code builder} makes. */
    Measured run(Consumer<Pipeline> builder);
  }

  /**
   * What a pipeline has measured.
   *
   * @param counters by name; one that never rose may be missing
   * @param means of distributions by name, likewise
   */
  public record Measured(Map<String, Long> counters, Map<String, Double> means) {

    long count(String counter) {
      return counters.getOrDefault(counter, 0L);
    }
  }

  /** Looks at {@code source}: lists all of it, and preprocesses its first {@code count} cases. */
  static DataSample of(DataSource source, PreprocessSettings settings, int count, Runner runner)
      throws IOException {
    Path scratch = Files.createTempDirectory("twinbeam-dry-run-");
    try {
      RunDirectory tables = new RunDirectory(Files.createDirectories(scratch.resolve("tables")));
      Measured measured =
          runner.run(
              pipeline ->
                  SamplePipeline.build(
                      pipeline, source, settings, count, scratch.toString(), tables));
      List<ManifestEntry> entries = Manifest.readEntries(tables);
      long processed = entries.stream().filter(entry -> entry.result() != null).count();
      return new DataSample(
          measured.count(SamplePipeline.CASES),
          measured.count(SamplePipeline.LABELLED),
          measured.count(SamplePipeline.KEPT_FOR_TEST),
          measured.count(SamplePipeline.LEFT_OUT),
          measured.count(SamplePipeline.UNUSABLE),
          entries,
          failures(tables),
          processed == 0 ? 0 : size(scratch.resolve("artifacts")) / processed,
          measured.means().getOrDefault(PreprocessCases.MSEC, 0.0) / 1000);
    } finally {
      Folders.delete(scratch);
    }
  }

  private static List<String> failures(RunDirectory tables) throws IOException {
    return CsvTable.read(tables.path().resolve(RunDirectory.FAILED_CASES)).stream()
        .map(row -> row.get("case_id") + ": " + row.get("reason") + ", " + row.get("message"))
        .toList();
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.toList()) {
        sum += Folders.isFile(file) ? Files.size(file) : 0;
      }
      return sum;
    }
  }

  /** The preprocessed shapes of the first cases. */
  List<GridShape> shapes() {
    return entries.stream()
        .filter(entry -> entry.result() != null)
        .map(entry -> GridShape.parse(entry.result().shape()))
        .toList();
  }
}
