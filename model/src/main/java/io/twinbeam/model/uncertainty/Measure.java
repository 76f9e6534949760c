package io.twinbeam.model.uncertainty;

/** What tells how far a voxel's prediction can be relied on; the smaller the better. */
public enum Measure {
  /** The entropy of the mean of the networks' probabilities, nats; see {@link VoxelEntropy}. */
  ENTROPY("entropy"),

  /** 1 where the networks predict different classes, else 0; see {@link NetworkDifference}. */
  DISAGREEMENT("disagreement"),

  /** How far the networks' probabilities are apart, nats; see {@link NetworkDifference}. */
  KL("kl"),

  /** The variance, over mirrored copies of the scan, of the predicted class's probability. */
  VARIANCE("variance");

  private final String id;

  Measure(String id) {
    this.id = id;
  }

  /** The name in experiment files, tables and file names. */
  public String id() {
    return id;
  }

  /** Whether it takes the outputs of each network by itself. */
  public boolean needsEachNetwork() {
    return this == DISAGREEMENT || this == KL;
  }

  @Override
  public String toString() {
    return id;
  }
}
