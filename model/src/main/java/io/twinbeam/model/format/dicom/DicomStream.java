package io.twinbeam.model.format.dicom;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Numbers and bytes of a DICOM stream, never more of them than a set limit. Memory grows with the
 * bytes that arrive, not with the lengths that a header declares.
 */
final class DicomStream {

  private static final int BUFFER_BYTES = 1 << 13;

  private final InputStream in;
  private final long limit;
  private final byte[] scratch = new byte[BUFFER_BYTES];
  private long left;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  DicomStream(InputStream in, long limit) {
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
    this.limit = limit;
    this.left = limit;
  }

  /** The rest of this stream, inflated; the limit counts inflated bytes, so no bomb goes off. */
  DicomStream inflated(Inflater inflater) {
    return new DicomStream(new InflaterInputStream(in, inflater, BUFFER_BYTES), left);
  }

  ByteOrder order() {
    return order;
  }

  void order(ByteOrder next) {
    order = next;
  }

  /** Up to {@code count} bytes that stay to be read; fewer at the end of the stream. */
  byte[] peek(int count) throws IOException {
    in.mark(count);
    byte[] ahead = in.readNBytes(count);
    in.reset();
    return ahead;
  }

  boolean atEnd() throws IOException {
    return peek(1).length == 0;
  }

  int uint16() throws IOException {
    fill(2);
    int first = scratch[0] & 0xff;
    int second = scratch[1] & 0xff;
    return order == ByteOrder.BIG_ENDIAN ? first << 8 | second : second << 8 | first;
  }

  long uint32() throws IOException {
    long first = uint16();
    long second = uint16();
    return order == ByteOrder.BIG_ENDIAN ? first << 16 | second : second << 16 | first;
  }

  byte[] bytes(int count) throws IOException {
    spend(count);
    // Allocates piece by piece as bytes come in.
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw Refusal.truncated("a value of " + count + " bytes", null);
    }
    return bytes;
  }

  void skip(long count) throws IOException {
    spend(count);
    for (long skipped = 0; skipped < count; ) {
      int read = in.readNBytes(scratch, 0, (int) Math.min(scratch.length, count - skipped));
      if (read == 0) {
        throw Refusal.truncated("a value of " + count + " bytes", null);
      }
      skipped += read;
    }
  }

  private void fill(int count) throws IOException {
    spend(count);
    if (in.readNBytes(scratch, 0, count) < count) {
      throw Refusal.truncated("the head of an element", null);
    }
  }

  private void spend(long count) {
    if (count > left) {
      throw Refusal.tooLarge("a value", count, limit);
    }
    left -= count;
  }
}
