package io.twinbeam.transforms.train;

import io.twinbeam.transforms.storage.CachedFiles;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How much room the volumes that training reads may take on a worker. It changes speed, never
 * results.
 *
 * @param heapShare the share of the worker's heap, in [0, 1], that holds volumes where {@code
 *     memoryBytes} is absent
 * @param memoryBytes bytes of memory in place of a share
 * @param diskBytes bytes of files in the worker's temporary directory; 0 for none; where absent 8
 *     GiB, and none if that directory lies in memory
 */
public record CacheBudget(double heapShare, OptionalLong memoryBytes, OptionalLong diskBytes) {

  private static final double LARGEST_SHARE = 0.9;

  private static final long USUAL_DISK_BYTES = 8L << 30;

  /** A quarter of the heap, and 8 GiB of what is a disk. */
  public static final CacheBudget STANDARD =
      new CacheBudget(0.25, OptionalLong.empty(), OptionalLong.empty());

  public CacheBudget {
    memoryBytes = memoryBytes == null ? OptionalLong.empty() : memoryBytes;
    diskBytes = diskBytes == null ? OptionalLong.empty() : diskBytes;
    if (!(heapShare >= 0 && heapShare <= 1)
        || memoryBytes.orElse(0) < 0
        || diskBytes.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "a cache budget takes a share of the heap from 0 to 1 and bytes from 0 up, got "
              + heapShare
              + ", "
              + memoryBytes
              + " and "
              + diskBytes);
    }
  }

  public CacheBudget withHeapShare(double share) {
    return new CacheBudget(share, OptionalLong.empty(), diskBytes);
  }

  public CacheBudget withMemoryBytes(long bytes) {
    return new CacheBudget(heapShare, OptionalLong.of(bytes), diskBytes);
  }

  public CacheBudget withDiskBytes(long bytes) {
    return new CacheBudget(heapShare, memoryBytes, OptionalLong.of(bytes));
  }

  /**
   * The bytes of memory in a process whose heap may grow to {@code heapBytes}: nine tenths of that
   * at most, whatever was asked for.
   */
  long memoryBytesOf(long heapBytes) {
    return Math.min(
        memoryBytes.orElse((long) (heapShare * heapBytes)), (long) (LARGEST_SHARE * heapBytes));
  }

  /** The bytes of files in {@code folder}, which need not be there yet. */
  long diskBytesIn(Path folder) {
    return diskBytes.orElseGet(() -> CachedFiles.isInMemory(folder) ? 0 : USUAL_DISK_BYTES);
  }
}
