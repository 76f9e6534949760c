package io.twinbeam.transforms.train;

import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * How a cached volume lies in a file: kind, channels, sizes and affine, then the voxels as they are
 * in memory, then a checksum over all of it and the volume's name. What is read equals what was
 * written, bit for bit.
 */
abstract class VolumeFormat<V> {

  /** Intensities, all channels. */
  static final VolumeFormat<Scan> IMAGE = new ImageFormat();

  /** Class ids. */
  static final VolumeFormat<LabelMap> LABEL = new LabelFormat();

  private static final int AFFINE_VALUES = 12;

  private final String kind;
  private final long magic;
  private final int voxelBytes;

  /**
   * @param magic the first bytes of a file; another layout takes another
   */
  private VolumeFormat(String kind, long magic, int voxelBytes) {
    this.kind = kind;
    this.magic = magic;
    this.voxelBytes = voxelBytes;
  }

  /** The name of the file that holds the volume whose artifact has digest {@code content}. */
  String fileName(String content) {
    return content + "." + kind;
  }

  /** Bytes of the voxels, in memory as in a file. */
  long voxelBytes(V volume) {
    return voxelBytes(grid(volume).shape(), channels(volume));
  }

  private long voxelBytes(GridShape shape, int channels) {
    return Math.multiplyExact(shape.voxels(), (long) channels * voxelBytes);
  }

  /** Bytes of the whole file. */
  long fileBytes(V volume) {
    return voxelBytes(volume) + headerBytes() + Long.BYTES;
  }

  private static int headerBytes() {
    return Long.BYTES + 4 * Integer.BYTES + AFFINE_VALUES * Double.BYTES;
  }

  /** Writes {@code volume} from the position of {@code file} on. */
  void write(V volume, String name, FileChannel file) throws IOException {
    CheckedFile checked = new CheckedFile(file, name);
    GridShape shape = grid(volume).shape();
    checked.header(headerBytes()).putLong(magic).putInt(channels(volume));
    checked.header().putInt(shape.x()).putInt(shape.y()).putInt(shape.z());
    for (double value : grid(volume).affine().toRows()) {
      checked.header().putDouble(value);
    }
    checked.writeHeader();
    writeVoxels(volume, checked);
    checked.writeChecksum();
  }

  /**
   * The volume that {@code file} holds.
   *
   * @throws IOException where it is not one that {@link #write} wrote under {@code name}
   */
  V read(String name, FileChannel file) throws IOException {
    CheckedFile checked = new CheckedFile(file, name);
    checked.readHeader(headerBytes());
    if (checked.header().getLong() != magic) {
      throw new IOException("begins like no cached " + kind);
    }
    int channels = checked.header().getInt();
    VoxelGrid grid = readGrid(checked);
    // Before memory is taken for voxels that a damaged size only claims.
    if (channels < 1
        || voxelBytes(grid.shape(), channels) != file.size() - headerBytes() - Long.BYTES) {
      throw new IOException("has " + file.size() + " bytes, other than its sizes say");
    }
    V volume = readVoxels(grid, channels, checked);
    checked.verifyChecksum();
    return volume;
  }

  private static VoxelGrid readGrid(CheckedFile checked) throws IOException {
    try {
      GridShape shape =
          new GridShape(
              checked.header().getInt(), checked.header().getInt(), checked.header().getInt());
      double[] affine = new double[AFFINE_VALUES];
      for (int index = 0; index < affine.length; index++) {
        affine[index] = checked.header().getDouble();
      }
      return new VoxelGrid(shape, Affine.ofRows(affine));
    } catch (IllegalArgumentException e) {
      throw new IOException("has sizes that no grid has", e);
    }
  }

  abstract int channels(V volume);

  abstract VoxelGrid grid(V volume);

  abstract void writeVoxels(V volume, CheckedFile file) throws IOException;

  abstract V readVoxels(VoxelGrid grid, int channels, CheckedFile file) throws IOException;

  private static final class ImageFormat extends VolumeFormat<Scan> {

    ImageFormat() {
      super("image", 0x5457_4249_4d41_4731L, Float.BYTES);
    }

    @Override
    int channels(Scan image) {
      return image.size();
    }

    @Override
    VoxelGrid grid(Scan image) {
      return image.grid();
    }

    @Override
    void writeVoxels(Scan image, CheckedFile file) throws IOException {
      for (Volume channel : image.channels()) {
        file.write(channel.voxels());
      }
    }

    @Override
    Scan readVoxels(VoxelGrid grid, int channels, CheckedFile file) throws IOException {
      List<Volume> volumes = new ArrayList<>();
      for (int index = 0; index < channels; index++) {
        float[] voxels = new float[Math.toIntExact(grid.shape().voxels())];
        file.read(voxels);
        volumes.add(new Volume(grid, voxels));
      }
      return new Scan(volumes);
    }
  }

  private static final class LabelFormat extends VolumeFormat<LabelMap> {

    LabelFormat() {
      super("label", 0x5457_424c_4142_4c31L, Byte.BYTES);
    }

    @Override
    int channels(LabelMap label) {
      return 1;
    }

    @Override
    VoxelGrid grid(LabelMap label) {
      return label.grid();
    }

    @Override
    void writeVoxels(LabelMap label, CheckedFile file) throws IOException {
      file.write(label.voxels());
    }

    @Override
    LabelMap readVoxels(VoxelGrid grid, int channels, CheckedFile file) throws IOException {
      byte[] voxels = new byte[Math.toIntExact(grid.shape().voxels())];
      file.read(voxels);
      return new LabelMap(grid, voxels);
    }
  }
}
