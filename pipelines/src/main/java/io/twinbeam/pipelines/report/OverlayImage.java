package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.Volume;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws planes of one case as PNG: grey image, wide contour of the truth, thin one of the guess.
 */
final class OverlayImage {

  private static final int LONGEST_SIDE = 400;
  private static final int GREYS = 254;
  private static final int TRUTH = 254;
  private static final int PREDICTION = 255;

  // As in report.css: green and magenta stay apart for every common form of colour blindness, and
  // neither is the colour of a method.
  private static final int TRUTH_RGB = 0x12D18E;
  private static final int PREDICTION_RGB = 0xFF5FD0;

  private final Overlay overlay;
  private final FieldOfView view;
  private final double[] spacingMm;
  private final double pixelMm;
  private final float dark;
  private final float bright;

  /** Takes a case whose axes are closest to RAS+ already. */
  OverlayImage(Overlay overlay) {
    this.overlay = overlay;
    this.view = FieldOfView.of(overlay.reference(), overlay.prediction());
    this.spacingMm = overlay.image().grid().spacingMm();
    double longest = 0;
    for (int axis = 0; axis < 3; axis++) {
      longest = Math.max(longest, (view.high(axis) - view.low(axis) + 1) * spacingMm[axis]);
    }
    this.pixelMm = longest / LONGEST_SIDE;
    float[] sorted = finite(overlay.image());
    this.dark = sorted[(int) (0.005 * (sorted.length - 1))];
    this.bright = sorted[(int) (0.995 * (sorted.length - 1))];
  }

  private static float[] finite(Volume volume) {
    float[] sorted = volume.voxels().clone();
    Arrays.sort(sorted);
    // NaN sorts last; an image of nothing else still gets a window.
    int end = sorted.length;
    while (end > 0 && Float.isNaN(sorted[end - 1])) {
      end--;
    }
    return end == 0 ? new float[1] : Arrays.copyOf(sorted, end);
  }

  /** The voxel along the plane's normal at which it cuts. */
  int position(AnatomicalPlane plane) {
    return view.centre(plane.normal());
  }

  BufferedImage draw(AnatomicalPlane plane) {
    Slice slice = new Slice(plane, view, spacingMm, pixelMm);
    byte[] pixels = greys(slice.intensities(overlay.image()));
    int width = slice.width();
    contour(pixels, slice.classes(overlay.reference()), width, 2, TRUTH);
    contour(pixels, slice.classes(overlay.prediction()), width, 1, PREDICTION);
    BufferedImage image =
        new BufferedImage(width, slice.height(), BufferedImage.TYPE_BYTE_INDEXED, palette());
    image.getRaster().setDataElements(0, 0, width, slice.height(), pixels);
    return image;
  }

  /** The PNG as a data URI. */
  static String dataUri(BufferedImage image) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("an overlay cannot be written as PNG", e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }

  private byte[] greys(float[] intensities) {
    byte[] pixels = new byte[intensities.length];
    float range = Math.max(bright - dark, Float.MIN_NORMAL);
    for (int i = 0; i < pixels.length; i++) {
      float share = Math.max(0, Math.min(1, (intensities[i] - dark) / range));
      pixels[i] = (byte) Math.round(share * (GREYS - 1));
    }
    return pixels;
  }

  /** Colours every pixel that has another class within {@code reach} pixels: 2 reach wide. */
  private static void contour(byte[] pixels, int[] classes, int width, int reach, int colour) {
    int height = classes.length / width;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        if (isEdge(classes, width, height, row, column, reach)) {
          pixels[row * width + column] = (byte) colour;
        }
      }
    }
  }

  private static boolean isEdge(
      int[] classes, int width, int height, int row, int column, int reach) {
    int own = classes[row * width + column];
    int lastRow = Math.min(height - 1, row + reach);
    int lastColumn = Math.min(width - 1, column + reach);
    for (int r = Math.max(0, row - reach); r <= lastRow; r++) {
      for (int c = Math.max(0, column - reach); c <= lastColumn; c++) {
        if (classes[r * width + c] != own) {
          return true;
        }
      }
    }
    return false;
  }

  private static IndexColorModel palette() {
    int[] colours = new int[256];
    for (int grey = 0; grey < GREYS; grey++) {
      int level = Math.round(grey * 255f / (GREYS - 1));
      colours[grey] = level << 16 | level << 8 | level;
    }
    colours[TRUTH] = TRUTH_RGB;
    colours[PREDICTION] = PREDICTION_RGB;
    return new IndexColorModel(8, 256, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
  }
}
