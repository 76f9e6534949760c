package io.twinbeam.model.volume;

/** What one array of voxels can hold. */
final class VoxelLimit {

  // Some JVMs refuse arrays within a few words of Integer.MAX_VALUE.
  static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private VoxelLimit() {}

  /** The number of voxels of {@code shape}, refused where one array cannot hold them. */
  static int arrayLength(GridShape shape) {
    // Two products of ints fit a long, three may not; hence the division.
    long slice = (long) shape.y() * shape.z();
    if (slice > MAX_ARRAY || shape.x() > MAX_ARRAY / slice) {
      throw new InvalidCaseException(
          Fault.TOO_LARGE,
          "shape "
              + shape
              + " must have at most "
              + MAX_ARRAY
              + " voxels; crop it or choose a coarser spacing");
    }
    return (int) (slice * shape.x());
  }

  /** A class id as it is stored. */
  static byte classByte(int classId) {
    if (classId < 0 || classId > LabelMap.MAX_CLASS) {
      throw new IllegalArgumentException(
          "class id " + classId + " must be from 0 to " + LabelMap.MAX_CLASS);
    }
    return (byte) classId;
  }
}
