package io.twinbeam.model.volume;

/**
 * What phantoms look like; see {@link Phantom}.
 *
 * @param shape sizes along the array axes
 * @param spacingX mm per voxel along axis 0
 * @param spacingY mm per voxel along axis 1
 * @param spacingZ mm per voxel along axis 2
 * @param noise standard deviation of the noise as a share of the tissue's mean intensity, 0 or more
 * @param biasField how far the smooth multiplicative field strays from 1 at most, in [0, 1)
 * @param distractors the number of background shapes as bright as the foreground, 0 or more
 */
public record PhantomSpec(
    GridShape shape,
    double spacingX,
    double spacingY,
    double spacingZ,
    double noise,
    double biasField,
    int distractors) {

  public PhantomSpec {
    requireSpacing(spacingX);
    requireSpacing(spacingY);
    requireSpacing(spacingZ);
    if (!(noise >= 0) || Double.isInfinite(noise)) {
      throw new IllegalArgumentException("noise must be 0 or more, is " + noise);
    }
    if (!(biasField >= 0 && biasField < 1)) {
      throw new IllegalArgumentException("biasField must be in [0, 1), is " + biasField);
    }
    if (distractors < 0) {
      throw new IllegalArgumentException("distractors must be 0 or more, is " + distractors);
    }
  }

  /** Spacing 1 x 1 x 1.25 mm, noise 0.2, bias field 0.3, eight distractors. */
  public static PhantomSpec ofShape(GridShape shape) {
    return new PhantomSpec(shape, 1, 1, 1.25, 0.2, 0.3, 8);
  }

  private static void requireSpacing(double spacingMm) {
    if (!(spacingMm > 0) || Double.isInfinite(spacingMm)) {
      throw new IllegalArgumentException("spacing must be above 0 mm, is " + spacingMm);
    }
  }
}
