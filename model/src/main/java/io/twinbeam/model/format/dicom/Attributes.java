package io.twinbeam.model.format.dicom;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** The values of a slice's top-level attributes, as stored, and what they say. */
final class Attributes {

  // PS3.5, 9.1. Uids become case ids and file names further on, so nothing else may pass.
  private static final Pattern UID = Pattern.compile("[0-9.]{1,64}");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");

  private final Map<Tag, byte[]> values = new EnumMap<>(Tag.class);
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  /** The byte order of the binary values that follow. */
  void order(ByteOrder next) {
    order = next;
  }

  void put(Tag tag, byte[] value) {
    values.put(tag, value);
  }

  boolean has(Tag tag) {
    return values.containsKey(tag);
  }

  /** The text without its padding, empty where absent. */
  String text(Tag tag) {
    byte[] value = values.getOrDefault(tag, new byte[0]);
    return new String(value, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
  }

  /** A unique identifier, empty where absent. */
  String uid(Tag tag) {
    String uid = text(tag);
    if (!uid.isEmpty() && !UID.matcher(uid).matches()) {
      throw Refusal.malformed(tag.keyword() + " must be at most 64 digits and dots, is not");
    }
    return uid;
  }

  int uint16(Tag tag) {
    return uint16(tag, -1);
  }

  /** A 16-bit number, {@code absent} where there is none; an {@code absent} below 0 refuses. */
  int uint16(Tag tag, int absent) {
    byte[] value = values.getOrDefault(tag, new byte[0]);
    if (value.length == 0 && absent >= 0) {
      return absent;
    }
    if (value.length != 2) {
      throw Refusal.malformed(tag.keyword() + " must have 2 bytes, has " + value.length);
    }
    int low = value[order == ByteOrder.BIG_ENDIAN ? 1 : 0] & 0xff;
    int high = value[order == ByteOrder.BIG_ENDIAN ? 0 : 1] & 0xff;
    return high << 8 | low;
  }

  /** One decimal number, empty where absent. */
  OptionalDouble decimal(Tag tag) {
    return text(tag).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(decimals(tag, 1)[0]);
  }

  /** Exactly {@code count} finite decimal numbers, which must be there. */
  double[] decimals(Tag tag, int count) {
    String[] parts = text(tag).split("\\\\", -1);
    if (parts.length != count) {
      throw Refusal.malformed(
          tag.keyword() + " must have " + count + " numbers, has " + parts.length);
    }
    double[] numbers = new double[count];
    for (int n = 0; n < count; n++) {
      numbers[n] = parsed(tag, parts[n].strip());
    }
    return numbers;
  }

  private static double parsed(Tag tag, String text) {
    double number = Double.NaN;
    if (DECIMAL.matcher(text).matches()) {
      try {
        number = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw Refusal.malformed(tag.keyword() + " must hold decimal numbers, holds " + text);
      }
    }
    if (!Double.isFinite(number)) {
      throw Refusal.malformed(tag.keyword() + " must hold finite decimal numbers, does not");
    }
    return number;
  }
}
