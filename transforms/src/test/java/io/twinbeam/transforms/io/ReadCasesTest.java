package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.transforms.CaseSource;
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
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadCasesTest {

  @TempDir private Path folder;

  private DataSource source(boolean unlabelledAllowed) {
    return new DataSource(folder.toString(), unlabelledAllowed, null);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private CaseSource nifti(String id, String image, String label) {
    return new CaseSource(
        id,
        VolumeSource.of(SourceFormats.NIFTI, path(image)),
        label == null ? null : VolumeSource.of(SourceFormats.NIFTI, path(label)));
  }

  private CaseSource series(String uid, String... files) {
    return new CaseSource(
        uid,
        new VolumeSource(SourceFormats.DICOM, List.of(files).stream().map(this::path).toList()),
        null);
  }

  private void dicom(String name, String uid) throws IOException {
    DicomFiles.write(folder.resolve(name), DicomFiles.slice(uid));
  }

  /** Reads {@code source} and holds what comes out against this. */
  private static void expect(
      DataSource source,
      List<CaseSource> cases,
      Map<String, Fault> reasons,
      List<String> ignored,
      String... arguments) {
    PipelineOptions options = PipelineOptionsFactory.fromArgs(arguments).create();
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple read = pipeline.apply(ReadCases.from(source));
    PAssert.that(read.get(ReadCases.CASES)).containsInAnyOrder(cases);
    PAssert.that(read.get(ReadCases.IGNORED)).containsInAnyOrder(ignored);
    PAssert.that(read.get(ReadCases.FAILED))
        .satisfies(
            failed -> {
              Map<String, Fault> found = new TreeMap<>();
              failed.forEach(one -> found.put(one.caseId(), one.reason()));
              assertEquals(new TreeMap<>(reasons), found);
              return null;
            });
    PAssert.that(read.get(ReadCases.UNUSABLE))
        .satisfies(
            unusable -> {
              Map<String, Fault> found = new TreeMap<>();
              unusable.forEach(one -> found.put(one.failed().caseId(), one.failed().reason()));
              assertEquals(new TreeMap<>(reasons), found);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyFileIsACaseAFailureOrIgnored(int parallelism) throws IOException {
    FolderTree.files(
        folder,
        "images/a.nii",
        "labels/a.nii",
        "more/images/deep/b.nii.gz",
        "images/odd.nii",
        "README.md",
        "images/.hidden.nii",
        "lost/brain.img",
        "notes",
        "x.nii/DICOMDIR");
    dicom("d/1.dcm", "1.2.3");
    dicom("elsewhere/IM7", "1.2.3");
    dicom("d/2.dcm", "1.2.4");
    dicom("top.ima", "1.2.4");
    DicomFiles.write(folder.resolve("old/IM1"), DicomFiles.withoutMagic("1.2.5"));
    DicomFiles.write(folder.resolve("d/3.dcm"), DicomFiles.broken());
    Files.writeString(folder.resolve("d/4.dcm"), "no slice");
    Files.createSymbolicLink(folder.resolve("d/5.dcm"), folder.resolve("gone"));
    Files.createSymbolicLink(folder.resolve("images/loop"), folder.resolve("images"));
    expect(
        source(true),
        List.of(
            nifti("a", "images/a.nii", "labels/a.nii"),
            nifti("b", "more/images/deep/b.nii.gz", null),
            nifti("odd", "images/odd.nii", null),
            series("1.2.3", "d/1.dcm", "elsewhere/IM7"),
            series("1.2.4", "d/2.dcm", "top.ima"),
            series("1.2.5", "old/IM1")),
        Map.of(
            "d/3.dcm", Fault.UNREADABLE,
            "d/4.dcm", Fault.MALFORMED,
            "d/5.dcm", Fault.UNREADABLE,
            "lost/brain.img", Fault.MALFORMED),
        List.of(path("README.md"), path("notes"), path("x.nii/DICOMDIR")),
        "--targetParallelism=" + parallelism);
  }

  @Test
  void inputsOfAnyKindThatShareACaseIdAreOneFailure() throws IOException {
    FolderTree.files(folder, "images/1.2.3.nii", "images/b.dcm.nii");
    dicom("d/1.dcm", "1.2.3");
    Files.writeString(folder.resolve("b.dcm"), "no slice");
    expect(
        source(true),
        List.of(),
        Map.of("1.2.3", Fault.DUPLICATE_CASE, "b.dcm", Fault.DUPLICATE_CASE),
        List.of());
  }

  @Test
  void casesCsvIsReadFromTheFolder() throws IOException {
    FolderTree.files(folder, "scans/1.nii", "scans/2.nii", "masks/1.nii");
    dicom("d/1", "1.2");
    Files.writeString(
        folder.resolve("cases.csv"), "case,image,label\np1,scans/1.nii,masks/1.nii\np3,d,\n");
    expect(
        source(true),
        List.of(nifti("p1", "scans/1.nii", "masks/1.nii"), series("p3", "d/1")),
        Map.of("2", Fault.UNLISTED),
        List.of());
  }

  @Test
  void listedCasesAreTriedThoughTheFolderHoldsNoImage() throws IOException {
    Files.writeString(folder.resolve("cases.csv"), "case,image,label\na,1.nii,2.nii\n");
    expect(source(true), List.of(nifti("a", "1.nii", "2.nii")), Map.of(), List.of());
  }

  @Test
  void anEmptyFolderGivesNothing() {
    expect(source(false), List.of(), Map.of(), List.of());
  }

  @Test
  void phantomsAreCasesWithAnAddressInPlaceOfAFile() {
    PhantomSpec spec = PhantomSpec.ofShape(new GridShape(16, 16, 16));
    VolumeSource first =
        VolumeSource.of(SourceFormats.PHANTOM, new PhantomAddress(spec, 7, 0).toString());
    PhantomAddress address = new PhantomAddress(spec, 7, 1);
    VolumeSource second = VolumeSource.of(SourceFormats.PHANTOM, address.toString());
    assertEquals(address, PhantomAddress.parse(second.toString()));
    expect(
        new DataSource(null, false, new DataSource.Phantoms(2, 7, spec)),
        List.of(
            new CaseSource("phantom_000", first, first),
            new CaseSource("phantom_001", second, second)),
        Map.of(),
        List.of());
  }

  @Test
  void theSurveyCountsWhatMayBeAnImage() throws IOException {
    FolderTree.files(folder, "README.md", "LICENSE", "a/notes.txt", "a/table.csv", ".x.nii");
    assertEquals(0, ReadCases.survey(source(true)).inputs());
    FolderTree.files(folder, "images/a.nii", "labels/a.nii", "d/IM0001", "d/2.dcm");
    assertEquals(4, ReadCases.survey(source(true)).inputs());
  }

  @Test
  void theSurveyOpensNoFile() throws IOException {
    // A link that leads nowhere is a file that cannot be opened.
    for (String name : List.of("a.nii", "b.dcm", "c")) {
      Files.createSymbolicLink(folder.resolve(name), folder.resolve("gone"));
    }
    assertEquals(3, ReadCases.survey(source(true)).inputs());
  }

  @Test
  void theSurveyKnowsTheChannels() throws IOException {
    FolderTree.files(folder, "a_flair.nii", "a_t1.nii", "a_seg.nii");
    assertEquals(List.of("flair", "t1"), ReadCases.survey(source(true)).channels());
    DataSource chosen = source(true).withChannels(List.of("t1"));
    assertEquals(List.of("t1"), ReadCases.survey(chosen).channels());
    DataSource wrong = source(true).withChannels(List.of("t2"));
    assertThrows(InvalidCaseException.class, () -> ReadCases.survey(wrong));
    Files.writeString(folder.resolve("cases.csv"), "case,image_x\na,a_flair.nii\n");
    assertEquals(List.of("x"), ReadCases.survey(source(true)).channels());
  }

  @Test
  void theDigestTellsStatesOfTheDataApartWhereverTheyLie() throws IOException {
    FolderTree.files(folder.resolve("one"), "images/a.nii", "x/b.dcm");
    FolderTree.files(folder.resolve("two"), "images/a.nii", "x/b.dcm");
    String digest = digest("one");
    assertEquals(digest, digest("two"));
    Files.write(folder.resolve("two/x/b.dcm"), new byte[1]);
    assertNotEquals(digest, digest("two"));
    Files.writeString(folder.resolve("one/cases.csv"), "case,image\na,images/a.nii\n");
    String listed = digest("one");
    Files.writeString(folder.resolve("one/cases.csv"), "case,image\nb,images/a.nii\n");
    assertNotEquals(listed, digest("one"));
  }

  private String digest(String name) throws IOException {
    return ReadCases.survey(new DataSource(path(name), true, null)).digest();
  }

  @Test
  void mistakesOfCasesCsvAreToldByTheSurvey() throws IOException {
    Files.writeString(folder.resolve("cases.csv"), "case,image\na,/etc/passwd\n");
    assertThrows(InvalidCaseException.class, () -> ReadCases.survey(source(true)));
  }
}
