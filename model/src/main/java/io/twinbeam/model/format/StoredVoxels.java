package io.twinbeam.model.format;

import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Voxels that a stream holds one after the other, x running fastest. */
final class StoredVoxels implements VoxelSource {

  // A multiple of every voxel type's size.
  private static final int CHUNK_BYTES = 1 << 20;

  private final VoxelLayout layout;
  private final InputStream in;
  private final String part;
  private final byte[] chunk;
  private int filled;

  private StoredVoxels(VoxelLayout layout, InputStream in, String part) {
    this.layout = layout;
    this.in = in;
    this.part = part;
    this.chunk = new byte[(int) Math.min(CHUNK_BYTES, layout.dataBytes())];
  }

  /**
   * Checks the grid and reads the first chunk, so that a short file with a boastful header is
   * refused before anyone allocates what it declares.
   *
   * @param in stands at the first voxel
   * @param part what the stream holds, for messages
   */
  static StoredVoxels open(VoxelLayout layout, InputStream in, long maxVoxels, String part)
      throws IOException {
    GeometryGate.check(layout.grid(), maxVoxels);
    StoredVoxels voxels = new StoredVoxels(layout, in, part);
    voxels.fill(0);
    return voxels;
  }

  @Override
  public VoxelGrid grid() {
    return layout.grid();
  }

  @Override
  public void forEach(Sink sink) throws IOException {
    GridShape shape = grid().shape();
    NiftiType type = layout.type();
    double slope = layout.slope();
    double intercept = layout.intercept();
    ByteBuffer bytes = ByteBuffer.wrap(chunk).order(layout.order());
    int at = 0;
    long done = 0;
    // The file runs through x fastest, our arrays through z.
    for (int k = 0; k < shape.z(); k++) {
      for (int j = 0; j < shape.y(); j++) {
        for (int i = 0; i < shape.x(); i++) {
          if (at == filled) {
            done += filled;
            fill(done);
            at = 0;
          }
          sink.put(shape.index(i, j, k), type.at(bytes, at) * slope + intercept);
          at += type.bytes();
        }
      }
    }
  }

  private void fill(long done) throws IOException {
    int wanted = (int) Math.min(chunk.length, layout.dataBytes() - done);
    filled = in.readNBytes(chunk, 0, wanted);
    if (filled < wanted) {
      throw CaseStream.truncated(part, layout.dataBytes(), done + filled);
    }
  }
}
