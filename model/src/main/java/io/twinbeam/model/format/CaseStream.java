package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Opens the stream of a file, gzipped or not, and tells a broken file from a failing stream. */
final class CaseStream {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;

  private CaseStream() {}

  /** What to do with a file's plain bytes. */
  interface Body<T> {
    T read(InputStream file) throws IOException;
  }

  /** Runs {@code body} on the plain bytes of {@code in}, which stays open. */
  static <T> T read(InputStream in, Body<T> body) throws IOException {
    try (InputStream file = plain(in)) {
      T content = body.read(file);
      finish(file);
      return content;
    } catch (EOFException | ZipException e) {
      throw new InvalidCaseException(
          Fault.UNREADABLE,
          "the compressed stream must be whole, but: "
              + e.getMessage()
              + "; transfer the file again",
          e);
    }
  }

  /**
   * The plain bytes of a zlib or gzip stream that starts here; closing it leaves {@code in} open.
   *
   * @param in supports marks
   */
  static InputStream inflated(InputStream in) throws IOException {
    return startsAsGzip(in)
        ? new GZIPInputStream(new Unclosed(in), BUFFER_BYTES)
        : new InflaterInputStream(new Unclosed(in));
  }

  /** Meets the end of a compressed stream whose content is complete: its checksum lies there. */
  static void finish(InputStream file) throws IOException {
    if (file instanceof InflaterInputStream) {
      file.read();
    }
  }

  /** Fills {@code into} from position {@code from}, or says how much of {@code part} is there. */
  static void fill(InputStream in, byte[] into, int from, String part) throws IOException {
    int read = in.readNBytes(into, from, into.length - from);
    if (read < into.length - from) {
      throw truncated(part, into.length, from + (long) read);
    }
  }

  /** Skips from byte {@code from} of {@code part} to its byte {@code to}. */
  static void skip(InputStream in, int from, int to, String part) throws IOException {
    byte[] scratch = new byte[Math.min(Math.max(0, to - from), 1 << 13)];
    for (int at = from; at < to; ) {
      int read = in.readNBytes(scratch, 0, Math.min(scratch.length, to - at));
      if (read == 0) {
        throw truncated(part, to, at);
      }
      at += read;
    }
  }

  static InvalidCaseException truncated(String part, long wanted, long found) {
    return new InvalidCaseException(
        Fault.UNREADABLE,
        part
            + " must have "
            + wanted
            + " bytes, ends after "
            + found
            + "; transfer the file again");
  }

  // Closing the result frees the inflater's native memory but leaves the caller's stream open.
  private static InputStream plain(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(new Unclosed(in), BUFFER_BYTES);
    return startsAsGzip(buffered) ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered;
  }

  private static boolean startsAsGzip(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC;
  }

  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The stream is the caller's.
    }
  }
}
