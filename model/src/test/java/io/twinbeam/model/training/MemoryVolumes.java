package io.twinbeam.model.training;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cases in memory that note who was asked for: {@code L0} the first labelled image, and so on. */
final class MemoryVolumes implements TrainingVolumes {

  final List<String> asked = new ArrayList<>();
  private final List<Scan> labelledImages = new ArrayList<>();
  private final List<LabelMap> labels = new ArrayList<>();
  private final List<Scan> unlabelledImages = new ArrayList<>();
  private final List<LabelMap> hiddenLabels = new ArrayList<>();
  private final List<Scan> pseudoLabelledImages = new ArrayList<>();
  private final List<LabelMap> pseudoLabels = new ArrayList<>();
  private double pseudoLabelledShare;

  /** A class id at a voxel. */
  interface ClassAt {
    int at(int i, int j, int k);
  }

  /** Adds a labelled case; see {@link #image} for its intensities. */
  MemoryVolumes labelled(GridShape shape, ClassAt classAt) {
    labels.add(labelMap(shape, classAt));
    labelledImages.add(Scan.of(image(shape, classAt)));
    return this;
  }

  private static LabelMap labelMap(GridShape shape, ClassAt classAt) {
    byte[] voxels = new byte[(int) shape.voxels()];
    forEach(shape, (i, j, k) -> voxels[shape.index(i, j, k)] = (byte) classAt.at(i, j, k));
    return new LabelMap(VoxelGrid.ofSpacing(shape, 1, 1, 1), voxels);
  }

  MemoryVolumes unlabelled(GridShape shape, ClassAt classAt) {
    unlabelledImages.add(Scan.of(image(shape, classAt)));
    hiddenLabels.add(labelMap(shape, classAt));
    return this;
  }

  MemoryVolumes pseudoLabelled(GridShape shape, ClassAt classAt) {
    pseudoLabelledImages.add(Scan.of(image(shape, classAt)));
    pseudoLabels.add(labelMap(shape, classAt));
    return this;
  }

  MemoryVolumes pseudoLabelledShare(double share) {
    pseudoLabelledShare = share;
    return this;
  }

  /** Puts a channel of noise, which says nothing of the class, before those of every image. */
  MemoryVolumes behindNoise() {
    labelledImages.replaceAll(MemoryVolumes::behindNoise);
    unlabelledImages.replaceAll(MemoryVolumes::behindNoise);
    return this;
  }

  /** Puts the first of two channels in the place of the second. */
  MemoryVolumes withFirstChannelAsSecond() {
    labelledImages.replaceAll(scan -> Scan.of(scan.channel(0), scan.channel(0)));
    unlabelledImages.replaceAll(scan -> Scan.of(scan.channel(0), scan.channel(0)));
    return this;
  }

  private static Scan behindNoise(Scan scan) {
    CounterRandom random = CounterRandom.of(scan.shape().voxels(), "noise");
    float[] voxels = new float[(int) scan.shape().voxels()];
    for (int v = 0; v < voxels.length; v++) {
      voxels[v] = (float) random.nextDouble();
    }
    List<Volume> channels = new ArrayList<>(List.of(new Volume(scan.grid(), voxels)));
    channels.addAll(scan.channels());
    return new Scan(channels);
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
  public Scan labelledImage(int index) {
    asked.add("L" + index);
    return labelledImages.get(index);
  }

  @Override
  public LabelMap label(int index) {
    return labels.get(index);
  }

  @Override
  public Scan unlabelledImage(int index) {
    asked.add("U" + index);
    return unlabelledImages.get(index);
  }

  @Override
  public Optional<LabelMap> hiddenLabel(int index) {
    return Optional.ofNullable(hiddenLabels.get(index));
  }

  @Override
  public int pseudoLabelledCount() {
    return pseudoLabels.size();
  }

  @Override
  public Scan pseudoLabelledImage(int index) {
    asked.add("P" + index);
    return pseudoLabelledImages.get(index);
  }

  @Override
  public LabelMap pseudoLabel(int index) {
    return pseudoLabels.get(index);
  }

  @Override
  public double pseudoLabelledShare() {
    return pseudoLabelledShare;
  }
}
