package io.twinbeam.transforms.io;

import io.twinbeam.model.format.dicom.DicomSlice;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells DICOM slices from files that are none. */
final class DicomSniffer {

  private static final Pattern ENDING = Pattern.compile("(?i).*\\.(dcm|dicom|ima)");
  private static final int PREAMBLE_BYTES = 128;
  private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);
  // Far more than any header; a bound for what only claims to be one.
  private static final long MAX_HEADER_BYTES = 1L << 26;
  private static final long MAX_UNMARKED_HEADER_BYTES = 1L << 20;

  private DicomSniffer() {}

  /**
   * The SeriesInstanceUID of a slice; empty where the file is none. A file without the magic bytes
   * and without an ending of DICOM is a slice only if its header can be read.
   *
   * @param content from the first byte; must support marks
   * @throws InvalidCaseException where the file is DICOM and its header cannot be read
   * @throws IOException where {@code content} fails
   */
  static Optional<String> seriesOf(String fileName, InputStream content) throws IOException {
    content.mark(PREAMBLE_BYTES + MAGIC.length);
    byte[] start = content.readNBytes(PREAMBLE_BYTES + MAGIC.length);
    content.reset();
    boolean marked =
        ENDING.matcher(fileName).matches()
            || Arrays.equals(
                start,
                Math.min(PREAMBLE_BYTES, start.length),
                start.length,
                MAGIC,
                0,
                MAGIC.length);
    if (!marked && !startsLikeADataSet(start)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          DicomSlice.readHeader(content, marked ? MAX_HEADER_BYTES : MAX_UNMARKED_HEADER_BYTES)
              .seriesInstanceUid());
    } catch (InvalidCaseException e) {
      if (marked) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Elements are sorted, so that the first is of group 2 or 8, in either byte order. */
  private static boolean startsLikeADataSet(byte[] start) {
    return start.length >= 8
        && ((isFirstGroup(start[0]) && start[1] == 0) || (start[0] == 0 && isFirstGroup(start[1])));
  }

  private static boolean isFirstGroup(byte group) {
    return group == 2 || group == 8;
  }
}
