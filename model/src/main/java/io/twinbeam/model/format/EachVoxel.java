package io.twinbeam.model.format;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import java.io.IOException;

/** Voxels that come one by one, each named by its C-order index. */
interface EachVoxel extends VoxelSource {

  interface Sink {
    void put(int index, double value);
  }

  /** Hands every voxel to {@code sink}, in any order; call once. */
  void forEach(Sink sink) throws IOException;

  @Override
  default Volume toVolume() throws IOException {
    float[] voxels = new float[(int) grid().shape().voxels()];
    forEach((index, value) -> voxels[index] = (float) value);
    return new Volume(grid(), voxels);
  }

  @Override
  default LabelMap toLabelMap() throws IOException {
    byte[] voxels = new byte[(int) grid().shape().voxels()];
    forEach((index, value) -> voxels[index] = VoxelSource.classOf(value));
    return new LabelMap(grid(), voxels);
  }
}
