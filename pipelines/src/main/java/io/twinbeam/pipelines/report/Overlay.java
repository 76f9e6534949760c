package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Optional;

/**
 * What a report draws of one case: the image with its truth and a prediction, on one grid.
 *
 * @param entropy of the prediction in nats, where it is at hand
 */
public record Overlay(
    Volume image, LabelMap reference, LabelMap prediction, Optional<Volume> entropy) {

  // Grids that went through a file's float32 header still count as one.
  private static final double GRID_TOLERANCE_MM = 0.01;

  public Overlay {
    require("reference", reference.grid(), image);
    require("prediction", prediction.grid(), image);
    entropy.ifPresent(volume -> require("entropy", volume.grid(), image));
  }

  private static void require(String name, VoxelGrid grid, Volume image) {
    if (!grid.matches(image.grid(), GRID_TOLERANCE_MM)) {
      throw new IllegalArgumentException(
          name
              + " grid "
              + grid
              + " must equal image grid "
              + image.grid()
              + "; resample it first");
    }
  }
}
