package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that this process leaves to others: handed over, or at work already. */
final class LeftToOthersTest {

  @TempDir private Path folder;

  @Test
  void aNightThatFindsTheOneBeforeAtWorkStartsNothing() throws IOException {
    PhantomFolder input = new PhantomFolder(folder.resolve("in"), new GridShape(16, 16, 12));
    input.write(0, 0);
    Path output = Files.createDirectories(folder.resolve("out"));
    int status =
        JobLock.holding(
            output,
            () -> {
              CommandRun second =
                  CommandRun.of(
                      "launch",
                      "preprocess",
                      "--target=local",
                      "--input=" + input.path(),
                      "--output=" + output,
                      "--recipe=default");
              assertTrue(second.err().contains("is in use by"), second.err());
              return second.status();
            });
    assertEquals(3, status);
    assertFalse(Files.exists(output.resolve("manifest.json")));
  }

  @Test
  void whatWasHandedOverIsNoFailureAndNoResult() throws IOException {
    PhantomFolder input = new PhantomFolder(folder.resolve("in"), new GridShape(16, 16, 12));
    input.write(0, 0);
    CommandRun run =
        CommandRun.of(
            "preprocess",
            "--input=" + input.path(),
            "--output=" + folder.resolve("out"),
            "--recipe=default",
            "--runner=" + StoringRunner.class.getName());
    assertEquals(0, run.status(), run.err());
    assertTrue(run.err().contains("runs without this process"), run.err());
    assertFalse(Files.exists(folder.resolve("out/manifest.json")));
  }
}
