package io.twinbeam.transforms.train;

import com.google.common.base.Throwables;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.RemovalNotification;
import com.google.common.primitives.Ints;
import com.google.common.util.concurrent.ExecutionError;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * The volumes that the runs of a process read last: in memory, and what does not fit there as
 * {@link VolumeFiles} on the local disk. Both have a budget in bytes. A volume is the same, bit for
 * bit, wherever it comes from.
 */
final class VolumeCache {

  private static final Counter HITS = Metrics.counter(TrainSegmenter.class, "cache_hits");
  private static final Counter DISK_HITS = Metrics.counter(TrainSegmenter.class, "cache_disk_hits");
  private static final Counter MISSES = Metrics.counter(TrainSegmenter.class, "cache_misses");

  private static VolumeCache ofProcess;

  private final CacheBudget budget;
  private final VolumeFiles files;
  private final Cache<String, Held<?>> memory;

  /** A volume in memory, with all that it takes to write it to a file. */
  private record Held<V>(VolumeFormat<V> format, String content, V volume) {

    /** KiB, as weights are int, rounded up, so that the sum is never less than the bytes. */
    int weight() {
      return Ints.saturatedCast((format.voxelBytes(volume) + 1023) >> 10);
    }

    void keepIn(VolumeFiles files) {
      files.keep(format, content, volume);
    }
  }

  /** Reads a volume from where it is always found. */
  @FunctionalInterface
  interface Reader<V> {
    V read() throws IOException;
  }

  VolumeCache(CacheBudget budget, long heapBytes, Path folder) {
    this.budget = budget;
    this.files = new VolumeFiles(folder, budget.diskBytesIn(folder));
    this.memory =
        CacheBuilder.newBuilder()
            .concurrencyLevel(1) // Else each part would have a share of the budget.
            .maximumWeight(budget.memoryBytesOf(heapBytes) >> 10)
            .weigher((String name, Held<?> held) -> held.weight())
            .removalListener(this::onRemoval)
            .build();
  }

  /** The one cache of this process; another budget than before empties its memory. */
  static synchronized VolumeCache ofProcess(CacheBudget budget) {
    if (ofProcess == null || !ofProcess.budget.equals(budget)) {
      ofProcess =
          new VolumeCache(budget, Runtime.getRuntime().maxMemory(), VolumeFiles.usualFolder());
    }
    return ofProcess;
  }

  private void onRemoval(RemovalNotification<String, Held<?>> removed) {
    if (removed.wasEvicted()) {
      removed.getValue().keepIn(files);
    }
  }

  /**
   * The image of a case.
   *
   * @param content digest of what {@code reader} reads
   */
  Scan image(String content, Reader<Scan> reader) throws IOException {
    return get(VolumeFormat.IMAGE, content, reader);
  }

  /**
   * The label map of a case.
   *
   * @param content digest of what {@code reader} reads
   */
  LabelMap label(String content, Reader<LabelMap> reader) throws IOException {
    return get(VolumeFormat.LABEL, content, reader);
  }

  @SuppressWarnings("unchecked") // A name has the kind in it, so whoever asks put a V there.
  private <V> V get(VolumeFormat<V> format, String content, Reader<V> reader) throws IOException {
    boolean[] loaded = {false};
    try {
      Held<?> held =
          memory.get(
              format.fileName(content),
              () -> {
                loaded[0] = true;
                return new Held<>(format, content, load(format, content, reader));
              });
      if (!loaded[0]) {
        count(HITS);
      }
      return (V) held.volume();
    } catch (ExecutionException | UncheckedExecutionException | ExecutionError e) {
      Throwables.throwIfInstanceOf(e.getCause(), IOException.class);
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    }
  }

  private <V> V load(VolumeFormat<V> format, String content, Reader<V> reader) throws IOException {
    Optional<V> kept = files.read(format, content);
    count(kept.isPresent() ? DISK_HITS : MISSES);
    return kept.isPresent() ? kept.get() : reader.read();
  }

  private static void count(Counter counter) {
    counter.inc();
    Progress.count(counter.getName().getName());
  }
}
