package io.twinbeam.pipelines.report;

/** The lines between classes of a slice. */
final class Contour {

  private Contour() {}

  /**
   * 1 at every pixel that has another class within {@code reach} pixels, 0 elsewhere: lines that
   * are 2 reach wide.
   */
  static byte[] of(byte[] classes, int width, int reach) {
    int height = classes.length / width;
    byte[] edges = new byte[classes.length];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int at = row * width + column;
        if (column + 1 < width && classes[at] != classes[at + 1]) {
          paint(edges, width, height, row, column, reach, true);
        }
        if (row + 1 < height && classes[at] != classes[at + width]) {
          paint(edges, width, height, row, column, reach, false);
        }
      }
    }
    return edges;
  }

  /** Everything within reach of the edge behind, or below, a pixel. */
  private static void paint(
      byte[] edges, int width, int height, int row, int column, int reach, boolean behind) {
    int down = behind ? reach - 1 : reach;
    int right = behind ? reach : reach - 1;
    for (int r = Math.max(0, row - reach + 1); r <= Math.min(height - 1, row + down); r++) {
      for (int c = Math.max(0, column - reach + 1); c <= Math.min(width - 1, column + right); c++) {
        edges[r * width + c] = 1;
      }
    }
  }
}
