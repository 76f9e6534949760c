package io.twinbeam.transforms.storage;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.math.IntMath;
import com.google.common.primitives.Ints;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objects of a bucket whose names begin as its address says. Names here are those below that
 * address, such as {@code case/ab/artifact.json}.
 */
public final class GcsObjects {

  private static final String SCHEME = "gs://";
  private static final Pattern ADDRESS = Pattern.compile("gs://([^/]+)(?:/(.*))?");
  private static final int BAD_REQUEST = 400;
  private static final int CONDITION_NOT_MET = 412;

  private static final int UPLOADS = 3;

  /** A request costs as much time as some MiB; more than that is worth a second one beside it. */
  private static final int PART_BYTES = 8 << 20;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Storage storage;
  private final String bucket;
  private final String prefix;
  private final int partBytes;

  /**
   * @param address {@code gs://BUCKET/PATH}
   * @param partBytes how much of an object one request reads
   */
  public GcsObjects(Storage storage, String address, int partBytes) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw new IllegalArgumentException("an address must be gs://BUCKET/PATH, is " + address);
    }
    this.storage = storage;
    this.bucket = parts.group(1);
    String path = parts.group(2) == null ? "" : parts.group(2).replaceFirst("/+$", "");
    this.prefix = path.isEmpty() ? "" : path + "/";
    this.partBytes = partBytes;
  }

  /** The objects below {@code address} by the connection of this process. */
  public static GcsObjects at(String address) {
    return new GcsObjects(GcsClient.ofProcess(), address, PART_BYTES);
  }

  /**
   * Checks that the service can be reached and lets us list what lies at {@code address}, which may
   * be nothing. Unlike everything else this gives up after seconds.
   *
   * @throws IOException saying what to do
   */
  public static void requireReachable(String address) throws IOException {
    Storage impatient = GcsClient.connect(GcsClient.emulator(), FIRST_PAUSE, PATIENCE);
    new GcsObjects(impatient, address, PART_BYTES).isFolder("");
  }

  /** Whether {@code text} is an address of Google Cloud Storage. */
  public static boolean isAddress(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * An object as it was when we asked.
   *
   * @param name below the address
   * @param crc32c of its bytes, base64, as the service has computed it
   * @param changed when it was stored, by the clock of the service
   */
  public record Stored(
      String name, long generation, long size, String crc32c, OffsetDateTime changed) {}

  /** The whole address of {@code name}. */
  public String address(String name) {
    return SCHEME + bucket + "/" + prefix + name;
  }

  private BlobId id(String name) {
    return BlobId.of(bucket, prefix + name);
  }

  private Stored stored(Blob blob) {
    return new Stored(
        blob.getName().substring(prefix.length()),
        blob.getGeneration(),
        blob.getSize(),
        blob.getCrc32c(),
        blob.getUpdateTimeOffsetDateTime());
  }

  /** What is known of the object, where it is there. */
  public Optional<Stored> find(String name) throws IOException {
    try {
      return Optional.ofNullable(storage.get(id(name))).map(this::stored);
    } catch (StorageException e) {
      throw told(e, name);
    }
  }

  /** All objects whose names start with {@code start}, sorted by name. */
  public List<Stored> list(String start) throws IOException {
    List<Stored> found = new ArrayList<>();
    try {
      storage
          .list(bucket, Storage.BlobListOption.prefix(prefix + start))
          .iterateAll()
          .forEach(blob -> found.add(stored(blob)));
    } catch (StorageException e) {
      throw told(e, start);
    }
    return found;
  }

  /** The names of files and folders right below {@code folder}, which is empty or ends in '/'. */
  List<String> names(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      storage
          .list(
              bucket,
              Storage.BlobListOption.prefix(prefix + folder),
              Storage.BlobListOption.currentDirectory())
          .iterateAll()
          .forEach(blob -> names.add(blob.getName().substring((prefix + folder).length())));
    } catch (StorageException e) {
      throw told(e, folder);
    }
    return names.stream()
        .map(name -> name.replaceFirst("/$", ""))
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether anything lies below {@code folder}, which ends in '/'. */
  boolean isFolder(String folder) throws IOException {
    try {
      return storage
          .list(
              bucket,
              Storage.BlobListOption.prefix(prefix + folder),
              Storage.BlobListOption.pageSize(1))
          .getValues()
          .iterator()
          .hasNext();
    } catch (StorageException e) {
      throw told(e, folder);
    }
  }

  /**
   * The bytes of the very version that was found.
   *
   * @throws IOException where another is there by now
   */
  byte[] read(Stored found) throws IOException {
    try {
      return storage.readAllBytes(
          id(found.name()), Storage.BlobSourceOption.generationMatch(found.generation()));
    } catch (StorageException e) {
      throw told(e, found.name());
    }
  }

  /**
   * The bytes of a small object.
   *
   * @throws NoSuchFileException where it is not there
   */
  public byte[] read(String name) throws IOException {
    try {
      return storage.readAllBytes(id(name));
    } catch (StorageException e) {
      throw told(e, name);
    }
  }

  /**
   * The bytes of an object, read in parts side by side.
   *
   * @param size as it should be; where the object is shorter, so is what is returned
   * @throws NoSuchFileException where it is not there
   */
  public byte[] read(String name, long size) throws IOException {
    byte[] content = new byte[Math.toIntExact(size)];
    List<ParallelCalls.Call> parts = new ArrayList<>();
    int[] ends =
        new int[Math.max(1, IntMath.divide(content.length, partBytes, RoundingMode.CEILING))];
    for (int part = 0; part < ends.length; part++) {
      int number = part;
      int from = part * partBytes;
      int length = Math.min(partBytes, content.length - from);
      parts.add(() -> ends[number] = from + read(name, ByteBuffer.wrap(content, from, length)));
    }
    ParallelCalls.run(parts);
    int end = Arrays.stream(ends).max().orElse(0);
    return end < content.length ? Arrays.copyOf(content, end) : content;
  }

  /** Fills {@code part}, whose position is that in the object; how much there was. */
  private int read(String name, ByteBuffer part) throws IOException {
    int from = part.position();
    try (ReadChannel channel = storage.reader(id(name))) {
      channel.setChunkSize(0); // We have a buffer, and the channel needs none.
      channel.seek(from);
      channel.limit(part.limit());
      while (part.hasRemaining() && channel.read(part) >= 0) {
        // On to the end.
      }
      return part.position() - from;
    } catch (StorageException e) {
      throw told(e, name);
    } catch (IOException e) {
      throw e.getCause() instanceof StorageException cause ? told(cause, name) : e;
    }
  }

  /**
   * Stores a file under a name that nobody else uses. The service checks its CRC32C; a broken
   * connection goes on where it broke.
   */
  public void upload(String name, Path file) throws IOException {
    String crc32c =
        crc32c(com.google.common.io.Files.asByteSource(file.toFile()).hash(Hashing.crc32c()));
    BlobInfo info = BlobInfo.newBuilder(id(name)).setCrc32c(crc32c).build();
    for (int attempt = 1; ; attempt++) {
      try {
        storage.createFrom(
            info,
            file,
            Storage.BlobWriteOption.doesNotExist(),
            Storage.BlobWriteOption.crc32cMatch());
        return;
      } catch (StorageException e) {
        if (e.getCode() == CONDITION_NOT_MET && holds(name, crc32c)) {
          return; // By an earlier try, whose answer was lost.
        }
        // Bytes that were damaged on their way are refused as a bad request.
        if (e.getCode() != BAD_REQUEST || attempt == UPLOADS) {
          throw told(e, name);
        }
      }
    }
  }

  private boolean holds(String name, String crc32c) throws IOException {
    return find(name).filter(there -> there.crc32c().equals(crc32c)).isPresent();
  }

  /**
   * Stores an object where there is none: of all who try, one succeeds.
   *
   * @return whether it is ours; may be false where the answer to the call that succeeded was lost
   */
  public boolean create(String name, byte[] content) throws IOException {
    try {
      storage.create(info(name), content, Storage.BlobTargetOption.doesNotExist());
      return true;
    } catch (StorageException e) {
      if (e.getCode() == CONDITION_NOT_MET) {
        return false;
      }
      throw told(e, name);
    }
  }

  private BlobInfo info(String name) {
    return BlobInfo.newBuilder(id(name))
        .setContentType(name.endsWith(".json") ? "application/json" : null)
        .build();
  }

  /** Stores an object, whatever is there. */
  public void replace(String name, byte[] content) throws IOException {
    try {
      storage.create(info(name), content);
    } catch (StorageException e) {
      throw told(e, name);
    }
  }

  /**
   * Stores an object in place of the very version that was found.
   *
   * @return what is there now; empty where another version was there
   */
  public Optional<Stored> replace(Stored found, byte[] content) throws IOException {
    try {
      return Optional.of(
          stored(
              storage.create(
                  info(found.name()),
                  content,
                  Storage.BlobTargetOption.generationMatch(found.generation()))));
    } catch (StorageException e) {
      if (e.getCode() == CONDITION_NOT_MET) {
        return Optional.empty();
      }
      throw told(e, found.name());
    }
  }

  /**
   * Copies an object within the service.
   *
   * @param to the whole address of the copy
   * @param replace whether an object that is there goes
   * @return whether it was copied, or else one was there
   */
  boolean copy(String name, String to, boolean replace) throws IOException {
    BlobId target = BlobId.fromGsUtilUri(to);
    Storage.CopyRequest.Builder request = Storage.CopyRequest.newBuilder().setSource(id(name));
    if (replace) {
      request.setTarget(target);
    } else {
      request.setTarget(target, Storage.BlobTargetOption.doesNotExist());
    }
    try {
      storage.copy(request.build()).getResult();
      return true;
    } catch (StorageException e) {
      if (e.getCode() == CONDITION_NOT_MET) {
        return false;
      }
      throw told(e, name);
    }
  }

  /**
   * Takes away the very version that was found.
   *
   * @return whether it was there
   */
  public boolean delete(Stored found) throws IOException {
    try {
      return storage.delete(
          id(found.name()), Storage.BlobSourceOption.generationMatch(found.generation()));
    } catch (StorageException e) {
      if (e.getCode() == CONDITION_NOT_MET) {
        return false;
      }
      throw told(e, found.name());
    }
  }

  /** Takes away all of these that are there. */
  public void deleteAll(List<Stored> found) throws IOException {
    ParallelCalls.run(found.stream().<ParallelCalls.Call>map(one -> () -> delete(one)).toList());
  }

  /** As the service writes it. */
  public static String crc32c(byte[] content) {
    return crc32c(Hashing.crc32c().hashBytes(content));
  }

  private static String crc32c(HashCode checksum) {
    return Base64.getEncoder().encodeToString(Ints.toByteArray(checksum.asInt()));
  }

  private IOException told(StorageException error, String name) {
    return GcsErrors.told(error, bucket, address(name));
  }
}
