package io.twinbeam.model.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Gzip whose bytes depend on the content and the zlib build alone (RFC 1952). The JDK's own stream
 * writes an operating-system byte that changed between Java versions.
 */
final class Gzip {

  private static final int LEVEL = 6;
  private static final int BUFFER_BYTES = 1 << 16;
  // Magic, deflate, no flags, no time, no extra flags, unknown operating system.
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private Gzip() {}

  interface Body {
    void write(OutputStream out) throws IOException;
  }

  /** Writes what {@code body} writes as one gzip member; {@code out} stays open. */
  static void compress(OutputStream out, Body body) throws IOException {
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      out.write(HEADER);
      CRC32 checksum = new CRC32();
      DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, BUFFER_BYTES);
      body.write(new CheckedOutputStream(deflated, checksum));
      deflated.finish();
      ByteBuffer trailer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      trailer.putInt((int) checksum.getValue()).putInt((int) deflater.getBytesRead());
      out.write(trailer.array());
      out.flush();
    } finally {
      deflater.end();
    }
  }
}
