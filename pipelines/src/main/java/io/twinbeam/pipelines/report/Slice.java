package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;

/**
 * Slices of one plane of a RAS+ case, sampled on pixels that are square in mm, whatever the voxels
 * are. Pixels run in rows from the top left; values between voxel centres are interpolated
 * linearly.
 */
final class Slice {

  private final Axis across;
  private final Axis down;
  private final int normalStride;

  /**
   * @param shape of every volume that is sampled
   */
  Slice(
      AnatomicalPlane plane,
      FieldOfView view,
      GridShape shape,
      double[] spacingMm,
      double pixelMm) {
    int[] strides = {shape.y() * shape.z(), shape.z(), 1};
    this.across = Axis.of(plane.across(), view, shape, spacingMm, pixelMm, strides);
    this.down = Axis.of(plane.down(), view, shape, spacingMm, pixelMm, strides);
    this.normalStride = strides[plane.normal()];
  }

  /** Where the pixels along one image axis lie between the voxels of the array. */
  private static final class Axis {

    /** Offset of the voxel before each pixel's centre. */
    private final int[] first;

    /** Offset of the voxel behind it; that of the first again at the array's end. */
    private final int[] second;

    /** How much the second counts, 0 to 1. */
    private final double[] weight;

    Axis(int pixels) {
      this.first = new int[pixels];
      this.second = new int[pixels];
      this.weight = new double[pixels];
    }

    static Axis of(
        int axis,
        FieldOfView view,
        GridShape shape,
        double[] spacingMm,
        double pixelMm,
        int[] strides) {
      double sizeMm = (view.high(axis) - view.low(axis) + 1) * spacingMm[axis];
      int pixels = (int) Math.max(1, Math.round(sizeMm / pixelMm));
      Axis along = new Axis(pixels);
      int last = shape.size(axis) - 1;
      for (int pixel = 0; pixel < pixels; pixel++) {
        // Image axes run against the array's.
        double at = view.high(axis) + 0.5 - (pixel + 0.5) * pixelMm / spacingMm[axis];
        double voxel = Math.max(0, Math.min(last, at));
        int before = (int) voxel;
        along.first[pixel] = before * strides[axis];
        along.second[pixel] = Math.min(last, before + 1) * strides[axis];
        along.weight[pixel] = voxel - before;
      }
      return along;
    }
  }

  int width() {
    return across.first.length;
  }

  int height() {
    return down.first.length;
  }

  /**
   * Intensities, one per pixel.
   *
   * @param position the voxel along the plane's normal
   */
  float[] intensities(Volume volume, int position) {
    float[] voxels = volume.voxels();
    float[] pixels = new float[width() * height()];
    for (int row = 0; row < height(); row++) {
      int above = down.first[row] + position * normalStride;
      int below = down.second[row] + position * normalStride;
      double w = down.weight[row];
      for (int column = 0; column < width(); column++) {
        int left = across.first[column];
        int right = across.second[column];
        double v = across.weight[column];
        double top = (1 - v) * voxels[above + left] + v * voxels[above + right];
        double bottom = (1 - v) * voxels[below + left] + v * voxels[below + right];
        pixels[row * width() + column] = (float) ((1 - w) * top + w * bottom);
      }
    }
    return pixels;
  }

  /**
   * The class that weighs most at each pixel; on a tie the one whose voxel comes first.
   *
   * @param position the voxel along the plane's normal
   */
  byte[] classes(LabelMap labels, int position) {
    byte[] voxels = labels.voxels();
    byte[] pixels = new byte[width() * height()];
    byte[] ids = new byte[4];
    double[] weights = new double[4];
    for (int row = 0; row < height(); row++) {
      int above = down.first[row] + position * normalStride;
      int below = down.second[row] + position * normalStride;
      double w = down.weight[row];
      for (int column = 0; column < width(); column++) {
        double v = across.weight[column];
        ids[0] = voxels[above + across.first[column]];
        ids[1] = voxels[above + across.second[column]];
        ids[2] = voxels[below + across.first[column]];
        ids[3] = voxels[below + across.second[column]];
        weights[0] = (1 - v) * (1 - w);
        weights[1] = v * (1 - w);
        weights[2] = (1 - v) * w;
        weights[3] = v * w;
        pixels[row * width() + column] = heaviest(ids, weights);
      }
    }
    return pixels;
  }

  private static byte heaviest(byte[] ids, double[] weights) {
    if (ids[0] == ids[1] && ids[1] == ids[2] && ids[2] == ids[3]) {
      return ids[0];
    }
    byte best = ids[0];
    double most = 0;
    for (int c = 0; c < 4; c++) {
      double weight = 0;
      for (int other = 0; other < 4; other++) {
        weight += ids[other] == ids[c] ? weights[other] : 0;
      }
      if (weight > most) {
        most = weight;
        best = ids[c];
      }
    }
    return best;
  }
}
