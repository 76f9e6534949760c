package io.twinbeam.transforms.artifact;

import static io.twinbeam.transforms.artifact.ArtifactStoreContract.KEY;
import static io.twinbeam.transforms.artifact.ArtifactStoreContract.bytes;
import static io.twinbeam.transforms.artifact.ArtifactStoreContract.twoFiles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.storage.Storage;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import io.twinbeam.transforms.storage.GcsClient;
import io.twinbeam.transforms.storage.GcsObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with a bucket on the way costs time, and no artifact. */
final class GcsArtifactFaultsTest {

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

  private ArtifactStore store() {
    return bucket.store(0);
  }

  @Test
  void aWriterWhoseSuccessWasNotAnsweredKeepsItsFiles() throws IOException {
    bucket.fake().fail(1, ArtifactBucket::isSidecar, Fault.doneUnanswered());
    Artifact made = store().findOrMake(KEY, twoFiles("voxels", "b"));
    assertArrayEquals(bytes("voxels"), store().read(made, "image"));
    assertEquals(2, bucket.fake().count(ArtifactBucket::isSidecar));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void refusalsThatPassAreWaitedOut(int status) throws IOException {
    bucket.fake().fail(2, ArtifactBucket::isUpload, Fault.status(status));
    Artifact made = store().findOrMake(KEY, twoFiles("voxels", "b"));
    bucket.fake().fail(3, ArtifactBucket::isDownload, Fault.status(status));
    assertArrayEquals(bytes("voxels"), store().read(made, "image"));
    bucket.fake().fail(1, line -> line.startsWith("DELETE"), Fault.status(status));
    store().remove(KEY.ref());
    assertEquals(List.of(), bucket.fake().names());
  }

  @Test
  void anArtifactWhoseRemovalWasNotAnsweredLeavesNoFiles() throws IOException {
    store().findOrMake(KEY, twoFiles("voxels", "b"));
    bucket.fake().fail(1, line -> line.startsWith("DELETE"), Fault.doneUnanswered());
    store().remove(KEY.ref());
    assertEquals(List.of(), bucket.fake().names());
  }

  @Test
  void refusalsThatStayAreToldWithWhatToDo() throws IOException {
    bucket.fake().fail(1, ArtifactBucket::isDownload, Fault.status(403));
    IOException refused = assertThrows(IOException.class, () -> store().find(KEY.ref()));
    assertTrue(refused.getMessage().contains("roles/storage.objectUser on gs://hospital"));

    ArtifactStore nowhere = bucket.store("gs://elsewhere", 0);
    IOException missing =
        assertThrows(IOException.class, () -> nowhere.findOrMake(KEY, twoFiles("a", "b")));
    assertTrue(missing.getMessage().contains("there is no bucket elsewhere"), missing.getMessage());
  }

  @Test
  void anOutageThatLastsEndsInAnError() {
    Storage impatient =
        GcsClient.connect(
            Optional.of(bucket.fake().endpoint()), Duration.ofMillis(1), Duration.ofSeconds(2));
    impatient.get(FakeStorage.BUCKET); // The first call of a client takes its time.
    bucket.fake().fail(100_000, ArtifactBucket::isDownload, Fault.status(503));
    GcsObjects objects = new GcsObjects(impatient, ArtifactBucket.WORKSPACE, ArtifactBucket.PART);
    IOException outage = assertThrows(IOException.class, () -> objects.read("name"));
    assertTrue(
        outage.getMessage().startsWith(ArtifactBucket.WORKSPACE + "/name: "), outage.getMessage());
    assertTrue(bucket.fake().count(ArtifactBucket::isDownload) > 1);
  }

  @Test
  void uploadsGoOnWhereTheConnectionBroke() throws IOException {
    byte[] content = new byte[700 << 10];
    new Random(2).nextBytes(content);
    bucket.fake().fail(1, ArtifactBucket::isChunk, Fault.cutUpload(256 << 10));
    bucket.fake().fail(1, ArtifactBucket::isChunk, Fault.lost());
    Artifact made =
        store().findOrMake(KEY, sink -> sink.file("image", stream -> stream.write(content)));
    assertArrayEquals(content, bucket.fake().content(bucket.object(KEY.ref(), "image")));
    assertArrayEquals(content, store().read(made, "image"));
    assertTrue(bucket.fake().count(ArtifactBucket::isChunk) > 2);
  }

  @Test
  void anUploadWhoseLastAnswerWasLostIsNotTakenForAnotherWriters() throws IOException {
    bucket.fake().fail(2, ArtifactBucket::isChunk, Fault.doneUnanswered());
    Artifact made = store().findOrMake(KEY, ArtifactBucket.largeFile());
    assertArrayEquals(ArtifactBucket.large(), store().read(made, "image"));
  }

  @Test
  void bytesThatWereDamagedOnTheirWayUpNeverBecomeAnArtifact() throws IOException {
    bucket.fake().fail(1, ArtifactBucket::isChunk, Fault.corruptUpload());
    Artifact made = store().findOrMake(KEY, ArtifactBucket.largeFile());
    assertArrayEquals(ArtifactBucket.large(), store().read(made, "image"));
    assertEquals(2, bucket.fake().count(ArtifactBucket::isChunk));

    bucket.fake().fail(100, ArtifactBucket::isChunk, Fault.corruptUpload());
    ArtifactKey other = ArtifactKey.of("case", "test/2", Map.of(), List.of());
    assertThrows(IOException.class, () -> store().findOrMake(other, ArtifactBucket.largeFile()));
    assertEquals(Optional.empty(), store().find(other.ref()));
  }

  @Test
  void downloadsGoOnWhereTheConnectionBroke() throws IOException {
    Artifact made = store().findOrMake(KEY, ArtifactBucket.largeFile());
    bucket.fake().fail(2, ArtifactBucket::isDownloadOfImage, Fault.cutDownload(1000));
    bucket.fake().fail(1, ArtifactBucket::isDownloadOfImage, Fault.cutDownload(0));
    bucket.fake().fail(1, ArtifactBucket::isDownloadOfImage, Fault.lost());
    assertArrayEquals(ArtifactBucket.large(), store().read(made, "image"));
  }

  @Test
  void slowDownloadsAreWaitedFor() throws IOException {
    Artifact made = store().findOrMake(KEY, ArtifactBucket.largeFile());
    bucket.fake().fail(6, ArtifactBucket::isDownload, Fault.slow(50));
    assertArrayEquals(ArtifactBucket.large(), store().read(made, "image"));
  }

  @Test
  void bytesThatCameDamagedAreReadAgain() throws IOException {
    Artifact made = store().findOrMake(KEY, ArtifactBucket.largeFile());
    bucket.fake().fail(2, ArtifactBucket::isDownloadOfImage, Fault.corruptDownload());
    assertArrayEquals(ArtifactBucket.large(), store().read(made, "image"));
    bucket.fake().fail(100, ArtifactBucket::isDownloadOfImage, Fault.corruptDownload());
    IOException broken = assertThrows(IOException.class, () -> store().read(made, "image"));
    assertFalse(broken instanceof CorruptArtifactException, "it lies there as it should");
    assertTrue(broken.getMessage().contains("CRC32C"));
  }
}
