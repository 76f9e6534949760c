package io.twinbeam.transforms.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.recipe.CropToLabelStep;
import io.twinbeam.model.recipe.Interpolation;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.LabelClasses.ForegroundClass;
import io.twinbeam.model.recipe.LabelInterpolation;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.model.recipe.RecipeStep;
import io.twinbeam.model.recipe.ReorientStep;
import io.twinbeam.model.recipe.ResampleStep;
import io.twinbeam.model.recipe.ScoredVoxels;
import io.twinbeam.model.recipe.ZScoreStep;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.source.SourceRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreprocessCasesTest {

  private static final VoxelGrid GRID =
      new VoxelGrid(new GridShape(6, 5, 4), Affine.scaling(2, 1, 1.5).shifted(3, -2, 1));

  @TempDir private Path folder;
  private NiftiFolder files;
  private ArtifactStore store;
  private StoredCases stored;

  @BeforeEach
  void open() throws IOException {
    files = new NiftiFolder(Files.createDirectory(folder.resolve("data")));
    store = ArtifactStore.at(workspace());
    stored = new StoredCases(store);
  }

  private String workspace() {
    return folder.resolve("workspace").toString();
  }

  private static final RecipeStep FINER =
      new ResampleStep(List.of(1.0, 1.0, 1.5), Interpolation.LINEAR, LabelInterpolation.NEAREST);

  private static PreprocessSettings settings(RecipeStep... afterReorienting) {
    List<RecipeStep> steps = new ArrayList<>(List.of(new ReorientStep()));
    steps.addAll(List.of(afterReorienting));
    Recipe recipe = new Recipe(steps);
    return new PreprocessSettings(
        recipe,
        new LabelClasses(List.of(new ForegroundClass("one", List.of(1)))),
        new SourceRules(1, Optional.empty(), 5000, 1e-3));
  }

  private static final PreprocessSettings SETTINGS = settings(ZScoreStep.over(ScoredVoxels.WHOLE));

  private record Outcome(
      Map<String, PreprocessedCase> cases,
      Map<String, FailedCase> failed,
      long computed,
      long reused) {}

  private Outcome preprocess(PreprocessSettings settings, CaseSource... sources) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        pipeline
            .apply(Create.of(List.of(sources)).withCoder(RecordCoder.of(CaseSource.class)))
            .apply(PreprocessCases.of(workspace(), settings));
    Capture<PreprocessedCase> cases = Capture.of(outputs.get(PreprocessCases.CASES));
    Capture<FailedCase> failed = Capture.of(outputs.get(PreprocessCases.FAILED));
    PipelineResult result = Capture.run(pipeline);
    assertEquals(
        failed.elements().size(), Capture.counter(result, PreprocessCases.class, "cases_failed"));
    Map<String, PreprocessedCase> byId = new TreeMap<>();
    cases.elements().forEach(c -> byId.put(c.caseId(), c));
    Map<String, FailedCase> failedById = new TreeMap<>();
    failed.elements().forEach(f -> failedById.put(f.caseId(), f));
    return new Outcome(
        byId,
        failedById,
        Capture.counter(result, PreprocessCases.class, "cases_preprocessed"),
        Capture.counter(result, PreprocessCases.class, "cases_reused"));
  }

  @Test
  void aGoodCaseIsKeptWithAllThatLaterStagesNeed() throws IOException {
    CaseSource source = files.good("a", GRID);
    PreprocessedCase done = preprocess(settings(FINER), source).cases().get("a");
    assertEquals("12x5x4", done.shape());
    assertTrue(done.labelled());
    assertEquals(source.image(), done.source());
    assertEquals(GRID, stored.sourceGrid(done));
    assertEquals(NiftiFolder.label(GRID, 1), stored.reference(done));
    assertEquals(List.of(120L, 120L), done.classVoxels());
    assertEquals(120, count(stored.label(done).voxels()));
    assertEquals(stored.image(done).grid(), stored.label(done).grid());
    assertArrayEquals(new double[] {1, 1, 1.5}, stored.image(done).grid().spacingMm(), 1e-6);
    // Between the first two voxels along x, 20 apart, a quarter and three quarters of the way.
    assertEquals(6, stored.channel(done, 0).at(1, 0, 0), 1e-4);
    assertEquals(16, stored.channel(done, 0).at(2, 0, 0), 1e-4);
    assertEquals(done.content(), store.get(done.artifact()).contentDigest());
  }

  private static long count(byte[] voxels) {
    long count = 0;
    for (byte voxel : voxels) {
      count += voxel;
    }
    return count;
  }

  @Test
  void aTestCaseIsCroppedToItsLabelOnlyWhereThatIsAllowed() throws IOException {
    CaseSource good = files.good("a", GRID);
    CaseSource kept = new CaseSource("t", good.channels(), good.label(), true, true);
    PreprocessSettings crop = settings(new CropToLabelStep(List.of(0, 0, 0)));
    Outcome refused = preprocess(crop, good, kept);
    assertEquals(Set.of("a"), refused.cases().keySet());
    assertEquals(Fault.LABELS_AT_TEST, refused.failed().get("t").reason());

    PreprocessSettings allowed =
        new PreprocessSettings(crop.recipe(), crop.classes(), crop.source(), true);
    assertEquals(Set.of("a", "t"), preprocess(allowed, good, kept).cases().keySet());
    assertEquals(2, preprocess(allowed, good, kept).reused());
    assertEquals(Set.of("t"), preprocess(SETTINGS, kept).cases().keySet());
  }

  @Test
  void aCaseWithoutLabelMapIsUnlabelled() throws IOException {
    CaseSource source =
        NiftiFolder.source("u", files.write("u.nii.gz", NiftiFolder.image(GRID)), null);
    PreprocessedCase done = preprocess(SETTINGS, source).cases().get("u");
    assertFalse(done.labelled());
    assertEquals(List.of(), done.classVoxels());
    assertEquals("6x5x4", done.shape());
  }

  @Test
  void aCaseThatWasDoneIsReusedUntilItsBytesOrItsSettingsChange() throws IOException {
    CaseSource a = files.good("a", GRID);
    CaseSource b = files.good("b", VoxelGrid.ofSpacing(new GridShape(3, 3, 3), 1, 1, 1));
    Outcome first = preprocess(SETTINGS, a, b);
    assertEquals(2, first.computed());
    assertEquals(0, first.reused());

    Outcome second = preprocess(SETTINGS, b, a);
    assertEquals(0, second.computed());
    assertEquals(2, second.reused());
    assertEquals(first.cases(), second.cases());

    files.write(
        "b.nii.gz", NiftiFolder.image(VoxelGrid.ofSpacing(new GridShape(3, 3, 3), 1, 1, 1)));
    assertEquals(2, preprocess(SETTINGS, a, b).reused(), "the same bytes at another time");

    Volume changed = NiftiFolder.image(GRID);
    changed.voxels()[7] = 99;
    files.write("a.nii.gz", changed);
    Outcome third = preprocess(SETTINGS, a, b);
    assertEquals(1, third.computed());
    assertEquals(1, third.reused());
    assertNotEquals(first.cases().get("a"), third.cases().get("a"));
    assertEquals(2, preprocess(settings(ZScoreStep.over(ScoredVoxels.NONZERO)), a, b).computed());
  }

  @Test
  void everyBadCaseFailsWithItsTrueReasonWhileOthersGoOn() throws IOException {
    List<CaseSource> sources = new ArrayList<>();
    sources.add(files.good("good", GRID));
    String image = files.write("image.nii.gz", NiftiFolder.image(GRID));
    VoxelGrid shorter = new VoxelGrid(new GridShape(6, 5, 3), GRID.affine());
    VoxelGrid moved = new VoxelGrid(GRID.shape(), GRID.affine().shifted(0, 0, 0.1));
    sources.add(
        NiftiFolder.source(
            "shorter", image, files.write("s.nii.gz", NiftiFolder.label(shorter, 1))));
    sources.add(
        NiftiFolder.source("moved", image, files.write("m.nii.gz", NiftiFolder.label(moved, 1))));
    sources.add(
        NiftiFolder.source(
            "undeclared", image, files.write("u.nii.gz", NiftiFolder.label(GRID, 7))));
    String halves = files.write("halves.nii.gz", halved(NiftiFolder.image(GRID)));
    sources.add(NiftiFolder.source("fractions", image, halves));
    CaseSource truncated = files.good("truncated", GRID);
    NiftiFolder.cut(truncated.image(), 100);
    sources.add(truncated);
    CaseSource headless = files.good("headless", GRID);
    NiftiFolder.cut(headless.label().toString(), 0);
    sources.add(headless);
    sources.add(NiftiFolder.source("absent", folder.resolve("no such.nii.gz").toString(), null));
    sources.add(NiftiFolder.source("a folder", folder.toString(), null));
    sources.add(NiftiFolder.source("labelless", image, folder.resolve("nor this.nii").toString()));
    sources.add(withAffineRow("sheared", 2, 0.1f, 0, 0));
    sources.add(withAffineRow("nowhere", 2, 0, 0, Float.NaN));
    sources.add(withAffineRow("flat", 0, 0, 1.5f, 0));
    sources.add(constant("constant", 3));
    sources.add(constant("nan", Float.NaN));
    sources.add(files.good("large", VoxelGrid.ofSpacing(new GridShape(20, 20, 20), 1, 1, 1)));

    Outcome outcome = preprocess(SETTINGS, sources.toArray(CaseSource[]::new));

    assertEquals(Set.of("good"), outcome.cases().keySet());
    Map<String, Fault> reasons = new TreeMap<>();
    outcome.failed().forEach((caseId, failed) -> reasons.put(caseId, failed.reason()));
    Map<String, Fault> expected = new TreeMap<>();
    expected.put("shorter", Fault.GRID_MISMATCH);
    expected.put("moved", Fault.GRID_MISMATCH);
    expected.put("undeclared", Fault.LABEL_UNDECLARED);
    expected.put("fractions", Fault.LABEL_NOT_INTEGRAL);
    expected.put("truncated", Fault.UNREADABLE);
    expected.put("headless", Fault.UNREADABLE);
    expected.put("absent", Fault.UNREADABLE);
    expected.put("a folder", Fault.UNREADABLE);
    expected.put("labelless", Fault.UNREADABLE);
    expected.put("sheared", Fault.SHEARED);
    expected.put("nowhere", Fault.BAD_AFFINE);
    expected.put("flat", Fault.BAD_AFFINE);
    expected.put("constant", Fault.CONSTANT);
    expected.put("nan", Fault.NOT_FINITE);
    expected.put("large", Fault.TOO_LARGE);
    assertEquals(expected, reasons);
    FailedCase absent = outcome.failed().get("absent");
    assertEquals("preprocess", absent.stage());
    assertEquals(folder.resolve("no such.nii.gz").toString(), absent.source());
    assertTrue(absent.message().contains("no such.nii.gz does not exist"), absent.message());
    String labelless = outcome.failed().get("labelless").message();
    assertTrue(labelless.contains("nor this.nii does not exist"), labelless);
  }

  private static Volume halved(Volume volume) {
    float[] voxels = volume.voxels().clone();
    for (int v = 0; v < voxels.length; v++) {
      voxels[v] /= 2;
    }
    return new Volume(volume.grid(), voxels);
  }

  /** A file whose header says this in srow_x; our writer would not. */
  private CaseSource withAffineRow(String caseId, float... row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nifti.write(NiftiFolder.image(GRID), bytes);
    ByteBuffer header = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    header.position(280);
    header.asFloatBuffer().put(row);
    Path path = Files.write(folder.resolve(caseId + ".nii"), header.array());
    return NiftiFolder.source(caseId, path.toString(), null);
  }

  @Test
  void aRecipeWithoutNormalisationStillRefusesAnImageWithoutContrast() throws IOException {
    Outcome outcome = preprocess(settings(), constant("even", 3), constant("zero", 0));

    assertEquals(Set.of("even", "zero"), outcome.failed().keySet());
    assertEquals(Fault.CONSTANT, outcome.failed().get("even").reason());
  }

  @Test
  void everyCaseHasOneManifestEntryThatDoesNotTellAFirstRunFromASecond() throws IOException {
    CaseSource good = files.good("good", GRID);
    CaseSource broken = files.good("broken", GRID);
    NiftiFolder.cut(broken.image(), 100);
    CaseSource absent = NiftiFolder.source("absent", folder.resolve("none.nii").toString(), null);

    Map<String, ManifestEntry> entries = entries(good, broken, absent);

    assertEquals(Set.of("good", "broken", "absent"), entries.keySet());
    ManifestEntry done = entries.get("good");
    assertEquals(ManifestEntry.State.PROCESSED, done.state());
    assertEquals(
        List.of(digested(good.image()), digested(good.label().toString())),
        done.sources(),
        "image, label");
    assertEquals("6x5x4", done.result().shape());
    assertEquals(List.of(2.0, 1.0, 1.5), done.result().spacingMm());
    assertEquals(List.of(60L, 60L), done.result().classVoxels());
    assertTrue(Files.isDirectory(folder.resolve("workspace/artifacts").resolve(path(done))));
    assertEquals(Fault.UNREADABLE, entries.get("broken").failure().reason());
    assertEquals(digested(broken.image()), entries.get("broken").sources().get(0));
    assertEquals(
        List.of(new ManifestEntry.SourceFile(absent.image(), null)),
        entries.get("absent").sources());
    assertEquals(entries, entries(absent, good, broken));
  }

  private static String path(ManifestEntry entry) {
    return entry.result().artifact();
  }

  private static ManifestEntry.SourceFile digested(String path) throws IOException {
    return new ManifestEntry.SourceFile(path, Digest.of(Files.readAllBytes(Path.of(path))));
  }

  private Map<String, ManifestEntry> entries(CaseSource... sources) {
    Pipeline pipeline = Pipeline.create();
    Capture<ManifestEntry> entries =
        Capture.of(
            pipeline
                .apply(Create.of(List.of(sources)).withCoder(RecordCoder.of(CaseSource.class)))
                .apply(PreprocessCases.of(workspace(), SETTINGS))
                .get(PreprocessCases.ENTRIES));
    Capture.run(pipeline);
    Map<String, ManifestEntry> byId = new TreeMap<>();
    entries.elements().forEach(e -> assertEquals(null, byId.put(e.caseId(), e)));
    return byId;
  }

  private CaseSource constant(String caseId, float value) throws IOException {
    float[] voxels = new float[(int) GRID.shape().voxels()];
    Arrays.fill(voxels, value);
    return NiftiFolder.source(
        caseId, files.write(caseId + ".nii.gz", new Volume(GRID, voxels)), null);
  }

  @Test
  void noCasesGiveNothing() {
    assertEquals(new Outcome(Map.of(), Map.of(), 0, 0), preprocess(SETTINGS));
  }
}
