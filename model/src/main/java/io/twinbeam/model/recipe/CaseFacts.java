package io.twinbeam.model.recipe;

import java.util.List;

/**
 * What the fingerprint of a data set keeps of one case, in RAS+ axis order.
 *
 * @param spacingMm mm per voxel along each axis
 * @param shape voxels along each axis
 * @param croppedShare how much of the volume is left by a crop to the voxels above 0 in any
 *     channel; 1 where there are none
 * @param foreground for each channel, the voxels of classes other than 0; none without a label map
 */
public record CaseFacts(
    List<Double> spacingMm, List<Integer> shape, double croppedShare, List<Moments> foreground) {

  public CaseFacts {
    spacingMm = List.copyOf(spacingMm);
    shape = List.copyOf(shape);
    foreground = List.copyOf(foreground);
  }
}
