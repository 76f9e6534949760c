package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The fields of a NIfTI-1 or NIfTI-2 header by name; where they lie is in nifti1.h and nifti2.h.
 * Version 1 keeps sizes as int16 and reals as float32, version 2 as int64 and float64.
 */
final class NiftiFields {

  static final int BYTES_1 = 348;
  static final int BYTES_2 = 540;

  private static final int MAGIC_1 = 344;
  private static final int MAGIC_2 = 4;
  // What version 2 has after "n+2": a transfer as text breaks it.
  private static final byte[] MAGIC_2_END = {0, '\r', '\n', 0x1a, '\n'};

  private final ByteBuffer bytes;
  private final boolean first;

  private NiftiFields(ByteBuffer bytes, boolean first) {
    this.bytes = bytes;
    this.first = first;
  }

  /** Reads a header of either version and byte order, told by its declared size, and its magic. */
  static NiftiFields read(InputStream file) throws IOException {
    byte[] start = new byte[BYTES_1];
    CaseStream.fill(file, start, 0, "NIfTI header");
    int big = ByteBuffer.wrap(start).getInt(0);
    int little = Integer.reverseBytes(big);
    boolean first = big == BYTES_1 || little == BYTES_1;
    if (!first && big != BYTES_2 && little != BYTES_2) {
      throw malformed("sizeof_hdr must be 348 or 540, is " + little);
    }
    ByteOrder order =
        big == BYTES_1 || big == BYTES_2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] all = first ? start : Arrays.copyOf(start, BYTES_2);
    CaseStream.fill(file, all, BYTES_1, "NIfTI header");
    NiftiFields fields = new NiftiFields(ByteBuffer.wrap(all).order(order), first);
    fields.requireMagic();
    return fields;
  }

  private void requireMagic() {
    byte[] magic = new byte[first ? 4 : 8];
    bytes.get(first ? MAGIC_1 : MAGIC_2, magic);
    if (first && magic[0] != 'n') {
      throw new InvalidCaseException(
          Fault.UNSUPPORTED,
          "the header must have a NIfTI magic, has none, as in Analyze 7.5 files, which do not say"
              + " how the head lies; convert it to NIfTI-1 with a tool that is told so");
    }
    boolean kind = magic[1] == '+' || magic[1] == 'i';
    if (magic[0] != 'n' || !kind || magic[2] != (first ? '1' : '2') || magic[3] != 0) {
      throw malformed(
          String.format(
              "magic must be n+%1$d or ni%1$d and a zero byte, is %2$08x",
              first ? 1 : 2, ByteBuffer.wrap(magic).getInt(0)));
    }
    if (!first && !Arrays.equals(magic, 3, 8, MAGIC_2_END, 0, 5)) {
      throw malformed("magic must end in 00 0d 0a 1a 0a, which a transfer as text has changed");
    }
  }

  /** Bytes of the header. */
  int size() {
    return first ? BYTES_1 : BYTES_2;
  }

  ByteOrder order() {
    return bytes.order();
  }

  /** Whether the voxels are in a file of their own. */
  boolean pair() {
    return bytes.get(first ? MAGIC_1 + 1 : MAGIC_2 + 1) == 'i';
  }

  long dim(int n) {
    return first ? bytes.getShort(40 + 2 * n) : bytes.getLong(16 + 8 * n);
  }

  int datatype() {
    return bytes.getShort(first ? 70 : 12);
  }

  int bitpix() {
    return bytes.getShort(first ? 72 : 14);
  }

  double pixdim(int n) {
    return real(76, 104, n);
  }

  double voxOffset() {
    return first ? bytes.getFloat(108) : bytes.getLong(168);
  }

  double slope() {
    return real(112, 176, 0);
  }

  double intercept() {
    return real(116, 184, 0);
  }

  int xyztUnits() {
    return first ? bytes.get(123) : bytes.getInt(500);
  }

  int qformCode() {
    return first ? bytes.getShort(252) : bytes.getInt(344);
  }

  int sformCode() {
    return first ? bytes.getShort(254) : bytes.getInt(348);
  }

  /** Parts b, c and d of the quaternion. */
  double quatern(int n) {
    return real(256, 352, n);
  }

  double qoffset(int n) {
    return real(268, 376, n);
  }

  /** The 12 values of the sform, row by row. */
  double srow(int n) {
    return real(280, 400, n);
  }

  private double real(int firstAt, int secondAt, int n) {
    return first ? bytes.getFloat(firstAt + 4 * n) : bytes.getDouble(secondAt + 8 * n);
  }

  static InvalidCaseException malformed(String found) {
    return new InvalidCaseException(
        Fault.MALFORMED, "NIfTI header: " + found + "; export the file again from its source");
  }
}
