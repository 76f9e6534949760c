package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VolumeCacheTest {

  /** Weights are counted in KiB, and an image is less than one. */
  private static final long KIB = 1024;

  @TempDir private Path folder;

  private final List<Integer> reads = new ArrayList<>();

  private VolumeCache cache(long memoryBytes, long diskBytes) {
    return new VolumeCache(
        new CacheBudget(0, OptionalLong.of(memoryBytes), OptionalLong.of(diskBytes)),
        1 << 20,
        folder.resolve("volumes"));
  }

  private Scan image(VolumeCache cache, int number) throws IOException {
    return cache.image(
        SmallVolumes.content(number),
        () -> {
          reads.add(number);
          return SmallVolumes.image(number);
        });
  }

  @Test
  void whatFitsInMemoryIsReadOnceAndHandedOutAsItIs() throws IOException {
    VolumeCache cache = cache(2 * KIB, 0);
    Scan first = image(cache, 0);
    image(cache, 1);
    assertSame(first, image(cache, 0));
    assertEquals(List.of(0, 1), reads);
  }

  @Test
  void imageAndLabelMapOfOneCaseAreTwoVolumes() throws IOException {
    VolumeCache cache = cache(2 * KIB, 0);
    image(cache, 0);
    assertEquals(
        SmallVolumes.label(0), cache.label(SmallVolumes.content(0), () -> SmallVolumes.label(0)));
    assertEquals(SmallVolumes.image(0), image(cache, 0));
  }

  @Test
  void withoutADiskWhatMemoryLetsGoIsReadAgain() throws IOException {
    VolumeCache cache = cache(KIB, 0);
    image(cache, 0);
    image(cache, 1);
    image(cache, 0);
    assertEquals(List.of(0, 1, 0), reads);
  }

  @Test
  void whatMemoryLetsGoComesBackFromTheDisk() throws IOException {
    VolumeCache cache = cache(KIB, 100 * KIB);
    for (int round = 0; round < 3; round++) {
      for (int number = 0; number < 4; number++) {
        assertEquals(SmallVolumes.image(number), image(cache, number));
      }
    }
    assertEquals(List.of(0, 1, 2, 3), reads);
  }

  @Test
  void whatIsTooLargeForMemoryLiesOnTheDisk() throws IOException {
    VolumeCache cache = cache(0, 100 * KIB);
    image(cache, 0);
    assertEquals(SmallVolumes.image(0), image(cache, 0));
    assertEquals(List.of(0), reads);
  }

  @Test
  void anotherCacheFindsWhatLiesOnTheDisk() throws IOException {
    image(cache(0, 100 * KIB), 0);
    assertEquals(SmallVolumes.image(0), image(cache(KIB, 100 * KIB), 0));
    assertEquals(List.of(0), reads);
  }

  @Test
  void memoryKeepsTheLeastRecentlyUsedOut() throws IOException {
    VolumeCache cache = cache(2 * KIB, 0);
    image(cache, 0);
    image(cache, 1);
    image(cache, 0);
    image(cache, 2);
    image(cache, 0);
    assertEquals(List.of(0, 1, 2), reads);
  }

  @Test
  void aReaderThatFailsIsHeardAndAskedAgain() throws IOException {
    VolumeCache cache = cache(KIB, 100 * KIB);
    String content = SmallVolumes.content(0);
    IOException gone =
        assertThrows(
            IOException.class,
            () ->
                cache.image(
                    content,
                    () -> {
                      throw new IOException("the artifact is gone");
                    }));
    assertEquals("the artifact is gone", gone.getMessage());
    InvalidCaseException unfit = new InvalidCaseException(Fault.UNREADABLE, "case_0: unreadable");
    assertSame(
        unfit,
        assertThrows(
            InvalidCaseException.class,
            () ->
                cache.image(
                    content,
                    () -> {
                      throw unfit;
                    })));
    assertEquals(SmallVolumes.image(0), image(cache, 0));
  }

  @Test
  void theProcessHasOneCacheUntilAnotherBudgetIsAskedFor() {
    VolumeCache first = VolumeCache.ofProcess(CacheBudget.STANDARD);
    assertSame(first, VolumeCache.ofProcess(CacheBudget.STANDARD));
    CacheBudget other = CacheBudget.STANDARD.withDiskBytes(0);
    assertTrue(first != VolumeCache.ofProcess(other));
  }

  @Test
  void aShareIsOfTheHeapAndBytesAreBytes() {
    assertEquals(250, CacheBudget.STANDARD.memoryBytesOf(1000));
    assertEquals(7, CacheBudget.STANDARD.withMemoryBytes(7).memoryBytesOf(1000));
    assertEquals(900, CacheBudget.STANDARD.withMemoryBytes(2000).memoryBytesOf(1000));
    assertThrows(IllegalArgumentException.class, () -> CacheBudget.STANDARD.withHeapShare(1.5));
  }

  @Test
  void memoryIsNoDiskUnlessItIsAskedFor() {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isDirectory(memory));
    Path volumes = memory.resolve("twinbeam-volumes/not-there");
    assertEquals(0, CacheBudget.STANDARD.diskBytesIn(volumes));
    assertEquals(7, CacheBudget.STANDARD.withDiskBytes(7).diskBytesIn(volumes));
    assertEquals(8L << 30, CacheBudget.STANDARD.diskBytesIn(Path.of("/proc/none"))); // No tmpfs.
  }
}
