package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.InputStream;

/** Leads from the streams of a NIfTI volume to its voxels. */
final class NiftiReader {

  private static final String VOXELS = "NIfTI voxel data";

  private NiftiReader() {}

  /** What is made of the voxels of all channels. */
  interface Body<T> {
    T of(StoredVoxels voxels) throws IOException;
  }

  /**
   * Header and voxels from one stream.
   *
   * @param headers reads the header
   */
  static <T> T single(
      InputStream in, CaseStream.Body<NiftiHeader> headers, long maxVoxels, Body<T> body)
      throws IOException {
    return CaseStream.read(
        in,
        file -> {
          NiftiHeader header = headers.read(file);
          if (header.pair()) {
            throw new InvalidCaseException(
                Fault.UNSUPPORTED,
                "the file must hold header and voxels, is the .hdr of a pair; read it with its"
                    + " .img, or convert both to one .nii");
          }
          header.check(maxVoxels);
          CaseStream.skip(
              file, header.bytes(), header.voxelOffset(), "NIfTI header and extensions");
          return body.of(open(header, file, maxVoxels));
        });
  }

  /**
   * The header from one stream, the voxels from another.
   *
   * @param headers reads the header
   */
  static <T> T pair(
      InputStream headerFile,
      InputStream voxelFile,
      CaseStream.Body<NiftiHeader> headers,
      long maxVoxels,
      Body<T> body)
      throws IOException {
    NiftiHeader header = CaseStream.read(headerFile, headers);
    if (!header.pair()) {
      throw new InvalidCaseException(
          Fault.MALFORMED,
          "the header of a pair must have the magic ni1 or ni2, is that of a single file; rename"
              + " it to .nii, or export the pair again");
    }
    header.check(maxVoxels);
    return CaseStream.read(
        voxelFile,
        file -> {
          CaseStream.skip(file, 0, header.voxelOffset(), "NIfTI voxel file before vox_offset");
          return body.of(open(header, file, maxVoxels));
        });
  }

  private static StoredVoxels open(NiftiHeader header, InputStream file, long maxVoxels)
      throws IOException {
    return StoredVoxels.open(header.layout(), header.channels(), file, maxVoxels, VOXELS);
  }

  /** The grid of a single file or of a pair's header. */
  static VoxelGrid grid(InputStream in) throws IOException {
    VoxelGrid grid = CaseStream.read(in, NiftiHeader::read).layout().grid();
    GeometryGate.check(grid);
    return grid;
  }
}
