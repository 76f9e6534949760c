package io.twinbeam.transforms.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.gcs.FakeStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GcsArtifactStoreTest extends ArtifactStoreContract {

  @TempDir private Path temporary;
  private ArtifactBucket bucket;

  @BeforeEach
  void start() throws IOException {
    bucket = new ArtifactBucket(temporary.resolve("cache"));
  }

  @AfterEach
  void nothingElseIsThere() throws IOException {
    bucket.close();
  }

  @Override
  ArtifactStore store() {
    return bucket.store(0);
  }

  @Override
  void damage(ArtifactRef ref, String file) {
    bucket.fake().damage(bucket.object(ref, file));
  }

  @Test
  void anArtifactLiesUnderItsKindAndDigestBesideWhatMadeIt() throws IOException {
    store().findOrMake(KEY, twoFiles("voxels", "b"));
    JsonNode sidecar =
        CanonicalJson.read(
            bucket.text(ArtifactBucket.folder(KEY.ref()) + "artifact.json"), JsonNode.class);
    assertEquals("test/1", sidecar.at("/key/producer").asText());
    assertEquals(6, sidecar.at("/files/image/size").asInt());
    String image = ArtifactBucket.folder(KEY.ref()) + sidecar.get("folder").asText() + "/image";
    assertArrayEquals(bytes("voxels"), bucket.fake().content(image));
  }

  @Test
  void theArtifactIsThatOfALocalStore() throws IOException {
    ArtifactStore local = ArtifactStore.at(temporary.resolve("local").toString());
    Artifact there = local.findOrMake(KEY, twoFiles("voxels", "b"));
    Artifact here = store().findOrMake(KEY, twoFiles("voxels", "b"));
    assertEquals(there, here);
    assertEquals(there.contentDigest(), here.contentDigest());
  }

  @Test
  void aWorkspaceThatWasCopiedToADiskIsReadThere() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("voxels", "b"));
    for (String name : bucket.fake().names()) {
      Path copy = temporary.resolve("copy").resolve(name);
      Files.createDirectories(copy.getParent());
      Files.write(copy, bucket.fake().content(name));
    }
    ArtifactStore local = ArtifactStore.at(temporary.resolve("copy/lab/workspace").toString());
    assertEquals(Optional.of(made), local.find(KEY.ref()));
    assertArrayEquals(bytes("voxels"), local.read(made, "image"));
  }

  @Test
  void aWorkspaceThatWasCopiedFromADiskIsReadHereAndRemoved() throws IOException {
    ArtifactStore local = ArtifactStore.at(temporary.resolve("local").toString());
    Artifact made = local.findOrMake(KEY, twoFiles("voxels", "b"));
    Path from = temporary.resolve("local/artifacts").resolve(KEY.ref().path());
    for (String name : List.of("artifact.json", "image", "label")) {
      bucket
          .fake()
          .put(ArtifactBucket.folder(KEY.ref()) + name, Files.readAllBytes(from.resolve(name)));
    }
    assertEquals(Optional.of(made), store().find(KEY.ref()));
    assertArrayEquals(bytes("voxels"), store().read(made, "image"));
    store().remove(KEY.ref());
    assertEquals(List.of(), bucket.fake().names());
  }

  @Test
  void oneOfTwoWritersWinsAndTheOtherHasItsArtifact() throws IOException {
    Artifact[] first = new Artifact[1];
    Artifact second =
        store()
            .findOrMake(
                KEY,
                sink -> {
                  first[0] = store().findOrMake(KEY, twoFiles("of the first", "b"));
                  twoFiles("of the second", "b").make(sink);
                });
    assertEquals(first[0], second);
    assertArrayEquals(bytes("of the first"), store().read(second, "image"));
    assertEquals(3, bucket.fake().names().size(), "the second took its files away");
  }

  @Test
  void aLargeFileIsReadInPartsSideBySide() throws IOException {
    Artifact made = store().findOrMake(KEY, ArtifactBucket.largeFile());
    long before = bucket.fake().count(ArtifactBucket::isDownload);
    assertArrayEquals(ArtifactBucket.large(), store().read(made, "image"));
    assertEquals(
        7, bucket.fake().count(ArtifactBucket::isDownload) - before, "the sidecar and six parts");
  }

  @Test
  void anObjectThatWasCutShortIsCorrupt() throws IOException {
    Artifact made = store().findOrMake(KEY, ArtifactBucket.largeFile());
    bucket.fake().put(bucket.object(KEY.ref(), "image"), bytes("short"));
    assertThrows(CorruptArtifactException.class, () -> store().read(made, "image"));
  }

  @Test
  void aFileThatIsGoneIsNamed() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    String image = bucket.object(KEY.ref(), "image");
    bucket.fake().delete(image);
    NoSuchFileException gone =
        assertThrows(NoSuchFileException.class, () -> store().read(made, "image"));
    assertEquals("gs://" + FakeStorage.BUCKET + "/" + image, gone.getFile());
  }

  @Test
  void whatWasReadOnceIsReadFromTheDisk() throws IOException {
    Artifact made = store().findOrMake(KEY, ArtifactBucket.largeFile());
    bucket.store(1 << 20).read(made, "image");
    long before = bucket.fake().count(ArtifactBucket::isDownloadOfImage);
    assertArrayEquals(ArtifactBucket.large(), bucket.store(1 << 20).read(made, "image"));
    assertEquals(before, bucket.fake().count(ArtifactBucket::isDownloadOfImage));
  }

  @Test
  void whatWasMadeHereIsReadFromTheDisk() throws IOException {
    Artifact made = bucket.store(1 << 20).findOrMake(KEY, ArtifactBucket.largeFile());
    assertArrayEquals(ArtifactBucket.large(), bucket.store(1 << 20).read(made, "image"));
    assertEquals(0, bucket.fake().count(ArtifactBucket::isDownloadOfImage));
  }

  @Test
  void aSoundCopyOnTheDiskIsReadWithoutAnyRequest() throws IOException {
    Artifact made = bucket.store(1 << 20).findOrMake(KEY, twoFiles("voxels", "b"));
    int before = bucket.fake().requests().size();
    assertArrayEquals(bytes("voxels"), bucket.store(1 << 20).read(made, "image"));
    assertEquals(before, bucket.fake().requests().size());
  }

  @Test
  void aDamagedCopyOnTheDiskIsNotUsed() throws IOException {
    Artifact made = bucket.store(1 << 20).findOrMake(KEY, twoFiles("voxels", "b"));
    Files.write(temporary.resolve("cache").resolve(Digest.of("voxels")), bytes("vowels"));
    assertArrayEquals(bytes("voxels"), bucket.store(1 << 20).read(made, "image"));
    assertArrayEquals(
        bytes("voxels"),
        Files.readAllBytes(temporary.resolve("cache").resolve(Digest.of("voxels"))));
  }

  @Test
  void whatAKilledWriterLeftGoesADayLater() throws IOException {
    String old = ArtifactBucket.folder(KEY.ref()) + "0c0ffee0-0000-4000-8000-000000000001/image";
    String young = ArtifactBucket.folder(KEY.ref()) + "0c0ffee0-0000-4000-8000-000000000002/image";
    bucket.fake().put(old, bytes("half"));
    bucket.fake().put(young, bytes("half"));
    bucket.fake().age(old, Duration.ofHours(25));
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    assertFalse(bucket.fake().names().contains(old));
    assertTrue(bucket.fake().names().contains(young), "its writer may be alive");
    assertEquals(made, store().get(KEY.ref()));
    bucket.fake().delete(young);
  }

  @Test
  void theAgeOfRemainsIsToldByTheClockOfTheService() throws IOException {
    String old = ArtifactBucket.folder(KEY.ref()) + "0c0ffee0-0000-4000-8000-000000000001/image";
    String young = ArtifactBucket.folder(KEY.ref()) + "0c0ffee0-0000-4000-8000-000000000002/image";
    // The clock of this machine is two days fast.
    bucket.fake().setClockAhead(Duration.ofDays(-2));
    bucket.fake().put(old, bytes("half"));
    bucket.fake().put(young, bytes("half"));
    bucket.fake().age(old, Duration.ofHours(25));
    store().findOrMake(KEY, twoFiles("a", "b"));
    assertTrue(bucket.fake().names().contains(young), "its writer may be alive");
    assertFalse(bucket.fake().names().contains(old));
    store().remove(KEY.ref());

    // And now two days slow.
    bucket.fake().setClockAhead(Duration.ofDays(2));
    store().findOrMake(KEY, twoFiles("a", "b"));
    assertFalse(bucket.fake().names().contains(young));
  }

  @Test
  void anArtifactOfAnyAgeIsNoRemains() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    bucket.fake().names().forEach(name -> bucket.fake().age(name, Duration.ofDays(400)));
    String image = bucket.object(KEY.ref(), "image");
    store()
        .findOrMake(
            ArtifactKey.of("case", "test/1", Map.of(), List.of()), twoFiles("other", "artifact"));
    assertTrue(bucket.fake().names().contains(image));
    assertArrayEquals(bytes("a"), store().read(made, "image"));
  }

  @Test
  void removalTakesWhatBelongsToTheArtifactAndNothingElse() throws IOException {
    String others = ArtifactBucket.folder(KEY.ref()) + "0c0ffee0-0000-4000-8000-000000000002/image";
    bucket.fake().put(others, bytes("on its way"));
    store().findOrMake(KEY, twoFiles("a", "b"));
    store().remove(KEY.ref());
    assertEquals(List.of(others), bucket.fake().names());
    bucket.fake().delete(others);
  }

  @Test
  void aSidecarCutShortIsCorruptionAndMayBeRemoved() throws IOException {
    store().findOrMake(KEY, twoFiles("a", "b"));
    String files = bucket.object(KEY.ref(), "image").replaceFirst("image$", "");
    bucket.fake().put(ArtifactBucket.folder(KEY.ref()) + Sidecar.FILE, bytes("{\"key\":"));
    CorruptArtifactException corrupt =
        assertThrows(CorruptArtifactException.class, () -> store().find(KEY.ref()));
    assertTrue(corrupt.getMessage().contains("remove its folder"));
    store().remove(KEY.ref());
    store().findOrMake(KEY, twoFiles("a", "b"));
    List.of("image", "label").forEach(file -> bucket.fake().delete(files + file));
  }

  @Test
  void aSidecarThatLeadsElsewhereIsRefused() throws IOException {
    store().findOrMake(KEY, twoFiles("a", "b"));
    String name = ArtifactBucket.folder(KEY.ref()) + Sidecar.FILE;
    String uuid =
        "\"folder\" : \""
            + CanonicalJson.read(bucket.text(name), JsonNode.class).get("folder").asText();
    String changed =
        bucket.text(name).replaceFirst(Pattern.quote(uuid), "\"folder\" : \"../../secret");
    assertFalse(changed.equals(bucket.text(name)));
    String before = bucket.text(name);
    bucket.fake().put(name, bytes(changed));
    assertThrows(CorruptArtifactException.class, () -> store().find(KEY.ref()));
    bucket.fake().put(name, bytes(before));
  }
}
