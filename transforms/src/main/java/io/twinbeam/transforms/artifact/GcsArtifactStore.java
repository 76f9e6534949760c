package io.twinbeam.transforms.artifact;

import io.twinbeam.transforms.storage.CachedFiles;
import io.twinbeam.transforms.storage.Crc32c;
import io.twinbeam.transforms.storage.GcsObjects;
import io.twinbeam.transforms.storage.ParallelCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts as objects of Google Cloud Storage. The files of a new one are uploaded into a folder
 * that only its writer knows; then one object, the sidecar, is stored on condition that there is
 * none, and with it the artifact is there. A writer who comes second is refused, takes away its own
 * files and has the artifact of the first.
 *
 * <p>What is read is kept on the local disk too, under its digest.
 */
final class GcsArtifactStore implements ArtifactStore {

  private static final Logger LOG = LoggerFactory.getLogger(GcsArtifactStore.class);

  /** Longer than anyone uploads. */
  private static final Duration REMAINS_AGE = Duration.ofDays(1);

  private static final int DOWNLOADS = 3;

  private final GcsObjects objects;
  private final CachedFiles cache;

  /**
   * @param objects below the folder of the artifacts
   */
  GcsArtifactStore(GcsObjects objects, CachedFiles cache) {
    this.objects = objects;
    this.cache = cache;
  }

  static GcsArtifactStore at(String workspace) {
    return new GcsArtifactStore(
        GcsObjects.at(workspace.replaceFirst("/+$", "") + "/artifacts"), ArtifactCache.ofProcess());
  }

  private static String sidecarOf(ArtifactRef ref) {
    return ref.path() + "/" + Sidecar.FILE;
  }

  @Override
  public Optional<Artifact> find(ArtifactRef ref) throws IOException {
    return sidecar(ref).map(said -> said.artifact(ref));
  }

  private Optional<Sidecar> sidecar(ArtifactRef ref) throws IOException {
    String name = sidecarOf(ref);
    try {
      return Optional.of(Sidecar.of(ref, objects.read(name), objects.address(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Artifact findOrMake(ArtifactKey key, Maker maker) throws IOException {
    Optional<Artifact> present = find(key.ref());
    return present.isPresent() ? present.get() : make(key, maker);
  }

  private Artifact make(ArtifactKey key, Maker maker) throws IOException {
    ArtifactRef ref = key.ref();
    try (Spool spool = new Spool()) {
      maker.make(spool::add);
      Sidecar own = new Sidecar(key, spool.files(), UUID.randomUUID().toString());
      removeRemains(ref, own);
      upload(ref, own, spool);
      // From here on the files may belong to an artifact, even if no answer says so.
      objects.create(sidecarOf(ref), own.toBytes());
      Sidecar winner =
          sidecar(ref)
              .orElseThrow(
                  () ->
                      new IOException(
                          objects.address(ref.path()) + " vanished while it was written"));
      if (own.folder().equals(winner.folder())) {
        keep(spool);
      } else {
        objects.deleteAll(objects.list(folder(ref, own)));
      }
      return winner.artifact(ref);
    }
  }

  /** Where the files of the artifact lie that the sidecar tells of. */
  private static String folder(ArtifactRef ref, Sidecar said) {
    return ref.path() + "/" + said.path("");
  }

  private void upload(ArtifactRef ref, Sidecar own, Spool spool) throws IOException {
    List<ParallelCalls.Call> uploads = new ArrayList<>();
    for (String file : spool.files().keySet()) {
      uploads.add(() -> objects.upload(folder(ref, own) + file, spool.path(file)));
    }
    try {
      ParallelCalls.run(uploads);
    } catch (IOException | RuntimeException e) {
      try {
        objects.deleteAll(objects.list(folder(ref, own)));
      } catch (IOException | RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** What is made here is often read here. */
  private void keep(Spool spool) {
    spool
        .files()
        .forEach(
            (name, file) ->
                cache.keep(
                    file.sha256(),
                    file.size(),
                    to -> {
                      try (FileChannel from = FileChannel.open(spool.path(name))) {
                        from.transferTo(0, file.size(), to);
                      }
                    }));
  }

  /**
   * Uploads of the same artifact that a killed process left; a living writer's are younger, by the
   * clock of the service, which all writers have in common.
   */
  private void removeRemains(ArtifactRef ref, Sidecar own) throws IOException {
    int depth = ref.path().split("/", -1).length;
    Map<String, List<GcsObjects.Stored>> folders = new HashMap<>();
    for (GcsObjects.Stored stored : objects.list(ref.path() + "/")) {
      String[] parts = stored.name().split("/", -1);
      if (parts.length > depth + 1) {
        folders.computeIfAbsent(parts[depth], folder -> new ArrayList<>()).add(stored);
      }
    }
    if (folders.isEmpty()) {
      return;
    }
    // Asked afterwards: whatever belongs to an artifact that is there by now stays.
    Optional<Sidecar> there = sidecar(ref);
    there.map(Sidecar::folder).ifPresent(folders::remove);
    OffsetDateTime old = objects.now(folder(ref, own) + "now").minus(REMAINS_AGE);
    for (List<GcsObjects.Stored> remains : folders.values()) {
      if (remains.stream().allMatch(stored -> stored.changed().isBefore(old))) {
        objects.deleteAll(remains);
      }
    }
  }

  /**
   * Reads the copy on the disk, or else the object. What the caller holds says which bytes the file
   * has, and an artifact is never changed: a copy of that SHA-256 is the file, whatever the bucket
   * would say, and so it is not asked. Where the artifact was removed meanwhile, a copy may outlive
   * it; whoever must know that asks by {@link #find}.
   */
  @Override
  public byte[] read(Artifact artifact, String file) throws IOException {
    String expected = artifact.digest(file);
    Optional<byte[]> kept = cache.read(expected, from -> sound(expected, from));
    if (kept.isPresent()) {
      return kept.get();
    }
    ArtifactRef ref = artifact.ref();
    Sidecar said =
        sidecar(ref)
            .orElseThrow(() -> new NoSuchFileException(objects.address(ref.path() + "/" + file)));
    Sidecar.Entry entry = said.files().get(file);
    String name = folder(ref, said) + file;
    if (entry == null || !entry.sha256().equals(expected)) {
      throw Sidecar.otherBytes(
          objects.address(name), expected, entry == null ? "none" : entry.sha256());
    }
    byte[] content = download(name, entry);
    cache.keep(expected, content.length, to -> writeAll(ByteBuffer.wrap(content), to));
    return content;
  }

  private static byte[] sound(String expected, FileChannel from) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(from.size()));
    while (content.hasRemaining() && from.read(content) >= 0) {
      // On to the end.
    }
    if (!Digest.of(content.array()).equals(expected)) {
      throw new IOException("has another SHA-256 than its name says");
    }
    return content.array();
  }

  private static void writeAll(ByteBuffer content, FileChannel to) throws IOException {
    while (content.hasRemaining()) {
      to.write(content);
    }
  }

  /** CRC32C tells bytes that came damaged, which are fetched again, from those that lie so. */
  private byte[] download(String name, Sidecar.Entry entry) throws IOException {
    for (int attempt = 1; ; attempt++) {
      byte[] content = objects.read(name, entry.size());
      String actual = Digest.of(content);
      if (actual.equals(entry.sha256())) {
        return content;
      }
      String where = objects.address(name);
      GcsObjects.Stored stored =
          objects.find(name).orElseThrow(() -> new NoSuchFileException(where));
      if (stored.crc32c().equals(Crc32c.of(content)) || stored.size() != entry.size()) {
        throw Sidecar.otherBytes(where, entry.sha256(), actual);
      }
      if (attempt == DOWNLOADS) {
        throw new IOException(
            where
                + " came with another CRC32C than it is stored with, "
                + DOWNLOADS
                + " times; check the network and the memory of this machine");
      }
      LOG.warn("{} came with another CRC32C than it is stored with; it is read again", where);
    }
  }

  @Override
  public void remove(ArtifactRef ref) throws IOException {
    Optional<GcsObjects.Stored> sidecar = objects.find(sidecarOf(ref));
    if (sidecar.isEmpty()) {
      return;
    }
    // What belongs to it is asked before, and taken away after it: no reader finds half of it.
    List<GcsObjects.Stored> files = files(ref);
    if (objects.delete(sidecar.get())) {
      objects.deleteAll(files);
    }
  }

  /** The files of the artifact; those beside the sidecar where it does not say. */
  private List<GcsObjects.Stored> files(ArtifactRef ref) throws IOException {
    String name = sidecarOf(ref);
    String folder = ref.path() + "/";
    try {
      folder = folder(ref, Sidecar.parse(objects.read(name), objects.address(name)));
    } catch (CorruptArtifactException | NoSuchFileException e) {
      LOG.warn("{} cannot tell where its files are, which stay for a day", objects.address(name));
    }
    String below = folder;
    return objects.list(below).stream()
        .filter(stored -> stored.name().indexOf('/', below.length()) < 0)
        .filter(stored -> !stored.name().equals(name))
        .toList();
  }
}
