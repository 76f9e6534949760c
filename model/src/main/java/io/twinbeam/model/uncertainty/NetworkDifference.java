package io.twinbeam.model.uncertainty;

/**
 * How far two networks differ at each voxel. Probabilities are class-major, each voxel's in [0, 1]
 * with sum 1; both networks have the same classes and voxels.
 *
 * <p>Same bits on every machine, and whichever network is named first.
 */
public final class NetworkDifference {

  /** Logarithms stay finite from here on. */
  private static final double SMALLEST = 1e-12;

  private NetworkDifference() {}

  /**
   * 1 where the networks' most probable classes differ, else 0; of equally probable classes the
   * lower id counts.
   */
  public static float[] disagreement(float[] a, float[] b, int classes) {
    int voxels = voxels(a, b, classes);
    float[] differs = new float[voxels];
    for (int voxel = 0; voxel < voxels; voxel++) {
      differs[voxel] = argmax(a, voxels, voxel) == argmax(b, voxels, voxel) ? 0 : 1;
    }
    return differs;
  }

  /**
   * (KL(a || b) + KL(b || a)) / 2 = sum over classes of (a - b)(ln a - ln b) / 2 in nats, with
   * logarithms of probabilities of at least 1e-12: 0 where the networks agree, 27.6 at most.
   */
  public static float[] divergence(float[] a, float[] b, int classes) {
    int voxels = voxels(a, b, classes);
    float[] divergences = new float[voxels];
    for (int voxel = 0; voxel < voxels; voxel++) {
      double sum = 0;
      for (int index = voxel; index < a.length; index += voxels) {
        double p = Math.max(a[index], SMALLEST);
        double q = Math.max(b[index], SMALLEST);
        sum += (p - q) * (StrictMath.log(p) - StrictMath.log(q));
      }
      divergences[voxel] = (float) (sum / 2);
    }
    return divergences;
  }

  private static int argmax(float[] probabilities, int voxels, int voxel) {
    int best = voxel;
    for (int index = voxel + voxels; index < probabilities.length; index += voxels) {
      if (probabilities[index] > probabilities[best]) {
        best = index;
      }
    }
    return best;
  }

  private static int voxels(float[] a, float[] b, int classes) {
    if (a.length != b.length || classes < 1 || a.length % classes != 0) {
      throw new IllegalArgumentException(
          "networks that are compared must both have a value per voxel and class, have "
              + a.length
              + " and "
              + b.length
              + " values of "
              + classes
              + " classes");
    }
    return a.length / classes;
  }
}
