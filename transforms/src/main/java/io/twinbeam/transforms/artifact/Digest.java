package io.twinbeam.transforms.artifact;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** SHA-256 digests as 64 lower-case hexadecimal digits. */
public final class Digest {

  private Digest() {}

  public static String of(byte[] content) {
    return Hashing.sha256().hashBytes(content).toString();
  }

  public static String of(String content) {
    return Hashing.sha256().hashString(content, StandardCharsets.UTF_8).toString();
  }

  /** The digest of the canonical JSON of {@code value}. */
  public static String ofJson(Object value) {
    return of(CanonicalJson.write(value));
  }
}
