package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.SharedData;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.source.SourceFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;

/**
 * Lists the real data sets and accounts for every file. Skipped where the folder that holds them is
 * absent; name it with {@code -Dshared.data=FOLDER}.
 */
final class RealDataSetsTest {

  private static final Map<String, Fault> ODD =
      Map.of("hippocampus_010", Fault.IMAGE_MISSING, "hippocampus_281", Fault.IMAGE_MISSING);

  /** What came out of one data set. */
  private record Found(List<CaseSource> cases, List<UnusableInput> unusable, List<String> ignored) {

    Map<String, Fault> reasons() {
      Map<String, Fault> reasons = new TreeMap<>();
      unusable.forEach(one -> reasons.put(one.failed().caseId(), one.failed().reason()));
      return reasons;
    }

    long labelled() {
      return cases.stream().filter(source -> source.label() != null).count();
    }

    /** Every file that an output names; one that holds image and label map counts once. */
    List<String> files() {
      List<String> files = new ArrayList<>(ignored);
      cases.forEach(source -> files.addAll(Outcome.of(source).files()));
      unusable.forEach(one -> files.addAll(one.files()));
      Collections.sort(files);
      return files;
    }
  }

  /** Reads the data set of that name and holds what comes out against the files on the disk. */
  private static Found read(String name) throws IOException {
    Path folder = SharedData.folder(name).normalize();
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple read =
        pipeline.apply(ReadCases.from(new DataSource(folder.toString(), true, null)));
    Capture<CaseSource> cases = Capture.of(read.get(ReadCases.CASES));
    Capture<UnusableInput> unusable = Capture.of(read.get(ReadCases.UNUSABLE));
    Capture<String> ignored = Capture.of(read.get(ReadCases.IGNORED));
    Capture.run(pipeline);
    Found found = new Found(cases.elements(), unusable.elements(), ignored.elements());
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(
          files.filter(Files::isRegularFile).map(Path::toString).sorted().toList(), found.files());
    }
    return found;
  }

  private static List<String> seriesIn(Found found) {
    return found.cases().stream()
        .filter(source -> source.channels().get(0).format().equals(SourceFormats.DICOM))
        .map(source -> source.channels().get(0).files().size() + " slices")
        .sorted()
        .toList();
  }

  @Test
  void hippocampusIsPairedThoughSomeOfItIsOdd() throws IOException {
    Found found = read("hippocampus");
    assertEquals(195, found.labelled());
    assertEquals(196, found.cases().size(), "118 has no label map");
    assertEquals(ODD, found.reasons());
  }

  @Test
  void dicomSlicesAreThreeSeries() throws IOException {
    Found found = read("dicom");
    assertEquals(List.of("22 slices", "32 slices", "40 slices"), seriesIn(found));
    assertEquals(3, found.cases().size());
    assertTrue(found.cases().stream().allMatch(source -> source.caseId().matches("[0-9.]+")));
  }

  @Test
  void leftAtriumFilesHoldImageAndLabelMap() throws IOException {
    Found found = read("left-atrium");
    assertEquals(13, found.labelled());
    assertTrue(found.cases().stream().noneMatch(CaseSource::labelRequired));
    assertEquals(Map.of(), found.reasons());
  }

  @Test
  void allOfThemTogetherAreOneDataSet() throws IOException {
    Found found = read(".");
    assertEquals(ODD, found.reasons());
    assertEquals(3, seriesIn(found).size());
    assertEquals(195 + 13, found.labelled());
    assertTrue(found.ignored().stream().anyMatch(file -> file.endsWith("/README.md")));
  }
}
