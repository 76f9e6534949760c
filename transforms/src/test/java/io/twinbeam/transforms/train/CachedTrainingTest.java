package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same run with its volumes in memory, on the disk, and read from the workspace every time. */
final class CachedTrainingTest {

  private static final RunName RUN = new RunName("dual-uncertainty", 3);

  @TempDir private Path folder;

  private record Outcome(String weights, long hits, long diskHits, long misses) {}

  private Outcome train(String name, long memoryBytes, long diskBytes) {
    Pipeline pipeline = Pipeline.create();
    Capture<TrainedRun> trained =
        Capture.of(
            pipeline
                .apply(
                    Create.of(TrainSegmenterTest.keyed(RUN, SmallData.split()))
                        .withCoder(
                            KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class))))
                .apply(
                    TrainSegmenter.of(
                            SmallData.workspaceAt(folder.resolve(name)),
                            Map.of(RUN, SmallRuns.settings(RUN, 4, 2)))
                        .withCache(
                            new CacheBudget(
                                0, OptionalLong.of(memoryBytes), OptionalLong.of(diskBytes))))
                .get(TrainSegmenter.TRAINED));
    PipelineResult result = Capture.run(pipeline);
    return new Outcome(
        trained.only().content(),
        Capture.counter(result, TrainSegmenter.class, "cache_hits"),
        Capture.counter(result, TrainSegmenter.class, "cache_disk_hits"),
        Capture.counter(result, TrainSegmenter.class, "cache_misses"));
  }

  @Test
  void weightsAreTheSameWhereverVolumesComeFromAndCountersTellWhere() {
    Outcome nowhere = train("nowhere", 0, 0);
    Outcome memory = train("memory", 1 << 26, 0);
    Outcome disk = train("disk", 0, 1 << 26);

    assertEquals(nowhere.weights(), memory.weights());
    assertEquals(nowhere.weights(), disk.weights());
    long reads = nowhere.misses();
    assertEquals(new Outcome(nowhere.weights(), 0, 0, reads), nowhere);
    // Two images and label maps, and two images without.
    assertEquals(new Outcome(nowhere.weights(), reads - 6, 0, 6), memory);
    assertEquals(0, disk.hits());
    assertEquals(reads, disk.diskHits() + disk.misses());
    // Fewer where a process that was killed left some of these volumes.
    assertTrue(disk.misses() <= 6, disk.toString());
  }
}
