package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.Reorient;

/** One case turned to RAS+, with what all of its slices share: the field of view and the window. */
final class CaseDrawing {

  private final Overlay overlay;
  private final FieldOfView view;
  private final GreyWindow window;
  private final double[] spacingMm;
  private final double longestMm;

  CaseDrawing(Overlay asStored) {
    this.overlay =
        new Overlay(
            Reorient.toRas(asStored.image()),
            Reorient.toRas(asStored.reference()),
            Reorient.toRas(asStored.prediction()),
            asStored.entropy().map(Reorient::toRas));
    this.view = FieldOfView.of(overlay.reference(), overlay.prediction());
    this.window = new GreyWindow(overlay.image());
    this.spacingMm = overlay.image().grid().spacingMm();
    double longest = 0;
    for (int axis = 0; axis < 3; axis++) {
      longest = Math.max(longest, (view.high(axis) - view.low(axis) + 1) * spacingMm[axis]);
    }
    this.longestMm = longest;
  }

  Overlay overlay() {
    return overlay;
  }

  FieldOfView view() {
    return view;
  }

  GreyWindow window() {
    return window;
  }

  double spacingMm(int axis) {
    return spacingMm[axis];
  }

  /**
   * @param side of the longest axis of all planes, in pixels
   */
  Slice slices(AnatomicalPlane plane, int side) {
    return new Slice(plane, view, overlay.image().shape(), spacingMm, longestMm / side);
  }
}
