package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Looks into a file whose name tells no format: a slice of a series, or no image at all. */
final class SniffFn extends DoFn<String, KV<String, String>> {

  /** Series to path. */
  static final TupleTag<KV<String, String>> SLICES = new TupleTag<>() {};

  static final TupleTag<Outcome> FAILED = new TupleTag<>() {};

  private static final String DICOM_DIRECTORY = "DICOMDIR";
  // Those of raw MetaImage voxels, .raw, may be anything.
  private static final Pattern VOXELS_OF_A_HEADER = Pattern.compile("(?i).*\\.img(\\.gz)?");

  private final Counter ignored = Metrics.counter(ReadCases.class, "files_ignored");
  private final String folder;

  SniffFn(String folder) {
    this.folder = FileTree.of(folder).folder();
  }

  @ProcessElement
  public void processElement(@Element String name, MultiOutputReceiver outputs) {
    String path = folder + name;
    String fileName = name.substring(name.lastIndexOf('/') + 1);
    try {
      Optional<String> series = series(path, fileName);
      if (series.isPresent()) {
        outputs.get(SLICES).output(KV.of(series.get(), path));
      } else if (VOXELS_OF_A_HEADER.matcher(fileName).matches()) {
        outputs.get(FAILED).output(withoutHeader(name, path));
      } else {
        ignored.inc();
        outputs.get(ReadCases.IGNORED).output(path);
      }
    } catch (InvalidCaseException | IOException e) {
      outputs.get(FAILED).output(Outcome.of(UnusableInput.of(name, e, path)));
    }
  }

  private static Optional<String> series(String path, String fileName) throws IOException {
    if (fileName.equalsIgnoreCase(DICOM_DIRECTORY)) {
      return Optional.empty();
    }
    try (InputStream content = InputFile.open(path)) {
      return DicomSniffer.seriesOf(fileName, content);
    }
  }

  private static Outcome withoutHeader(String name, String path) {
    return Outcome.failed(
        name,
        Fault.MALFORMED,
        "must lie beside a header of its name that ends in .hdr, there is none; add the header or"
            + " remove the file",
        List.of(path));
  }
}
