package io.twinbeam.model.format;

import io.twinbeam.model.format.gzip.Gzip;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Volumes and label maps from NIfTI-1 and NIfTI-2 files (Cox et al., "A (sort of) new image data
 * format standard: NIfTI-1", 2004, with its nifti1.h and nifti2.h), single ({@code .nii}, {@code
 * .nii.gz}) or as {@code .hdr}/{@code .img} pairs, and to NIfTI-1 single files.
 *
 * <p>Reads every integer and real voxel type in both byte orders, with or without gzip (told by its
 * first bytes, not by a name). The affine is the sform, else the qform, else the voxel sizes; world
 * units become mm. Streams are left open; at most the declared voxels are read and allocated, and
 * nothing large before the header and the first megabyte of voxels have been seen.
 */
public final class Nifti {

  /** The voxels that a file may declare unless a limit is given: 512 x 512 x 1024. */
  public static final long DEFAULT_MAX_VOXELS = 1L << 28;

  private Nifti() {}

  /** Intensities of a file with at most {@link #DEFAULT_MAX_VOXELS} voxels. */
  public static Volume readVolume(InputStream in) throws IOException {
    return readVolume(in, DEFAULT_MAX_VOXELS);
  }

  /**
   * Intensities as float32: stored values times scl_slope plus scl_inter, unscaled where the slope
   * is 0 or not finite. NaN and infinite voxels are kept.
   *
   * @throws InvalidCaseException where the file breaks the format, is cut short, uses a part that
   *     is not read, or declares more than {@code maxVoxels}
   * @throws IOException where {@code in} fails
   */
  public static Volume readVolume(InputStream in, long maxVoxels) throws IOException {
    return NiftiReader.single(in, NiftiHeader::read, maxVoxels, VoxelSource::toVolume);
  }

  /**
   * Intensities of a {@code .hdr}/{@code .img} pair, each gzipped or not, as {@link
   * #readVolume(InputStream, long)} gives those of a single file.
   *
   * @param header the {@code .hdr}
   * @param voxels the {@code .img}; vox_offset counts from its start
   */
  public static Volume readVolume(InputStream header, InputStream voxels, long maxVoxels)
      throws IOException {
    return NiftiReader.pair(header, voxels, NiftiHeader::read, maxVoxels, VoxelSource::toVolume);
  }

  /**
   * The channels of a file, all on one grid: one of a 3-D file, those along the fourth axis of a
   * 4-D one, or along the fifth where the fourth has one voxel (a vector in NIfTI's terms). At most
   * 256; each is as {@link #readVolume(InputStream, long)} gives it.
   *
   * @param maxVoxels of all channels together
   * @throws InvalidCaseException as {@link #readVolume(InputStream, long)} does
   * @throws IOException where {@code in} fails
   */
  public static List<Volume> readChannels(InputStream in, long maxVoxels) throws IOException {
    return NiftiReader.single(in, NiftiHeader::readChannels, maxVoxels, StoredVoxels::toVolumes);
  }

  /** The channels of a {@code .hdr}/{@code .img} pair; see the two methods that this one joins. */
  public static List<Volume> readChannels(InputStream header, InputStream voxels, long maxVoxels)
      throws IOException {
    return NiftiReader.pair(
        header, voxels, NiftiHeader::readChannels, maxVoxels, StoredVoxels::toVolumes);
  }

  /** Class ids of a file with at most {@link #DEFAULT_MAX_VOXELS} voxels. */
  public static LabelMap readLabelMap(InputStream in) throws IOException {
    return readLabelMap(in, DEFAULT_MAX_VOXELS);
  }

  /**
   * Class ids from any voxel type, after scaling within 1e-4 of whole numbers from 0 to 255.
   *
   * @throws InvalidCaseException as {@link #readVolume(InputStream, long)} does, and {@link
   *     Fault#LABEL_NOT_INTEGRAL} for any other value
   * @throws IOException where {@code in} fails
   */
  public static LabelMap readLabelMap(InputStream in, long maxVoxels) throws IOException {
    return NiftiReader.single(in, NiftiHeader::read, maxVoxels, VoxelSource::toLabelMap);
  }

  /** Class ids of a {@code .hdr}/{@code .img} pair; see the two methods that this one joins. */
  public static LabelMap readLabelMap(InputStream header, InputStream voxels, long maxVoxels)
      throws IOException {
    return NiftiReader.pair(header, voxels, NiftiHeader::read, maxVoxels, VoxelSource::toLabelMap);
  }

  /**
   * Shape and affine from the header alone, a pair's too, of any number of voxels that one array
   * can hold.
   *
   * @throws InvalidCaseException where the header cannot be used
   * @throws IOException where {@code in} fails
   */
  public static VoxelGrid readGrid(InputStream in) throws IOException {
    return NiftiReader.grid(in);
  }

  /** Writes float32, little endian, with an sform and, unless the grid is sheared, a qform. */
  public static void write(Volume volume, OutputStream out) throws IOException {
    NiftiWriter.write(volume, NiftiIntent.NONE, out);
  }

  /** Writes uint8, little endian, with an sform and, unless the grid is sheared, a qform. */
  public static void write(LabelMap labels, OutputStream out) throws IOException {
    NiftiWriter.write(labels, NiftiIntent.NONE, out);
  }

  /**
   * Writes what {@link #write(Volume, OutputStream)} does, gzipped by {@link Gzip}: to the same
   * bytes on every machine.
   */
  public static void writeGz(Volume volume, OutputStream out) throws IOException {
    writeGz(volume, NiftiIntent.NONE, out);
  }

  /** As {@link #writeGz(Volume, OutputStream)}, with an intent in the header. */
  public static void writeGz(Volume volume, NiftiIntent intent, OutputStream out)
      throws IOException {
    Gzip.compress(out, compressed -> NiftiWriter.write(volume, intent, compressed));
  }

  /** Writes what {@link #write(LabelMap, OutputStream)} does, gzipped by {@link Gzip}. */
  public static void writeGz(LabelMap labels, OutputStream out) throws IOException {
    writeGz(labels, NiftiIntent.NONE, out);
  }

  /** As {@link #writeGz(LabelMap, OutputStream)}, with an intent in the header. */
  public static void writeGz(LabelMap labels, NiftiIntent intent, OutputStream out)
      throws IOException {
    Gzip.compress(out, compressed -> NiftiWriter.write(labels, intent, compressed));
  }
}
