package io.twinbeam.transforms;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.apache.beam.sdk.io.FileSystems;

/** Opens files of any Beam file system, local or remote. */
public final class InputFile {

  private static final int BUFFER_BYTES = 1 << 16;

  private InputFile() {}

  /**
   * The content of the file at {@code path}; the caller closes it.
   *
   * @throws FileNotFoundException where there is no such file
   */
  public static InputStream open(String path) throws IOException {
    return new BufferedInputStream(Channels.newInputStream(channel(path)), BUFFER_BYTES);
  }

  /** Whether there is a file at {@code path} that can be opened. */
  public static boolean exists(String path) throws IOException {
    try (ReadableByteChannel file = channel(path)) {
      return file.isOpen();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private static ReadableByteChannel channel(String path) throws IOException {
    // Not by matching: a path is no pattern, and the local file system knows no escape character.
    return FileSystems.open(FileSystems.matchNewResource(path, false));
  }
}
