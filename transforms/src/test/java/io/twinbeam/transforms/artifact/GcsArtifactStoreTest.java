package io.twinbeam.transforms.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.storage.Storage;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import io.twinbeam.transforms.storage.CachedFiles;
import io.twinbeam.transforms.storage.GcsClient;
import io.twinbeam.transforms.storage.GcsObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GcsArtifactStoreTest extends ArtifactStoreContract {

  private static final String WORKSPACE = "gs://" + FakeStorage.BUCKET + "/lab/workspace";
  private static final int PART = 64 << 10;
  @TempDir private Path temporary;
  private FakeStorage fake;
  private Storage client;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.start();
    client =
        GcsClient.connect(
            Optional.of(fake.endpoint()), Duration.ofMillis(1), Duration.ofSeconds(20));
  }

  private static boolean isDownload(String line) {
    return line.contains("alt=media");
  }

  private static boolean isDownloadOfImage(String line) {
    return isDownload(line) && line.contains("/image");
  }

  private static boolean isUpload(String line) {
    return line.contains("/upload/");
  }

  private static boolean isChunk(String line) {
    return line.startsWith("PUT /upload/");
  }

  private static boolean isSidecar(String line) {
    return isUpload(line) && line.contains("uploadType=multipart");
  }

  /** Everything there belongs to an artifact. */
  @AfterEach
  void noUploadStaysBehind() throws IOException {
    TreeSet<String> folders = new TreeSet<>();
    for (String name : fake.names()) {
      if (name.endsWith(Sidecar.FILE)) {
        folders.add(
            name.replace(Sidecar.FILE, "")
                + CanonicalJson.read(text(name), JsonNode.class).path("folder").asText());
      }
    }
    for (String name : fake.names()) {
      assertTrue(
          name.endsWith(Sidecar.FILE) || folders.contains(name.replaceFirst("/[^/]*$", "")), name);
    }
    fake.close();
  }

  private String text(String name) {
    return new String(fake.content(name), StandardCharsets.UTF_8);
  }

  @Override
  ArtifactStore store() {
    return store(0);
  }

  private ArtifactStore store(long cacheBytes) {
    return new GcsArtifactStore(
        new GcsObjects(client, WORKSPACE + "/artifacts", PART),
        new CachedFiles(temporary.resolve("cache"), cacheBytes, "artifacts", "none"));
  }

  private static String folder(ArtifactRef ref) {
    return "lab/workspace/artifacts/" + ref.path() + "/";
  }

  private String object(ArtifactRef ref, String file) {
    return fake.names().stream()
        .filter(name -> name.startsWith(folder(ref)) && name.endsWith("/" + file))
        .findFirst()
        .orElseThrow();
  }

  @Override
  void damage(ArtifactRef ref, String file) {
    fake.damage(object(ref, file));
  }

  private static byte[] large() {
    byte[] content = new byte[5 * PART + 17];
    new Random(1).nextBytes(content);
    return content;
  }

  private static ArtifactStore.Maker largeFile() {
    return sink -> sink.file("image", stream -> stream.write(large()));
  }

  @Test
  void anArtifactLiesUnderItsKindAndDigestBesideWhatMadeIt() throws IOException {
    store().findOrMake(KEY, twoFiles("voxels", "b"));
    JsonNode sidecar =
        CanonicalJson.read(text(folder(KEY.ref()) + "artifact.json"), JsonNode.class);
    assertEquals("test/1", sidecar.at("/key/producer").asText());
    assertEquals(6, sidecar.at("/files/image/size").asInt());
    String image = folder(KEY.ref()) + sidecar.get("folder").asText() + "/image";
    assertArrayEquals(bytes("voxels"), fake.content(image));
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
    for (String name : fake.names()) {
      Path copy = temporary.resolve("copy").resolve(name);
      Files.createDirectories(copy.getParent());
      Files.write(copy, fake.content(name));
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
      fake.put(folder(KEY.ref()) + name, Files.readAllBytes(from.resolve(name)));
    }
    assertEquals(Optional.of(made), store().find(KEY.ref()));
    assertArrayEquals(bytes("voxels"), store().read(made, "image"));
    store().remove(KEY.ref());
    assertEquals(List.of(), fake.names());
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
    assertEquals(3, fake.names().size(), "the second took its files away");
  }

  @Test
  void aWriterWhoseSuccessWasNotAnsweredKeepsItsFiles() throws IOException {
    fake.fail(1, GcsArtifactStoreTest::isSidecar, Fault.doneUnanswered());
    Artifact made = store().findOrMake(KEY, twoFiles("voxels", "b"));
    assertArrayEquals(bytes("voxels"), store().read(made, "image"));
    assertEquals(2, fake.count(GcsArtifactStoreTest::isSidecar));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void refusalsThatPassAreWaitedOut(int status) throws IOException {
    fake.fail(2, GcsArtifactStoreTest::isUpload, Fault.status(status));
    Artifact made = store().findOrMake(KEY, twoFiles("voxels", "b"));
    fake.fail(3, GcsArtifactStoreTest::isDownload, Fault.status(status));
    assertArrayEquals(bytes("voxels"), store().read(made, "image"));
    fake.fail(1, line -> line.startsWith("DELETE"), Fault.status(status));
    store().remove(KEY.ref());
    assertEquals(List.of(), fake.names());
  }

  @Test
  void refusalsThatStayAreToldWithWhatToDo() throws IOException {
    fake.fail(1, GcsArtifactStoreTest::isDownload, Fault.status(403));
    IOException refused = assertThrows(IOException.class, () -> store().find(KEY.ref()));
    assertTrue(refused.getMessage().contains("roles/storage.objectUser on gs://hospital"));

    ArtifactStore nowhere =
        new GcsArtifactStore(
            new GcsObjects(client, "gs://elsewhere/artifacts", PART),
            new CachedFiles(temporary, 0, "artifacts", "none"));
    IOException missing =
        assertThrows(IOException.class, () -> nowhere.findOrMake(KEY, twoFiles("a", "b")));
    assertTrue(missing.getMessage().contains("bucket does not exist"), missing.getMessage());
  }

  @Test
  void anOutageThatLastsEndsInAnError() {
    Storage impatient =
        GcsClient.connect(
            Optional.of(fake.endpoint()), Duration.ofMillis(1), Duration.ofSeconds(2));
    impatient.get(FakeStorage.BUCKET); // The first call of a client takes its time.
    fake.fail(100_000, GcsArtifactStoreTest::isDownload, Fault.status(503));
    GcsObjects objects = new GcsObjects(impatient, WORKSPACE, PART);
    IOException outage = assertThrows(IOException.class, () -> objects.read("name"));
    assertTrue(outage.getMessage().startsWith(WORKSPACE + "/name: "), outage.getMessage());
    assertTrue(fake.count(GcsArtifactStoreTest::isDownload) > 1);
  }

  @Test
  void uploadsGoOnWhereTheConnectionBroke() throws IOException {
    byte[] content = new byte[700 << 10];
    new Random(2).nextBytes(content);
    fake.fail(1, GcsArtifactStoreTest::isChunk, Fault.cutUpload(256 << 10));
    fake.fail(1, GcsArtifactStoreTest::isChunk, Fault.lost());
    Artifact made =
        store().findOrMake(KEY, sink -> sink.file("image", stream -> stream.write(content)));
    assertArrayEquals(content, fake.content(object(KEY.ref(), "image")));
    assertArrayEquals(content, store().read(made, "image"));
    assertTrue(fake.count(GcsArtifactStoreTest::isChunk) > 2);
  }

  @Test
  void anUploadWhoseLastAnswerWasLostIsNotTakenForAnotherWriters() throws IOException {
    fake.fail(2, GcsArtifactStoreTest::isChunk, Fault.doneUnanswered());
    Artifact made = store().findOrMake(KEY, largeFile());
    assertArrayEquals(large(), store().read(made, "image"));
  }

  @Test
  void bytesThatWereDamagedOnTheirWayUpNeverBecomeAnArtifact() throws IOException {
    fake.fail(1, GcsArtifactStoreTest::isChunk, Fault.corruptUpload());
    Artifact made = store().findOrMake(KEY, largeFile());
    assertArrayEquals(large(), store().read(made, "image"));
    assertEquals(2, fake.count(GcsArtifactStoreTest::isChunk));

    fake.fail(100, GcsArtifactStoreTest::isChunk, Fault.corruptUpload());
    ArtifactKey other = ArtifactKey.of("case", "test/2", Map.of(), List.of());
    assertThrows(IOException.class, () -> store().findOrMake(other, largeFile()));
    assertEquals(Optional.empty(), store().find(other.ref()));
  }

  @Test
  void aLargeFileIsReadInPartsSideBySide() throws IOException {
    Artifact made = store().findOrMake(KEY, largeFile());
    long before = fake.count(GcsArtifactStoreTest::isDownload);
    assertArrayEquals(large(), store().read(made, "image"));
    assertEquals(
        7, fake.count(GcsArtifactStoreTest::isDownload) - before, "the sidecar and six parts");
  }

  @Test
  void downloadsGoOnWhereTheConnectionBroke() throws IOException {
    Artifact made = store().findOrMake(KEY, largeFile());
    fake.fail(2, GcsArtifactStoreTest::isDownloadOfImage, Fault.cutDownload(1000));
    fake.fail(1, GcsArtifactStoreTest::isDownloadOfImage, Fault.cutDownload(0));
    fake.fail(1, GcsArtifactStoreTest::isDownloadOfImage, Fault.lost());
    assertArrayEquals(large(), store().read(made, "image"));
  }

  @Test
  void slowDownloadsAreWaitedFor() throws IOException {
    Artifact made = store().findOrMake(KEY, largeFile());
    fake.fail(6, GcsArtifactStoreTest::isDownload, Fault.slow(50));
    assertArrayEquals(large(), store().read(made, "image"));
  }

  @Test
  void bytesThatCameDamagedAreReadAgain() throws IOException {
    Artifact made = store().findOrMake(KEY, largeFile());
    fake.fail(2, GcsArtifactStoreTest::isDownloadOfImage, Fault.corruptDownload());
    assertArrayEquals(large(), store().read(made, "image"));
    fake.fail(100, GcsArtifactStoreTest::isDownloadOfImage, Fault.corruptDownload());
    IOException broken = assertThrows(IOException.class, () -> store().read(made, "image"));
    assertFalse(broken instanceof CorruptArtifactException, "it lies there as it should");
    assertTrue(broken.getMessage().contains("CRC32C"));
  }

  @Test
  void anObjectThatWasCutShortIsCorrupt() throws IOException {
    Artifact made = store().findOrMake(KEY, largeFile());
    fake.put(object(KEY.ref(), "image"), bytes("short"));
    assertThrows(CorruptArtifactException.class, () -> store().read(made, "image"));
  }

  @Test
  void aFileThatIsGoneIsNamed() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    String image = object(KEY.ref(), "image");
    fake.delete(image);
    NoSuchFileException gone =
        assertThrows(NoSuchFileException.class, () -> store().read(made, "image"));
    assertEquals("gs://" + FakeStorage.BUCKET + "/" + image, gone.getFile());
  }

  @Test
  void whatWasReadOnceIsReadFromTheDisk() throws IOException {
    Artifact made = store().findOrMake(KEY, largeFile());
    store(1 << 20).read(made, "image");
    long before = fake.count(GcsArtifactStoreTest::isDownloadOfImage);
    assertArrayEquals(large(), store(1 << 20).read(made, "image"));
    assertEquals(before, fake.count(GcsArtifactStoreTest::isDownloadOfImage));
  }

  @Test
  void whatWasMadeHereIsReadFromTheDisk() throws IOException {
    Artifact made = store(1 << 20).findOrMake(KEY, largeFile());
    assertArrayEquals(large(), store(1 << 20).read(made, "image"));
    assertEquals(0, fake.count(GcsArtifactStoreTest::isDownloadOfImage));
  }

  @Test
  void aDamagedCopyOnTheDiskIsNotUsed() throws IOException {
    Artifact made = store(1 << 20).findOrMake(KEY, twoFiles("voxels", "b"));
    Files.write(temporary.resolve("cache").resolve(Digest.of("voxels")), bytes("vowels"));
    assertArrayEquals(bytes("voxels"), store(1 << 20).read(made, "image"));
    assertArrayEquals(
        bytes("voxels"),
        Files.readAllBytes(temporary.resolve("cache").resolve(Digest.of("voxels"))));
  }

  @Test
  void whatAKilledWriterLeftGoesADayLater() throws IOException {
    String old = folder(KEY.ref()) + "0c0ffee0-0000-4000-8000-000000000001/image";
    String young = folder(KEY.ref()) + "0c0ffee0-0000-4000-8000-000000000002/image";
    fake.put(old, bytes("half"));
    fake.put(young, bytes("half"));
    fake.age(old, Duration.ofHours(25));
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    assertFalse(fake.names().contains(old));
    assertTrue(fake.names().contains(young), "its writer may be alive");
    assertEquals(made, store().get(KEY.ref()));
    fake.delete(young);
  }

  @Test
  void anArtifactOfAnyAgeIsNoRemains() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    fake.names().forEach(name -> fake.age(name, Duration.ofDays(400)));
    String image = object(KEY.ref(), "image");
    store()
        .findOrMake(
            ArtifactKey.of("case", "test/1", Map.of(), List.of()), twoFiles("other", "artifact"));
    assertTrue(fake.names().contains(image));
    assertArrayEquals(bytes("a"), store().read(made, "image"));
  }

  @Test
  void removalTakesWhatBelongsToTheArtifactAndNothingElse() throws IOException {
    String others = folder(KEY.ref()) + "0c0ffee0-0000-4000-8000-000000000002/image";
    fake.put(others, bytes("on its way"));
    store().findOrMake(KEY, twoFiles("a", "b"));
    store().remove(KEY.ref());
    assertEquals(List.of(others), fake.names());
    fake.delete(others);
  }

  @Test
  void aSidecarCutShortIsCorruptionAndMayBeRemoved() throws IOException {
    store().findOrMake(KEY, twoFiles("a", "b"));
    String files = object(KEY.ref(), "image").replaceFirst("image$", "");
    fake.put(folder(KEY.ref()) + Sidecar.FILE, bytes("{\"key\":"));
    CorruptArtifactException corrupt =
        assertThrows(CorruptArtifactException.class, () -> store().find(KEY.ref()));
    assertTrue(corrupt.getMessage().contains("remove its folder"));
    store().remove(KEY.ref());
    store().findOrMake(KEY, twoFiles("a", "b"));
    List.of("image", "label").forEach(file -> fake.delete(files + file));
  }

  @Test
  void aSidecarThatLeadsElsewhereIsRefused() throws IOException {
    store().findOrMake(KEY, twoFiles("a", "b"));
    String name = folder(KEY.ref()) + Sidecar.FILE;
    String uuid =
        "\"folder\" : \"" + CanonicalJson.read(text(name), JsonNode.class).get("folder").asText();
    String changed = text(name).replaceFirst(Pattern.quote(uuid), "\"folder\" : \"../../secret");
    assertFalse(changed.equals(text(name)));
    String before = text(name);
    fake.put(name, bytes(changed));
    assertThrows(CorruptArtifactException.class, () -> store().find(KEY.ref()));
    fake.put(name, bytes(before));
  }
}
