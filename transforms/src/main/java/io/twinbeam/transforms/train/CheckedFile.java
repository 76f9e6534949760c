package io.twinbeam.transforms.train;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Moves arrays to and from a file, in order, with a checksum over all that went through. */
final class CheckedFile {

  /** Large enough that a call costs nothing, small enough to stay in the processor's cache. */
  private static final int CHUNK_BYTES = 1 << 18;

  private final FileChannel file;
  private final CRC32C checksum = new CRC32C();
  private final ByteBuffer chunk =
      ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.nativeOrder());

  /**
   * @param name goes into the checksum, so that a file under another's name is refused
   */
  CheckedFile(FileChannel file, String name) {
    this.file = file;
    checksum.update(name.getBytes(StandardCharsets.UTF_8));
  }

  /** An empty header of {@code bytes}, at most 64 KiB, to be filled and then written. */
  ByteBuffer header(int bytes) {
    return chunk.clear().limit(bytes);
  }

  /** The header, where the last call left off. */
  ByteBuffer header() {
    return chunk;
  }

  void writeHeader() throws IOException {
    writeChunk(chunk.position());
  }

  void readHeader(int bytes) throws IOException {
    readChunk(bytes);
  }

  void write(float[] values) throws IOException {
    int most = CHUNK_BYTES / Float.BYTES;
    for (int from = 0; from < values.length; from += most) {
      int count = Math.min(most, values.length - from);
      floats().put(values, from, count);
      writeChunk(count * Float.BYTES);
    }
  }

  void read(float[] values) throws IOException {
    int most = CHUNK_BYTES / Float.BYTES;
    for (int from = 0; from < values.length; from += most) {
      int count = Math.min(most, values.length - from);
      readChunk(count * Float.BYTES);
      floats().get(values, from, count);
    }
  }

  void write(byte[] values) throws IOException {
    for (int from = 0; from < values.length; from += CHUNK_BYTES) {
      int count = Math.min(CHUNK_BYTES, values.length - from);
      chunk.clear().put(values, from, count);
      writeChunk(count);
    }
  }

  void read(byte[] values) throws IOException {
    for (int from = 0; from < values.length; from += CHUNK_BYTES) {
      int count = Math.min(CHUNK_BYTES, values.length - from);
      readChunk(count);
      chunk.get(values, from, count);
    }
  }

  private FloatBuffer floats() {
    return chunk.clear().asFloatBuffer();
  }

  void writeChecksum() throws IOException {
    long value = checksum.getValue();
    chunk.clear().putLong(value);
    writeChunk(Long.BYTES);
  }

  /**
   * Reads the checksum that was written after everything else.
   *
   * @throws IOException where it is not that of what was read
   */
  void verifyChecksum() throws IOException {
    long value = checksum.getValue();
    readChunk(Long.BYTES);
    if (chunk.getLong() != value) {
      throw new IOException("has another checksum than its content");
    }
  }

  private void writeChunk(int bytes) throws IOException {
    chunk.position(0).limit(bytes);
    checksum.update(chunk);
    chunk.rewind();
    while (chunk.hasRemaining()) {
      file.write(chunk);
    }
  }

  private void readChunk(int bytes) throws IOException {
    chunk.clear().limit(bytes);
    while (chunk.hasRemaining()) {
      if (file.read(chunk) < 0) {
        throw new EOFException("ends early");
      }
    }
    chunk.flip();
    checksum.update(chunk);
    chunk.rewind();
  }
}
