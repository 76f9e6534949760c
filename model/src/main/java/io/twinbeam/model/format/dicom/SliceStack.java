package io.twinbeam.model.format.dicom;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The checks that make parallel slices one evenly spaced stack.
 *
 * @param planes two or more, sorted along {@code normal}
 * @param normal the unit stacking direction
 */
record SliceStack(List<SlicePlane> planes, Vector normal) {

  // Positions are decimals of 16 characters; scanners keep at least a hundredth of a mm.
  static final double SAME_POSITION_MM = 1e-3;

  /**
   * How far a slice may lie from its place on the even grid, as a share of the step. One missing
   * slice shifts another by half a step or more; rounded positions by some percent.
   */
  static final double GAP_TOLERANCE = 0.1;

  /** How far a slice may lie beside the line through the first and the last, in pixels. */
  static final double DRIFT_TOLERANCE = 0.1;

  /**
   * The way from one slice to the next in LPS+ mm: from the first to the last, in equal parts. It
   * leans where the scanner's gantry did.
   *
   * @throws InvalidCaseException SLICES_DUPLICATE, SLICES_MISSING or SERIES_MIXED
   */
  Vector step() {
    requireDistinct();
    SlicePlane first = planes.get(0);
    Vector whole = planes.get(planes.size() - 1).position().minus(first.position());
    Vector step = whole.times(1.0 / (planes.size() - 1));
    double pixelMm = Math.min(first.columnSpacingMm(), first.rowSpacingMm());
    for (int k = 0; k < planes.size(); k++) {
      Vector off = planes.get(k).position().minus(first.position()).minus(step.times(k));
      double along = off.dot(normal);
      if (Math.abs(along) > GAP_TOLERANCE * step.dot(normal)) {
        throw uneven();
      }
      double beside = off.minus(normal.times(along)).length();
      if (beside > DRIFT_TOLERANCE * pixelMm) {
        throw new InvalidCaseException(
            Fault.SERIES_MIXED,
            String.format(
                Locale.ROOT,
                "slices must be stacked on a straight line within %s of a pixel, slice %d of %d is"
                    + " %.4g mm beside it; move other stacks to series of their own",
                DRIFT_TOLERANCE,
                k + 1,
                planes.size(),
                beside));
      }
    }
    return step;
  }

  private void requireDistinct() {
    double[] gaps = gapsMm();
    for (int k = 0; k < gaps.length; k++) {
      if (gaps[k] < SAME_POSITION_MM) {
        throw new InvalidCaseException(
            Fault.SLICES_DUPLICATE,
            String.format(
                Locale.ROOT,
                "every slice must have a position of its own, slices %d and %d of %d are %.3g mm"
                    + " apart; remove the copies, or give each echo, time or b-value a series",
                k + 1,
                k + 2,
                planes.size(),
                gaps[k]));
      }
    }
  }

  private InvalidCaseException uneven() {
    double[] gaps = gapsMm();
    double median = DoubleStream.of(gaps).sorted().toArray()[gaps.length / 2];
    int widest = 0;
    for (int k = 1; k < gaps.length; k++) {
      widest = Math.abs(gaps[k] - median) > Math.abs(gaps[widest] - median) ? k : widest;
    }
    return new InvalidCaseException(
        Fault.SLICES_MISSING,
        String.format(
            Locale.ROOT,
            "slices must lie within %s of a step of an even grid, but the gap after slice %d of %d"
                + " is %.4g mm where the median is %.4g mm; add the missing slices",
            GAP_TOLERANCE,
            widest + 1,
            planes.size(),
            gaps[widest],
            median));
  }

  private double[] gapsMm() {
    double[] gaps = new double[planes.size() - 1];
    for (int k = 0; k < gaps.length; k++) {
      gaps[k] = planes.get(k + 1).position().minus(planes.get(k).position()).dot(normal);
    }
    return gaps;
  }
}
