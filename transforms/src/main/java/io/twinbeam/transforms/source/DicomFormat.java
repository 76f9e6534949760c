package io.twinbeam.transforms.source;

import io.twinbeam.model.format.dicom.DicomSeries;
import io.twinbeam.model.format.dicom.DicomSlice;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.VolumeSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DICOM series, one slice a file. The headers of all slices are read first, then the pixels of one
 * slice at a time. File names mean nothing: many carry no ending at all.
 */
final class DicomFormat implements SourceFormat {

  // Far above what a header holds besides its icon; a deflated header may not grow beyond.
  private static final long MAX_HEADER_BYTES = 64L << 20;
  private static final long MAX_BYTES_PER_VOXEL = 4;

  @Override
  public String name() {
    return SourceFormats.DICOM;
  }

  @Override
  public Optional<String> stem(String fileName) {
    return Optional.empty();
  }

  @Override
  public boolean inAnyOrder() {
    return true;
  }

  @Override
  public List<String> files(VolumeSource source, SourceFiles files) {
    return source.files();
  }

  @Override
  public List<Volume> channels(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    Map<DicomSlice, String> paths = new HashMap<>();
    List<DicomSlice> headers = new ArrayList<>();
    for (String path : source.files()) {
      // Not through the files, which would read on: the pixels' reading checks the header again.
      DicomSlice header =
          slice(path, SourceFiles::stored, in -> DicomSlice.readHeader(in, MAX_HEADER_BYTES));
      headers.add(header);
      paths.put(header, path);
    }
    // No slice has more pixels than one array; the limit on voxels may be any number.
    long maxBytes =
        MAX_HEADER_BYTES + MAX_BYTES_PER_VOXEL * Math.min(rules.maxVoxels(), Integer.MAX_VALUE);
    return List.of(
        DicomSeries.of(headers)
            .volume(
                rules.maxVoxels(),
                header -> slice(paths.get(header), files, in -> DicomSlice.read(in, maxBytes))));
  }

  private interface Slice {
    DicomSlice read(InputStream in) throws IOException;
  }

  /** Tells which of many files a refusal is about. */
  private static DicomSlice slice(String path, SourceFiles files, Slice slice) throws IOException {
    try (InputStream stream = files.open(path)) {
      return slice.read(stream);
    } catch (InvalidCaseException e) {
      throw e.getMessage().startsWith(path)
          ? e
          : new InvalidCaseException(e.fault(), path + ": " + e.getMessage(), e.getCause());
    }
  }

  @Override
  public Optional<LabelMap> labelMap(VolumeSource source, SourceRules rules, SourceFiles files) {
    throw new InvalidCaseException(
        Fault.UNSUPPORTED,
        source + " is a DICOM series, which no label map is read from; convert it to NIfTI-1");
  }
}
