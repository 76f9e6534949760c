package io.twinbeam.transforms.io;

import com.google.common.hash.Hashing;
import io.twinbeam.model.format.DatasetJson;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * What a data set says of itself.
 *
 * @param json its {@code dataset.json}
 * @param csv its {@code cases.csv}
 * @param digest of the bytes of both
 */
record Descriptions(Optional<DatasetJson> json, Optional<CaseList> csv, String digest) {

  /** Those of a hundred thousand cases have a fifth of it. */
  static final int MAX_BYTES = 1 << 26;

  /**
   * Reads those of the two files that are there.
   *
   * @param folder ends in a slash
   * @throws InvalidCaseException naming the file and all of its mistakes, or that it is too large
   */
  static Descriptions read(String folder, InputFiles files) throws IOException {
    byte[] json = bytes(folder, files, InputFiles.DATASET_JSON);
    byte[] csv = bytes(folder, files, InputFiles.CASES_CSV);
    try {
      return of(json, csv);
    } catch (InvalidCaseException e) {
      throw new InvalidCaseException(e.fault(), folder + e.getMessage(), e);
    }
  }

  private static Descriptions of(@Nullable byte[] json, @Nullable byte[] csv) throws IOException {
    return new Descriptions(
        json == null
            ? Optional.empty()
            : Optional.of(DatasetJson.parse(new ByteArrayInputStream(json))),
        csv == null ? Optional.empty() : Optional.of(CasesCsv.parse(new ByteArrayInputStream(csv))),
        digest(json) + digest(csv));
  }

  private static byte[] bytes(String folder, InputFiles files, String name) throws IOException {
    if (!files.has(name)) {
      return null;
    }
    try (InputStream stream = InputFile.open(folder + name)) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InvalidCaseException(
            Fault.MALFORMED,
            folder
                + name
                + " must have at most "
                + MAX_BYTES
                + " bytes, has more; list fewer cases");
      }
      return bytes;
    }
  }

  private static String digest(byte[] bytes) {
    return bytes == null ? "" : Hashing.sha256().hashBytes(bytes).toString();
  }

  /** The cases that the data set lists, if it does. */
  Optional<CaseList> list() {
    return csv.or(() -> json.map(CaseList::of).filter(list -> !list.entries().isEmpty()));
  }
}
