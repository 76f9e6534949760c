package io.twinbeam.model.uncertainty;

/**
 * The entropy of the class probabilities at each voxel, -sum p ln p in nats: 0 where one class is
 * certain, ln(classes) where all are equal.
 *
 * <p>Same bits on every machine.
 */
public final class VoxelEntropy {

  /** Below this a probability adds nothing that a float could hold; it also keeps ln 0 away. */
  private static final double SMALLEST = 1e-12;

  private VoxelEntropy() {}

  /**
   * The entropy of every voxel.
   *
   * @param probabilities class-major, each voxel's probabilities in [0, 1] with sum 1
   * @param classes at least 1; divides the length of {@code probabilities}
   */
  public static float[] of(float[] probabilities, int classes) {
    if (classes < 1 || probabilities.length % classes != 0) {
      throw new IllegalArgumentException(
          "probabilities of "
              + classes
              + " classes must be a multiple of that many values, are "
              + probabilities.length);
    }
    int voxels = probabilities.length / classes;
    float[] entropies = new float[voxels];
    for (int voxel = 0; voxel < voxels; voxel++) {
      entropies[voxel] = at(probabilities, voxels, voxel);
    }
    return entropies;
  }

  private static float at(float[] probabilities, int voxels, int voxel) {
    double sum = 0;
    for (int index = voxel; index < probabilities.length; index += voxels) {
      sum += addend(probabilities[index]);
    }
    return ofSum(sum);
  }

  /** What the probability of one class adds to the sum that {@link #ofSum} takes, in nats. */
  public static double addend(float probability) {
    double p = probability;
    return p > SMALLEST ? -(p * StrictMath.log(p)) : 0;
  }

  /** The entropy in nats whose addends, in the order of the classes, sum up to {@code sum}. */
  public static float ofSum(double sum) {
    // A probability that rounding lifted above 1 must not make certainty look better than certain.
    return (float) Math.max(sum, 0);
  }

  /** The mean entropy over all voxels, of which there is at least one. */
  public static double mean(float[] probabilities, int classes) {
    return mean(of(probabilities, classes));
  }

  /** The mean of at least one value, summed in double. */
  public static double mean(float[] entropies) {
    if (entropies.length == 0) {
      throw new IllegalArgumentException("a mean entropy takes at least one voxel, got none");
    }
    double sum = 0;
    for (float entropy : entropies) {
      sum += entropy;
    }
    return sum / entropies.length;
  }
}
