package io.twinbeam.model.volume;

import io.twinbeam.model.random.CounterRandom;

/**
 * Made-up cases that are worth learning: a bent, tapering body of about 5 % of the voxels, its
 * thick front part class 1 and its thin back part class 2. Both parts have one intensity, so only
 * shape and place tell them apart; round distractors of that intensity, noise and a smooth
 * multiplicative field stand against thresholding. Overall brightness differs from case to case.
 *
 * <p>Every voxel is a pure function of spec, seed and index, on any machine.
 */
public final class Phantom {

  // Of tissue, which is 1, with a slow texture of this amplitude.
  private static final double BODY_INTENSITY = 1.5;
  private static final double TEXTURE = 0.1;
  // Distractors keep clear of the body up to this multiple of its radius, as by a dark rim.
  private static final double RIM = 1.35;
  private static final double EDGE_MM = 1;

  private Phantom() {}

  /**
   * One case.
   *
   * @param index the case's number within the set of {@code seed}
   */
  public static PhantomCase generate(PhantomSpec spec, long seed, int index) {
    VoxelGrid grid =
        VoxelGrid.ofSpacing(spec.shape(), spec.spacingX(), spec.spacingY(), spec.spacingZ());
    PhantomBody body = PhantomBody.draw(CounterRandom.of(seed, "phantom.body", index));
    PhantomBackground background =
        PhantomBackground.draw(
            CounterRandom.of(seed, "phantom.background", index), spec.distractors());
    CounterRandom noise = CounterRandom.of(seed, "phantom.noise", index);
    double gain = CounterRandom.of(seed, "phantom.gain", index).nextDouble(200, 1000);
    GridShape shape = spec.shape();
    float[] voxels = new float[VoxelLimit.arrayLength(shape)];
    byte[] classes = new byte[voxels.length];
    double edge = EDGE_MM / StrictMath.cbrt(grid.voxelMm3() * voxels.length);
    int at = 0;
    for (int i = 0; i < shape.x(); i++) {
      double x = centred(i, shape.x());
      for (int j = 0; j < shape.y(); j++) {
        double y = centred(j, shape.y());
        for (int k = 0; k < shape.z(); k++) {
          double z = centred(k, shape.z());
          double radius = body.radius(x, y, z);
          double clean = intensity(radius, background, x, y, z, edge);
          double shaded = clean * (1 + spec.biasField() * background.bias(x, y, z));
          voxels[at] = (float) (gain * (shaded + spec.noise() * noise.nextGaussian()));
          classes[at++] = (byte) (radius <= 1 ? body.part(x, y, z) : 0);
        }
      }
    }
    return new PhantomCase(new Volume(grid, voxels), new LabelMap(grid, classes));
  }

  // -0.5 .. 0.5 over the field of view.
  private static double centred(int index, int size) {
    return (index + 0.5) / size - 0.5;
  }

  private static double intensity(
      double radius, PhantomBackground background, double x, double y, double z, double edge) {
    double tissue = 1 + TEXTURE * background.texture(x, y, z);
    double body = inside(radius, edge / PhantomBody.MEAN_RADIUS);
    double free = 1 - inside(radius / RIM, edge / PhantomBody.MEAN_RADIUS);
    double distraction = free * background.distraction(x, y, z, edge);
    return tissue + (BODY_INTENSITY - tissue) * Math.max(body, distraction);
  }

  /** 1 well inside radius 1, 0 well outside, linear over {@code width} between. */
  static double inside(double radius, double width) {
    return Math.max(0, Math.min(1, 0.5 + (1 - radius) / width));
  }
}
