package io.twinbeam.model.format.gzip;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bits, the lowest first, gathered into the bytes of one block. */
final class BitWriter {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  // Four codes, and what waits for its byte to be full, fit a long.
  static final int LONGEST_CODE = 14;

  private final byte[] bytes;
  private int size;
  private long waiting;
  private int waitingBits;

  /**
   * @param mostBytes that lie here between two calls of {@link #writeTo}
   */
  BitWriter(int mostBytes) {
    bytes = new byte[mostBytes + Long.BYTES];
  }

  /** Appends the lowest {@code count} bits of {@code value}, above which it has none; up to 56. */
  void put(long value, int count) {
    waiting |= value << waitingBits;
    waitingBits += count;
    flush();
  }

  /** Appends a code of {@link PrefixCode#codes}. */
  void put(int code) {
    put(PrefixCode.bits(code), PrefixCode.length(code));
  }

  private void flush() {
    LONGS.set(bytes, size, waiting);
    size += waitingBits >>> 3;
    waiting >>>= waitingBits & ~7;
    waitingBits &= 7;
  }

  /** Appends the code of each byte from {@code start} to {@code end}. */
  void putAll(byte[] from, int start, int end, int[] codes) {
    int n = start;
    for (; n + 4 <= end; n += 4) {
      int a = codes[from[n] & 0xff];
      int b = codes[from[n + 1] & 0xff];
      int c = codes[from[n + 2] & 0xff];
      int d = codes[from[n + 3] & 0xff];
      long two = PrefixCode.bits(a) | (long) PrefixCode.bits(b) << PrefixCode.length(a);
      int twoBits = PrefixCode.length(a) + PrefixCode.length(b);
      long more = PrefixCode.bits(c) | (long) PrefixCode.bits(d) << PrefixCode.length(c);
      waiting |= (two | more << twoBits) << waitingBits;
      waitingBits += twoBits + PrefixCode.length(c) + PrefixCode.length(d);
      flush();
    }
    for (; n < end; n++) {
      put(codes[from[n] & 0xff]);
    }
  }

  /** Fills the last byte with zeros. */
  void align() {
    waitingBits = (waitingBits + 7) & ~7;
    flush();
  }

  /** Appends whole bytes; call after {@link #align}. */
  void putBytes(byte[] from, int count) {
    System.arraycopy(from, 0, bytes, size, count);
    size += count;
  }

  /** Hands over all full bytes. */
  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
    size = 0;
  }
}
