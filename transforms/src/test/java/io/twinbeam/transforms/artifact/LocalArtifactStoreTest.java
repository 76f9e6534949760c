package io.twinbeam.transforms.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalArtifactStoreTest extends ArtifactStoreContract {

  @TempDir private Path workspace;

  @Override
  ArtifactStore store() {
    return ArtifactStore.at(workspace.toString());
  }

  @Override
  void damage(ArtifactRef ref, String file) throws IOException {
    Path path = folder(ref).resolve(file);
    byte[] content = Files.readAllBytes(path);
    content[content.length / 2] ^= 1;
    Files.write(path, content);
  }

  private Path folder(ArtifactRef ref) {
    return workspace.resolve("artifacts").resolve(ref.path());
  }

  @AfterEach
  void noDraftStaysBehind() throws IOException {
    try (Stream<Path> all = Files.walk(workspace)) {
      List<Path> drafts = all.filter(p -> p.getFileName().toString().startsWith(".")).toList();
      assertEquals(List.of(), drafts);
    }
  }

  @Test
  void anArtifactLiesUnderItsKindAndDigestBesideWhatMadeIt() throws IOException {
    store().findOrMake(KEY, twoFiles("voxels", "b"));
    String digest = KEY.ref().digest();
    Path folder =
        workspace.resolve("artifacts/case").resolve(digest.substring(0, 2)).resolve(digest);
    JsonNode sidecar =
        CanonicalJson.read(Files.readString(folder.resolve("artifact.json")), JsonNode.class);
    assertEquals("test/1", sidecar.at("/key/producer").asText());
    assertEquals(1.5, sidecar.at("/key/settings/spacing").asDouble());
    assertEquals("input", sidecar.at("/key/inputs/0").asText());
    assertEquals(6, sidecar.at("/files/image/size").asInt());
    assertEquals(Digest.of("voxels"), sidecar.at("/files/image/sha256").asText());
  }

  @Test
  void aSidecarCutShortIsCorruptionAndMayBeRemoved() throws IOException {
    store().findOrMake(KEY, twoFiles("a", "b"));
    Files.writeString(folder(KEY.ref()).resolve("artifact.json"), "{\"key\":");
    CorruptArtifactException corrupt =
        assertThrows(CorruptArtifactException.class, () -> store().find(KEY.ref()));
    assertTrue(corrupt.getMessage().contains("remove its folder"));
    store().remove(KEY.ref());
    store().findOrMake(KEY, twoFiles("a", "b"));
  }

  @Test
  void whatWasMadeFromSomethingElseIsNotTakenForTheArtifactOfThatName() throws IOException {
    ArtifactKey other = ArtifactKey.of("case", "test/1", Map.of("spacing", 1.5), List.of("else"));
    store().findOrMake(other, twoFiles("foreign", "b"));
    Files.createDirectories(folder(KEY.ref()).getParent());
    Files.move(folder(other.ref()), folder(KEY.ref()));

    String message =
        assertThrows(CorruptArtifactException.class, () -> store().find(KEY.ref())).getMessage();

    assertTrue(message.contains("must say what made " + KEY.ref()), message);
    assertTrue(message.contains("but tells of " + other.ref()), message);
    store().remove(KEY.ref());
    store().findOrMake(KEY, twoFiles("own", "b"));
  }

  @Test
  void aSidecarWhoseInputsWereChangedIsRefused() throws IOException {
    store().findOrMake(KEY, twoFiles("a", "b"));
    Path sidecar = folder(KEY.ref()).resolve("artifact.json");
    Files.writeString(sidecar, Files.readString(sidecar).replace("\"input\"", "\"inputs\""));
    assertThrows(CorruptArtifactException.class, () -> store().find(KEY.ref()));
    Files.writeString(sidecar, "{\"files\": {}}");
    assertThrows(CorruptArtifactException.class, () -> store().find(KEY.ref()));
  }

  @Test
  void aFolderWithoutSidecarIsMadeAnew() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    Files.delete(folder(KEY.ref()).resolve("artifact.json"));
    assertEquals(made, store().findOrMake(KEY, twoFiles("a", "b")));
  }
}
