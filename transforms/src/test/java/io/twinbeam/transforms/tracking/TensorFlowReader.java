package io.twinbeam.transforms.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.tensorflow.util.Event;

/** Reads event files with TensorFlow's own classes and another checksum than the writer's. */
public final class TensorFlowReader {

  private TensorFlowReader() {}

  /**
   * The events of a folder, read as TensorBoard does: every file whose name has {@code tfevents} in
   * it, in the order of names, up to the first record that is not whole.
   */
  public static List<Event> folder(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    for (Path file : files(folder)) {
      events.addAll(file(Files.readAllBytes(file)));
    }
    return events;
  }

  public static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().contains("tfevents"))
          .sorted()
          .toList();
    }
  }

  static List<Event> file(byte[] content) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.remaining() >= 12) {
      int start = in.position();
      long length = in.getLong();
      if (in.getInt() != masked(content, start, 8) || in.remaining() < length + 4) {
        break;
      }
      byte[] data = new byte[(int) length];
      in.get(data);
      if (in.getInt() != masked(content, start + 12, data.length)) {
        break;
      }
      events.add(Event.parseFrom(data));
    }
    return events;
  }

  private static int masked(byte[] content, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(content, offset, length);
    long value = crc.getValue();
    return (int) (((value >>> 15 | value << 17) & 0xffffffffL) + 0xa282ead8L);
  }

  /** The steps at which {@code events} have a scalar of that tag. */
  public static List<Long> steps(List<Event> events, String tag) {
    return events.stream()
        .filter(
            event ->
                event.getSummary().getValueList().stream().anyMatch(v -> v.getTag().equals(tag)))
        .map(Event::getStep)
        .toList();
  }

  /** Checks that the file says which version of the format it is. */
  static void requireVersion(Event first) {
    assertEquals("brain.Event:2", first.getFileVersion());
    assertEquals(0, first.getStep());
  }
}
