package io.twinbeam.transforms.storage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
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
    return blob(name).map(this::stored);
  }

  private Optional<Blob> blob(String name) throws IOException {
    try {
      return Optional.ofNullable(storage.get(id(name)));
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
      throw toldOfList(e, start);
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
      throw toldOfList(e, folder);
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
      throw toldOfList(e, folder);
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
    try {
      return new ReadInParts(storage, id(name), partBytes).all(size);
    } catch (IOException e) {
      throw e.getCause() instanceof StorageException cause ? told(cause, name) : e;
    }
  }

  private Optional<Stored> store(String name, BlobInfo info, ConditionalWrite.Call call)
      throws IOException {
    try {
      return ConditionalWrite.of(storage, info, call).map(this::stored);
    } catch (StorageException e) {
      throw told(e, name);
    }
  }

  /**
   * Stores a file under a name that nobody else uses. The service checks its CRC32C; a broken
   * connection goes on where it broke.
   *
   * @throws FileAlreadyExistsException where somebody does
   */
  public void upload(String name, Path file) throws IOException {
    BlobInfo info = BlobInfo.newBuilder(id(name)).setCrc32c(Crc32c.of(file)).build();
    if (store(name, info, marked -> createFrom(marked, file)).isEmpty()) {
      throw new FileAlreadyExistsException(address(name));
    }
  }

  private Blob createFrom(BlobInfo info, Path file) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return storage.createFrom(
            info,
            file,
            Storage.BlobWriteOption.doesNotExist(),
            Storage.BlobWriteOption.crc32cMatch());
      } catch (StorageException e) {
        // Bytes that were damaged on their way are refused as a bad request.
        if (e.getCode() != BAD_REQUEST || attempt == UPLOADS) {
          throw e;
        }
      }
    }
  }

  /**
   * Stores an object where there is none: of all who try, one succeeds.
   *
   * @return what is there now; empty where somebody else was first
   */
  public Optional<Stored> create(String name, byte[] content) throws IOException {
    return store(
        name,
        info(name),
        marked -> storage.create(marked, content, Storage.BlobTargetOption.doesNotExist()));
  }

  /**
   * The time by the clock of the service, which is that of all who use it: that of an object stored
   * for a moment under {@code start} and what follows.
   */
  public OffsetDateTime now(String start) throws IOException {
    String probe = start + "-" + UUID.randomUUID();
    Stored stored =
        create(probe, new byte[0])
            .orElseThrow(() -> new FileAlreadyExistsException(address(probe)));
    delete(stored);
    return stored.changed();
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
    return store(
        found.name(),
        info(found.name()),
        marked ->
            storage.create(
                marked, content, Storage.BlobTargetOption.generationMatch(found.generation())));
  }

  /**
   * Copies an object within the service, in the very version that was found.
   *
   * @param to the whole address of the copy
   * @param replace whether an object that is there goes
   * @return whether what is there now is such a copy; false where something else was there
   */
  boolean copy(Stored found, String to, boolean replace) throws IOException {
    BlobId target = BlobId.fromGsUtilUri(to);
    BlobId source = BlobId.of(bucket, prefix + found.name(), found.generation());
    Storage.CopyRequest.Builder request = Storage.CopyRequest.newBuilder().setSource(source);
    if (replace) {
      request.setTarget(target);
    } else {
      request.setTarget(target, Storage.BlobTargetOption.doesNotExist());
    }
    try {
      storage.copy(request.build()).getResult();
      return true;
    } catch (StorageException e) {
      if (!ConditionalWrite.isRefusal(e)) {
        throw told(e, found.name());
      }
    }
    // By an earlier try, whose answer was lost, or by anyone: the copy is the same.
    try {
      Blob there = storage.get(target);
      return there != null
          && there.getCrc32c().equals(found.crc32c())
          && there.getSize() == found.size();
    } catch (StorageException e) {
      throw told(e, found.name());
    }
  }

  /**
   * Takes away the very version that was found.
   *
   * @return whether nothing is there any more, be it that an earlier try was not answered: false
   *     where another version has come meanwhile
   */
  public boolean delete(Stored found) throws IOException {
    boolean deleted = false;
    try {
      deleted =
          storage.delete(
              id(found.name()), Storage.BlobSourceOption.generationMatch(found.generation()));
    } catch (StorageException e) {
      if (!ConditionalWrite.isRefusal(e)) {
        throw told(e, found.name());
      }
    }
    return deleted || find(found.name()).isEmpty();
  }

  /** Likewise all of these; false where another version of any has come. */
  public boolean deleteAll(List<Stored> found) throws IOException {
    AtomicBoolean gone = new AtomicBoolean(true);
    List<ParallelCalls.Call> calls = new ArrayList<>();
    for (Stored one : found) {
      calls.add(
          () -> {
            if (!delete(one)) {
              gone.set(false);
            }
          });
    }
    ParallelCalls.run(calls);
    return gone.get();
  }

  private IOException told(StorageException error, String name) {
    return GcsErrors.told(error, bucket, address(name));
  }

  private IOException toldOfList(StorageException error, String name) {
    return GcsErrors.toldOfList(error, bucket, address(name));
  }
}
