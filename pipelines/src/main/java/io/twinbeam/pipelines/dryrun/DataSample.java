package io.twinbeam.pipelines.dryrun;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.SamplePipeline;
import io.twinbeam.pipelines.results.CsvTable;
import io.twinbeam.pipelines.results.Manifest;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * What a look at a data set has found.
 *
 * @param cases how many there are
 * @param labelled how many of them have a label map
 * @param unusable inputs that belong to no case that could be used
 * @param entries of the first cases by id, which were preprocessed
 * @param failures of these and of the unusable inputs, in words
 * @param bytesPerCase of an artifact, on average; 0 where no case could be preprocessed
 * @param secondsPerCase of preprocessing on one core; 0 likewise
 */
record DataSample(
    long cases,
    long labelled,
    long unusable,
    List<ManifestEntry> entries,
    List<String> failures,
    long bytesPerCase,
    double secondsPerCase) {

  /** Runs a pipeline and gives what its counters and distributions are at the end. */
  interface Runner extends Function<Consumer<Pipeline>, Measured> {}

  /** What a pipeline has measured. */
  record Measured(Map<String, Long> counters, double preprocessMsec) {

    static Measured of(PipelineResult result) {
      MetricQueryResults all = result.metrics().queryMetrics(MetricsFilter.builder().build());
      Map<String, Long> counters = new TreeMap<>();
      for (MetricResult<Long> counter : all.getCounters()) {
        counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
      }
      double msec = 0;
      for (MetricResult<DistributionResult> distribution : all.getDistributions()) {
        if (distribution.getName().getName().equals(PreprocessCases.MSEC)) {
          msec = distribution.getAttempted().getMean();
        }
      }
      return new Measured(counters, Double.isNaN(msec) ? 0 : msec);
    }

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
          runner.apply(
              pipeline ->
                  SamplePipeline.build(
                      pipeline, source, settings, count, scratch.toString(), tables));
      List<ManifestEntry> entries = Manifest.readEntries(tables);
      long processed = entries.stream().filter(entry -> entry.result() != null).count();
      return new DataSample(
          measured.count(SamplePipeline.CASES),
          measured.count(SamplePipeline.LABELLED),
          measured.count(SamplePipeline.UNUSABLE),
          entries,
          failures(tables),
          processed == 0 ? 0 : size(scratch.resolve("artifacts")) / processed,
          measured.preprocessMsec() / 1000);
    } finally {
      MoreFiles.deleteRecursively(scratch, RecursiveDeleteOption.ALLOW_INSECURE);
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
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
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
