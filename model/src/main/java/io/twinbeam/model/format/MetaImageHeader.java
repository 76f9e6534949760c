package io.twinbeam.model.format;

import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * What a MetaImage header says of its voxels.
 *
 * @param layout how they are stored; the affine is not yet checked
 * @param compressed whether they are a zlib or gzip stream
 * @param skippedBytes bytes before them in a file of their own
 * @param dataFile that file's path relative to the header, or {@code LOCAL} where they follow it
 */
record MetaImageHeader(VoxelLayout layout, boolean compressed, int skippedBytes, String dataFile) {

  private static final String LOCAL = "LOCAL";
  private static final int MAX_SKIPPED = 1 << 24;
  private static final double[] IDENTITY = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  private static final double[] ORIGIN = {0, 0, 0};
  // MetaIO's long is 4 bytes wide on every system.
  private static final Map<String, NiftiType> TYPES =
      Map.ofEntries(
          Map.entry("MET_CHAR", NiftiType.INT8),
          Map.entry("MET_UCHAR", NiftiType.UINT8),
          Map.entry("MET_SHORT", NiftiType.INT16),
          Map.entry("MET_USHORT", NiftiType.UINT16),
          Map.entry("MET_INT", NiftiType.INT32),
          Map.entry("MET_UINT", NiftiType.UINT32),
          Map.entry("MET_LONG", NiftiType.INT32),
          Map.entry("MET_ULONG", NiftiType.UINT32),
          Map.entry("MET_LONG_LONG", NiftiType.INT64),
          Map.entry("MET_ULONG_LONG", NiftiType.UINT64),
          Map.entry("MET_FLOAT", NiftiType.FLOAT32),
          Map.entry("MET_DOUBLE", NiftiType.FLOAT64));

  /** Reads the header and leaves the stream at the byte after it. */
  static MetaImageHeader read(InputStream file) throws IOException {
    MetaImageFields fields = MetaImageFields.read(file);
    requireReadable(fields);
    NiftiType type = TYPES.get(fields.text("ElementType", ""));
    if (type == null) {
      throw fields.unsupported("ElementType", "MET_UCHAR to MET_DOUBLE", "convert it to MET_FLOAT");
    }
    ByteOrder order =
        fields.flag("BinaryDataByteOrderMSB", "ElementByteOrderMSB")
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
    VoxelGrid grid = new VoxelGrid(shapeOf(fields), affineOf(fields));
    String dataFile = fields.text("ElementDataFile", "");
    return new MetaImageHeader(
        VoxelLayout.unscaled(grid, type, order),
        fields.flag("CompressedData"),
        skippedBytes(fields),
        dataFile.equals(LOCAL) ? LOCAL : fileName(dataFile));
  }

  boolean local() {
    return dataFile.equals(LOCAL);
  }

  private static void requireReadable(MetaImageFields fields) {
    fields.require("ObjectType", "Image", "Image", "export the image itself");
    fields.require("NDims", "", "3", "extract one 3-D volume first");
    fields.require("BinaryData", "True", "True", "write it as binary");
    fields.require("ElementNumberOfChannels", "1", "1", "write each channel to a file");
    boolean identity =
        fields.numbers(1, new double[] {1}, "ElementToIntensityFunctionSlope")[0] == 1
            && fields.numbers(1, new double[] {0}, "ElementToIntensityFunctionOffset")[0] == 0;
    if (!identity) {
      throw fields.unsupported(
          "ElementToIntensityFunctionSlope", "1 with offset 0", "apply the scaling first");
    }
  }

  private static GridShape shapeOf(MetaImageFields fields) {
    int[] sizes = new int[3];
    double[] declared = fields.numbers(3, null, "DimSize");
    for (int axis = 0; axis < 3; axis++) {
      if (!(declared[axis] >= 1) || declared[axis] != Math.rint(declared[axis])) {
        throw MetaImageFields.malformed(
            "DimSize must be whole numbers of at least 1, has " + declared[axis]);
      }
      if (declared[axis] > Integer.MAX_VALUE) {
        throw new InvalidCaseException(
            Fault.TOO_LARGE,
            "MetaImage header: DimSize must be below 2^31, has "
                + declared[axis]
                + "; crop the volume");
      }
      sizes[axis] = (int) declared[axis];
    }
    return new GridShape(sizes[0], sizes[1], sizes[2]);
  }

  // The x and y rows change sign from LPS to RAS.
  private static Affine affineOf(MetaImageFields fields) {
    double[] spacing = fields.numbers(3, new double[] {1, 1, 1}, "ElementSpacing", "ElementSize");
    double[] directions = fields.numbers(9, IDENTITY, "TransformMatrix", "Rotation", "Orientation");
    double[] origin = fields.numbers(3, ORIGIN, "Offset", "Position", "Origin");
    double[] rows = new double[12];
    for (int world = 0; world < 3; world++) {
      int sign = world < 2 ? -1 : 1;
      for (int axis = 0; axis < 3; axis++) {
        // Adding 0 turns -0 into 0, so that equal affines are equal.
        rows[world * 4 + axis] = sign * directions[axis * 3 + world] * spacing[axis] + 0.0;
      }
      rows[world * 4 + 3] = sign * origin[world] + 0.0;
    }
    return Affine.ofRows(rows);
  }

  private static int skippedBytes(MetaImageFields fields) {
    double bytes = fields.numbers(1, new double[] {0}, "HeaderSize")[0];
    boolean local = fields.text("ElementDataFile", "").equals(LOCAL);
    if (!(bytes >= 0 && bytes <= (local ? 0 : MAX_SKIPPED)) || bytes != Math.rint(bytes)) {
      throw fields.unsupported(
          "HeaderSize",
          local ? "0 where the voxels follow the header" : "from 0 to " + MAX_SKIPPED,
          "write the voxels to a file without a header");
    }
    return (int) bytes;
  }

  private static String fileName(String text) {
    String path = RelativePath.normalise(text);
    if (path.isEmpty()) {
      throw MetaImageFields.malformed(
          "ElementDataFile must be a path inside the header's folder, is '"
              + MetaImageFields.shown(text)
              + "'");
    }
    // A list, a numbered series or a file with ranges after its name.
    if (path.matches("LIST(\\s.*)?|.*%.*|.*\\s\\d+\\s\\d+\\s\\d+")) {
      throw new InvalidCaseException(
          Fault.UNSUPPORTED,
          "MetaImage header: ElementDataFile must be LOCAL or one file, is '"
              + text
              + "'; write the volume as one .mha");
    }
    return path;
  }
}
