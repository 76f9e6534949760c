package io.twinbeam.model.format;

import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.IOException;

/** Leads from the bytes of an HDF5 file to the voxels of one data set. */
final class Hdf5Reader {

  private Hdf5Reader() {}

  static <T> T read(
      byte[] file, String dataset, double[] spacingMm, long maxVoxels, VoxelSource.Body<T> body)
      throws IOException {
    try {
      Hdf5Storage storage = Hdf5Storage.open(file);
      ObjectHeader header = new Hdf5Groups(storage).find(dataset);
      return body.of(Hdf5Voxels.open(storage, header, dataset, spacingMm, maxVoxels));
    } catch (InvalidCaseException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // Links that lead round in a circle end in a stack overflow, other damage in any exception.
      throw refusal(e);
    }
  }

  // The cause that tells most is often wrapped several times.
  private static InvalidCaseException refusal(Throwable thrown) {
    Fault fault = Fault.MALFORMED;
    Throwable last = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidCaseException refusal) {
        return refusal;
      }
      fault = cause instanceof UnsupportedHdfException ? Fault.UNSUPPORTED : fault;
      last = cause;
    }
    return new InvalidCaseException(
        fault,
        "the HDF5 file must hold together, but: "
            + last.getClass().getSimpleName()
            + " "
            + last.getMessage()
            + (fault == Fault.UNSUPPORTED
                ? "; write it with libver='earliest'"
                : "; write it again"),
        thrown);
  }
}
