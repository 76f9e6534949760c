package io.twinbeam.model.inference;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Resample;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Arrays;

/**
 * Which voxels of a scan networks saw: those within the grid they predicted on or up to one voxel
 * round it, as a resampled grid may end that much early. Preprocessing cropped the others away; a
 * prediction says background for certain there, which nobody has found out.
 */
public final class Coverage {

  /** 1 or 0 per voxel, C order. */
  private final byte[] seen;

  private final int count;

  private Coverage(byte[] seen) {
    this.seen = seen;
    int sum = 0;
    for (byte voxel : seen) {
      sum += voxel;
    }
    this.count = sum;
  }

  /**
   * What networks that predicted on {@code predicted} saw of a scan on {@code scan}. Takes two
   * bytes per voxel.
   */
  public static Coverage of(VoxelGrid predicted, VoxelGrid scan) {
    if (predicted.equals(scan)) {
      byte[] all = new byte[Math.toIntExact(scan.shape().voxels())];
      Arrays.fill(all, (byte) 1);
      return new Coverage(all);
    }
    GridShape shape = predicted.shape();
    GridShape wider = new GridShape(shape.x() + 2, shape.y() + 2, shape.z() + 2);
    byte[] ones = new byte[Math.toIntExact(wider.voxels())];
    Arrays.fill(ones, (byte) 1);
    VoxelGrid widerGrid = new VoxelGrid(wider, predicted.affine().shifted(-1, -1, -1));
    return new Coverage(Resample.nearest(new LabelMap(widerGrid, ones), scan, 0).voxels());
  }

  /** Whether the voxel of that index, in C order, was seen. */
  public boolean isSeen(int voxel) {
    return seen[voxel] != 0;
  }

  /** How many voxels were seen. */
  public int count() {
    return count;
  }

  /** How many were not. */
  public int unseen() {
    return seen.length - count;
  }

  /**
   * The values of the voxels that were seen, in C order.
   *
   * @param values of all voxels of the scan
   */
  public float[] pick(float[] values) {
    if (unseen() == 0) {
      return values;
    }
    float[] picked = new float[count];
    int next = 0;
    for (int voxel = 0; voxel < values.length; voxel++) {
      if (seen[voxel] != 0) {
        picked[next++] = values[voxel];
      }
    }
    return picked;
  }

  /** Likewise of class ids. */
  public byte[] pick(byte[] ids) {
    if (unseen() == 0) {
      return ids;
    }
    byte[] picked = new byte[count];
    int next = 0;
    for (int voxel = 0; voxel < ids.length; voxel++) {
      if (seen[voxel] != 0) {
        picked[next++] = ids[voxel];
      }
    }
    return picked;
  }

  /**
   * One value per voxel of the scan again.
   *
   * @param picked of the voxels that were seen, as {@link #pick} orders them
   * @param elsewhere the value of the others
   */
  public boolean[] spread(boolean[] picked, boolean elsewhere) {
    if (unseen() == 0) {
      return picked;
    }
    boolean[] all = new boolean[seen.length];
    int next = 0;
    for (int voxel = 0; voxel < all.length; voxel++) {
      all[voxel] = seen[voxel] != 0 ? picked[next++] : elsewhere;
    }
    return all;
  }
}
