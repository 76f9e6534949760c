package io.twinbeam.model.training;

/**
 * How patches are varied in training. Each patch draws anew, from a generator keyed by seed, step
 * and its place in the batch. Geometry comes first, of image and label map alike; then intensities,
 * of each channel by itself. Ranges follow nnU-Net where it has them (Isensee et al., Nature
 * Methods 2021).
 *
 * @param flip the axes that may be mirrored, by index of the preprocessed grid, each with
 *     probability 1/2; a bit per axis, the lowest for axis 0
 * @param rotationDegrees the largest angle about each axis, 0 to 180; 0 for none
 * @param scale the largest relative change of size, in [0, 1); 0 for none
 * @param gamma the largest |ln gamma| of a power law over the patch's range, 0 or more; 0 for none
 * @param noise the largest standard deviation of Gaussian noise, as a share of the patch's own; 0
 *     for none
 * @param lowResolution the largest factor by which a patch is coarsened and brought back, 1 or
 *     more; 1 for none
 * @param probability of each of rotation with scale, gamma, noise and low resolution, 0 to 1
 */
public record AugmentationSettings(
    int flip,
    double rotationDegrees,
    double scale,
    double gamma,
    double noise,
    double lowResolution,
    double probability) {

  /** Patches as they are cut. */
  public static final AugmentationSettings NONE = new AugmentationSettings(0, 0, 0, 0, 0, 1, 0);

  /** Whether axis {@code axis} may be mirrored. */
  boolean flips(int axis) {
    return (flip >> axis & 1) == 1;
  }

  /** Whether anything is done to geometry but mirroring. */
  boolean deforms() {
    return probability > 0 && (rotationDegrees > 0 || scale > 0);
  }

  /** Whether anything is done to intensities. */
  boolean recolours() {
    return probability > 0 && (gamma > 0 || noise > 0 || lowResolution > 1);
  }
}
