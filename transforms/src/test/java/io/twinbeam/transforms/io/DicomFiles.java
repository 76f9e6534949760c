package io.twinbeam.transforms.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The smallest DICOM files: a header that names a series, and nothing else. */
final class DicomFiles {

  private static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

  private DicomFiles() {}

  /** A slice of a series, in explicit VR little endian. */
  static byte[] slice(String seriesUid) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[128]);
    file.writeBytes(ascii("DICM"));
    file.writeBytes(element(0x0002, 0x0010, EXPLICIT_LITTLE_ENDIAN));
    file.writeBytes(withoutMagic(seriesUid));
    return file.toByteArray();
  }

  /** The same without preamble and file meta information, as old scanners write it. */
  static byte[] withoutMagic(String seriesUid) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(element(0x0008, 0x0018, seriesUid + ".1"));
    file.writeBytes(element(0x0020, 0x000e, seriesUid));
    return file.toByteArray();
  }

  /** Whose header breaks off. */
  static byte[] broken() {
    byte[] whole = slice("1.2.3");
    return Arrays.copyOf(whole, whole.length - 3);
  }

  static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static byte[] element(int group, int number, String uid) {
    String even = uid.length() % 2 == 0 ? uid : uid + "\0";
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(group);
    element.write(group >> 8);
    element.write(number);
    element.write(number >> 8);
    element.writeBytes(ascii("UI"));
    element.write(even.length());
    element.write(0);
    element.writeBytes(ascii(even));
    return element.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
