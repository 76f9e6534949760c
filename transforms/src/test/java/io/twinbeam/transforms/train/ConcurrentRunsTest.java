package io.twinbeam.transforms.train;

import static io.twinbeam.transforms.train.TrainSegmenterTest.keyed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three runs in one process, with room for one or for all. */
final class ConcurrentRunsTest {

  private static final List<RunName> RUNS =
      List.of(
          new RunName("dual-uncertainty", 3), new RunName("supervised", 3), new RunName("cps", 4));

  @TempDir private Path folder;

  /** The runs, and the most that were in memory when a segment began. */
  private record Outcome(Set<TrainedRun> trained, long mostInMemory) {}

  private Outcome train(String workspace, int most) {
    Map<RunName, RunSettings> settings = new TreeMap<>(Comparator.comparing(RunName::runId));
    List<KV<String, SplitCase>> cases = new ArrayList<>();
    for (RunName run : RUNS) {
      settings.put(run, SmallRuns.settings(run, 3, 1));
      cases.addAll(keyed(run, SmallData.split()));
    }
    Pipeline pipeline = Pipeline.create();
    Capture<TrainedRun> trained =
        Capture.of(
            pipeline
                .apply(
                    Create.of(cases)
                        .withCoder(
                            KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class))))
                .apply(
                    TrainSegmenter.of(SmallData.workspaceAt(folder.resolve(workspace)), settings)
                        .withMaxConcurrentRunsPerWorker(most))
                .get(TrainSegmenter.TRAINED));
    PipelineResult result = Capture.run(pipeline);
    return new Outcome(new HashSet<>(trained.elements()), mostInMemory(result));
  }

  private static long mostInMemory(PipelineResult result) {
    long most = 0;
    for (MetricResult<DistributionResult> found :
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named(TrainSegmenter.class, "runs_in_memory"))
                    .build())
            .getDistributions()) {
      most = Math.max(most, found.getAttempted().getMax());
    }
    return most;
  }

  @Test
  void roomForOneRunGivesTheSameWeightsAsRoomForAll() {
    Outcome one = train("one", 1);
    Outcome all = train("all", 3);

    assertEquals(3, one.trained().size());
    assertEquals(all.trained(), one.trained());
    assertEquals(1, one.mostInMemory());
    assertTrue(all.mostInMemory() > 1, "runs take turns: " + all);
  }
}
