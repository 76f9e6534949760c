package io.twinbeam.model.volume;

import io.twinbeam.model.random.CounterRandom;

/**
 * What surrounds a phantom's body: a slow texture, a bias field and distractors. Coordinates run
 * from -0.5 to 0.5 over the field of view.
 */
final class PhantomBackground {

  private static final int WAVES = 4;
  private static final int FIELDS = 9;

  // Per wave: three frequencies in radians over the field of view, one phase.
  private final double[] waves;
  private final double[] field;
  // Per distractor: centre, then semi-axes.
  private final double[] distractors;

  private PhantomBackground(double[] waves, double[] field, double[] distractors) {
    this.waves = waves;
    this.field = field;
    this.distractors = distractors;
  }

  static PhantomBackground draw(CounterRandom random, int count) {
    double[] waves = new double[WAVES * 4];
    for (int n = 0; n < waves.length; n++) {
      waves[n] = n % 4 == 3 ? random.nextDouble(0, 2 * Math.PI) : random.nextDouble(-12, 12);
    }
    double[] field = new double[FIELDS];
    double total = 0;
    for (int n = 0; n < FIELDS; n++) {
      field[n] = random.nextDouble(-1, 1);
      total += Math.abs(field[n]);
    }
    for (int n = 0; n < FIELDS; n++) {
      field[n] /= total;
    }
    double[] distractors = new double[count * 6];
    for (int n = 0; n < distractors.length; n++) {
      distractors[n] = n % 6 < 3 ? random.nextDouble(-0.5, 0.5) : random.nextDouble(0.08, 0.16);
    }
    return new PhantomBackground(waves, field, distractors);
  }

  /** A smooth pattern in [-1, 1]. */
  double texture(double x, double y, double z) {
    double sum = 0;
    for (int n = 0; n < waves.length; n += 4) {
      sum += StrictMath.sin(waves[n] * x + waves[n + 1] * y + waves[n + 2] * z + waves[n + 3]);
    }
    return sum / WAVES;
  }

  /** A quadratic polynomial in [-1, 1]; its coefficients' magnitudes sum to 1. */
  double bias(double x, double y, double z) {
    double a = 2 * x;
    double b = 2 * y;
    double c = 2 * z;
    return field[0] * a
        + field[1] * b
        + field[2] * c
        + field[3] * a * a
        + field[4] * b * b
        + field[5] * c * c
        + field[6] * a * b
        + field[7] * b * c
        + field[8] * a * c;
  }

  /** How far a point lies in a distractor: 1 well inside, 0 outside all. */
  double distraction(double x, double y, double z, double edge) {
    double most = 0;
    for (int n = 0; n < distractors.length; n += 6) {
      double u = (x - distractors[n]) / distractors[n + 3];
      double v = (y - distractors[n + 1]) / distractors[n + 4];
      double w = (z - distractors[n + 2]) / distractors[n + 5];
      double mean = (distractors[n + 3] + distractors[n + 4] + distractors[n + 5]) / 3;
      double radius = Math.sqrt(u * u + v * v + w * w);
      most = Math.max(most, Phantom.inside(radius, edge / mean));
    }
    return most;
  }
}
