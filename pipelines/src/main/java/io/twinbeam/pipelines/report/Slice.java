package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;

/**
 * One plane of a RAS+ case, sampled on pixels that are square in mm, whatever the voxels are.
 * Pixels run in rows from the top left; values between voxel centres are interpolated linearly.
 */
final class Slice {

  private final AnatomicalPlane plane;
  private final FieldOfView view;
  private final double[] spacingMm;
  private final double pixelMm;
  private final int width;
  private final int height;

  Slice(AnatomicalPlane plane, FieldOfView view, double[] spacingMm, double pixelMm) {
    this.plane = plane;
    this.view = view;
    this.spacingMm = spacingMm;
    this.pixelMm = pixelMm;
    this.width = pixels(plane.across());
    this.height = pixels(plane.down());
  }

  private int pixels(int axis) {
    double sizeMm = (view.high(axis) - view.low(axis) + 1) * spacingMm[axis];
    return (int) Math.max(1, Math.round(sizeMm / pixelMm));
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Intensities, one per pixel. */
  float[] intensities(Volume volume) {
    float[] pixels = new float[width * height];
    double[] values = new double[4];
    forEachPixel(
        volume.shape().toArray(),
        (pixel, corners, weights) -> {
          for (int c = 0; c < 4; c++) {
            values[c] = weights[c] * volume.at(corners[c][0], corners[c][1], corners[c][2]);
          }
          pixels[pixel] = (float) (values[0] + values[1] + values[2] + values[3]);
        });
    return pixels;
  }

  /** The class that weighs most at each pixel; on a tie the one whose voxel comes first. */
  int[] classes(LabelMap labels) {
    int[] pixels = new int[width * height];
    int[] ids = new int[4];
    forEachPixel(
        labels.shape().toArray(),
        (pixel, corners, weights) -> {
          for (int c = 0; c < 4; c++) {
            ids[c] = labels.at(corners[c][0], corners[c][1], corners[c][2]);
          }
          pixels[pixel] = heaviest(ids, weights);
        });
    return pixels;
  }

  private static int heaviest(int[] ids, double[] weights) {
    int best = ids[0];
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

  private interface Visit {
    void pixel(int pixel, int[][] corners, double[] weights);
  }

  private void forEachPixel(int[] shape, Visit visit) {
    int[][] corners = new int[4][3];
    double[] weights = new double[4];
    for (int row = 0; row < height; row++) {
      double down = voxel(plane.down(), row, shape);
      for (int column = 0; column < width; column++) {
        double across = voxel(plane.across(), column, shape);
        for (int c = 0; c < 4; c++) {
          int a = (int) across + (c & 1);
          int d = (int) down + (c >> 1);
          corners[c][plane.across()] = Math.min(a, shape[plane.across()] - 1);
          corners[c][plane.down()] = Math.min(d, shape[plane.down()] - 1);
          corners[c][plane.normal()] = view.centre(plane.normal());
          weights[c] = (1 - Math.abs(across - a)) * (1 - Math.abs(down - d));
        }
        visit.pixel(row * width + column, corners, weights);
      }
    }
  }

  /** The voxel coordinate of a pixel's centre: image axes run against the array's. */
  private double voxel(int axis, int pixel, int[] shape) {
    double at = view.high(axis) + 0.5 - (pixel + 0.5) * pixelMm / spacingMm[axis];
    return Math.max(0, Math.min(shape[axis] - 1, at));
  }
}
