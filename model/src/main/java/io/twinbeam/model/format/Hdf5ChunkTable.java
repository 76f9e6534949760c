package io.twinbeam.model.format;

import io.jhdf.ObjectHeader;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.dataset.NoParent;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.ChunkOffset;
import io.jhdf.dataset.chunked.ChunkedDatasetV3;
import io.jhdf.dataset.chunked.ChunkedDatasetV4;
import io.jhdf.object.message.DataLayoutMessage;
import java.util.Map;

/** Where the chunks of an HDF5 data set lie, which jhdf shows to subclasses only. */
interface Hdf5ChunkTable extends ChunkedDataset {

  /** The chunks that were written, by their first voxel. */
  Map<ChunkOffset, Chunk> chunks();

  /** The table of a data set with either layout. */
  static Hdf5ChunkTable of(Hdf5Storage storage, ObjectHeader header, String name) {
    DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
    return layout instanceof DataLayoutMessage.ChunkedDataLayoutMessageV4
        ? new Latest(storage, header, name)
        : new Earlier(storage, header, name);
  }

  /** Chunks in a B-tree, as all versions before 1.10 write them. */
  final class Earlier extends ChunkedDatasetV3 implements Hdf5ChunkTable {

    Earlier(Hdf5Storage storage, ObjectHeader header, String name) {
      super(storage, header.getAddress(), name, NoParent.INSTANCE, header);
    }

    @Override
    public Map<ChunkOffset, Chunk> chunks() {
      return getChunkLookup();
    }
  }

  /** Chunks in one of the five indexes of version 1.10. */
  final class Latest extends ChunkedDatasetV4 implements Hdf5ChunkTable {

    Latest(Hdf5Storage storage, ObjectHeader header, String name) {
      super(storage, header.getAddress(), name, NoParent.INSTANCE, header);
    }

    @Override
    public Map<ChunkOffset, Chunk> chunks() {
      return getChunkLookup();
    }
  }
}
