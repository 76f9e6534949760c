package io.twinbeam.model.format.dicom;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;

/** A slice with what its header says of pixels and place, read once. */
record PlacedSlice(DicomSlice slice, SlicePlane plane, PixelLayout layout) {

  // Moves the far corner of a 512 x 512 slice by some hundredths of a mm.
  private static final double COSINE_TOLERANCE = 1e-4;
  private static final double SPACING_TOLERANCE = 1e-4;

  /** Refuses a slice that is compressed, no grey-scale image or without a place in space. */
  static PlacedSlice of(DicomSlice slice) {
    slice.requirePlainPixels();
    PixelLayout layout = slice.layout();
    return new PlacedSlice(slice, slice.plane(), layout);
  }

  /** Refuses another slice that cannot be in one volume with this one. */
  void requireAlike(PlacedSlice other) {
    SlicePlane a = plane;
    SlicePlane b = other.plane;
    String uid = slice.seriesInstanceUid();
    String otherUid = other.slice.seriesInstanceUid();
    requireAlike("SeriesInstanceUID", uid.equals(otherUid), uid, otherUid);
    boolean sameSize =
        layout.rows() == other.layout.rows() && layout.columns() == other.layout.columns();
    requireAlike("size", sameSize, layout, other.layout);
    requireAlike(
        "PixelSpacing",
        near(a.rowSpacingMm(), b.rowSpacingMm()) && near(a.columnSpacingMm(), b.columnSpacingMm()),
        a.rowSpacingMm() + " x " + a.columnSpacingMm() + " mm",
        b.rowSpacingMm() + " x " + b.columnSpacingMm() + " mm");
    requireAlike(
        "ImageOrientationPatient",
        near(a.alongRow(), b.alongRow()) && near(a.alongColumn(), b.alongColumn()),
        a.alongRow() + " " + a.alongColumn(),
        b.alongRow() + " " + b.alongColumn());
  }

  private static boolean near(double spacing, double other) {
    return Math.abs(spacing - other) <= SPACING_TOLERANCE * spacing;
  }

  private static boolean near(Vector direction, Vector other) {
    return direction.minus(other).length() <= COSINE_TOLERANCE;
  }

  private static void requireAlike(String what, boolean alike, Object one, Object other) {
    if (!alike) {
      throw new InvalidCaseException(
          Fault.SERIES_MIXED,
          "slices of one series must have one "
              + what
              + ", have "
              + one
              + " and "
              + other
              + "; move localisers and other stacks to series of their own");
    }
  }
}
