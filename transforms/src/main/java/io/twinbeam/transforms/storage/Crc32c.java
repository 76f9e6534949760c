package io.twinbeam.transforms.storage;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.Files;
import com.google.common.primitives.Ints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;

/** The checksum that Google Cloud Storage keeps of every object, as it writes it: base64. */
public final class Crc32c {

  private Crc32c() {}

  /** That of bytes. */
  public static String of(byte[] content) {
    return encoded(Hashing.crc32c().hashBytes(content));
  }

  /** That of a file on a disk of this machine. */
  static String of(Path file) throws IOException {
    return encoded(Files.asByteSource(file.toFile()).hash(Hashing.crc32c()));
  }

  private static String encoded(HashCode checksum) {
    return Base64.getEncoder().encodeToString(Ints.toByteArray(checksum.asInt()));
  }
}
