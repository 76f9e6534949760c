package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The lines {@code key = value} of a MetaImage header; ElementDataFile is the last. */
final class MetaImageFields {

  private static final String LAST = "ElementDataFile";
  // Headers take a few hundred bytes; the limit bounds what a file without line ends can cost.
  private static final int MAX_BYTES = 1 << 16;
  private static final int SHOWN = 80;

  private final Map<String, String> values = new LinkedHashMap<>();

  private MetaImageFields() {}

  /** Reads up to the end of the line with ElementDataFile. */
  static MetaImageFields read(InputStream file) throws IOException {
    MetaImageFields fields = new MetaImageFields();
    int[] left = {MAX_BYTES};
    while (!fields.values.containsKey(LAST)) {
      String line = line(file, left);
      int equals = line.indexOf('=');
      if (equals < 0 && !line.isBlank()) {
        throw malformed("every line must be 'key = value', found '" + shown(line) + "'");
      }
      if (equals >= 0) {
        String key = line.substring(0, equals).strip();
        if (fields.values.put(key, line.substring(equals + 1).strip()) != null) {
          throw malformed("each key must occur once, '" + shown(key) + "' occurs twice");
        }
      }
    }
    return fields;
  }

  private static String line(InputStream file, int[] left) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = file.read(); next != '\n'; next = file.read()) {
      if (next < 0) {
        // Not every writer ends the last line of an .mhd.
        if (line.toString(StandardCharsets.UTF_8).strip().startsWith(LAST)) {
          break;
        }
        throw new InvalidCaseException(
            Fault.UNREADABLE,
            "MetaImage header must have a line ElementDataFile, ends without; transfer the file"
                + " again");
      }
      if (--left[0] < 0) {
        throw malformed("the header must end within " + MAX_BYTES + " bytes, goes on");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** The value of {@code key}, or {@code absent}. */
  String text(String key, String absent) {
    return values.getOrDefault(key, absent);
  }

  /** Refuses any value of {@code key} but {@code wanted}. */
  void require(String key, String absent, String wanted, String cure) {
    if (!text(key, absent).equalsIgnoreCase(wanted)) {
      throw unsupported(key, wanted, cure);
    }
  }

  /** Whether the first of {@code keys} that occurs is true; false where none does. */
  boolean flag(String... keys) {
    for (String key : keys) {
      String value = values.get(key);
      if (value != null) {
        return switch (value.toLowerCase(Locale.ROOT)) {
          case "true", "1" -> true;
          case "false", "0" -> false;
          default -> throw malformed(key + " must be True or False, is '" + shown(value) + "'");
        };
      }
    }
    return false;
  }

  /**
   * The numbers of the first of {@code keys} that occurs.
   *
   * @param count how many there must be
   * @param absent given where no key occurs; null where one must
   */
  double[] numbers(int count, double[] absent, String... keys) {
    for (String key : keys) {
      String value = values.get(key);
      if (value != null) {
        return numbers(key, value, count);
      }
    }
    if (absent == null) {
      throw malformed(keys[0] + " must be given, is absent");
    }
    return absent.clone();
  }

  private static double[] numbers(String key, String value, int count) {
    String[] parts = value.split("\\s+", -1);
    try {
      double[] numbers = new double[count];
      for (int n = 0; n < count && parts.length == count; n++) {
        numbers[n] = Double.parseDouble(parts[n]);
      }
      if (parts.length == count) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      // The same message as for a wrong count.
    }
    throw malformed(key + " must be " + count + " numbers, is '" + shown(value) + "'");
  }

  InvalidCaseException unsupported(String key, String wanted, String cure) {
    return new InvalidCaseException(
        Fault.UNSUPPORTED,
        "MetaImage header: "
            + key
            + " must be "
            + wanted
            + ", is '"
            + shown(text(key, ""))
            + "'; "
            + cure);
  }

  static InvalidCaseException malformed(String found) {
    return new InvalidCaseException(
        Fault.MALFORMED, "MetaImage header: " + found + "; export the file again from its source");
  }

  /** A value as a message can hold it: one line, not too long. */
  static String shown(String value) {
    String visible = value.replaceAll("\\p{Cntrl}", "?");
    return visible.length() > SHOWN ? visible.substring(0, SHOWN) + "..." : visible;
  }
}
