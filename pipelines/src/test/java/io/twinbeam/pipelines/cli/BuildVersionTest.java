package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildVersionTest {

  @TempDir private Path home;

  private String[] describe(String properties) throws IOException {
    Files.writeString(home.resolve("build.properties"), properties);
    return BuildVersion.describe("1.2", Optional.of(home));
  }

  @Test
  void theDistributableTellsItsRevisionAndNatives() throws IOException {
    assertArrayEquals(
        new String[] {"twinbeam 1.2", "revision 0a1b", "natives pytorch-native-cpu 2.7.1 here"},
        describe("revision=0a1b\nchanged=false\nnatives=pytorch-native-cpu 2.7.1 here\n"));
  }

  @Test
  void changesThatNoRevisionHoldsAreTold() throws IOException {
    assertArrayEquals(
        new String[] {"twinbeam 1.2", "revision 0a1b with changes", "natives n"},
        describe("revision=0a1b\nchanged=true\nnatives=n\n"));
  }

  @Test
  void sourcesWithoutARepositoryHaveNoRevision() throws IOException {
    assertArrayEquals(
        new String[] {"twinbeam 1.2", "revision unknown", "natives n"},
        describe("revision=\nchanged=\nnatives=n\n"));
  }

  @Test
  void sourcesTellTheirVersionAlone() throws IOException {
    String[] version = {"twinbeam 1.2"};
    assertArrayEquals(version, BuildVersion.describe("1.2", Optional.of(home)));
    assertArrayEquals(version, BuildVersion.describe("1.2", Optional.empty()));
  }
}
