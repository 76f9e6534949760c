package io.twinbeam.model.bench;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.training.TrainingVolumes;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Optional;

/**
 * As many cases as asked for, all with a bright ball of class 1 in the middle of noise, a ninth of
 * the voxels.
 */
final class BallVolumes implements TrainingVolumes {

  private static final double RADIUS = 0.3;

  private final int count;
  private final LabelMap label;
  private final Scan image;

  /**
   * @param count labelled cases, and as many unlabelled ones
   */
  BallVolumes(GridShape shape, int count) {
    this.count = count;
    CounterRandom random = CounterRandom.of(1, "noise");
    byte[] classes = new byte[(int) shape.voxels()];
    float[] intensities = new float[classes.length];
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        for (int k = 0; k < shape.z(); k++) {
          int voxel = shape.index(i, j, k);
          double distance =
              Math.hypot(
                  Math.hypot(fromCentre(i, shape.x()), fromCentre(j, shape.y())),
                  fromCentre(k, shape.z()));
          classes[voxel] = (byte) (distance <= RADIUS ? 1 : 0);
          intensities[voxel] = (float) (classes[voxel] + random.nextDouble(-1, 1));
        }
      }
    }
    VoxelGrid grid = VoxelGrid.ofSpacing(shape, 1, 1, 1);
    label = new LabelMap(grid, classes);
    image = Scan.of(new Volume(grid, intensities));
  }

  /** In edges of the volume. */
  private static double fromCentre(int index, int size) {
    return (index - (size - 1) / 2.0) / size;
  }

  /** The label of every case as numbers that the engine takes. */
  int[] classes() {
    byte[] voxels = label.voxels();
    int[] classes = new int[voxels.length];
    for (int voxel = 0; voxel < classes.length; voxel++) {
      classes[voxel] = voxels[voxel];
    }
    return classes;
  }

  @Override
  public int labelledCount() {
    return count;
  }

  @Override
  public int unlabelledCount() {
    return count;
  }

  @Override
  public Scan labelledImage(int index) {
    return image;
  }

  @Override
  public LabelMap label(int index) {
    return label;
  }

  @Override
  public Scan unlabelledImage(int index) {
    return image;
  }

  @Override
  public Optional<LabelMap> hiddenLabel(int index) {
    return Optional.empty();
  }
}
