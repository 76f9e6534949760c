package io.twinbeam.model.format;

import io.twinbeam.model.volume.GridShape;
import java.io.IOException;

/**
 * A box of voxels that follow each other in a file, where x runs fastest, and how they move to and
 * from an array, where z does.
 *
 * @param shape of the whole volume
 * @param i first voxel along x
 * @param nx voxels along x
 */
record Slab(GridShape shape, int i, int j, int k, int nx, int ny, int nz) {

  // Floats in a line of the cache: so many neighbours along x are moved while they are in it.
  private static final int LINE = 16;

  /** What to do with each slab of a volume. */
  interface Visitor {
    void visit(Slab slab) throws IOException;
  }

  /**
   * The slab of whole slices, else rows, else part of a row that starts at voxel {@code offset}.
   */
  static Slab at(GridShape shape, long offset, int mostVoxels) {
    long slice = (long) shape.x() * shape.y();
    int i = (int) (offset % shape.x());
    int j = (int) (offset / shape.x() % shape.y());
    int k = (int) (offset / slice);
    if (mostVoxels >= slice) {
      int slices = (int) Math.min(mostVoxels / slice, shape.z() - k);
      return new Slab(shape, i, j, k, shape.x(), shape.y(), slices);
    }
    if (mostVoxels >= shape.x()) {
      int rows = Math.min(mostVoxels / shape.x(), shape.y() - j);
      return new Slab(shape, i, j, k, shape.x(), rows, 1);
    }
    return new Slab(shape, i, j, k, Math.min(mostVoxels, shape.x() - i), 1, 1);
  }

  /** Visits the slabs of a volume in file order, each of at most {@code mostVoxels}. */
  static void each(GridShape shape, int mostVoxels, Visitor visitor) throws IOException {
    long offset = 0;
    while (offset < shape.voxels()) {
      Slab slab = at(shape, offset, mostVoxels);
      visitor.visit(slab);
      offset += slab.voxels();
    }
  }

  int voxels() {
    return nx * ny * nz;
  }

  /** Moves the slab, in file order, to its place in the array of the volume. */
  void scatter(float[] slab, float[] volume) {
    for (int block = 0; block < nx; block += LINE) {
      int end = Math.min(nx, block + LINE);
      for (int b = 0; b < ny; b++) {
        for (int a = block; a < end; a++) {
          move(slab, b * nx + a, nx * ny, volume, shape.index(i + a, j + b, k), 1, nz);
        }
      }
    }
  }

  /** Moves the slab, in file order, to its place in the array of the label map. */
  void scatter(byte[] slab, byte[] labels) {
    for (int block = 0; block < nx; block += LINE) {
      int end = Math.min(nx, block + LINE);
      for (int b = 0; b < ny; b++) {
        for (int a = block; a < end; a++) {
          move(slab, b * nx + a, nx * ny, labels, shape.index(i + a, j + b, k), 1, nz);
        }
      }
    }
  }

  /** Copies the slab from the array of the volume into file order. */
  void gather(float[] volume, float[] slab) {
    for (int block = 0; block < nx; block += LINE) {
      int end = Math.min(nx, block + LINE);
      for (int b = 0; b < ny; b++) {
        for (int a = block; a < end; a++) {
          move(volume, shape.index(i + a, j + b, k), 1, slab, b * nx + a, nx * ny, nz);
        }
      }
    }
  }

  /** Copies the slab from the array of the label map into file order. */
  void gather(byte[] labels, byte[] slab) {
    for (int block = 0; block < nx; block += LINE) {
      int end = Math.min(nx, block + LINE);
      for (int b = 0; b < ny; b++) {
        for (int a = block; a < end; a++) {
          move(labels, shape.index(i + a, j + b, k), 1, slab, b * nx + a, nx * ny, nz);
        }
      }
    }
  }

  private static void move(
      float[] from, int source, int sourceStep, float[] to, int target, int targetStep, int count) {
    for (int n = 0; n < count; n++) {
      to[target + n * targetStep] = from[source + n * sourceStep];
    }
  }

  private static void move(
      byte[] from, int source, int sourceStep, byte[] to, int target, int targetStep, int count) {
    for (int n = 0; n < count; n++) {
      to[target + n * targetStep] = from[source + n * sourceStep];
    }
  }
}
