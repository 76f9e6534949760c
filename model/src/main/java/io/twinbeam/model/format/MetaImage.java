package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Volumes and label maps from MetaImage files, as ITK writes them (<a
 * href="https://itk.org/Wiki/ITK/MetaIO/Documentation">MetaIO documentation</a>): a text header
 * that is followed by its voxels ({@code .mha}) or names their file ({@code .mhd}).
 *
 * <p>Reads 3-D volumes of every integer and real element type with one channel, in both byte
 * orders, plain or compressed. Rows of TransformMatrix are the directions of the array axes, in LPS
 * coordinates as ITK has them; they become RAS+. Streams are left open; at most the declared voxels
 * are read and allocated.
 */
public final class MetaImage {

  private static final String VOXELS = "MetaImage voxel data";

  private MetaImage() {}

  /**
   * Intensities of an {@code .mha} file, as float32.
   *
   * @throws InvalidCaseException where the file breaks the format, is cut short, uses a part that
   *     is not read, or declares more than {@code maxVoxels}
   * @throws IOException where {@code in} fails
   */
  public static Volume readVolume(InputStream in, long maxVoxels) throws IOException {
    return single(in, maxVoxels, VoxelSource::toVolume);
  }

  /**
   * Intensities of an {@code .mhd} header and the file that it names, as float32.
   *
   * @param header the {@code .mhd}
   * @param voxels the file that {@link #dataFile} gives
   * @throws InvalidCaseException as {@link #readVolume(InputStream, long)} does
   * @throws IOException where a stream fails
   */
  public static Volume readVolume(InputStream header, InputStream voxels, long maxVoxels)
      throws IOException {
    return pair(header, voxels, maxVoxels, VoxelSource::toVolume);
  }

  /**
   * Class ids of an {@code .mha} file, within 1e-4 of whole numbers from 0 to 255.
   *
   * @throws InvalidCaseException as {@link #readVolume(InputStream, long)} does, and {@link
   *     Fault#LABEL_NOT_INTEGRAL} for any other value
   * @throws IOException where {@code in} fails
   */
  public static LabelMap readLabelMap(InputStream in, long maxVoxels) throws IOException {
    return single(in, maxVoxels, VoxelSource::toLabelMap);
  }

  /** Class ids of an {@code .mhd} header and its file; see the two methods that this one joins. */
  public static LabelMap readLabelMap(InputStream header, InputStream voxels, long maxVoxels)
      throws IOException {
    return pair(header, voxels, maxVoxels, VoxelSource::toLabelMap);
  }

  /**
   * Shape and affine from the header alone, of either kind.
   *
   * @throws InvalidCaseException where the header cannot be used
   * @throws IOException where {@code in} fails
   */
  public static VoxelGrid readGrid(InputStream in) throws IOException {
    VoxelGrid grid = CaseStream.read(in, MetaImageHeader::read).layout().grid();
    GeometryGate.check(grid);
    return grid;
  }

  /**
   * The file with the voxels of an {@code .mhd} header, relative to the header's folder; never
   * outside of it.
   *
   * @throws InvalidCaseException where the header cannot be used, or its voxels follow it
   * @throws IOException where {@code header} fails
   */
  public static String dataFile(InputStream header) throws IOException {
    MetaImageHeader read = CaseStream.read(header, MetaImageHeader::read);
    if (read.local()) {
      throw new InvalidCaseException(
          Fault.MALFORMED,
          "MetaImage header: ElementDataFile must name a file, is LOCAL; read the file as .mha");
    }
    return read.dataFile();
  }

  private static <T> T single(InputStream in, long maxVoxels, VoxelSource.Body<T> body)
      throws IOException {
    return CaseStream.read(
        in,
        plain -> {
          // The gzip stream has no marks, which the compressed voxels need.
          InputStream file = plain.markSupported() ? plain : new BufferedInputStream(plain);
          MetaImageHeader header = MetaImageHeader.read(file);
          if (!header.local()) {
            throw new InvalidCaseException(
                Fault.UNSUPPORTED,
                "MetaImage header: ElementDataFile must be LOCAL in a file of its own, is "
                    + header.dataFile()
                    + "; read the .mhd with that file");
          }
          return voxels(header, header.compressed(), file, maxVoxels, body);
        });
  }

  private static <T> T pair(
      InputStream headerFile, InputStream voxelFile, long maxVoxels, VoxelSource.Body<T> body)
      throws IOException {
    MetaImageHeader header = CaseStream.read(headerFile, MetaImageHeader::read);
    return CaseStream.read(
        voxelFile,
        plain -> {
          InputStream file = plain.markSupported() ? plain : new BufferedInputStream(plain);
          CaseStream.skip(file, 0, header.skippedBytes(), "MetaImage voxel file before HeaderSize");
          // Some writers compress with gzip, which the stream has undone.
          boolean compressed = header.compressed() && !(plain instanceof GZIPInputStream);
          return voxels(header, compressed, file, maxVoxels, body);
        });
  }

  private static <T> T voxels(
      MetaImageHeader header,
      boolean compressed,
      InputStream file,
      long maxVoxels,
      VoxelSource.Body<T> body)
      throws IOException {
    if (!compressed) {
      return body.of(StoredVoxels.open(header.layout(), file, maxVoxels, VOXELS));
    }
    try (InputStream inflated = CaseStream.inflated(file)) {
      T content = body.of(StoredVoxels.open(header.layout(), inflated, maxVoxels, VOXELS));
      CaseStream.finish(inflated);
      return content;
    }
  }
}
