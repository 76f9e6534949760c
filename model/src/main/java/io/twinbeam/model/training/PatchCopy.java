package io.twinbeam.model.training;

import io.twinbeam.model.volume.GridShape;

/** A patch as it lies in the volume. */
final class PatchCopy implements PatchCut {

  private final GridShape volume;
  private final GridShape patch;
  private final int[] offset;

  /**
   * @param offset first voxel of the patch, negative where the patch starts before the volume
   */
  PatchCopy(GridShape volume, GridShape patch, int[] offset) {
    this.volume = volume;
    this.patch = patch;
    this.offset = offset;
  }

  @FunctionalInterface
  private interface RowCopy {
    void copy(int from, int to, int length);
  }

  @Override
  public void intensities(float[] source, float[] target, int start) {
    eachRow((from, to, length) -> System.arraycopy(source, from, target, start + to, length));
  }

  @Override
  public void classes(byte[] source, int[] target, int start) {
    eachRow(
        (from, to, length) -> {
          for (int k = 0; k < length; k++) {
            target[start + to + k] = source[from + k] & 0xff;
          }
        });
  }

  /** Visits the runs along z that lie in both the volume and the patch. */
  private void eachRow(RowCopy rows) {
    int first = Math.max(0, offset[2]);
    int length = Math.min(volume.z(), offset[2] + patch.z()) - first;
    for (int i = 0; i < patch.x(); i++) {
      int x = i + offset[0];
      for (int j = 0; j < patch.y() && x >= 0 && x < volume.x(); j++) {
        int y = j + offset[1];
        if (y >= 0 && y < volume.y()) {
          rows.copy(volume.index(x, y, first), patch.index(i, j, first - offset[2]), length);
        }
      }
    }
  }
}
