package io.twinbeam.pipelines.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.transforms.artifact.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvenanceTest {

  @TempDir private Path folder;

  @Test
  void whatAKilledRunLeftHalfWrittenIsNoResult() throws IOException {
    Files.createDirectories(folder.resolve("evaluations/other"));
    for (String name :
        new String[] {
          "metrics.csv",
          ".metrics.csv-3f2504e0-4f89-11d3-9a0c-0305e82c3301",
          "run.json",
          "report.html",
          "evaluations/other/metrics.csv"
        }) {
      Files.writeString(folder.resolve(name), name);
    }
    assertEquals(
        Map.of("metrics.csv", Digest.of("metrics.csv")),
        Provenance.digests(new RunDirectory(folder)));
  }
}
