package io.twinbeam.model.format;

import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.ChunkOffset;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.VoxelGrid;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/** The voxels of a chunked HDF5 data set; chunks that were never written hold its fill value. */
final class Hdf5Chunks implements EachVoxel {

  // 512^3 voxels in chunks of 8^3 are a quarter of this.
  private static final long MAX_CHUNKS = 1 << 20;
  // The bytes of one chunk must fit an array.
  private static final long MAX_CHUNK_VOXELS = 1 << 27;
  private static final long MAX_OVERHANG = 8;
  private static final long NO_ADDRESS = -1;

  private final Hdf5Storage storage;
  private final VoxelGrid grid;
  private final Hdf5Element element;
  private final Hdf5Filters filters;
  private final int[] sizes;
  private final Map<ChunkOffset, Chunk> chunks;
  private final double fill;

  private Hdf5Chunks(
      Hdf5Storage storage,
      VoxelGrid grid,
      Hdf5Element element,
      Hdf5Filters filters,
      Hdf5ChunkTable table,
      double fill) {
    this.storage = storage;
    this.grid = grid;
    this.element = element;
    this.filters = filters;
    this.sizes = table.getChunkDimensions();
    this.chunks = table.chunks();
    this.fill = fill;
  }

  /** Checks what the chunks declare before it looks for them. */
  static Hdf5Chunks open(
      Hdf5Storage storage,
      ObjectHeader header,
      String name,
      VoxelGrid grid,
      Hdf5Element element,
      long maxVoxels) {
    Hdf5ChunkTable table = Hdf5ChunkTable.of(storage, header, name);
    int[] sizes = table.getChunkDimensions();
    if (sizes.length != 3) {
      throw refusal(name, "must have 3 axes", sizes);
    }
    long voxels = 1;
    long count = 1;
    for (int axis = 0; axis < 3; axis++) {
      voxels *= sizes[axis];
      if (sizes[axis] < 1 || voxels > MAX_CHUNK_VOXELS) {
        throw refusal(name, "must have at least 1 voxel and at most 2^27", sizes);
      }
      count *= (grid.shape().size(axis) + (long) sizes[axis] - 1) / sizes[axis];
    }
    // A chunk may reach beyond the volume, all of them together not too far.
    if (count > MAX_CHUNKS || count * voxels / MAX_OVERHANG > maxVoxels) {
      throw refusal(name, "must number at most 2^20 and fit the volume", sizes);
    }
    if (table.chunks().isEmpty()) {
      throw Hdf5Voxels.neverWritten(name);
    }
    Hdf5Filters filters = Hdf5Filters.of(header, name, (int) voxels * element.bytes());
    return new Hdf5Chunks(storage, grid, element, filters, table, fillOf(table));
  }

  private static InvalidCaseException refusal(String name, String rule, int[] sizes) {
    return new InvalidCaseException(
        Fault.UNSUPPORTED,
        "the chunks of HDF5 data set '"
            + name
            + "' "
            + rule
            + ", have the shape "
            + Arrays.toString(sizes)
            + "; write it with other chunks");
  }

  private static double fillOf(Dataset dataset) {
    return dataset.getFillValue() instanceof Number fill ? fill.doubleValue() : 0;
  }

  @Override
  public VoxelGrid grid() {
    return grid;
  }

  @Override
  public void forEach(Sink sink) {
    GridShape shape = grid.shape();
    for (int x = 0; x < shape.x(); x += sizes[0]) {
      for (int y = 0; y < shape.y(); y += sizes[1]) {
        for (int z = 0; z < shape.z(); z += sizes[2]) {
          Chunk chunk = chunks.get(new ChunkOffset(new long[] {x, y, z}));
          ByteBuffer content =
              chunk == null || chunk.getAddress() == NO_ADDRESS ? null : contentOf(chunk);
          put(content, x, y, z, sink);
        }
      }
    }
  }

  private ByteBuffer contentOf(Chunk chunk) {
    ByteBuffer stored = storage.map(chunk.getAddress(), chunk.getSize());
    return filters.decode(stored, chunk.getFilterMask()).order(element.order());
  }

  private void put(ByteBuffer content, int x, int y, int z, Sink sink) {
    GridShape shape = grid.shape();
    int zs = Math.min(sizes[2], shape.z() - z);
    for (int i = 0; i < sizes[0] && i < shape.x() - x; i++) {
      for (int j = 0; j < sizes[1] && j < shape.y() - y; j++) {
        int from = (i * sizes[1] + j) * sizes[2];
        int to = shape.index(x + i, y + j, z);
        for (int k = 0; k < zs; k++) {
          sink.put(to + k, content == null ? fill : element.at(content, from + k));
        }
      }
    }
  }
}
