package io.twinbeam.model.inference;

import io.twinbeam.model.uncertainty.VoxelEntropy;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Resample;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Arrays;

/** Class probabilities on a voxel grid. Holds its array without copying: do not change it. */
public final class Prediction {

  private final VoxelGrid grid;
  private final int classes;
  private final float[] probabilities;

  /**
   * @param classes at least 1, background included
   * @param probabilities class-major, each class in C order
   */
  public Prediction(VoxelGrid grid, int classes, float[] probabilities) {
    if (probabilities.length != grid.shape().voxels() * classes) {
      throw new IllegalArgumentException(
          "a prediction of "
              + classes
              + " classes on "
              + grid.shape()
              + " takes "
              + grid.shape().voxels() * classes
              + " probabilities, got "
              + probabilities.length);
    }
    this.grid = grid;
    this.classes = classes;
    this.probabilities = probabilities;
  }

  public VoxelGrid grid() {
    return grid;
  }

  public int classes() {
    return classes;
  }

  /** The backing array itself, class-major. */
  public float[] probabilities() {
    return probabilities;
  }

  /** The most probable class of each voxel; the lower id on ties. */
  public LabelMap argmax() {
    int voxels = probabilities.length / classes;
    byte[] ids = new byte[voxels];
    for (int voxel = 0; voxel < voxels; voxel++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (probabilities[c * voxels + voxel] > probabilities[best * voxels + voxel]) {
          best = c;
        }
      }
      ids[voxel] = (byte) best;
    }
    return new LabelMap(grid, ids);
  }

  /**
   * This prediction on another grid: each class's probabilities interpolated linearly. Up to one
   * voxel beyond this grid its edge continues, as a resampled grid may end that much early; farther
   * out is background for certain.
   */
  public Prediction onto(VoxelGrid target) {
    if (target.equals(grid)) {
      return this;
    }
    int voxels = Math.toIntExact(target.shape().voxels());
    float[] resampled = new float[Math.multiplyExact(voxels, classes)];
    forEachClass(
        target,
        (classId, probability) ->
            System.arraycopy(probability, 0, resampled, classId * voxels, voxels));
    return new Prediction(target, classes, resampled);
  }

  /** Takes the probabilities of one class after the other. */
  @FunctionalInterface
  public interface ClassVisitor {

    /**
     * Takes those of one class, in C order; nobody else holds the array.
     *
     * @param classId rises from 0
     */
    void accept(int classId, float[] probabilities);
  }

  /** What {@link #onto} gives, one class at a time. */
  public void forEachClass(VoxelGrid target, ClassVisitor visitor) {
    Coverage near = target.equals(grid) ? null : Coverage.of(grid, target);
    for (int c = 0; c < classes; c++) {
      Volume own = probability(c);
      if (near == null) {
        visitor.accept(c, own.voxels());
        continue;
      }
      float[] probability = Resample.linear(own, target).voxels();
      for (int voxel = 0; voxel < probability.length; voxel++) {
        if (!near.isSeen(voxel)) {
          probability[voxel] = c == 0 ? 1 : 0;
        }
      }
      visitor.accept(c, probability);
    }
  }

  /** The entropy of each voxel's probabilities in nats. */
  public Volume entropy() {
    return new Volume(grid, VoxelEntropy.of(probabilities, classes));
  }

  /** The probability of one class at each voxel. */
  public Volume probability(int classId) {
    if (classId < 0 || classId >= classes) {
      throw new IllegalArgumentException(
          "class " + classId + " must be from 0 to " + (classes - 1));
    }
    int voxels = probabilities.length / classes;
    return new Volume(
        grid, Arrays.copyOfRange(probabilities, classId * voxels, (classId + 1) * voxels));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction that
        && grid.equals(that.grid)
        && classes == that.classes
        && Arrays.equals(probabilities, that.probabilities);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * grid.hashCode() + classes) + Arrays.hashCode(probabilities);
  }

  @Override
  public String toString() {
    return "Prediction[" + grid + ", " + classes + " classes]";
  }
}
