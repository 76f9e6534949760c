package io.twinbeam.pipelines.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.storage.ObjectLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two jobs off one output. The operating system holds the lock and frees it when the process
 * ends, however it ends; the text in the file only tells others whose it is.
 */
final class JobLock {

  private static final String FILE = ".lock";

  // One byte far behind the text: where locks are mandatory, others can still read it.
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final int ATTEMPTS = 5;

  /** How long a lock can be held by a process that is no more, and some. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Folders that this process holds. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private JobLock() {}

  /** A part of a job. */
  @FunctionalInterface
  interface Work {
    int run() throws IOException;
  }

  /** What is done under a lock. */
  @FunctionalInterface
  interface LockedWork {
    int run(Held held) throws IOException;
  }

  /** The lock. */
  @FunctionalInterface
  interface Held {

    /**
     * Checks that nobody has taken the lock meanwhile, as can happen where it is an object of
     * Google Cloud Storage and this process was stopped for minutes.
     *
     * @throws IOException where somebody has, or nobody knows
     */
    void require() throws IOException;
  }

  /**
   * Does {@code work} while no other process can do the same for {@code folder}.
   *
   * @throws BusyException naming the holder, where another one is at it, or a job that was handed
   *     over
   */
  static int holding(Path folder, LockedWork work) throws IOException {
    return holding(folder, "", work);
  }

  /**
   * Does {@code work}, which finishes the job of {@code launch}; waits for the lock of a worker
   * that did the same and is no more. The folder is free afterwards.
   *
   * @throws BusyException where somebody else keeps the lock, or the job of another launch has
   *     taken the folder
   */
  static int finishing(Path folder, String launch, LockedWork work) throws IOException {
    return finishing(folder, launch, PATIENCE, PAUSE, work);
  }

  /**
   * Does {@code work}, which finishes the job of {@code launch}.
   *
   * @param patience how long a lock that is held is waited for
   * @param pause between two looks at it
   */
  static int finishing(
      Path folder, String launch, Duration patience, Duration pause, LockedWork work)
      throws IOException {
    Instant end = Instant.now().plus(patience);
    while (true) {
      try {
        return holding(
            folder,
            launch,
            held -> {
              int status = work.run(held);
              held.require();
              HandOver.unmark(folder);
              return status;
            });
      } catch (BusyException e) {
        HandOver.requireNoOther(folder, launch); // Which would not pass.
        if (Instant.now().isAfter(end)) {
          throw e;
        }
        Uninterruptibles.sleepUninterruptibly(pause);
      }
    }
  }

  private static int holding(Path folder, String launch, LockedWork work) throws IOException {
    Path file = folder.resolve(FILE);
    LockedWork unlessHandedOver =
        held -> {
          HandOver.requireNoOther(folder, launch);
          return work.run(held);
        };
    if (!Folders.isLocal(file)) {
      return holdingObject(file, unlessHandedOver);
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!isFree(channel)) {
        throw busy(file);
      }
      HELD.add(folder.toAbsolutePath());
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)), 0);
      try {
        return unlessHandedOver.run(() -> {});
      } finally {
        channel.truncate(0);
        HELD.remove(folder.toAbsolutePath());
      }
    }
  }

  private static int holdingObject(Path file, LockedWork work) throws IOException {
    Optional<ObjectLock> lock = ObjectLock.take(file, self().strip());
    if (lock.isEmpty()) {
      throw busy(file);
    }
    try (ObjectLock held = lock.get()) {
      int status = work.run(held::requireHeld);
      held.requireHeld();
      return status;
    }
  }

  private static BusyException busy(Path file) throws IOException {
    return new BusyException(
        file.getParent()
            + " is in use by "
            + holder(file)
            + "; wait until it has ended, or choose another folder");
  }

  /** Whether {@code folder} was ever held, be it by a process that ended untimely. */
  static boolean wasHeld(Path folder) throws IOException {
    return Folders.exists(folder.resolve(FILE));
  }

  /**
   * Whether a process is at it just now, or a job that was handed over. Asking needs no permission
   * to write.
   *
   * @throws IOException where the file of the lock is there and cannot be read
   */
  static boolean isHeld(Path folder) throws IOException {
    if (HandOver.isMarked(folder)) {
      return true;
    }
    Path file = folder.resolve(FILE);
    if (!Folders.isLocal(file)) {
      return ObjectLock.isHeld(file);
    }
    if (HELD.contains(folder.toAbsolutePath())) {
      return true; // Closing the file would free the lock of this very process.
    }
    if (!Folders.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.tryLock(LOCKED_BYTE, 1, true) == null;
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
        if (channel.tryLock(LOCKED_BYTE, 1, false) != null) {
          return true;
        }
        // Whoever only asks holds it for a moment.
        Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(20));
      }
      return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by this very process.
    }
  }

  private static String holder(Path file) throws IOException {
    String text = Files.readString(file).lines().findFirst().orElse("").strip();
    return text.isEmpty() ? "another job that is just starting" : text;
  }

  /** This process, for others. */
  static String self() {
    return String.format(
        "host %s, pid %d, since %s%n",
        host(), ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /** This machine's name, as far as it knows. */
  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
