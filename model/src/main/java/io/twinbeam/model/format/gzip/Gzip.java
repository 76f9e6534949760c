package io.twinbeam.model.format.gzip;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Gzip whose bytes depend on the content alone (RFC 1952). */
public final class Gzip {

  // Magic, deflate, no flags, no time, no extra flags, unknown operating system.
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private Gzip() {}

  /** What is to be compressed. */
  public interface Body {
    /** Writes the content to {@code out}, in parts of any size. */
    void write(OutputStream out) throws IOException;
  }

  /** Writes what {@code body} writes as one gzip member; {@code out} stays open. */
  public static void compress(OutputStream out, Body body) throws IOException {
    out.write(HEADER);
    DeflateOutput deflated = new DeflateOutput(out);
    Content content = new Content(deflated);
    body.write(content);
    deflated.finish();
    ByteBuffer trailer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    trailer.putInt((int) content.checksum.getValue()).putInt((int) content.size);
    out.write(trailer.array());
    out.flush();
  }

  // The content on its way to the deflater.
  private static final class Content extends OutputStream {

    private final DeflateOutput deflated;
    private final CRC32 checksum = new CRC32();
    private long size;

    Content(DeflateOutput deflated) {
      this.deflated = deflated;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int start, int length) throws IOException {
      deflated.write(from, start, length);
      checksum.update(from, start, length);
      size += length;
    }
  }
}
