package io.twinbeam.transforms;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * The elements of a collection after its pipeline ran in this process, for assertions that compare
 * several pipelines; where one is enough, PAssert serves.
 */
public final class Capture<T> {

  private static final Map<String, Queue<Object>> ELEMENTS = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  private Capture() {}

  public static <T> Capture<T> of(PCollection<T> elements) {
    Capture<T> capture = new Capture<>();
    ELEMENTS.put(capture.id, new ConcurrentLinkedQueue<>());
    elements.apply("Capture-" + capture.id, ParDo.of(new KeepFn<>(capture.id)));
    return capture;
  }

  /** In no particular order. */
  @SuppressWarnings("unchecked") // Only elements of the captured collection are put there.
  public List<T> elements() {
    return (List<T>) List.copyOf(ELEMENTS.get(id));
  }

  public T only() {
    List<T> all = elements();
    if (all.size() != 1) {
      throw new AssertionError("one element expected, got " + all);
    }
    return all.get(0);
  }

  /** Runs {@code pipeline} to its end. */
  public static PipelineResult run(Pipeline pipeline) {
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result;
  }

  /** The value of a counter, 0 where it was never raised. */
  public static long counter(PipelineResult result, Class<?> owner, String name) {
    MetricQueryResults found =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder().addNameFilter(MetricNameFilter.named(owner, name)).build());
    long sum = 0;
    for (var counter : found.getCounters()) {
      sum += counter.getAttempted();
    }
    return sum;
  }

  private static final class KeepFn<T> extends DoFn<T, Void> {

    private final String id;

    KeepFn(String id) {
      this.id = id;
    }

    @ProcessElement
    public void processElement(@Element T element) {
      ELEMENTS.get(id).add(element);
    }
  }
}
