package io.twinbeam.model.inference;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import java.util.stream.IntStream;

/**
 * Mirrors arrays along some axes; doing it twice gives what was.
 *
 * @param axes a bit per axis, the lowest for axis 0
 */
record Flip(int axes) {

  /** Every flip along any of {@code axes} and none other, the one that changes nothing first. */
  static Flip[] along(int axes) {
    return IntStream.rangeClosed(0, axes)
        .filter(some -> (some & axes) == some)
        .mapToObj(Flip::new)
        .toArray(Flip[]::new);
  }

  /** The scan mirrored on its grid, whose world coordinates are then another's. */
  Scan of(Scan scan) {
    return scan.map(
        channel -> new Volume(channel.grid(), of(channel.voxels(), channel.grid().shape())));
  }

  /** One or more arrays of {@code shape}, one behind the other, each mirrored. */
  float[] of(float[] values, GridShape shape) {
    if (axes == 0) {
      return values;
    }
    float[] mirrored = new float[values.length];
    int voxels = (int) shape.voxels();
    for (int first = 0; first < values.length; first += voxels) {
      int next = first;
      for (int i = 0; i < shape.x(); i++) {
        for (int j = 0; j < shape.y(); j++) {
          for (int k = 0; k < shape.z(); k++) {
            mirrored[next++] =
                values[first + shape.index(at(0, i, shape), at(1, j, shape), at(2, k, shape))];
          }
        }
      }
    }
    return mirrored;
  }

  private int at(int axis, int index, GridShape shape) {
    return (axes >> axis & 1) == 1 ? shape.size(axis) - 1 - index : index;
  }
}
