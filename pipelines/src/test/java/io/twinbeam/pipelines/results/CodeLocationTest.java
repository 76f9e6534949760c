package io.twinbeam.pipelines.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Where class loaders say that code lies. */
final class CodeLocationTest {

  @Test
  void aLocationIsAFileWhetherItIsAbsoluteOrNot() {
    assertEquals(
        Path.of("/opt/twin beam/lib/a.jar"),
        Provenance.file(URI.create("file:/opt/twin%20beam/lib/a.jar")));
    assertEquals(Path.of("usr lib/a.jar"), Provenance.file(URI.create("file:usr%20lib/a.jar")));
  }
}
