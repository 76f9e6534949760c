package io.twinbeam.transforms.storage;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
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

  private ObjectLock(GcsObjects objects, String name, byte[] text, GcsObjects.Stored held) {
    this.objects = objects;
    this.name = name;
    this.text = text;
    this.held = held;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            new ThreadFactoryBuilder().setNameFormat("lock").setDaemon(true).build());
    this.renewals =
        clock.scheduleWithFixedDelay(
            this::renew, RENEWED.toMillis(), RENEWED.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the lock, where it is free.
   *
   * @param file on Google Cloud Storage
   * @param holder who we are, on one line, for others
   * @return empty where somebody else holds it
   */
  public static Optional<ObjectLock> take(Path file, String holder) throws IOException {
    GcsPath path = (GcsPath) file;
    GcsObjects objects = path.objects();
    String name = path.key();
    // The UUID tells our own version from that of a process that looks the same.
    byte[] text = (holder + "\n" + UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8);
    Optional<GcsObjects.Stored> before = objects.find(name);
    if (before.isPresent() && isHeld(before.get(), now(objects, name))) {
      return Optional.empty();
    }
    if (before.isPresent()) {
      objects.replace(before.get(), text);
    } else {
      objects.create(name, text);
    }
    return own(objects, name, text).map(held -> new ObjectLock(objects, name, text, held));
  }

  /** Whether somebody holds the lock, as far as the clock of this machine tells. */
  public static boolean isHeld(Path file) throws IOException {
    GcsPath path = (GcsPath) file;
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    return path.objects().find(path.key()).filter(there -> isHeld(there, now)).isPresent();
  }

  private static boolean isHeld(GcsObjects.Stored there, OffsetDateTime now) {
    return there.size() > 0 && there.changed().isAfter(now.minus(LEASE));
  }

  /** By the clock of the service, which is that of all who lock. */
  private static OffsetDateTime now(GcsObjects objects, String name) throws IOException {
    String probe = name + "-" + UUID.randomUUID();
    objects.create(probe, new byte[0]);
    GcsObjects.Stored stored =
        objects.find(probe).orElseThrow(() -> new NoSuchFileException(objects.address(probe)));
    objects.delete(stored);
    return stored.changed();
  }

  /** The version that is there, if it is ours; an answer that was lost does not tell. */
  private static Optional<GcsObjects.Stored> own(GcsObjects objects, String name, byte[] text)
      throws IOException {
    return objects
        .find(name)
        .filter(there -> there.crc32c().equals(GcsObjects.crc32c(text)))
        .filter(there -> there.size() == text.length);
  }

  /** Says that we are still there; happens by itself. */
  synchronized void renew() {
    try {
      Optional<GcsObjects.Stored> renewed = objects.replace(held, text);
      if (renewed.isEmpty()) {
        renewed = own(objects, name, text);
      }
      if (renewed.isPresent()) {
        held = renewed.get();
      } else if (!lost) {
        lost = true;
        LOG.error(
            "{} was taken by another process, since this one was stopped for minutes or somebody"
                + " removed it; see that only one of them goes on",
            objects.address(name));
      }
    } catch (IOException | RuntimeException e) {
      // Whatever it is, the next renewal must come.
      LOG.warn("{} cannot be stored again: {}", objects.address(name), e.getMessage());
    }
  }

  /**
   * Checks that nobody has taken the lock meanwhile.
   *
   * @throws IOException where somebody has
   */
  public synchronized void requireHeld() throws IOException {
    if (lost) {
      throw new IOException(objects.address(name) + " was taken by another process");
    }
  }

  /** Frees the lock. */
  @Override
  public void close() throws IOException {
    renewals.cancel(false);
    clock.shutdown();
    synchronized (this) {
      if (!lost && objects.replace(held, new byte[0]).isEmpty()) {
        Optional<GcsObjects.Stored> own = own(objects, name, text);
        if (own.isPresent()) {
          objects.replace(own.get(), new byte[0]);
        }
      }
    }
  }
}
