package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.InputStream;

/**
 * What the header of a NIfTI file says of its voxels.
 *
 * @param layout how those of one channel are stored; the affine is not yet checked
 * @param channels volumes that follow each other, all of one layout
 * @param pair whether they are in a file of their own
 * @param bytes the size of the header
 * @param voxelOffset bytes from the start of the voxels' file to the first voxel
 */
record NiftiHeader(VoxelLayout layout, int channels, boolean pair, int bytes, int voxelOffset) {

  static final int BYTES = NiftiFields.BYTES_1;
  static final int SINGLE_FILE_OFFSET = 352;

  // Four bytes between header and voxels say whether there are extensions.
  private static final int EXTENSION_FLAGS = 4;
  // Version 1 keeps the offset as float32, which holds every whole number up to here.
  private static final int MAX_OFFSET = 1 << 24;
  // Volumes of a few voxels each would take far more memory than their voxels.
  private static final int MAX_CHANNELS = 256;

  /** Reads the header of one volume at the start of a plain stream. */
  static NiftiHeader read(InputStream file) throws IOException {
    NiftiFields fields = NiftiFields.read(file);
    GridShape shape = shapeOf(fields);
    for (int axis = 4; axis <= fields.dim(0); axis++) {
      if (fields.dim(axis) > 1) {
        throw unsupportedAxes(
            "dim[" + axis + "] must be 1, is " + fields.dim(axis),
            "declare its channels, as by channel_names in dataset.json, or extract one 3-D volume");
      }
    }
    return of(fields, shape, 1);
  }

  /** Reads the header of volumes that follow each other along the fourth axis or the fifth. */
  static NiftiHeader readChannels(InputStream file) throws IOException {
    NiftiFields fields = NiftiFields.read(file);
    GridShape shape = shapeOf(fields);
    long channels = 1;
    for (int axis = 4; axis <= fields.dim(0); axis++) {
      long size = fields.dim(axis);
      boolean refused = axis > 5 || channels > 1 || size > MAX_CHANNELS;
      if (size > 1 && refused) {
        throw unsupportedAxes(
            "dim[" + axis + "] must be 1, is " + size,
            "one of dim[4] and dim[5] may be the channels, up to "
                + MAX_CHANNELS
                + "; extract those that are meant");
      }
      channels *= size;
    }
    return of(fields, shape, (int) channels);
  }

  /** Refuses a grid that cannot be used, or more voxels in all channels than {@code maxVoxels}. */
  void check(long maxVoxels) {
    GeometryGate.check(layout.grid(), maxVoxels);
    long voxels = layout.grid().shape().voxels() * channels;
    if (voxels > maxVoxels) {
      throw new InvalidCaseException(
          Fault.TOO_LARGE,
          channels
              + " channels of shape "
              + layout.grid().shape()
              + " must have at most "
              + maxVoxels
              + " voxels together, have "
              + voxels
              + "; crop them or raise the limit");
    }
  }

  private static NiftiHeader of(NiftiFields fields, GridShape shape, int channels) {
    NiftiType type = NiftiType.of(fields.datatype());
    if (fields.bitpix() != type.bytes() * 8) {
      throw NiftiFields.malformed(
          "bitpix must be " + type.bytes() * 8 + " for " + type + ", is " + fields.bitpix());
    }
    boolean scaled = fields.slope() != 0 && Double.isFinite(fields.slope());
    if (scaled && !Double.isFinite(fields.intercept())) {
      throw NiftiFields.malformed("scl_inter must be finite, is " + fields.intercept());
    }
    VoxelLayout layout =
        new VoxelLayout(
            new VoxelGrid(shape, NiftiOrientation.affineOf(fields)),
            type,
            fields.order(),
            scaled ? fields.slope() : 1,
            scaled ? fields.intercept() : 0);
    return new NiftiHeader(layout, channels, fields.pair(), fields.size(), offsetOf(fields));
  }

  private static GridShape shapeOf(NiftiFields fields) {
    long axes = fields.dim(0);
    if (axes < 1 || axes > 7) {
      throw NiftiFields.malformed("dim[0] must be 3 to 7, is " + axes);
    }
    if (axes < 3) {
      throw unsupportedAxes("dim[0] must be at least 3, is " + axes, "stack the slices first");
    }
    for (int axis = 1; axis <= axes; axis++) {
      long size = fields.dim(axis);
      if (size < 1) {
        throw NiftiFields.malformed("dim[" + axis + "] must be at least 1, is " + size);
      }
      if (axis <= 3 && size > Integer.MAX_VALUE) {
        throw new InvalidCaseException(
            Fault.TOO_LARGE,
            "NIfTI header: dim[" + axis + "] must be below 2^31, is " + size + "; crop the volume");
      }
    }
    return new GridShape((int) fields.dim(1), (int) fields.dim(2), (int) fields.dim(3));
  }

  private static int offsetOf(NiftiFields fields) {
    double offset = fields.voxOffset();
    int least = fields.pair() ? 0 : fields.size() + EXTENSION_FLAGS;
    if (!(offset >= least && offset <= MAX_OFFSET) || offset != (int) offset) {
      throw NiftiFields.malformed(
          "vox_offset must be a whole number from "
              + least
              + " to "
              + MAX_OFFSET
              + ", is "
              + offset);
    }
    return (int) offset;
  }

  private static InvalidCaseException unsupportedAxes(String found, String cure) {
    return new InvalidCaseException(Fault.UNSUPPORTED, "NIfTI header: " + found + "; " + cure);
  }
}
