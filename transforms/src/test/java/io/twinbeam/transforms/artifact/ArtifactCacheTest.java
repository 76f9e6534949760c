package io.twinbeam.transforms.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.storage.CachedFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArtifactCacheTest {

  @TempDir private Path folder;

  @Test
  void itTakesAsManyGibAsAskedFor() {
    assertEquals(0, ArtifactCache.bytes("0", folder));
    assertEquals(1L << 29, ArtifactCache.bytes(" 0.5 ", folder));
    assertEquals(100L << 30, ArtifactCache.bytes("100", folder));
  }

  @Test
  void unaskedItTakesEightOfADiskAndNothingOfMemory() {
    long expected = CachedFiles.isInMemory(folder) ? 0 : 8L << 30;
    assertEquals(expected, ArtifactCache.bytes(null, folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "eight", "8 GiB", "NaN", "Infinity"})
  void anythingElseIsRefusedWithTheNameOfTheVariable(String asked) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ArtifactCache.bytes(asked, folder))
            .getMessage();
    assertTrue(message.contains("TWINBEAM_ARTIFACT_CACHE_GIB"), message);
  }
}
