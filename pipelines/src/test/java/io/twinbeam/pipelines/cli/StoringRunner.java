package io.twinbeam.pipelines.cli;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;

/** Runs nothing, as Dataflow's runner does where it stores a template. */
public final class StoringRunner extends PipelineRunner<PipelineResult> {

  private StoringRunner() {}

  public static StoringRunner fromOptions(PipelineOptions unused) {
    return new StoringRunner();
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    return new Stored();
  }

  private static final class Stored implements PipelineResult {

    @Override
    public State getState() {
      throw new UnsupportedOperationException();
    }

    @Override
    public State cancel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public State waitUntilFinish(Duration duration) {
      throw new UnsupportedOperationException();
    }

    @Override
    public State waitUntilFinish() {
      throw new UnsupportedOperationException();
    }

    @Override
    public MetricResults metrics() {
      throw new UnsupportedOperationException();
    }
  }
}
