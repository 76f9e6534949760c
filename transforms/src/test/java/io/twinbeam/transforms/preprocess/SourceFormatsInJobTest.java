package io.twinbeam.transforms.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.Fixtures;
import io.twinbeam.model.format.MetaImageBytes;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.format.NiftiBytes;
import io.twinbeam.model.format.dicom.DicomBytes;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.preprocess.ManifestEntry.SourceFile;
import io.twinbeam.transforms.source.SourceFormats;
import io.twinbeam.transforms.source.SourceRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files of every format go through the job. */
final class SourceFormatsInJobTest {

  private static final SourceRules RULES =
      new SourceRules(1, Optional.of(List.of(0.5, 1.0, 2.0)), 1000, 1e-3);
  // The affine that formats.py gives its NIfTI files.
  private static final Affine MADE = Affine.ofRows(0, -2, 0, 10, 1.5, 0, 0, -20, 0, 0, 3, 30);

  @TempDir private Path folder;

  private static PreprocessSettings settings(SourceRules rules) {
    return new PreprocessSettings(Recipe.of(), LabelClasses.asFound(), rules);
  }

  private static PreprocessSettings settings() {
    return settings(RULES);
  }

  private Path workspace() {
    return folder.resolve("workspace");
  }

  private String write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content).toString();
  }

  private static CaseSource image(String format, String... files) {
    return new CaseSource("a", new VolumeSource(format, List.of(files)), null);
  }

  private PreprocessedCase preprocess(CaseSource source) {
    return Job.one(workspace(), settings(), source);
  }

  private Volume stored(PreprocessedCase done) throws IOException {
    ArtifactStore store = ArtifactStore.at(workspace().toString());
    byte[] image = store.read(store.get(done.artifact()), "image.nii.gz");
    return Nifti.readVolume(new ByteArrayInputStream(image));
  }

  private ManifestEntry failure(PreprocessSettings settings, CaseSource source) {
    ManifestEntry entry = Job.run(workspace(), settings, List.of(source)).entry(source.caseId());
    assertEquals(ManifestEntry.State.FAILED, entry.state());
    return entry;
  }

  private static SourceFile digested(String path) throws IOException {
    return new SourceFile(path, Digest.of(Files.readAllBytes(Path.of(path))));
  }

  /** Volumes of 0, 1, 2 ... in C order. */
  private static void assertCounts(Volume volume) {
    assertEquals(new GridShape(2, 3, 4), volume.shape());
    for (int n = 0; n < 24; n++) {
      assertEquals(n, volume.voxels()[n]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pair1", "pair2"})
  void aNiftiPairIsReadFromBothItsFiles(String pair) throws IOException {
    String header = write("in/a.hdr", Fixtures.bytes(pair + ".hdr"));
    String voxels = write("in/a.img", Fixtures.bytes(pair + ".img"));
    CaseSource source =
        new CaseSource(
            "a",
            VolumeSource.of(SourceFormats.NIFTI_PAIR, header),
            VolumeSource.of(SourceFormats.NIFTI_PAIR, header));

    Job job = Job.run(workspace(), settings(), List.of(source));

    PreprocessedCase done = job.cases().get("a");
    assertCounts(stored(done));
    assertEquals(MADE, stored(done).grid().affine());
    assertEquals(Collections.nCopies(24, 1L), done.classVoxels());
    assertEquals(
        List.of(digested(header), digested(voxels)), job.entry("a").sources(), "each file once");
    assertEquals(2, done.sourceDigests().size());
  }

  @Test
  void a4DFileHoldsTheChannelsThatTheDataSetDeclares() throws IOException {
    String file = write("in/a.nii", NiftiBytes.counting().dims(4, 2, 3, 2, 2).toArray());
    CaseSource source = image(SourceFormats.NIFTI, file);

    PreprocessedCase done = Job.one(workspace(), settings(RULES.withChannels(2)), source);

    assertEquals(2, done.channels());
    assertEquals("2x3x2", done.shape());
    assertEquals(
        Fault.CHANNELS_DIFFER,
        failure(settings(RULES.withChannels(3)), source).failure().reason(),
        "as many as it holds");
    assertEquals(Fault.UNSUPPORTED, failure(settings(), source).failure().reason());
  }

  @Test
  void bothFilesOfAPairMayBeGzipped() throws IOException {
    String plain = write("plain/a.hdr", Fixtures.bytes("pair1.hdr"));
    write("plain/a.img", Fixtures.bytes("pair1.img"));
    String zipped = write("zipped/a.hdr.gz", NiftiBytes.gzip(Fixtures.bytes("pair1.hdr")));
    write("zipped/a.img.gz", NiftiBytes.gzip(Fixtures.bytes("pair1.img")));

    assertEquals(
        preprocess(image(SourceFormats.NIFTI_PAIR, plain)).content(),
        preprocess(image(SourceFormats.NIFTI_PAIR, zipped)).content());
  }

  @Test
  void aPairIsKnownByTheBytesOfBothFiles() throws IOException {
    CaseSource source =
        image(SourceFormats.NIFTI_PAIR, write("in/a.hdr", Fixtures.bytes("pair1.hdr")));
    byte[] voxels = Fixtures.bytes("pair1.img");
    write("in/a.img", voxels);
    PreprocessedCase before = preprocess(source);

    voxels[2] ^= 1;
    write("in/a.img", voxels);

    assertNotEquals(before.artifact(), preprocess(source).artifact());
  }

  @Test
  void aHeaderWithoutItsVoxelsIsNamedWithTheFilesThatAreSought() throws IOException {
    String header = write("in/a.hdr", Fixtures.bytes("pair1.hdr"));

    ManifestEntry entry = failure(settings(), image(SourceFormats.NIFTI_PAIR, header));

    assertEquals(Fault.UNREADABLE, entry.failure().reason());
    assertTrue(entry.failure().message().contains(".img or .img.gz"), entry.failure().message());
    assertEquals(List.of(new SourceFile(header, null)), entry.sources());
  }

  @Test
  void metaImagesAreReadFromOneFileOrTwo() throws IOException {
    MetaImageBytes counting = MetaImageBytes.counting();
    String single = write("in/a.mha", counting.toArray());
    counting.compressed().line("ElementDataFile", "voxels/a.zraw");
    String header = write("in/b.mhd", counting.header());
    String voxels = write("in/voxels/a.zraw", counting.data());

    PreprocessedCase fromOne = preprocess(image(SourceFormats.METAIMAGE, single));
    Job job = Job.run(workspace(), settings(), List.of(image(SourceFormats.METAIMAGE, header)));

    assertEquals(23, stored(fromOne).at(1, 2, 3));
    assertEquals(fromOne.content(), job.cases().get("a").content());
    assertEquals(List.of(digested(header), digested(voxels)), job.entry("a").sources());
  }

  @Test
  void anHdf5FileHoldsImageAndLabelMap() throws IOException {
    String file = write("in/a.h5", Fixtures.bytes("userblock.h5"));
    VolumeSource both = VolumeSource.of(SourceFormats.HDF5, file);

    Job job = Job.run(workspace(), settings(), List.of(new CaseSource("a", both, both)));

    PreprocessedCase done = job.cases().get("a");
    assertCounts(stored(done));
    assertEquals(VoxelGrid.ofSpacing(new GridShape(2, 3, 4), 0.5, 1, 2), stored(done).grid());
    assertEquals(List.of(8L, 8L, 8L), done.classVoxels());
    assertEquals(List.of(digested(file)), job.entry("a").sources(), "once");
    assertNotEquals(
        done.sourceDigests().get(0), done.sourceDigests().get(1), "two data sets of one file");
  }

  @Test
  void anHdf5FileWithoutLabelIsUnlabelledUnlessItMustHaveOne() throws IOException {
    byte[] renamed =
        new String(Fixtures.bytes("userblock.h5"), StandardCharsets.ISO_8859_1)
            .replace("label", "lavel")
            .getBytes(StandardCharsets.ISO_8859_1);
    VolumeSource file = VolumeSource.of(SourceFormats.HDF5, write("in/a.h5", renamed));
    CaseSource optional = new CaseSource("a", List.of(file), file, false, false);
    CaseSource required = new CaseSource("a", List.of(file), file, true, false);

    PreprocessedCase done = preprocess(optional);
    ManifestEntry refused = failure(settings(), required);

    assertFalse(done.labelled());
    assertEquals("", done.sourceDigests().get(1), "no label map, no digest of one");
    assertEquals(Fault.LABEL_MISSING, refused.failure().reason());
    assertTrue(refused.failure().message().contains("a.h5"), refused.failure().message());
    assertEquals(done, preprocess(optional), "found again");
  }

  @Test
  void anHdf5FileNeedsASpacing() throws IOException {
    String file = write("in/a.h5", Fixtures.bytes("userblock.h5"));

    ManifestEntry entry = failure(settings(SourceRules.STANDARD), image(SourceFormats.HDF5, file));

    assertEquals(Fault.SPACING_MISSING, entry.failure().reason());
    assertTrue(
        entry.failure().message().contains("spacingOfFilesWithout"), entry.failure().message());
  }

  private static byte[] slice(double z, int value) {
    return DicomBytes.slice().at(1, 2, z).pixels(value, 1, 2, 3, 4, 5).toArray();
  }

  @Test
  void aSeriesStaysTheSameWhenItsFilesSwapNames() throws IOException {
    String[] sorted = {
      write("in/1", slice(0, 10)), write("in/2", slice(3, 20)), write("in/3", slice(6, 30))
    };
    String[] shuffled = {
      write("other/1", slice(6, 30)), write("other/2", slice(0, 10)), write("other/x", slice(3, 20))
    };

    Job first = Job.run(workspace(), settings(), List.of(image(SourceFormats.DICOM, sorted)));
    Job second = Job.run(workspace(), settings(), List.of(image(SourceFormats.DICOM, shuffled)));

    PreprocessedCase done = first.cases().get("a");
    assertEquals(new GridShape(3, 2, 3), stored(done).shape());
    assertEquals(10, stored(done).at(0, 0, 0));
    assertEquals(30, stored(done).at(0, 0, 2));
    assertEquals(Affine.ofRows(-0.5, 0, 0, -1, 0, -2, 0, -2, 0, 0, 3, 0), affine(done));
    assertEquals(0, second.computed());
    assertEquals(done.artifact(), second.cases().get("a").artifact());
    assertEquals(done.sourceDigests(), second.cases().get("a").sourceDigests());
    assertEquals(digests(first), digests(second), "in the order of content");
    assertEquals(
        Stream.of(sorted).sorted().toList(),
        first.entry("a").sources().stream().map(SourceFile::path).sorted().toList());
  }

  private Affine affine(PreprocessedCase done) throws IOException {
    return stored(done).grid().affine();
  }

  private static List<String> digests(Job job) {
    return job.entry("a").sources().stream().map(SourceFile::sha256).toList();
  }

  @Test
  void aThousandSlicesMakeNoLargerElementThanTwo() throws IOException {
    String[] files = new String[1000];
    for (int n = 0; n < files.length; n++) {
      files[n] = write("in/" + n, slice(n, n));
    }
    SourceRules rules = new SourceRules(1, Optional.empty(), 6000, 1e-3);

    Job job = Job.run(workspace(), settings(rules), List.of(image(SourceFormats.DICOM, files)));

    assertEquals(1000, job.entry("a").sources().size());
    assertEquals(2, job.cases().get("a").sourceDigests().size());
    assertEquals(folder.resolve("in") + "/ (1000 files)", job.cases().get("a").source());
  }

  @Test
  void aBrokenSliceIsNamed() throws IOException {
    String good = write("in/1", slice(0, 10));
    String cut = write("in/2", Arrays.copyOf(slice(3, 20), 300));

    ManifestEntry entry = failure(settings(), image(SourceFormats.DICOM, good, cut));

    assertEquals(Fault.UNREADABLE, entry.failure().reason());
    assertTrue(entry.failure().message().startsWith(cut + ": "), entry.failure().message());
    assertEquals(2, entry.sources().size());
  }

  @Test
  void aSeriesIsNoLabelMap() throws IOException {
    VolumeSource series = VolumeSource.of(SourceFormats.DICOM, write("in/1", slice(0, 10)));
    VolumeSource image =
        VolumeSource.of(SourceFormats.NIFTI, write("in/a.nii", Fixtures.bytes("nifti2.nii")));

    ManifestEntry entry = failure(settings(), new CaseSource("a", image, series));

    assertEquals(Fault.UNSUPPORTED, entry.failure().reason());
  }

  @Test
  void theChannelsOfACaseMustBeAsManyAsDeclaredAndOnOneGrid() throws IOException {
    VolumeSource one =
        VolumeSource.of(
            SourceFormats.METAIMAGE, write("in/1.mha", MetaImageBytes.counting().toArray()));
    VolumeSource moved =
        VolumeSource.of(
            SourceFormats.METAIMAGE,
            write("in/2.mha", MetaImageBytes.counting().line("Offset", "0 0 0.1").toArray()));
    List<CaseSource> sources =
        List.of(
            new CaseSource("few", one, null),
            new CaseSource("many", List.of(one, one, one), null, true, false),
            new CaseSource("apart", List.of(one, moved), null, true, false));

    Job two = Job.run(workspace(), settings(RULES.withChannels(2)), sources);

    assertEquals(
        Map.of(
            "few", Fault.CHANNELS_DIFFER,
            "many", Fault.CHANNELS_DIFFER,
            "apart", Fault.GRID_MISMATCH),
        two.reasons());
  }

  @Test
  void theVoxelLimitIsForAllChannelsOfACase() throws IOException {
    VolumeSource one =
        VolumeSource.of(
            SourceFormats.METAIMAGE, write("in/1.mha", MetaImageBytes.counting().toArray()));
    CaseSource source = new CaseSource("a", List.of(one, one), null, true, false);

    ManifestEntry entry = failure(settings(new SourceRules(2, Optional.empty(), 47, 1e-3)), source);

    assertEquals(Fault.TOO_LARGE, entry.failure().reason());
  }

  @Test
  void bytesThatWereNotHashedMakeNoImage() throws IOException {
    CaseSource pair =
        image(SourceFormats.NIFTI_PAIR, write("in/a.hdr", Fixtures.bytes("pair1.hdr")));
    write("in/a.img", Fixtures.bytes("pair1.img"));
    CaseSource slices =
        image(SourceFormats.DICOM, write("in/1", slice(0, 10)), write("in/2", slice(3, 20)));
    HashedFiles files = new HashedFiles();
    SourceDigests.of(pair, files);
    SourceDigests.of(slices, files);

    write("in/a.img", new byte[96]);
    write("in/2", slice(3, 21));

    for (CaseSource source : List.of(pair, slices)) {
      SourceImages images = new SourceImages(source, RULES, files);
      InvalidCaseException refused = assertThrows(InvalidCaseException.class, images::image);
      assertEquals(Fault.UNREADABLE, refused.fault());
      assertTrue(refused.getMessage().contains("has changed"), refused.getMessage());
    }
  }

  @Test
  void theFileAtFaultIsNamedWhereACaseHasSeveral() throws IOException {
    VolumeSource image =
        VolumeSource.of(
            SourceFormats.METAIMAGE, write("in/a.mha", MetaImageBytes.counting().toArray()));
    VolumeSource label = VolumeSource.of(SourceFormats.NIFTI, write("in/l.nii", new byte[400]));

    ManifestEntry entry = failure(settings(), new CaseSource("a", image, label));

    assertTrue(
        entry.failure().message().startsWith(folder.resolve("in/l.nii") + ": "),
        entry.failure().message());
    assertEquals(2, entry.sources().size());
    assertEquals(digested(label.files().get(0)), entry.sources().get(1));
  }
}
