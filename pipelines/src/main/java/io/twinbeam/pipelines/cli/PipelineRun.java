package io.twinbeam.pipelines.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;

/** Runs a pipeline to its end and says what was measured. */
final class PipelineRun {

  private static final String OURS = "io.twinbeam.";

  private PipelineRun() {}

  /**
   * Builds, runs and waits.
   *
   * @return runner, duration and the counters of our transforms
   * @throws IllegalStateException where the pipeline did not finish
   */
  static Map<String, Object> execute(PipelineOptions options, Consumer<Pipeline> builder) {
    Pipeline pipeline = Pipeline.create(options);
    builder.accept(pipeline);
    long started = System.nanoTime();
    PipelineResult result = pipeline.run();
    PipelineResult.State state = result.waitUntilFinish();
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException(
          "the pipeline ended as "
              + state
              + "; what was finished is kept and reused by the next run");
    }
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("runner", options.getRunner().getSimpleName());
    measured.put("pipelineSeconds", Math.round((System.nanoTime() - started) * 1e-7) / 100.0);
    measured.put("counters", counters(result));
    return measured;
  }

  /** Attempted counts: Flink has no committed ones. A retried bundle counts again. */
  private static Map<String, Long> counters(PipelineResult result) {
    Map<String, Long> counters = new TreeMap<>();
    result
        .metrics()
        .queryMetrics(MetricsFilter.builder().build())
        .getCounters()
        .forEach(
            counter -> {
              if (counter.getName().getNamespace().startsWith(OURS)) {
                counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
              }
            });
    return counters;
  }
}
