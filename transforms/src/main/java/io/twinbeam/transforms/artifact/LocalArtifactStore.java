package io.twinbeam.transforms.artifact;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Artifacts as folders on a local disk. A new one is written beside its place, flushed to the disk
 * and renamed in one atomic step; a writer who comes second finds the place taken and drops its own
 * copy.
 */
final class LocalArtifactStore implements ArtifactStore {

  private static final Duration REMAINS_AGE = Duration.ofHours(1);
  private static final String SIDECAR = "artifact.json";

  private final Path root;

  LocalArtifactStore(Path root) {
    this.root = root;
  }

  /** What the sidecar says: who made the artifact from what, and what it holds. */
  private record Sidecar(ArtifactKey key, SortedMap<String, FileEntry> files) {}

  private record FileEntry(long size, String sha256) {}

  @Override
  public Optional<Artifact> find(ArtifactRef ref) throws IOException {
    Path sidecar = folder(ref).resolve(SIDECAR);
    byte[] json;
    try {
      json = Files.readAllBytes(sidecar);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    TreeMap<String, String> digests = new TreeMap<>();
    Sidecar said = read(sidecar, json);
    requireNamed(ref, said.key(), sidecar);
    said.files().forEach((name, file) -> digests.put(name, file.sha256()));
    return Optional.of(new Artifact(ref, digests));
  }

  private static Sidecar read(Path sidecar, byte[] json) throws CorruptArtifactException {
    try {
      return CanonicalJson.read(new String(json, StandardCharsets.UTF_8), Sidecar.class);
    } catch (IllegalArgumentException e) {
      throw new CorruptArtifactException(
          sidecar + ": " + e.getMessage() + "; remove its folder and it is made again");
    }
  }

  /** A folder that was moved, or whose sidecar was changed, tells of another artifact. */
  private static void requireNamed(ArtifactRef ref, ArtifactKey key, Path sidecar)
      throws CorruptArtifactException {
    if (key == null || !key.ref().equals(ref)) {
      throw new CorruptArtifactException(
          sidecar
              + " must say what made "
              + ref
              + ", but tells of "
              + (key == null ? "nothing" : key.ref())
              + "; remove its folder and it is made again");
    }
  }

  @Override
  public Artifact findOrMake(ArtifactKey key, Maker maker) throws IOException {
    ArtifactRef ref = key.ref();
    Optional<Artifact> present = find(ref);
    return present.isPresent() ? present.get() : make(key, ref, maker);
  }

  private Artifact make(ArtifactKey key, ArtifactRef ref, Maker maker) throws IOException {
    Path target = folder(ref);
    if (Files.exists(target) && !Files.exists(target.resolve(SIDECAR))) {
      remove(ref); // Somebody took the sidecar out; nothing says any more what the rest should be.
    }
    Files.createDirectories(target.getParent());
    Path draft =
        target.resolveSibling("." + ref.digest().substring(0, 8) + "-" + UUID.randomUUID());
    removeRemains(target);
    Files.createDirectory(draft);
    try {
      TreeMap<String, FileEntry> files = new TreeMap<>();
      maker.make((name, content) -> files.put(name, writeFile(draft.resolve(name), content)));
      byte[] sidecar =
          CanonicalJson.writeIndented(new Sidecar(key, files)).getBytes(StandardCharsets.UTF_8);
      writeFile(draft.resolve(SIDECAR), stream -> stream.write(sidecar));
      publish(draft, target);
    } finally {
      deleteIfThere(draft);
    }
    return find(ref).orElseThrow(() -> new IOException(target + " vanished while it was written"));
  }

  /** Drafts of the same artifact that a killed process left; a living writer's is younger. */
  private static void removeRemains(Path target) throws IOException {
    String prefix = "." + target.getFileName().toString().substring(0, 8) + "-*";
    FileTime old = FileTime.from(Instant.now().minus(REMAINS_AGE));
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(target.getParent(), prefix)) {
      for (Path draft : drafts) {
        if (Files.getLastModifiedTime(draft).compareTo(old) < 0) {
          deleteIfThere(draft);
        }
      }
    }
  }

  private static FileEntry writeFile(Path path, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream file = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      HashingOutputStream hashing = new HashingOutputStream(Hashing.sha256(), file);
      content.writeTo(hashing);
      hashing.flush();
      channel.force(true);
      return new FileEntry(channel.size(), hashing.hash().toString());
    }
  }

  private static void publish(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      return; // Another writer of the same artifact was first; its bytes stand.
    } catch (FileSystemException e) {
      if (!Files.exists(target.resolve(SIDECAR))) {
        throw e;
      }
      return;
    }
    try (FileChannel folder = FileChannel.open(target.getParent())) {
      folder.force(true); // Without it a power cut may lose the new name.
    }
  }

  @Override
  public byte[] read(Artifact artifact, String file) throws IOException {
    String expected = artifact.files().get(file);
    Path path = folder(artifact.ref()).resolve(file);
    if (expected == null) {
      throw new IOException(
          "artifact "
              + artifact.ref()
              + " has no file "
              + file
              + ", only "
              + artifact.files().keySet());
    }
    byte[] content = Files.readAllBytes(path);
    String actual = Digest.of(content);
    if (!actual.equals(expected)) {
      throw new CorruptArtifactException(
          path
              + " must have SHA-256 "
              + expected
              + " but has "
              + actual
              + "; remove its folder and it is made again");
    }
    return content;
  }

  @Override
  public void remove(ArtifactRef ref) throws IOException {
    Path target = folder(ref);
    if (!Files.exists(target)) {
      return;
    }
    // Renamed first, so that no reader ever finds half of an artifact.
    Path doomed =
        target.resolveSibling("." + ref.digest().substring(0, 8) + "-" + UUID.randomUUID());
    Files.move(target, doomed, StandardCopyOption.ATOMIC_MOVE);
    deleteIfThere(doomed);
  }

  private static void deleteIfThere(Path folder) throws IOException {
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private Path folder(ArtifactRef ref) {
    return root.resolve(ref.path());
  }
}
