package io.twinbeam.model.format.dicom;

/**
 * Where a slice lies (PS3.3, C.7.6.2).
 *
 * @param position the centre of the first pixel, LPS+ mm
 * @param alongRow unit direction in which the column index grows
 * @param alongColumn unit direction in which the row index grows
 * @param columnSpacingMm mm from one column to the next, the second number of PixelSpacing
 * @param rowSpacingMm mm from one row to the next, the first number of PixelSpacing
 */
record SlicePlane(
    Vector position,
    Vector alongRow,
    Vector alongColumn,
    double columnSpacingMm,
    double rowSpacingMm) {

  // Cosines are decimals of up to 16 characters; writers that keep three digits still pass.
  private static final double UNIT_TOLERANCE = 1e-3;

  // Beyond any scanner, and small enough that no product of these numbers overflows.
  private static final double MAX_MM = 1e6;

  /** The plane that a header declares, refused where it has none or a degenerate one. */
  static SlicePlane of(Attributes header) {
    double[] position = required(header, Tag.IMAGE_POSITION, 3);
    double[] cosines = required(header, Tag.IMAGE_ORIENTATION, 6);
    double[] spacing = required(header, Tag.PIXEL_SPACING, 2);
    Vector row = new Vector(cosines[0], cosines[1], cosines[2]);
    Vector column = new Vector(cosines[3], cosines[4], cosines[5]);
    if (!isUnit(row) || !isUnit(column) || !(Math.abs(row.dot(column)) <= UNIT_TOLERANCE)) {
      throw Refusal.badGeometry(
          "ImageOrientationPatient must be two unit vectors at right angles, within "
              + UNIT_TOLERANCE
              + ", is "
              + row
              + " and "
              + column);
    }
    if (!(spacing[0] > 0) || !(spacing[1] > 0)) {
      throw Refusal.badGeometry(
          "PixelSpacing must be above 0, is " + spacing[0] + " and " + spacing[1]);
    }
    Vector place = new Vector(position[0], position[1], position[2]);
    // Cosines of few digits would shrink the pixels.
    return new SlicePlane(place, row.unit(), column.unit(), spacing[1], spacing[0]);
  }

  /** The unit direction along which slices are stacked, row direction x column direction. */
  Vector normal() {
    return alongRow.cross(alongColumn).unit();
  }

  private static boolean isUnit(Vector direction) {
    return Math.abs(direction.length() - 1) <= UNIT_TOLERANCE;
  }

  private static double[] required(Attributes header, Tag tag, int count) {
    if (header.text(tag).isEmpty()) {
      throw Refusal.badGeometry("a slice must have " + tag.keyword() + ", has none");
    }
    double[] numbers = header.decimals(tag, count);
    for (double number : numbers) {
      if (Math.abs(number) > MAX_MM) {
        throw Refusal.badGeometry(tag.keyword() + " must be within " + MAX_MM + ", is " + number);
      }
    }
    return numbers;
  }
}
