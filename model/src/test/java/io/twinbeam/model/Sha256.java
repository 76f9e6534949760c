package io.twinbeam.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of numbers, for tests that hold results to the bits they had before. */
public final class Sha256 {

  private Sha256() {}

  /** Of the big-endian bytes of all {@code values}, one array after another. */
  public static String of(float[]... values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (float[] array : values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * array.length);
        bytes.asFloatBuffer().put(array);
        digest.update(bytes.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
