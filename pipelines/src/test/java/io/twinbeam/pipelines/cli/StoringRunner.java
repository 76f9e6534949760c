package io.twinbeam.pipelines.cli;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;

/** Runs nothing, as Dataflow's runner does where it stores a template. */
public final class StoringRunner extends PipelineRunner<PipelineResult> {

  private static final Deque<Pipeline> STORED = new ConcurrentLinkedDeque<>();

  private StoringRunner() {}

  public static StoringRunner fromOptions(PipelineOptions unused) {
    return new StoringRunner();
  }

  /** Runs what was stored first and not yet run, as the service does, on the DirectRunner. */
  static PipelineResult.State runStored() {
    return onDirectRunner(STORED.removeFirst());
  }

  /** Likewise, what was stored last. */
  static PipelineResult.State runLastStored() {
    return onDirectRunner(STORED.removeLast());
  }

  private static PipelineResult.State onDirectRunner(Pipeline pipeline) {
    pipeline.getOptions().setRunner(DirectRunner.class);
    return DirectRunner.fromOptions(pipeline.getOptions()).run(pipeline).waitUntilFinish();
  }

  /** Forgets what was stored and not run. */
  static void clear() {
    STORED.clear();
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    STORED.add(pipeline);
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
