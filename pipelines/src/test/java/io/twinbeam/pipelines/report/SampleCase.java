package io.twinbeam.pipelines.report;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Optional;

/** A made-up case: a bent ellipsoid of two classes in noise, predicted a little off its place. */
final class SampleCase {

  // LAS with thick slices: what a report must turn and stretch before it is right.
  static final VoxelGrid GRID =
      new VoxelGrid(
          new GridShape(40, 56, 18), Affine.ofRows(-1, 0, 0, 20, 0, 1, 0, 0, 0, 0, 2.5, 0));

  private SampleCase() {}

  static Overlay overlay(int index, double shift) {
    CounterRandom noise = CounterRandom.of(index, "sample-case");
    int voxels = (int) GRID.shape().voxels();
    float[] image = new float[voxels];
    byte[] reference = new byte[voxels];
    byte[] prediction = new byte[voxels];
    double size = 0.85 + 0.3 * noise.nextDouble();
    GridShape shape = GRID.shape();
    for (int x = 0; x < shape.x(); x++) {
      for (int y = 0; y < shape.y(); y++) {
        for (int z = 0; z < shape.z(); z++) {
          int at = shape.index(x, y, z);
          reference[at] = label(x, y, z, size, 0);
          prediction[at] = label(x - 0.5 * shift, y + 0.7 * shift, z, size * 0.98, shift);
          double tissue = 60 + 25 * Math.sin(x / 5.0) * Math.cos(y / 7.0) + (z + y) / 3.0;
          image[at] = (float) (tissue + (reference[at] > 0 ? 45 : 0) + 9 * noise.nextGaussian());
        }
      }
    }
    return new Overlay(
        new Volume(GRID, image),
        new LabelMap(GRID, reference),
        new LabelMap(GRID, prediction),
        Optional.of(new Volume(GRID, entropy(prediction))));
  }

  /** All foreground classes as class 1. */
  static LabelMap asOne(LabelMap labels) {
    byte[] voxels = labels.voxels().clone();
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (byte) Math.min(1, voxels[i]);
    }
    return new LabelMap(labels.grid(), voxels);
  }

  static Overlay withoutPrediction(Overlay overlay, int classId) {
    byte[] prediction = overlay.prediction().voxels().clone();
    for (int i = 0; i < prediction.length; i++) {
      prediction[i] = prediction[i] == classId ? 0 : prediction[i];
    }
    return new Overlay(
        overlay.image(), overlay.reference(), new LabelMap(GRID, prediction), overlay.entropy());
  }

  /** High where neighbours along an axis are of another class, as a network's is. */
  private static float[] entropy(byte[] prediction) {
    GridShape shape = GRID.shape();
    float[] entropy = new float[prediction.length];
    int[] strides = {shape.y() * shape.z(), shape.z(), 1};
    for (int at = 0; at < prediction.length; at++) {
      int edges = 0;
      for (int stride : strides) {
        edges += at >= stride && prediction[at - stride] != prediction[at] ? 1 : 0;
        edges +=
            at + stride < prediction.length && prediction[at + stride] != prediction[at] ? 1 : 0;
      }
      entropy[at] = 0.02f + 0.2f * Math.min(3, edges);
    }
    return entropy;
  }

  private static byte label(double x, double y, double z, double size, double cut) {
    double across = (x - 20 - 0.012 * (y - 28) * (y - 28)) / (7 * size);
    double along = (y - 28) / (19 * size);
    double up = (z - 9) / (5 * size);
    if (across * across + along * along + up * up > 1) {
      return 0;
    }
    return (byte) (y > 28 + cut ? 1 : 2);
  }
}
