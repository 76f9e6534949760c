package io.twinbeam.transforms.tracking;

import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Files below a run directory that tell of the present; each is replaced in one step. */
public final class LiveFiles {

  /** The folder of TensorBoard's event files, one folder a training run in it. */
  public static final String TENSORBOARD = "tensorboard";

  /** The folder of the files of the present state. */
  public static final String LIVE = "live";

  private LiveFiles() {}

  /** The event files of a training run. */
  public static Path events(Path directory, String runId) {
    return directory.resolve(TENSORBOARD).resolve(runId);
  }

  /** The state of a training run. */
  public static Path run(Path directory, String runId) {
    return directory.resolve(LIVE).resolve(runId + ".json");
  }

  /** Writes {@code value} as JSON. */
  public static void write(Path file, Object value) throws IOException {
    if (!Folders.isLocal(file)) {
      Folders.replace(file, CanonicalJson.writeIndented(value).getBytes(StandardCharsets.UTF_8));
      return;
    }
    Files.createDirectories(file.getParent());
    Path draft = file.resolveSibling(".draft-" + UUID.randomUUID());
    try {
      Files.writeString(draft, CanonicalJson.writeIndented(value));
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** This moment, as files tell it. */
  public static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** This machine's name, as far as it knows. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
