package io.twinbeam.model.volume;

import io.twinbeam.model.random.CounterRandom;

/**
 * The foreground of a phantom: an ellipsoid along y, bent towards x, thicker in front. Coordinates
 * run from -0.5 to 0.5 over the field of view, so it takes the same share of any shape.
 */
final class PhantomBody {

  /** The geometric mean of the semi-axes at their middle sizes. */
  static final double MEAN_RADIUS = 0.23;

  private static final double LENGTH = 0.36;
  private static final double WIDTH = 0.18;
  private static final double HEIGHT = 0.185;
  private static final double TAPER = 0.4;
  // The parts meet here, in semi-axes from the middle: where the body starts to thin.
  private static final double MEETING = 0.1;

  private final double[] rotation;
  private final double[] centre;
  private final double[] axes;
  private final double bend;

  private PhantomBody(double[] rotation, double[] centre, double[] axes, double bend) {
    this.rotation = rotation;
    this.centre = centre;
    this.axes = axes;
    this.bend = bend;
  }

  static PhantomBody draw(CounterRandom random) {
    double[] rotation = rotation(random);
    double[] centre = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      centre[axis] = random.nextDouble(-0.06, 0.06);
    }
    double[] axes = {
      WIDTH * random.nextDouble(0.88, 1.12),
      LENGTH * random.nextDouble(0.9, 1.1),
      HEIGHT * random.nextDouble(0.88, 1.12)
    };
    return new PhantomBody(rotation, centre, axes, random.nextDouble(0.3, 0.6));
  }

  /** The distance from the bent middle line in local radii: at most 1 inside. */
  double radius(double x, double y, double z) {
    double v = along(1, x, y, z) / axes[1];
    double thickness = 1 + TAPER * Math.max(-1, Math.min(1, v));
    double u = (along(0, x, y, z) / axes[0] - bend * (v * v - 0.3)) / thickness;
    double w = along(2, x, y, z) / (axes[2] * thickness);
    return Math.sqrt(u * u + v * v + w * w);
  }

  /** The class of a point inside: 1 in front, 2 behind. */
  int part(double x, double y, double z) {
    return along(1, x, y, z) / axes[1] >= MEETING ? 1 : 2;
  }

  private double along(int axis, double x, double y, double z) {
    return rotation[axis * 3] * (x - centre[0])
        + rotation[axis * 3 + 1] * (y - centre[1])
        + rotation[axis * 3 + 2] * (z - centre[2]);
  }

  // Small turns about x, y and z: the front stays in front.
  private static double[] rotation(CounterRandom random) {
    double[] product = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    for (int axis = 0; axis < 3; axis++) {
      double angle = random.nextDouble(-0.3, 0.3);
      int one = (axis + 1) % 3;
      int other = (axis + 2) % 3;
      double cosine = StrictMath.cos(angle);
      double sine = StrictMath.sin(angle);
      for (int column = 0; column < 3; column++) {
        double a = product[one * 3 + column];
        double b = product[other * 3 + column];
        product[one * 3 + column] = cosine * a - sine * b;
        product[other * 3 + column] = sine * a + cosine * b;
      }
    }
    return product;
  }
}
