package io.twinbeam.transforms.artifact;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import io.twinbeam.transforms.storage.Folders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
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
import java.util.TreeMap;
import java.util.UUID;

/**
 * Artifacts as folders on a local disk. A new one is written beside its place, flushed to the disk
 * and renamed in one atomic step; a writer who comes second finds the place taken and drops its own
 * copy.
 */
final class LocalArtifactStore implements ArtifactStore {

  private static final Duration REMAINS_AGE = Duration.ofHours(1);

  private final Path root;

  LocalArtifactStore(Path root) {
    this.root = root;
  }

  @Override
  public Optional<Artifact> find(ArtifactRef ref) throws IOException {
    return sidecar(ref).map(said -> said.artifact(ref));
  }

  private Optional<Sidecar> sidecar(ArtifactRef ref) throws IOException {
    Path file = folder(ref).resolve(Sidecar.FILE);
    try {
      return Optional.of(Sidecar.of(ref, Files.readAllBytes(file), file.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
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
    if (Folders.exists(target) && !Folders.exists(target.resolve(Sidecar.FILE))) {
      remove(ref); // Somebody took the sidecar out; nothing says any more what the rest should be.
    }
    Files.createDirectories(target.getParent());
    Path draft =
        target.resolveSibling("." + ref.digest().substring(0, 8) + "-" + UUID.randomUUID());
    removeRemains(target);
    Files.createDirectory(draft);
    try {
      TreeMap<String, Sidecar.Entry> files = new TreeMap<>();
      maker.make((name, content) -> files.put(name, writeFile(draft.resolve(name), content)));
      byte[] sidecar = new Sidecar(key, files, null).toBytes();
      writeFile(draft.resolve(Sidecar.FILE), stream -> stream.write(sidecar));
      publish(draft, target);
    } finally {
      Folders.delete(draft);
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
          Folders.delete(draft);
        }
      }
    }
  }

  private static Sidecar.Entry writeFile(Path path, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream file = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      HashingOutputStream hashing = new HashingOutputStream(Hashing.sha256(), file);
      content.writeTo(hashing);
      hashing.flush();
      channel.force(true);
      return new Sidecar.Entry(channel.size(), hashing.hash().toString());
    }
  }

  private static void publish(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      return; // Another writer of the same artifact was first; its bytes stand.
    } catch (FileSystemException e) {
      if (!Folders.exists(target.resolve(Sidecar.FILE))) {
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
    String expected = artifact.digest(file);
    Path path = folder(artifact.ref()).resolve(file);
    byte[] content;
    try {
      content = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      // A workspace that was copied from a bucket has the files one folder deeper.
      path =
          folder(artifact.ref()).resolve(sidecar(artifact.ref()).orElseThrow(() -> e).path(file));
      content = Files.readAllBytes(path);
    }
    String actual = Digest.of(content);
    if (!actual.equals(expected)) {
      throw Sidecar.otherBytes(path.toString(), expected, actual);
    }
    return content;
  }

  @Override
  public void remove(ArtifactRef ref) throws IOException {
    Path target = folder(ref);
    if (!Folders.exists(target)) {
      return;
    }
    // Renamed first, so that no reader ever finds half of an artifact.
    Path doomed =
        target.resolveSibling("." + ref.digest().substring(0, 8) + "-" + UUID.randomUUID());
    Files.move(target, doomed, StandardCopyOption.ATOMIC_MOVE);
    Folders.delete(doomed);
  }

  private Path folder(ArtifactRef ref) {
    return root.resolve(ref.path());
  }
}
