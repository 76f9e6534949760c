package io.twinbeam.model.format;

import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Voxels that a stream holds one after the other, x running fastest, and after them those of the
 * next channel: each call takes one channel.
 */
final class StoredVoxels implements VoxelSource {

  private static final int SLAB_BYTES = 1 << 20;

  private final VoxelLayout layout;
  private final int channels;
  private final InputStream in;
  private final String part;
  private final int mostVoxels;
  private final byte[] bytes;
  private long read;
  private boolean ahead;

  private StoredVoxels(VoxelLayout layout, int channels, InputStream in, String part) {
    this.layout = layout;
    this.channels = channels;
    this.in = in;
    this.part = part;
    this.mostVoxels = SLAB_BYTES / layout.type().bytes();
    this.bytes = new byte[first().voxels() * layout.type().bytes()];
  }

  /** Opens one channel. */
  static StoredVoxels open(VoxelLayout layout, InputStream in, long maxVoxels, String part)
      throws IOException {
    return open(layout, 1, in, maxVoxels, part);
  }

  /**
   * Checks the grid and reads the first slab, so that a short file with a boastful header is
   * refused before anyone allocates what it declares.
   *
   * @param in stands at the first voxel
   * @param maxVoxels of one channel
   * @param part what the stream holds, for messages
   */
  static StoredVoxels open(
      VoxelLayout layout, int channels, InputStream in, long maxVoxels, String part)
      throws IOException {
    GeometryGate.check(layout.grid(), maxVoxels);
    StoredVoxels voxels = new StoredVoxels(layout, channels, in, part);
    voxels.fill(voxels.first());
    voxels.ahead = true;
    return voxels;
  }

  @Override
  public VoxelGrid grid() {
    return layout.grid();
  }

  @Override
  public Volume toVolume() throws IOException {
    float[] voxels = new float[(int) grid().shape().voxels()];
    float[] intensities = new float[first().voxels()];
    forEachSlab(
        (slab, stored) -> {
          layout.type().decode(stored, layout.slope(), layout.intercept(), intensities);
          slab.scatter(intensities, voxels);
        });
    return new Volume(grid(), voxels);
  }

  /** All channels; memory is taken for each only once the one before it has been read. */
  List<Volume> toVolumes() throws IOException {
    List<Volume> volumes = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      volumes.add(toVolume());
    }
    return volumes;
  }

  @Override
  public LabelMap toLabelMap() throws IOException {
    byte[] voxels = new byte[(int) grid().shape().voxels()];
    byte[] classes = new byte[first().voxels()];
    forEachSlab(
        (slab, stored) -> {
          layout.type().decode(stored, layout.slope(), layout.intercept(), classes);
          slab.scatter(classes, voxels);
        });
    return new LabelMap(grid(), voxels);
  }

  private interface Decoder {
    void decode(Slab slab, ByteBuffer stored);
  }

  private void forEachSlab(Decoder decoder) throws IOException {
    ByteBuffer stored = ByteBuffer.wrap(bytes).order(layout.order());
    GridShape shape = grid().shape();
    Slab.each(
        shape,
        mostVoxels,
        slab -> {
          if (!ahead) {
            fill(slab);
          }
          ahead = false;
          decoder.decode(slab, stored.limit(slab.voxels() * layout.type().bytes()));
        });
  }

  private Slab first() {
    return Slab.at(grid().shape(), 0, mostVoxels);
  }

  private void fill(Slab slab) throws IOException {
    int wanted = slab.voxels() * layout.type().bytes();
    int found = in.readNBytes(bytes, 0, wanted);
    read += found;
    if (found < wanted) {
      throw CaseStream.truncated(part, layout.dataBytes() * channels, read);
    }
  }
}
