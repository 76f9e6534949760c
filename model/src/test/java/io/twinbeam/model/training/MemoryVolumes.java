package io.twinbeam.model.training;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.ArrayList;
import java.util.List;

/** Cases in memory that note who was asked for: {@code L0} the first labelled image, and so on. */
final class MemoryVolumes implements TrainingVolumes {

  final List<String> asked = new ArrayList<>();
  private final List<Volume> labelledImages = new ArrayList<>();
  private final List<LabelMap> labels = new ArrayList<>();
  private final List<Volume> unlabelledImages = new ArrayList<>();

  /** A class id at a voxel. */
  interface ClassAt {
    int at(int i, int j, int k);
  }

  /** Adds a labelled case; see {@link #image} for its intensities. */
  MemoryVolumes labelled(GridShape shape, ClassAt classAt) {
    byte[] voxels = new byte[(int) shape.voxels()];
    forEach(shape, (i, j, k) -> voxels[shape.index(i, j, k)] = (byte) classAt.at(i, j, k));
    LabelMap label = new LabelMap(VoxelGrid.ofSpacing(shape, 1, 1, 1), voxels);
    labels.add(label);
    labelledImages.add(image(shape, classAt));
    return this;
  }

  MemoryVolumes unlabelled(GridShape shape, ClassAt classAt) {
    unlabelledImages.add(image(shape, classAt));
    return this;
  }

  /** The class plus a share of 1 that rises with the voxel index: no two voxels are equal. */
  private static Volume image(GridShape shape, ClassAt classAt) {
    float[] voxels = new float[(int) shape.voxels()];
    forEach(
        shape,
        (i, j, k) -> {
          int index = shape.index(i, j, k);
          voxels[index] = classAt.at(i, j, k) + (index + 1f) / voxels.length;
        });
    return new Volume(VoxelGrid.ofSpacing(shape, 1, 1, 1), voxels);
  }

  private interface Visit {
    void at(int i, int j, int k);
  }

  private static void forEach(GridShape shape, Visit visit) {
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        for (int k = 0; k < shape.z(); k++) {
          visit.at(i, j, k);
        }
      }
    }
  }

  @Override
  public int labelledCount() {
    return labelledImages.size();
  }

  @Override
  public int unlabelledCount() {
    return unlabelledImages.size();
  }

  @Override
  public Volume labelledImage(int index) {
    asked.add("L" + index);
    return labelledImages.get(index);
  }

  @Override
  public LabelMap label(int index) {
    return labels.get(index);
  }

  @Override
  public Volume unlabelledImage(int index) {
    asked.add("U" + index);
    return unlabelledImages.get(index);
  }
}
