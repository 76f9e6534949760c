package io.twinbeam.model.volume;

/** Which voxels of a 3-D grid touch. */
public enum Connectivity {
  /** The 6 that share a face. */
  FACES,
  /** The 26 that share a face, an edge or a corner. */
  CORNERS;

  /** How far apart along z touching voxels of two rows may be; -1 where none touch. */
  int reach(int rowStepX, int rowStepY) {
    if (this == CORNERS) {
      return 1;
    }
    return Math.abs(rowStepX) + Math.abs(rowStepY) == 1 ? 0 : -1;
  }
}
