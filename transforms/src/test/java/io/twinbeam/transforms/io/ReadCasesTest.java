package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PhantomAddress;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadCasesTest {

  @TempDir private Path folder;

  private FolderLayout.Listing list(boolean unlabelledAllowed) throws IOException {
    return ReadCases.list(new DataSource(folder.toString(), unlabelledAllowed, null));
  }

  private CaseSource source(String id, String image, String label) {
    return new CaseSource(id, nifti(image), label == null ? null : nifti(label));
  }

  private VolumeSource nifti(String file) {
    return VolumeSource.of(SourceFormats.NIFTI, folder.resolve(file).toString());
  }

  private CaseSource testPart(String caseId, String image, String label) {
    return source(caseId, image, label).withTestPart(true);
  }

  @Test
  void theDataSetsOwnTestPartIsMarkedWithItsLabels() throws IOException {
    FolderTree.files(
        folder, "imagesTr/a.nii.gz", "labelsTr/a.nii.gz", "imagesTs/b.nii.gz", "labelsTs/b.nii.gz");
    assertEquals(
        List.of(
            source("a", "imagesTr/a.nii.gz", "labelsTr/a.nii.gz"),
            testPart("b", "imagesTs/b.nii.gz", "labelsTs/b.nii.gz")),
        list(false).cases());
  }

  /** Reason per case id. */
  private static Map<String, Fault> reasons(FolderLayout.Listing listing) {
    Map<String, Fault> reasons = new TreeMap<>();
    for (FailedCase failed : listing.failed()) {
      assertEquals("read", failed.stage());
      assertTrue(failed.message().startsWith(failed.caseId() + ": "), failed.message());
      assertEquals(null, reasons.put(failed.caseId(), failed.reason()));
    }
    return reasons;
  }

  @Test
  void imagesAndLabelsOfOneNameAreACase() throws IOException {
    FolderTree.files(
        folder, "images/b.nii.gz", "images/a.nii", "labels/a.nii.gz", "labels/b.nii.gz");
    FolderLayout.Listing listing = list(false);
    assertEquals(
        List.of(
            source("a", "images/a.nii", "labels/a.nii.gz"),
            source("b", "images/b.nii.gz", "labels/b.nii.gz")),
        listing.cases());
    assertEquals(List.of(), listing.failed());
  }

  @Test
  void channelNumbersAndEndingsAreNotPartOfTheName() throws IOException {
    FolderTree.files(
        folder,
        "imagesTr/la_01_0000.nii.gz",
        "labelsTr/la_01.nii.gz",
        "imagesTr/la_02_image.nii.gz",
        "labelsTr/la_02_label.nii.gz",
        "imagesTs/la_03_0000.nii.gz");
    FolderLayout.Listing listing = list(false);
    assertEquals(
        List.of(
            source("la_01", "imagesTr/la_01_0000.nii.gz", "labelsTr/la_01.nii.gz"),
            source("la_02", "imagesTr/la_02_image.nii.gz", "labelsTr/la_02_label.nii.gz"),
            testPart("la_03", "imagesTs/la_03_0000.nii.gz", null)),
        listing.cases());
    assertEquals(List.of(), listing.failed());
  }

  @Test
  void oddFilesFailWithTheirReasonAndTheRestGoesOn() throws IOException {
    FolderTree.files(
        folder,
        "images/hippocampus_001.nii.gz",
        "labels/hippocampus_001.nii.gz",
        "images/hippocampus_118_image.nii.gz",
        "labels/hippocampus_010_label.nii.gz",
        "labels/hippocampus_281_label.nii.gz",
        "labels/._hippocampus_001.nii.gz",
        "images/README.txt");
    FolderLayout.Listing listing = list(false);
    assertEquals(
        List.of(
            source(
                "hippocampus_001",
                "images/hippocampus_001.nii.gz",
                "labels/hippocampus_001.nii.gz")),
        listing.cases());
    assertEquals(
        Map.of(
            "hippocampus_010", Fault.IMAGE_MISSING,
            "hippocampus_118", Fault.LABEL_MISSING,
            "hippocampus_281", Fault.IMAGE_MISSING),
        reasons(listing));
    assertEquals(
        folder.resolve("labels/hippocampus_010_label.nii.gz").toString(),
        listing.failed().get(0).source());
  }

  @Test
  void anImageWithoutLabelIsAnUnlabelledCaseWhereThatIsAllowed() throws IOException {
    FolderTree.files(folder, "images/a.nii.gz", "labels/b.nii.gz");
    FolderLayout.Listing listing = list(true);
    assertEquals(List.of(source("a", "images/a.nii.gz", null)), listing.cases());
    assertEquals(Map.of("b", Fault.IMAGE_MISSING), reasons(listing));
  }

  @Test
  void filesThatShareACaseIdAreNamedTogether() throws IOException {
    FolderTree.files(
        folder, "imagesTr/a.nii.gz", "imagesTs/a.nii", "labelsTr/a.nii.gz", "imagesTs/c.nii.gz");
    FolderLayout.Listing listing = list(false);
    assertEquals(List.of(testPart("c", "imagesTs/c.nii.gz", null)), listing.cases());
    assertEquals(Map.of("a", Fault.DUPLICATE_CASE), reasons(listing));
    FailedCase failed = listing.failed().get(0);
    assertEquals(folder.resolve("imagesTr/a.nii.gz").toString(), failed.source());
    assertTrue(failed.message().contains("imagesTs/a.nii, "), failed.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"my data", "scans [2019]", "what?", "a*b", "{x,y}", "a\\b", "ümlaut é"})
  void foldersMayHaveAnyName(String name) throws IOException {
    folder = folder.resolve(name);
    FolderTree.files(
        folder,
        "images/case [1] {a}.nii.gz",
        "labels/case [1] {a}.nii.gz",
        "images/what*.nii",
        "labels/what*.nii");
    FolderTree.files(folder.resolveSibling("a2b"), "images/other.nii.gz");
    FolderLayout.Listing listing = list(false);
    assertEquals(
        List.of(
            source("case [1] {a}", "images/case [1] {a}.nii.gz", "labels/case [1] {a}.nii.gz"),
            source("what*", "images/what*.nii", "labels/what*.nii")),
        listing.cases());
    assertEquals(List.of(), listing.failed());
    Files.writeString(folder.resolve("dataset.json"), DECATHLON);
    assertEquals(3, list(true).cases().size());
  }

  private static final String DECATHLON =
      """
      {"name": "Hippocampus", "labels": {"0": "background", "1": "Anterior"},
       "training": [
         {"image": "./imagesTr/h_001.nii.gz", "label": "./labelsTr/h_001.nii.gz"},
         {"image": "./imagesTr/h_002.nii.gz", "label": "./labelsTr/h_002.nii.gz"}],
       "test": ["./imagesTs/h_009.nii.gz"]}
      """;

  @Test
  void datasetJsonSaysWhichCasesThereAre() throws IOException {
    FolderTree.files(
        folder,
        "imagesTr/h_001.nii.gz",
        "labelsTr/h_001.nii.gz",
        "imagesTr/h_003.nii.gz",
        "labelsTr/h_003.nii.gz",
        "imagesTr/h_118_image.nii.gz",
        "labelsTr/h_010_label.nii.gz",
        "imagesTr/._h_001.nii.gz",
        "imagesTs/h_009.nii.gz");
    Files.writeString(folder.resolve("dataset.json"), DECATHLON);
    FolderLayout.Listing listing = list(false);
    // The files of h_002 are listed but absent: preprocessing will say so.
    assertEquals(
        List.of(
            source("h_001", "imagesTr/h_001.nii.gz", "labelsTr/h_001.nii.gz"),
            source("h_002", "imagesTr/h_002.nii.gz", "labelsTr/h_002.nii.gz"),
            testPart("h_009", "imagesTs/h_009.nii.gz", null)),
        listing.cases());
    assertEquals(
        Map.of("h_003", Fault.UNLISTED, "h_010", Fault.IMAGE_MISSING, "h_118", Fault.LABEL_MISSING),
        reasons(listing));
  }

  @Test
  void imagesThatShareACaseIdInDatasetJsonFailAndOneListedTwiceIsOneCase() throws IOException {
    Files.writeString(
        folder.resolve("dataset.json"),
        """
        {"labels": {"0": "background", "1": "organ"},
         "training": [
           {"image": "siteA/h_001.nii.gz", "label": "labelsTr/h_001.nii.gz"},
           {"image": "siteB/h_001.nii.gz", "label": "labelsTr/h_001.nii.gz"},
           {"image": "siteA/h_002.nii.gz", "label": "labelsTr/h_002.nii.gz"}],
         "test": ["siteA/h_002.nii.gz", "siteC/h_001.nii.gz"]}
        """);
    FolderLayout.Listing listing = list(false);
    assertEquals(
        List.of(source("h_002", "siteA/h_002.nii.gz", "labelsTr/h_002.nii.gz")), listing.cases());
    assertEquals(Map.of("h_001", Fault.DUPLICATE_CASE), reasons(listing));
    assertTrue(
        listing.failed().get(0).message().contains("siteC/h_001"),
        listing.failed().get(0).message());
  }

  @Test
  void aDatasetJsonThatListsNoCasesLeavesThePairingToNames() throws IOException {
    FolderTree.files(folder, "imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz");
    Files.writeString(
        folder.resolve("dataset.json"),
        """
        {"channel_names": {"0": "MRI"}, "labels": {"background": 0, "organ": 1},
         "numTraining": 1, "file_ending": ".nii.gz"}
        """);
    assertEquals(
        List.of(source("a", "imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz")), list(false).cases());
  }

  @Test
  void anEmptyFolderHasNoCases() throws IOException {
    assertEquals(new FolderLayout.Listing(List.of(), List.of()), list(false));
  }

  @Test
  void theTransformGivesWhatTheListingHolds() throws IOException {
    FolderTree.files(folder, "images/a.nii", "labels/a.nii", "images/odd.nii");
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple read =
        pipeline.apply(ReadCases.from(new DataSource(folder.toString() + "/", false, null)));
    FolderLayout.Listing listing = list(false);
    PAssert.that(read.get(ReadCases.CASES)).containsInAnyOrder(listing.cases());
    PAssert.that(read.get(ReadCases.FAILED)).containsInAnyOrder(listing.failed());
    pipeline.run().waitUntilFinish();
  }

  @Test
  void phantomsAreCasesWithAnAddressInPlaceOfAFile() {
    PhantomSpec spec = PhantomSpec.ofShape(new GridShape(16, 16, 16));
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple read =
        pipeline.apply(
            ReadCases.from(new DataSource(null, false, new DataSource.Phantoms(2, 7, spec))));
    VolumeSource first =
        VolumeSource.of(SourceFormats.PHANTOM, new PhantomAddress(spec, 7, 0).toString());
    PhantomAddress address = new PhantomAddress(spec, 7, 1);
    VolumeSource second = VolumeSource.of(SourceFormats.PHANTOM, address.toString());
    assertEquals(address, PhantomAddress.parse(second.toString()));
    PAssert.that(read.get(ReadCases.CASES))
        .containsInAnyOrder(
            new CaseSource("phantom_000", first, first),
            new CaseSource("phantom_001", second, second));
    PAssert.that(read.get(ReadCases.FAILED)).empty();
    pipeline.run().waitUntilFinish();
  }
}
