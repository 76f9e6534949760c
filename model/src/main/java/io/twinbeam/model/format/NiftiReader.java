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

  /** Header and voxels from one stream. */
  static <T> T single(InputStream in, long maxVoxels, VoxelSource.Body<T> body) throws IOException {
    return CaseStream.read(
        in,
        file -> {
          NiftiHeader header = NiftiHeader.read(file);
          if (header.pair()) {
            throw new InvalidCaseException(
                Fault.UNSUPPORTED,
                "the file must hold header and voxels, is the .hdr of a pair; read it with its"
                    + " .img, or convert both to one .nii");
          }
          GeometryGate.check(header.layout().grid(), maxVoxels);
          CaseStream.skip(
              file, header.bytes(), header.voxelOffset(), "NIfTI header and extensions");
          return body.of(StoredVoxels.open(header.layout(), file, maxVoxels, VOXELS));
        });
  }

  /** The header from one stream, the voxels from another. */
  static <T> T pair(
      InputStream headerFile, InputStream voxelFile, long maxVoxels, VoxelSource.Body<T> body)
      throws IOException {
    NiftiHeader header = CaseStream.read(headerFile, NiftiHeader::read);
    if (!header.pair()) {
      throw new InvalidCaseException(
          Fault.MALFORMED,
          "the header of a pair must have the magic ni1 or ni2, is that of a single file; rename"
              + " it to .nii, or export the pair again");
    }
    GeometryGate.check(header.layout().grid(), maxVoxels);
    return CaseStream.read(
        voxelFile,
        file -> {
          CaseStream.skip(file, 0, header.voxelOffset(), "NIfTI voxel file before vox_offset");
          return body.of(StoredVoxels.open(header.layout(), file, maxVoxels, VOXELS));
        });
  }

  /** The grid of a single file or of a pair's header. */
  static VoxelGrid grid(InputStream in) throws IOException {
    VoxelGrid grid = CaseStream.read(in, NiftiHeader::read).layout().grid();
    GeometryGate.check(grid);
    return grid;
  }
}
