package io.twinbeam.pipelines.cli;

import com.google.common.collect.Maps;
import io.twinbeam.pipelines.Ending;
import io.twinbeam.pipelines.FinishResults;
import io.twinbeam.pipelines.dryrun.DataSample;
import io.twinbeam.transforms.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;

/** Runs a pipeline to its end and says what was measured. */
final class PipelineRun {

  private static final String OURS = "io.twinbeam.";

  private PipelineRun() {}

  /**
   * Builds, runs and waits.
   *
   * @param ending what is done afterwards: by the caller, or by the last step of a pipeline that is
   *     to be handed over
   * @return runner, duration, and the counters and distributions of our transforms
   * @throws HandedOverException where the runner stored the pipeline, for others to run
   * @throws IllegalStateException where the pipeline did not finish
   */
  static Map<String, Object> execute(
      PipelineOptions options, Ending ending, Consumer<Pipeline> builder) {
    return execute(
        options,
        pipeline -> {
          builder.accept(pipeline);
          HandOver.launch().ifPresent(launch -> FinishResults.addTo(pipeline, launch, ending));
        });
  }

  /** Likewise, of a pipeline that is but a part of a job. */
  static Map<String, Object> execute(PipelineOptions options, Consumer<Pipeline> builder) {
    Outcome outcome = run(options, builder);
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("runner", options.getRunner().getSimpleName());
    measured.put("pipelineSeconds", Math.round(outcome.seconds() * 100) / 100.0);
    measured.put("counters", outcome.counters());
    measured.put("distributions", described(outcome.distributions()));
    return measured;
  }

  /** Likewise, of a pipeline that only looks at data. */
  static DataSample.Measured sample(PipelineOptions options, Consumer<Pipeline> builder) {
    Outcome outcome = run(options, builder);
    return new DataSample.Measured(
        outcome.counters(),
        Maps.transformValues(outcome.distributions(), DistributionResult::getMean));
  }

  /** What is known of a pipeline that has ended: counters and distributions of our transforms. */
  private record Outcome(
      double seconds, Map<String, Long> counters, Map<String, DistributionResult> distributions) {}

  private static Outcome run(PipelineOptions options, Consumer<Pipeline> builder) {
    Progress.reset();
    Pipeline pipeline = Pipeline.create(options);
    builder.accept(pipeline);
    long started = System.nanoTime();
    PipelineResult result = pipeline.run();
    PipelineResult.State state = end(result, options.getJobName());
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException(
          "the pipeline ended as "
              + state
              + "; what was finished is kept and reused by the next run");
    }
    double seconds = (System.nanoTime() - started) * 1e-9;
    MetricQueryResults metrics = result.metrics().queryMetrics(MetricsFilter.builder().build());
    return new Outcome(seconds, counters(metrics), distributions(metrics));
  }

  private static PipelineResult.State end(PipelineResult result, String job) {
    try {
      return result.waitUntilFinish();
    } catch (UnsupportedOperationException e) {
      // What Dataflow's runner gives for a template: there is a graph, and no job to wait for.
      throw new HandedOverException(job);
    }
  }

  // Attempted values: Flink has no committed ones. A retried bundle counts again.

  private static Map<String, Long> counters(MetricQueryResults metrics) {
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter : metrics.getCounters()) {
      if (isOurs(counter.getName())) {
        counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
      }
    }
    return counters;
  }

  private static Map<String, DistributionResult> distributions(MetricQueryResults metrics) {
    Map<String, DistributionResult> merged = new TreeMap<>();
    for (MetricResult<DistributionResult> distribution : metrics.getDistributions()) {
      if (isOurs(distribution.getName()) && distribution.getAttempted().getCount() > 0) {
        merged.merge(
            distribution.getName().getName(), distribution.getAttempted(), PipelineRun::merged);
      }
    }
    return merged;
  }

  private static Map<String, Map<String, Object>> described(
      Map<String, DistributionResult> distributions) {
    Map<String, Map<String, Object>> described = new TreeMap<>();
    distributions.forEach(
        (name, one) ->
            described.put(
                name,
                Map.of(
                    "count", one.getCount(),
                    "min", one.getMin(),
                    "mean", Math.round(one.getMean() * 100) / 100.0,
                    "max", one.getMax())));
    return described;
  }

  private static DistributionResult merged(DistributionResult one, DistributionResult other) {
    return DistributionResult.create(
        one.getSum() + other.getSum(),
        one.getCount() + other.getCount(),
        Math.min(one.getMin(), other.getMin()),
        Math.max(one.getMax(), other.getMax()));
  }

  private static boolean isOurs(MetricName name) {
    return name.getNamespace().startsWith(OURS);
  }
}
