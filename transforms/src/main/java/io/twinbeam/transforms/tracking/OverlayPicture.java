package io.twinbeam.transforms.tracking;

import com.google.protobuf.ByteString;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * One slice across the last axis, grey, with the contours of the true classes in green and of the
 * predicted ones in magenta.
 *
 * @param tag under which TensorBoard shows it
 * @param png the encoded image, {@code width} x {@code height} pixels
 */
public record OverlayPicture(String tag, int width, int height, ByteString png) {

  private static final int LONGEST_SIDE = 320;

  // As in the report: they stay apart for every common form of colour blindness.
  private static final int TRUTH = 0x12D18E;
  private static final int PREDICTION = 0xFF5FD0;

  /**
   * Draws the slice with the most true foreground; the middle one where there is none.
   *
   * @param image intensities
   * @param truth classes on the grid of {@code image}
   * @param prediction likewise
   */
  public static OverlayPicture draw(String tag, Volume image, LabelMap truth, LabelMap prediction)
      throws IOException {
    int slice = fullestSlice(truth);
    double[] spacingMm = image.grid().spacingMm();
    GridShape shape = image.shape();
    double pixelMm = Math.max(shape.x() * spacingMm[0], shape.y() * spacingMm[1]) / LONGEST_SIDE;
    int width = pixels(shape.x(), spacingMm[0], pixelMm);
    int height = pixels(shape.y(), spacingMm[1], pixelMm);
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Greys greys = Greys.of(image, slice);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int i = voxel(column, width, shape.x());
        int j = voxel(row, height, shape.y());
        // A contour is drawn where the next pixel has another class, so both stay visible.
        int right = voxel(Math.min(column + 1, width - 1), width, shape.x());
        int below = voxel(Math.min(row + 1, height - 1), height, shape.y());
        int colour =
            isEdge(prediction, i, j, right, below, slice)
                ? PREDICTION
                : isEdge(truth, i, j, right, below, slice)
                    ? TRUTH
                    : greys.at(image.at(i, j, slice));
        drawn.setRGB(column, row, colour);
      }
    }
    return new OverlayPicture(tag, width, height, png(drawn));
  }

  private static int pixels(int voxels, double spacingMm, double pixelMm) {
    return (int) Math.max(1, Math.round(voxels * spacingMm / pixelMm));
  }

  /** The voxel under a pixel's centre: image axes run against those of RAS+ arrays. */
  private static int voxel(int pixel, int pixels, int voxels) {
    return voxels - 1 - (int) ((pixel + 0.5) * voxels / pixels);
  }

  private static boolean isEdge(LabelMap labels, int i, int j, int right, int below, int slice) {
    int own = labels.at(i, j, slice);
    return own != labels.at(right, j, slice) || own != labels.at(i, below, slice);
  }

  private static int fullestSlice(LabelMap truth) {
    GridShape shape = truth.shape();
    long[] foreground = new long[shape.z()];
    byte[] voxels = truth.voxels();
    for (int index = 0; index < voxels.length; index++) {
      if (voxels[index] != 0) {
        foreground[index % shape.z()]++;
      }
    }
    int fullest = shape.z() / 2;
    for (int k = 0; k < foreground.length; k++) {
      if (foreground[k] > foreground[fullest]) {
        fullest = k;
      }
    }
    return fullest;
  }

  /** The intensities that are drawn black and white. */
  private record Greys(float dark, float bright) {

    static Greys of(Volume image, int slice) {
      GridShape shape = image.shape();
      float[] sorted = new float[shape.x() * shape.y()];
      int count = 0;
      for (int i = 0; i < shape.x(); i++) {
        for (int j = 0; j < shape.y(); j++) {
          float value = image.at(i, j, slice);
          if (Float.isFinite(value)) {
            sorted[count++] = value;
          }
        }
      }
      Arrays.sort(sorted, 0, count);
      return count == 0
          ? new Greys(0, 1)
          : new Greys(sorted[(int) (0.005 * (count - 1))], sorted[(int) (0.995 * (count - 1))]);
    }

    int at(float value) {
      float range = Math.max(bright - dark, Float.MIN_NORMAL);
      int level = Math.round(255 * Math.max(0, Math.min(1, (value - dark) / range)));
      return level << 16 | level << 8 | level;
    }
  }

  private static ByteString png(BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    // In memory: ImageIO would otherwise put a file into the temporary directory.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", out);
    }
    return ByteString.copyFrom(png.toByteArray());
  }
}
