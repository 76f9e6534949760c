package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Volumes and label maps from HDF5 files, such as those of the left atrium collection with their
 * data sets {@code image} and {@code label}; decoded with jhdf.
 *
 * <p>Reads 3-D data sets of any integer or real type, contiguous, compact or chunked, plain or
 * through gzip, shuffle and fletcher32. Axes stay as they are stored, which is our order. HDF5 says
 * nothing of millimetres: the affine is a scaling by the spacing that the caller gives. The file is
 * held in memory, and may have 16 bytes per allowed voxel and 64 MiB.
 */
public final class Hdf5 {

  // Two data sets of 8-byte voxels, and what else such files hold.
  private static final long BYTES_PER_VOXEL = 16;
  private static final long OTHER_BYTES = 64L << 20;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private Hdf5() {}

  /**
   * Intensities of one data set, as float32.
   *
   * @param dataset its path, such as {@code image} or {@code group/image}
   * @param spacingMm mm per voxel along the three axes
   * @throws InvalidCaseException where the file breaks the format, is cut short, uses a part that
   *     is not read, lacks the data set, or declares more than {@code maxVoxels} in it
   * @throws IOException where {@code in} fails
   */
  public static Volume readVolume(
      InputStream in, String dataset, double[] spacingMm, long maxVoxels) throws IOException {
    return readVolume(contentOf(in, maxVoxels), dataset, spacingMm, maxVoxels);
  }

  /** Intensities of one data set of a file in memory, which can then serve another read. */
  public static Volume readVolume(byte[] file, String dataset, double[] spacingMm, long maxVoxels)
      throws IOException {
    return Hdf5Reader.read(file, dataset, checked(spacingMm), maxVoxels, VoxelSource::toVolume);
  }

  /**
   * Class ids of one data set, within 1e-4 of whole numbers from 0 to 255.
   *
   * @throws InvalidCaseException as {@link #readVolume(InputStream, String, double[], long)} does,
   *     and {@link Fault#LABEL_NOT_INTEGRAL} for any other value
   * @throws IOException where {@code in} fails
   */
  public static LabelMap readLabelMap(
      InputStream in, String dataset, double[] spacingMm, long maxVoxels) throws IOException {
    return readLabelMap(contentOf(in, maxVoxels), dataset, spacingMm, maxVoxels);
  }

  /** Class ids of one data set of a file in memory, which can then serve another read. */
  public static LabelMap readLabelMap(
      byte[] file, String dataset, double[] spacingMm, long maxVoxels) throws IOException {
    return Hdf5Reader.read(file, dataset, checked(spacingMm), maxVoxels, VoxelSource::toLabelMap);
  }

  private static byte[] contentOf(InputStream in, long maxVoxels) throws IOException {
    // Divided, not multiplied: the limit may be Long.MAX_VALUE.
    int limit =
        maxVoxels > (MAX_ARRAY - OTHER_BYTES) / BYTES_PER_VOXEL
            ? MAX_ARRAY
            : (int) (maxVoxels * BYTES_PER_VOXEL + OTHER_BYTES);
    byte[] file = in.readNBytes(limit);
    if (file.length == limit && in.read() >= 0) {
      throw new InvalidCaseException(
          Fault.TOO_LARGE,
          "an HDF5 file for at most "
              + maxVoxels
              + " voxels must have at most "
              + limit
              + " bytes, has more; split the file or raise the limit");
    }
    return file;
  }

  private static double[] checked(double[] spacingMm) {
    boolean usable = spacingMm.length == 3;
    for (double spacing : spacingMm) {
      usable &= spacing > 0 && Double.isFinite(spacing);
    }
    if (!usable) {
      throw new IllegalArgumentException(
          "spacing must be three finite numbers above 0 in mm, is " + Arrays.toString(spacingMm));
    }
    return spacingMm;
  }
}
