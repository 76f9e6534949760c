package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;

/** The voxels of a file on a grid that passed its check, to be taken once. */
interface VoxelSource {

  // Writers that rescale in float32 leave labels such as 2.0000002.
  double LABEL_TOLERANCE = 1e-4;

  /** What is made of the voxels. */
  interface Body<T> {
    T of(VoxelSource voxels) throws IOException;
  }

  VoxelGrid grid();

  /** Intensities as float32; NaN and infinite voxels are kept. */
  Volume toVolume() throws IOException;

  /** Class ids from values within 1e-4 of whole numbers from 0 to 255; others are refused. */
  LabelMap toLabelMap() throws IOException;

  /** The class id that a decoded value stands for. */
  static byte classOf(double value) {
    double whole = Math.rint(value);
    if (!(Math.abs(value - whole) <= LABEL_TOLERANCE) || whole < 0 || whole > LabelMap.MAX_CLASS) {
      throw new InvalidCaseException(
          Fault.LABEL_NOT_INTEGRAL,
          "label values must be whole numbers from 0 to 255, found "
              + value
              + "; round or export them again");
    }
    return (byte) (int) whole;
  }
}
