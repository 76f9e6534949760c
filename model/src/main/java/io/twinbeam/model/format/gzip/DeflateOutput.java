package io.twinbeam.model.format.gzip;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Deflates what is written to it (RFC 1951), in blocks that stand alone: each with codes of its
 * own, or stored where that is smaller. The bytes do not depend on the parts in which it is
 * written.
 */
final class DeflateOutput extends OutputStream {

  // The most that a stored block can hold.
  private static final int BLOCK_BYTES = 65535;
  // The header of a stored block; other blocks are smaller.
  private static final int HEADER_BYTES = 5;
  private static final int STORED = 0;
  private static final int DYNAMIC = 2;

  private final OutputStream out;
  private final byte[] block = new byte[BLOCK_BYTES];
  private final Sequences sequences = new Sequences(BLOCK_BYTES);
  private final BitWriter bits = new BitWriter(BLOCK_BYTES + HEADER_BYTES);
  private int size;

  DeflateOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int start, int length) throws IOException {
    int at = start;
    while (at < start + length) {
      if (size == BLOCK_BYTES) {
        writeBlock();
      }
      int part = Math.min(BLOCK_BYTES - size, start + length - at);
      System.arraycopy(from, at, block, size, part);
      size += part;
      at += part;
    }
  }

  /** Ends the stream of bits; {@code out} stays open. */
  void finish() throws IOException {
    if (size > 0) {
      writeBlock();
    }
    // A last block of fixed codes without content: 1, 01, 0000000.
    bits.put(3, 10);
    bits.align();
    bits.writeTo(out);
  }

  private void writeBlock() throws IOException {
    sequences.find(block, size);
    int[] symbolLengths = PrefixCode.lengths(sequences.symbols(), BitWriter.LONGEST_CODE);
    int[] distanceLengths = PrefixCode.lengths(sequences.distances(), BitWriter.LONGEST_CODE);
    CodeLengths header = CodeLengths.of(symbolLengths, distanceLengths);
    long coded =
        header.bits()
            + sequences.extraBits()
            + total(sequences.symbols(), symbolLengths)
            + total(sequences.distances(), distanceLengths);
    if (coded < 8L * size) {
      bits.put(DYNAMIC << 1, 3);
      header.write(bits);
      sequences.write(
          block, PrefixCode.codes(symbolLengths), PrefixCode.codes(distanceLengths), bits);
    } else {
      bits.put(STORED << 1, 3);
      bits.align();
      bits.put(size | (size ^ 0xffffL) << Short.SIZE, 2 * Short.SIZE);
      bits.putBytes(block, size);
    }
    bits.writeTo(out);
    size = 0;
  }

  private static long total(int[] frequencies, int[] lengths) {
    long bits = 0;
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      bits += (long) frequencies[symbol] * lengths[symbol];
    }
    return bits;
  }
}
