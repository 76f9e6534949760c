/**
 * DICOM slices (Part 10 files, PS3.10) to volumes. Nothing here opens a path; readers take streams
 * and leave them open.
 *
 * <p>Headers speak of the patient's LPS+ mm; volumes leave in RAS+ mm. Array axis 0 is the column
 * index, axis 1 the row index, axis 2 the slice, with slices in ascending order along the normal
 * (row direction x column direction), so that no axis is mirrored. That is the order of ITK and
 * NiBabel; dcm2niix flips axis 1 as well and puts each voxel at the same world position.
 *
 * <p>A file or series that cannot be used is refused with {@link
 * io.twinbeam.model.volume.InvalidCaseException}; an {@link java.io.IOException} means that the
 * stream itself failed and a retry may help.
 */
package io.twinbeam.model.format.dicom;
