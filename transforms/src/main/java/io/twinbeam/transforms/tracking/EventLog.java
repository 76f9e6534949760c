package io.twinbeam.transforms.tracking;

import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.storage.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The event files of one training run, in a folder of its own. Every step is in them once, in
 * order, whoever writes and however often a writer dies or says a step again.
 *
 * <p>TensorBoard reads the files of a folder in the order of their names, expects that a file no
 * longer changes once a later one is there, and keeps all of them open, so they must be few. One
 * file therefore grows. Where its end is damaged, as a machine that loses power may leave it, the
 * file stays as it is, since a reader may stand in the middle of that record, and a next one begins
 * after the last step that is whole.
 */
public final class EventLog {

  private static final Pattern NAME =
      Pattern.compile("events\\.out\\.tfevents\\.(\\d{4})\\.([0-9a-f]{12})");
  private static final int CHAIN_DIGITS = 12;

  /** Locks of the operating system do not keep threads of one process apart. */
  private static final Object WRITING = new Object();

  private final Path folder;
  private final String chain;
  private Tail known;

  /**
   * The end of what is written.
   *
   * @param part the number of the last file, 0 where there is none
   * @param whole bytes of its whole records
   * @param lastStep of all files; -1 for none
   */
  private record Tail(int part, long whole, long lastStep) {}

  /**
   * @param folder made when it is first written to
   * @param chain a digest of all that the values of the run depend on; files of another are removed
   */
  public EventLog(Path folder, String chain) {
    this.folder = folder;
    this.chain = chain.substring(0, CHAIN_DIGITS);
  }

  /**
   * Adds the steps of {@code log} that are not there yet.
   *
   * @param log all steps so far, in order
   * @param wallTime when each step was, in seconds since 1970
   * @param picture of the networks after the last step; left out where that step is there already
   */
  public void append(
      List<StepLog> log, LongToDoubleFunction wallTime, Optional<OverlayPicture> picture)
      throws IOException {
    synchronized (WRITING) {
      if (!Folders.isLocal(folder)) {
        appendAlone(log, wallTime, picture); // What two add at the same time is refused there.
        return;
      }
      Files.createDirectories(folder);
      try (FileChannel lockFile =
              FileChannel.open(
                  folder.resolve(".writing"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = lockFile.lock()) {
        if (lock.isValid()) {
          appendAlone(log, wallTime, picture);
        }
      }
    }
  }

  private void appendAlone(
      List<StepLog> log, LongToDoubleFunction wallTime, Optional<OverlayPicture> picture)
      throws IOException {
    Tail tail = tail();
    List<StepLog> fresh = log.stream().filter(step -> step.step() > tail.lastStep()).toList();
    known = tail;
    if (fresh.isEmpty()) {
      return;
    }
    boolean grows = tail.part() > 0 && Files.size(part(tail.part())) == tail.whole();
    int number = grows ? tail.part() : tail.part() + 1;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!grows) {
      TfRecords.append(Event.version(wallTime.applyAsDouble(fresh.get(0).step())), bytes);
    }
    for (StepLog step : fresh) {
      double time = wallTime.applyAsDouble(step.step());
      TfRecords.append(new Event(time, step.step(), TrackedStep.tags(step)).toBytes(), bytes);
    }
    long last = fresh.get(fresh.size() - 1).step();
    picture.ifPresent(
        shown -> TfRecords.append(Event.image(wallTime.applyAsDouble(last), last, shown), bytes));
    known = null; // Unless all of it is written, the file must be looked at again.
    if (grows) {
      grow(part(number), bytes.toByteArray());
    } else {
      begin(part(number), bytes.toByteArray());
    }
    known = new Tail(number, (grows ? tail.whole() : 0) + bytes.size(), last);
  }

  /** Where the last writer, in this process or another, has stopped. */
  private Tail tail() throws IOException {
    List<Path> parts = parts(folder, chain);
    Path last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    if (known != null
        && (last == null
            ? known.part() == 0
            : last.equals(part(known.part())) && Files.size(last) == known.whole())) {
      return known;
    }
    removeOthers();
    long[] lastStep = {-1};
    long whole = 0;
    for (Path part : parts) {
      whole =
          TfRecords.read(
              part, data -> lastStep[0] = Math.max(lastStep[0], lastStepOf(Event.parse(data))));
    }
    return last == null ? new Tail(0, 0, -1) : new Tail(number(last), whole, lastStep[0]);
  }

  private static long lastStepOf(Event event) {
    return event.scalars().isEmpty() ? -1 : event.step();
  }

  /** What other code or another engine made of the same run would be taken for the same curve. */
  private void removeOthers() throws IOException {
    for (Path file : ours(folder)) {
      if (!file.getFileName().toString().endsWith(chain)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Path part(int number) {
    return folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%04d.%s", number, chain));
  }

  private static void grow(Path file, byte[] bytes) throws IOException {
    try (ByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      writeAll(channel, bytes);
    }
  }

  private static void begin(Path file, byte[] bytes) throws IOException {
    if (!Folders.isLocal(file)) {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return;
    }
    // Without "tfevents", or TensorBoard would read it.
    Path draft = file.resolveSibling(".draft-" + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeAll(channel, bytes);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void writeAll(ByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  /**
   * The events of a folder in the order that TensorBoard reads them, as far as they are whole.
   *
   * @return none where the folder is not there
   */
  public static List<Event> read(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    for (Path file : ours(folder)) {
      TfRecords.read(
          file,
          data -> {
            Event event = Event.parse(data);
            if (!event.scalars().isEmpty()) {
              events.add(event);
            }
          });
    }
    return events;
  }

  private static List<Path> parts(Path folder, String chain) throws IOException {
    return ours(folder).stream()
        .filter(file -> file.getFileName().toString().endsWith("." + chain))
        .toList();
  }

  /** Our files of {@code folder}, sorted; what others put there is theirs. */
  private static List<Path> ours(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Folders.isFolder(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        for (Path file : all) {
          if (NAME.matcher(file.getFileName().toString()).matches()) {
            files.add(file);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    Collections.sort(files);
    return files;
  }

  private static int number(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Integer.parseInt(name.group(1)) : 0;
  }
}
