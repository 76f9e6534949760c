package io.twinbeam.transforms.source;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.InputFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Opens source files; whoever gives one to a format may look at the bytes that pass. */
@FunctionalInterface
public interface SourceFiles {

  /**
   * The content of the file at {@code path}; the caller closes it.
   *
   * @throws InvalidCaseException with {@link Fault#UNREADABLE} where there is no such file
   */
  InputStream open(String path) throws IOException;

  /** Opens a file as it lies there; says of one that is gone what to do. */
  static InputStream stored(String path) throws IOException {
    try {
      return InputFile.open(path);
    } catch (FileNotFoundException e) {
      // The local file system says the same of a folder.
      throw new InvalidCaseException(
          Fault.UNREADABLE,
          path + " does not exist or is no readable file; " + Fault.UNREADABLE.cure(),
          e);
    }
  }
}
