package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;

/** What a report draws of one case: the image with its truth and a prediction, on one grid. */
public record Overlay(Volume image, LabelMap reference, LabelMap prediction) {

  // Grids that went through a file's float32 header still count as one.
  private static final double GRID_TOLERANCE_MM = 0.01;

  public Overlay {
    require("reference", reference, image);
    require("prediction", prediction, image);
  }

  private static void require(String name, LabelMap labels, Volume image) {
    if (!labels.grid().matches(image.grid(), GRID_TOLERANCE_MM)) {
      throw new IllegalArgumentException(
          name
              + " grid "
              + labels.grid()
              + " must equal image grid "
              + image.grid()
              + "; resample the label map first");
    }
  }
}
