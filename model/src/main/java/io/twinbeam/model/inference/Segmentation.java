package io.twinbeam.model.inference;

import io.twinbeam.model.uncertainty.VoxelEntropy;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;

/**
 * What a prediction comes to, on one grid.
 *
 * @param labels the most probable class of each voxel, the lower id on ties
 * @param entropy in nats
 */
public record Segmentation(LabelMap labels, Volume entropy) {

  /**
   * The same bits as {@link Prediction#onto} followed by {@link Prediction#argmax} and {@link
   * Prediction#entropy}, class by class: beside the prediction itself it takes 4 bytes per voxel
   * of its grid and at most 22 per voxel of {@code target}, however many classes there are.
   */
  public static Segmentation of(Prediction prediction, VoxelGrid target) {
    ClassByClass sum = new ClassByClass(target);
    prediction.forEachClass(target, sum::add);
    return sum.finish();
  }

  /** What is known after some of the classes. */
  private static final class ClassByClass {

    private final VoxelGrid grid;
    private final byte[] labels;
    private final float[] highest;
    private final double[] entropyNats;

    ClassByClass(VoxelGrid grid) {
      this.grid = grid;
      this.labels = new byte[(int) grid.shape().voxels()];
      this.highest = new float[labels.length];
      this.entropyNats = new double[labels.length];
    }

    void add(int classId, float[] probabilities) {
      for (int voxel = 0; voxel < labels.length; voxel++) {
        float probability = probabilities[voxel];
        if (classId == 0 || probability > highest[voxel]) {
          highest[voxel] = probability;
          labels[voxel] = (byte) classId;
        }
        entropyNats[voxel] += VoxelEntropy.addend(probability);
      }
    }

    Segmentation finish() {
      float[] entropy = new float[labels.length];
      for (int voxel = 0; voxel < entropy.length; voxel++) {
        entropy[voxel] = VoxelEntropy.ofSum(entropyNats[voxel]);
      }
      return new Segmentation(new LabelMap(grid, labels), new Volume(grid, entropy));
    }
  }
}
