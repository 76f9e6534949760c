package io.twinbeam.model.format;

import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes NIfTI-1 single files, little endian: float32 volumes and uint8 label maps. */
final class NiftiWriter {

  private static final int SLAB_BYTES = 1 << 18;
  private static final int UNIT_MM = 2;
  private static final short SCANNER_SPACE = 1;

  private NiftiWriter() {}

  static void write(Volume volume, NiftiIntent intent, OutputStream out) throws IOException {
    out.write(header(volume.grid(), NiftiType.FLOAT32, intent));
    int mostVoxels = SLAB_BYTES / Float.BYTES;
    int length = Slab.at(volume.shape(), 0, mostVoxels).voxels();
    float[] slabVoxels = new float[length];
    ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Slab.each(
        volume.shape(),
        mostVoxels,
        slab -> {
          slab.gather(volume.voxels(), slabVoxels);
          bytes.asFloatBuffer().put(slabVoxels, 0, slab.voxels());
          out.write(bytes.array(), 0, slab.voxels() * Float.BYTES);
        });
    out.flush();
  }

  static void write(LabelMap labels, NiftiIntent intent, OutputStream out) throws IOException {
    out.write(header(labels.grid(), NiftiType.UINT8, intent));
    byte[] classes = new byte[Slab.at(labels.shape(), 0, SLAB_BYTES).voxels()];
    Slab.each(
        labels.shape(),
        SLAB_BYTES,
        slab -> {
          slab.gather(labels.voxels(), classes);
          out.write(classes, 0, slab.voxels());
        });
    out.flush();
  }

  private static byte[] header(VoxelGrid grid, NiftiType type, NiftiIntent intent) {
    GeometryGate.check(grid);
    ByteBuffer header =
        ByteBuffer.allocate(NiftiHeader.SINGLE_FILE_OFFSET).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, NiftiHeader.BYTES);
    putShape(header, grid.shape());
    header.putShort(68, (short) intent.code());
    header.putShort(70, (short) type.code());
    header.putShort(72, (short) (type.bytes() * 8));
    header.putFloat(108, NiftiHeader.SINGLE_FILE_OFFSET);
    header.putFloat(112, 1);
    header.put(123, (byte) UNIT_MM);
    header.put(148, "twinbeam".getBytes(StandardCharsets.US_ASCII));
    putAffine(header, grid.affine());
    header.put(328, intent.name().getBytes(StandardCharsets.US_ASCII));
    header.put(344, "n+1".getBytes(StandardCharsets.US_ASCII));
    return header.array();
  }

  private static void putShape(ByteBuffer header, GridShape shape) {
    header.putShort(40, (short) 3);
    for (int axis = 0; axis < 7; axis++) {
      int size = axis < 3 ? shape.size(axis) : 1;
      if (size > Short.MAX_VALUE) {
        throw new InvalidCaseException(
            Fault.TOO_LARGE,
            "NIfTI-1 sizes must be at most "
                + Short.MAX_VALUE
                + ", shape is "
                + shape
                + "; crop it");
      }
      header.putShort(42 + 2 * axis, (short) size);
    }
  }

  private static void putAffine(ByteBuffer header, Affine affine) {
    double[] spacing = affine.spacingMm();
    header.putFloat(76, affine.determinant() < 0 ? -1 : 1);
    for (int axis = 0; axis < 3; axis++) {
      header.putFloat(80 + 4 * axis, (float) spacing[axis]);
    }
    header.putShort(254, SCANNER_SPACE);
    for (int n = 0; n < 12; n++) {
      header.putFloat(280 + 4 * n, (float) affine.at(n / 4, n % 4));
    }
    if (NiftiOrientation.isRotationAndScale(affine)) {
      double[] quaternion = NiftiOrientation.quaternionOf(affine);
      header.putShort(252, SCANNER_SPACE);
      for (int n = 0; n < 3; n++) {
        header.putFloat(256 + 4 * n, (float) quaternion[n]);
        header.putFloat(268 + 4 * n, (float) affine.at(n, 3));
      }
    }
  }
}
