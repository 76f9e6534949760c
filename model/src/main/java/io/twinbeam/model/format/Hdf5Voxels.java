package io.twinbeam.model.format;

import io.jhdf.ObjectHeader;
import io.jhdf.dataset.CompactDataset;
import io.jhdf.dataset.ContiguousDatasetImpl;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.NoParent;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.VoxelGrid;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The voxels of one HDF5 data set; its axes are ours, in their order. */
final class Hdf5Voxels {

  private static final long NO_ADDRESS = -1;

  private Hdf5Voxels() {}

  /** Checks type and size of a data set, and opens what holds its voxels. */
  static VoxelSource open(
      Hdf5Storage storage, ObjectHeader header, String name, double[] spacingMm, long maxVoxels) {
    Hdf5Element element =
        Hdf5Element.of(header.getMessageOfType(DataTypeMessage.class).getDataType(), name);
    GridShape shape = shapeOf(header, name);
    VoxelGrid grid = VoxelGrid.ofSpacing(shape, spacingMm);
    GeometryGate.check(grid, maxVoxels);
    DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
    long address = header.getAddress();
    if (layout instanceof DataLayoutMessage.CompactDataLayoutMessage) {
      return flat(
          grid, element, new CompactDataset(storage, address, name, NoParent.INSTANCE, header));
    }
    if (layout instanceof DataLayoutMessage.ContiguousDataLayoutMessage contiguous) {
      if (contiguous.getAddress() == NO_ADDRESS) {
        throw neverWritten(name);
      }
      return flat(
          grid,
          element,
          new ContiguousDatasetImpl(storage, address, name, NoParent.INSTANCE, header));
    }
    return Hdf5Chunks.open(storage, header, name, grid, element, maxVoxels);
  }

  static InvalidCaseException neverWritten(String name) {
    return new InvalidCaseException(
        Fault.MALFORMED,
        "HDF5 data set '" + name + "' must hold voxels, was declared and never written; write it");
  }

  private static GridShape shapeOf(ObjectHeader header, String name) {
    long[] sizes =
        header.getMessageOfType(DataSpaceMessage.class).getDataSpace().getDimensionsAsLong();
    String found = "HDF5 data set '" + name + "' must have ";
    if (sizes.length != 3) {
      throw new InvalidCaseException(
          Fault.UNSUPPORTED,
          found
              + "3 axes, has the shape "
              + Arrays.toString(sizes)
              + "; store one volume without channels");
    }
    for (long size : sizes) {
      if (size < 1) {
        throw new InvalidCaseException(
            Fault.MALFORMED,
            found
                + "voxels along every axis, has the shape "
                + Arrays.toString(sizes)
                + "; fill it");
      }
      if (size > Integer.MAX_VALUE) {
        throw new InvalidCaseException(
            Fault.TOO_LARGE,
            found + "sizes below 2^31, has the shape " + Arrays.toString(sizes) + "; crop it");
      }
    }
    return new GridShape((int) sizes[0], (int) sizes[1], (int) sizes[2]);
  }

  private static VoxelSource flat(VoxelGrid grid, Hdf5Element element, DatasetBase dataset) {
    // Taken before anyone allocates the volume, so that a short file is refused.
    ByteBuffer stored = dataset.getDataBuffer().order(element.order());
    long wanted = grid.shape().voxels() * element.bytes();
    if (stored.remaining() < wanted) {
      throw CaseStream.truncated("HDF5 data set", wanted, stored.remaining());
    }
    return new EachVoxel() {
      @Override
      public VoxelGrid grid() {
        return grid;
      }

      @Override
      public void forEach(Sink sink) {
        for (int index = 0; index < grid.shape().voxels(); index++) {
          sink.put(index, element.at(stored, index));
        }
      }
    };
  }
}
