package io.twinbeam.transforms.storage;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock that is an object of Google Cloud Storage: whoever stores the next version of it, on
 * condition that nobody else has, holds it, says so in it, and stores it again and again. It is
 * free when it is not there, is empty, or has not been stored for some minutes.
 *
 * <p>A process that was stopped for longer than that and goes on may find that another has taken
 * the lock; it is told so in the log. Use it for what does no harm when it is done twice.
 */
public final class ObjectLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectLock.class);

  /** How long it holds without being stored again. */
  private static final Duration LEASE = Duration.ofMinutes(5);

  private static final Duration RENEWED = Duration.ofSeconds(30);

  private final GcsObjects objects;
  private final String name;
  private final byte[] text;
  private final ScheduledExecutorService clock;
  private final ScheduledFuture<?> renewals;
  private GcsObjects.Stored held;
  private boolean lost;

  private ObjectLock(
      GcsObjects objects, String name, byte[] text, GcsObjects.Stored held, Duration renewed) {
    this.objects = objects;
    this.name = name;
    this.text = text;
    this.held = held;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            new ThreadFactoryBuilder().setNameFormat("lock").setDaemon(true).build());
    this.renewals =
        clock.scheduleWithFixedDelay(
            this::renew, renewed.toMillis(), renewed.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the lock, where it is free.
   *
   * @param file on Google Cloud Storage
   * @param holder who we are, on one line, for others
   * @return empty where somebody else holds it
   */
  public static Optional<ObjectLock> take(Path file, String holder) throws IOException {
    return take(file, holder, LEASE, RENEWED);
  }

  /**
   * Takes the lock, where it is free.
   *
   * @param lease how long whoever holds it is waited for
   * @param renewed how often this one says that it is still there
   */
  static Optional<ObjectLock> take(Path file, String holder, Duration lease, Duration renewed)
      throws IOException {
    GcsPath path = (GcsPath) file;
    GcsObjects objects = path.objects();
    String name = path.key();
    // The UUID tells our own version from that of a process that looks the same.
    byte[] text = (holder + "\n" + UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8);
    Optional<GcsObjects.Stored> before = objects.find(name);
    if (before.isPresent()
        && before.get().size() > 0
        && isHeld(before.get(), objects.now(name), lease)) {
      return Optional.empty();
    }
    Optional<GcsObjects.Stored> held =
        before.isPresent() ? objects.replace(before.get(), text) : objects.create(name, text);
    return held.map(ours -> new ObjectLock(objects, name, text, ours, renewed));
  }

  /** Whether somebody holds the lock, as far as the clock of this machine tells. */
  public static boolean isHeld(Path file) throws IOException {
    GcsPath path = (GcsPath) file;
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    return path.objects().find(path.key()).filter(there -> isHeld(there, now, LEASE)).isPresent();
  }

  private static boolean isHeld(GcsObjects.Stored there, OffsetDateTime now, Duration lease) {
    return there.size() > 0 && there.changed().isAfter(now.minus(lease));
  }

  /** Says that we are still there; happens by itself. */
  private void renew() {
    try {
      storeAgain();
    } catch (IOException | RuntimeException e) {
      // Whatever it is, the next renewal must come.
      LOG.warn("{} cannot be stored again: {}", objects.address(name), e.getMessage());
    }
  }

  private synchronized void storeAgain() throws IOException {
    if (lost) {
      return;
    }
    Optional<GcsObjects.Stored> next = storeNext(text);
    if (next.isPresent()) {
      held = next.get();
      return;
    }
    lost = true;
    LOG.error(
        "{} was taken by another process, since this one was stopped for minutes or somebody"
            + " removed it; see that only one of them goes on",
        objects.address(name));
  }

  /** Stores the next version, where the one that is there is ours. */
  private Optional<GcsObjects.Stored> storeNext(byte[] content) throws IOException {
    Optional<GcsObjects.Stored> next = objects.replace(held, content);
    if (next.isPresent()) {
      return next;
    }
    // A renewal that was given up for want of an answer may have been stored after all.
    Optional<GcsObjects.Stored> own =
        objects
            .find(name)
            .filter(there -> there.crc32c().equals(Crc32c.of(text)))
            .filter(there -> there.size() == text.length);
    return own.isPresent() ? objects.replace(own.get(), content) : own;
  }

  /**
   * Checks with the service that nobody has taken the lock meanwhile, and says once more that we
   * are still there.
   *
   * @throws IOException where somebody has, or the service does not answer
   */
  public void requireHeld() throws IOException {
    storeAgain();
    synchronized (this) {
      if (lost) {
        throw new IOException(
            objects.address(name)
                + " was taken by another process, since this one was stopped for minutes or"
                + " somebody removed it; what it wrote may be mixed with the other's: run it again");
      }
    }
  }

  /** Frees the lock. */
  @Override
  public void close() throws IOException {
    renewals.cancel(false);
    clock.shutdown();
    synchronized (this) {
      if (!lost) {
        storeNext(new byte[0]);
      }
    }
  }
}
