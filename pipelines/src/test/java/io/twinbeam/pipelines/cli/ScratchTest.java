package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchTest {

  @TempDir private Path folder;

  @Test
  void aTemporaryFolderGoesUnlessItIsKept() throws IOException {
    Path gone;
    Path kept;
    try (Scratch first = Scratch.below(folder, false);
        Scratch second = Scratch.below(folder, true)) {
      gone = first.path();
      kept = second.path();
      Files.writeString(gone.resolve("file"), "");
    }
    assertFalse(Files.exists(gone));
    assertTrue(Files.exists(kept));
  }

  @Test
  void theSameVerificationGoesOnWhereItWasStopped() throws IOException {
    Scratch.in(folder, "rerun").close();
    Files.writeString(folder.resolve("half"), "");
    try (Scratch again = Scratch.in(folder, "rerun")) {
      assertEquals(folder, again.path());
    }
    assertTrue(Files.exists(folder.resolve("half")));
  }

  @Test
  void anotherVerificationsFolderIsRefused() throws IOException {
    Scratch.in(folder, "rerun").close();
    assertThrows(UsageException.class, () -> Scratch.in(folder, "other"));
  }

  @Test
  void whatIsComputedIsNotComparedTwice() throws IOException {
    try (Scratch scratch = Scratch.in(folder, "rerun")) {
      Files.writeString(folder.resolve("result"), "");
      scratch.finish();
    }
    String refusal =
        assertThrows(UsageException.class, () -> Scratch.in(folder, "rerun")).getMessage();
    assertTrue(refusal.contains("must be empty"), refusal);
  }
}
