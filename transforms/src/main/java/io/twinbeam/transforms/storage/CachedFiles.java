package io.twinbeam.transforms.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies in one folder of this machine of what lies elsewhere, named by their content and checked
 * by whoever reads them, so that any number of threads, class loaders and processes of a user can
 * share the folder and one may use what another left when it was killed. The files never take more
 * than the budget: those that were not read for the longest time make room. Whatever goes wrong
 * here is a miss, told once.
 *
 * <p>Only the owner can look into the folder. A process deletes what it wrote or read when it ends;
 * what a killed one left and nobody used for a day goes when the next one comes. A file that serves
 * as lock stays.
 */
public final class CachedFiles {

  private static final Logger LOG = LoggerFactory.getLogger(CachedFiles.class);
  private static final String LOCK = "lock";
  private static final String DRAFT = "draft-";

  private static final Duration LEFT_OVER_AGE = Duration.ofDays(1);

  /** Other users of the disk, the workspace perhaps among them, need some of it. */
  private static final long SPARED_BYTES = 1L << 30;

  /** The part of the budget that is made free when there is no room, where there are many files. */
  private static final int SLACK = 10;

  /** Looking through so many takes no time. */
  private static final int FEW = 100;

  private static final Set<String> MEMORY_FILE_SYSTEMS = Set.of("tmpfs", "ramfs");

  private final Path folder;
  private final long budgetBytes;
  private final String what;
  private final String cure;
  private boolean prepared;
  private boolean told;

  /** Reads one file from its beginning to its end. */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * What the file holds.
     *
     * @throws IOException where that is not what its name says
     */
    T from(FileChannel file) throws IOException;
  }

  /** Writes one file. */
  @FunctionalInterface
  public interface Writing {
    void to(FileChannel file) throws IOException;
  }

  /**
   * @param folder made when the first file comes
   * @param budgetBytes that all files together may take; 0 for no files at all
   * @param what the files hold, such as {@code volumes}
   * @param cure how a user does without them
   */
  public CachedFiles(Path folder, long budgetBytes, String what, String cure) {
    this.folder = folder.toAbsolutePath();
    this.budgetBytes = budgetBytes;
    this.what = what;
    this.cure = cure;
  }

  /** A folder of this user in the temporary directory of this process. */
  public static Path usualFolder(String name) {
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_-]", "_");
    return Path.of(System.getProperty("java.io.tmpdir"), name + "-" + user);
  }

  /** Whether files of {@code folder}, which need not be there yet, would take up memory. */
  public static boolean isInMemory(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return MEMORY_FILE_SYSTEMS.contains(Files.getFileStore(there).type());
    } catch (IOException e) {
      return false; // Whoever writes there will tell.
    }
  }

  /** What {@code reading} makes of the file of that name, where it is there and sound. */
  public <T> Optional<T> read(String name, Reading<T> reading) {
    if (budgetBytes == 0 || !isPrepared()) {
      return Optional.empty();
    }
    Path file = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return sound(file, channel, reading);
    } catch (NoSuchFileException | ClosedChannelException e) {
      return Optional.empty();
    } catch (IOException e) {
      tell(e); // Too many open files, say: that tells nothing of this one.
      return Optional.empty();
    }
  }

  private static <T> Optional<T> sound(Path file, FileChannel channel, Reading<T> reading)
      throws ClosedChannelException {
    try {
      T content = reading.from(channel);
      touch(file);
      return Optional.of(content);
    } catch (ClosedChannelException e) {
      throw e; // This thread was interrupted; the file may be sound.
    } catch (IOException | ArithmeticException e) {
      LOG.warn("{}: {}; it is removed and read from the workspace", file, e.getMessage());
      remove(file);
      return Optional.empty();
    }
  }

  /** Notes that the file was used. Another process may have removed it meanwhile. */
  private static void touch(Path file) {
    deleteAtEnd(file);
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      LOG.debug("{} is gone: {}", file, e.toString());
    }
  }

  /**
   * Writes a file, unless it is there, there can be no room for it, or another process is just now
   * changing the folder.
   *
   * @param bytes that {@code writing} writes
   */
  public void keep(String name, long bytes, Writing writing) {
    if (bytes > budgetBytes || !isPrepared()) {
      return;
    }
    Path file = folder.resolve(name);
    try {
      holdingLock(
          lock -> {
            if (!Files.exists(file) && makeRoom(bytes, lock)) {
              write(writing, file);
            }
          });
    } catch (IOException e) {
      tell(e);
    }
  }

  @FunctionalInterface
  private interface Change {
    /**
     * @param lock the file that is locked
     */
    void make(FileChannel lock) throws IOException;
  }

  /**
   * Makes a change, unless another process makes one: it may have been stopped meanwhile, and this
   * one must go on.
   */
  private void holdingLock(Change change) throws IOException {
    // An interned text is one object for all class loaders, and a lock of the file system is held
    // by a process as a whole: closing the file a second time would give up the first one's lock.
    synchronized (folder.toString().intern()) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(LOCK),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          change.make(channel);
        }
      } catch (OverlappingFileLockException e) {
        LOG.debug("{} is locked under another name", folder);
      }
    }
  }

  private void write(Writing writing, Path file) throws IOException {
    Path draft = folder.resolve(DRAFT + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writing.to(channel);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      deleteAtEnd(file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void deleteAtEnd(Path file) {
    // Unlike a shutdown hook of our own, it keeps no class loader of a finished job alive.
    file.toFile().deleteOnExit();
  }

  /** A file and what was known of it when the folder was looked through. */
  private record Entry(Path file, long bytes, FileTime used) {}

  /**
   * Whether {@code bytes} more fit, if need be by removing what was not used for longest. The
   * folder is looked through only then: how much it holds at most, all processes know from the file
   * that they lock. Each adds what it writes, and none subtracts what it deletes.
   */
  private boolean makeRoom(long bytes, FileChannel lock) throws IOException {
    if (Files.getFileStore(folder).getUsableSpace() < bytes + SPARED_BYTES) {
      return false;
    }
    long taken = noted(lock);
    if (taken + bytes > budgetBytes) {
      taken = shrink(budgetBytes - bytes);
    }
    note(taken + bytes, lock); // Before it is written, lest a process that is killed forget it.
    return true;
  }

  /**
   * Removes what was not used for longest where all take more than {@code most}, and of many files
   * some more than needed, lest the next one have the folder looked through again.
   *
   * @return how much the rest takes
   */
  private long shrink(long most) throws IOException {
    List<Entry> entries = entries();
    long taken = entries.stream().mapToLong(Entry::bytes).sum();
    long enough = taken <= most || entries.size() <= FEW ? most : most - budgetBytes / SLACK;
    for (Entry entry : entries) {
      if (taken <= enough) {
        break;
      }
      Files.deleteIfExists(entry.file());
      taken -= entry.bytes();
    }
    return taken;
  }

  /** How many bytes the files take at most; more than there can be where nobody has said. */
  private long noted(FileChannel lock) throws IOException {
    ByteBuffer total = ByteBuffer.allocate(Long.BYTES);
    return lock.read(total, 0) == Long.BYTES ? Math.max(0, total.getLong(0)) : budgetBytes + 1;
  }

  private static void note(long taken, FileChannel lock) throws IOException {
    lock.write(ByteBuffer.allocate(Long.BYTES).putLong(0, taken), 0);
  }

  /** The files, least recently used first. Whoever holds the lock finds no draft of the living. */
  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.startsWith(DRAFT)
            || (name.startsWith(OwnFolder.PROBE) && isLeftOver(lastUsed(file)))) {
          Files.deleteIfExists(file);
        } else if (!name.startsWith(OwnFolder.PROBE) && !name.equals(LOCK)) {
          enter(file, entries);
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::used).thenComparing(Entry::file));
    return entries;
  }

  private static boolean isLeftOver(FileTime used) {
    return used.toInstant().isBefore(Instant.now().minus(LEFT_OVER_AGE));
  }

  /** Long ago where the file is gone. */
  private static FileTime lastUsed(Path file) {
    return FileTime.fromMillis(file.toFile().lastModified());
  }

  private static void enter(Path file, List<Entry> entries) throws IOException {
    try {
      entries.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
    } catch (NoSuchFileException e) {
      LOG.debug("{} is gone", file); // A process that ended deleted what it wrote.
    }
  }

  private synchronized boolean isPrepared() {
    if (!prepared && !told) {
      try {
        prepare();
        prepared = true;
      } catch (IOException e) {
        tell(e);
      }
    }
    return prepared;
  }

  private void prepare() throws IOException {
    OwnFolder.make(folder);
    holdingLock(
        lock -> {
          long taken = 0;
          for (Entry entry : entries()) {
            if (isLeftOver(entry.used())) {
              remove(entry.file());
            } else {
              taken += entry.bytes();
            }
          }
          note(taken, lock);
        });
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.debug("{} cannot be removed: {}", file, e.toString());
    }
  }

  private synchronized void tell(IOException error) {
    if (!told && !(error instanceof ClosedByInterruptException)) {
      told = true;
      LOG.warn(
          "{} cannot be kept in {} and are read from the workspace instead: {}; free or repair that"
              + " folder, set -Djava.io.tmpdir, or {}",
          what,
          folder,
          error.toString(),
          cure);
    }
  }
}
