package io.twinbeam.transforms.source;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.InputFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Opens source files, and says of one that is gone what to do. */
public final class SourceFiles {

  private SourceFiles() {}

  /**
   * The content of the file at {@code path}; the caller closes it.
   *
   * @throws InvalidCaseException with {@link Fault#UNREADABLE} where there is no such file
   */
  public static InputStream open(String path) throws IOException {
    try {
      return InputFile.open(path);
    } catch (FileNotFoundException e) {
      throw new InvalidCaseException(
          Fault.UNREADABLE, path + " does not exist; " + Fault.UNREADABLE.cure(), e);
    }
  }
}
