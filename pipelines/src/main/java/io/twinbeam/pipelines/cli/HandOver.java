package io.twinbeam.pipelines.cli;

import io.twinbeam.transforms.io.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;

/**
 * A job that a service runs without this process, and whose last step finishes it. As no process
 * holds the lock of its folder meanwhile, a file in it says that the folder is in use.
 *
 * <p>Whether a launch is to be handed over is a matter of its thread: no option says so, as no user
 * chooses it.
 */
final class HandOver {

  private static final String MARKER = ".handed-over";

  /** Longer than a batch job of Dataflow can last, which is 10 days. */
  private static final Duration LONGEST = Duration.ofDays(14);

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

  private static final ThreadLocal<Optional<String>> LAUNCH =
      ThreadLocal.withInitial(Optional::empty);

  private HandOver() {}

  /** Does {@code work}, whose pipelines end with a step that finishes the job. */
  static int planned(IntSupplier work) {
    LAUNCH.set(Optional.of(DAY_AND_TIME.format(Instant.now()) + "-" + UUID.randomUUID()));
    try {
      return work.getAsInt();
    } finally {
      LAUNCH.remove();
    }
  }

  /** Names this launch, if it is to be handed over; no two launches have one name. */
  static Optional<String> launch() {
    return LAUNCH.get();
  }

  /** Whether no job of {@code launch} can be at work any more. */
  static boolean isOver(String launch) {
    try {
      Instant then = DAY_AND_TIME.parse(launch.split("-", 2)[0], Instant::from);
      return then.isBefore(Instant.now().minus(LONGEST));
    } catch (DateTimeParseException e) {
      return false; // Not ours.
    }
  }

  /**
   * Says that the job of this launch, if it is to be handed over, uses {@code folder} from now on.
   *
   * @param job as the service names it
   */
  static void mark(Path folder, String job) throws IOException {
    if (launch().isPresent()) {
      String text = launch().get() + "\njob " + job + ", handed over by " + JobLock.self();
      OutputFile.write(folder.resolve(MARKER).toString(), text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Says that the job is over. */
  static void unmark(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(MARKER));
  }

  /** Whether a job that was handed over uses {@code folder}. */
  static boolean isMarked(Path folder) throws IOException {
    return read(folder).isPresent();
  }

  /**
   * Checks that no job of another launch uses {@code folder}.
   *
   * @param own the launch that may; empty for none
   * @throws BusyException naming the job that does
   */
  static void requireNoOther(Path folder, String own) throws IOException {
    Optional<String> text = read(folder);
    if (text.isPresent() && !text.get().lines().findFirst().orElse("").equals(own)) {
      throw new BusyException(
          folder
              + " is in use by "
              + text.get().lines().skip(1).findFirst().orElse("a job that was handed over")
              + "; its last step frees it. If that job has failed or was cancelled, remove "
              + folder.resolve(MARKER));
    }
  }

  private static Optional<String> read(Path folder) throws IOException {
    try {
      return Optional.of(Files.readString(folder.resolve(MARKER)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
