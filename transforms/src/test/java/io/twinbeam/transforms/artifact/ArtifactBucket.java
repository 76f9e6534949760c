package io.twinbeam.transforms.artifact;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.storage.Storage;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.storage.CachedFiles;
import io.twinbeam.transforms.storage.GcsClient;
import io.twinbeam.transforms.storage.GcsObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** A bucket that holds artifacts, and nothing else when a test has ended. */
final class ArtifactBucket implements AutoCloseable {

  static final String WORKSPACE = "gs://" + FakeStorage.BUCKET + "/lab/workspace";

  /** How much of an object one request reads. */
  static final int PART = 64 << 10;

  private final FakeStorage fake;
  private final Storage client;
  private final Path cache;

  /**
   * @param cache the folder of the copies on the disk
   */
  ArtifactBucket(Path cache) throws IOException {
    this.cache = cache;
    fake = FakeStorage.start();
    client =
        GcsClient.connect(
            Optional.of(fake.endpoint()), Duration.ofMillis(1), Duration.ofSeconds(20));
  }

  FakeStorage fake() {
    return fake;
  }

  /** The store, whose copies on the disk may take so much. */
  ArtifactStore store(long cacheBytes) {
    return store(WORKSPACE, cacheBytes);
  }

  ArtifactStore store(String workspace, long cacheBytes) {
    return new GcsArtifactStore(
        new GcsObjects(client, workspace + "/artifacts", PART),
        new CachedFiles(cache, cacheBytes, "artifacts", "none"));
  }

  String text(String name) {
    return new String(fake.content(name), StandardCharsets.UTF_8);
  }

  /** How the names of all that belongs to an artifact begin. */
  static String folder(ArtifactRef ref) {
    return "lab/workspace/artifacts/" + ref.path() + "/";
  }

  /** The name of the object that holds a file. */
  String object(ArtifactRef ref, String file) {
    return fake.names().stream()
        .filter(name -> name.startsWith(folder(ref)) && name.endsWith("/" + file))
        .findFirst()
        .orElseThrow();
  }

  static boolean isDownload(String line) {
    return line.contains("alt=media");
  }

  static boolean isDownloadOfImage(String line) {
    return isDownload(line) && line.contains("/image");
  }

  static boolean isUpload(String line) {
    return line.contains("/upload/");
  }

  static boolean isChunk(String line) {
    return line.startsWith("PUT /upload/");
  }

  static boolean isSidecar(String line) {
    return isUpload(line) && line.contains("uploadType=multipart");
  }

  /** Six parts. */
  static byte[] large() {
    byte[] content = new byte[5 * PART + 17];
    new Random(1).nextBytes(content);
    return content;
  }

  static ArtifactStore.Maker largeFile() {
    return sink -> sink.file("image", stream -> stream.write(large()));
  }

  /** Checks that everything there belongs to an artifact. */
  @Override
  public void close() throws IOException {
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
}
