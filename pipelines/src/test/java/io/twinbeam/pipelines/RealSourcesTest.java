package io.twinbeam.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.SharedData;
import io.twinbeam.model.format.Hdf5;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.pipelines.recipe.RecipeDefinition;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.pipelines.results.Manifest;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.ManifestEntry.SourceFile;
import io.twinbeam.transforms.preprocess.ManifestEntry.State;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.source.SourceFormats;
import io.twinbeam.transforms.source.SourceRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preprocesses the real HDF5 files and DICOM series; skipped where they are absent. */
final class RealSourcesTest {

  private static final double[] LEFT_ATRIUM_MM = {0.625, 0.625, 0.625};

  @TempDir private Path folder;

  private Map<String, ManifestEntry> preprocess(String recipe, List<CaseSource> sources)
      throws IOException {
    RecipeDefinition definition = RecipeFile.named(recipe);
    SourceRules rules =
        new SourceRules(
            1,
            definition.spacingOfFilesWithout(),
            SourceRules.DEFAULT_MAX_VOXELS,
            SourceRules.DEFAULT_GRID_TOLERANCE_MM);
    PreprocessSettings settings =
        new PreprocessSettings(definition.recipe(), LabelClasses.asFound(), rules);
    RunDirectory directory = new RunDirectory(Files.createTempDirectory(folder, "tables"));
    Pipeline pipeline = Pipeline.create();
    new Tables(directory)
        .entries(
            pipeline
                .apply(Create.of(sources).withCoder(RecordCoder.of(CaseSource.class)))
                .apply(PreprocessCases.of(workspace().toString(), settings))
                .get(PreprocessCases.ENTRIES));
    pipeline.run().waitUntilFinish();
    Map<String, ManifestEntry> entries = new TreeMap<>();
    for (ManifestEntry entry : Manifest.readEntries(directory)) {
      assertEquals(State.PROCESSED, entry.state(), entry::toString);
      entries.put(entry.caseId(), entry);
    }
    return entries;
  }

  private Path workspace() {
    return folder.resolve("workspace");
  }

  /** Where the stored image lies, as a viewer would read it. */
  private VoxelGrid storedGrid(ManifestEntry entry) throws IOException {
    Path image =
        workspace().resolve("artifacts").resolve(entry.result().artifact()).resolve("image.nii.gz");
    try (InputStream stream = Files.newInputStream(image)) {
      return Nifti.readGrid(stream);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void theLeftAtriumFilesGoThroughTheirRecipe() throws IOException {
    List<Path> files = list(SharedData.folder("left-atrium"));
    List<CaseSource> sources = new ArrayList<>();
    for (Path file : files) {
      VolumeSource both = VolumeSource.of(SourceFormats.HDF5, file.toString());
      sources.add(new CaseSource(file.getFileName().toString(), both, both));
    }

    Map<String, ManifestEntry> entries = preprocess("left-atrium", sources);

    assertEquals(13, entries.size());
    for (Path file : files) {
      ManifestEntry entry = entries.get(file.getFileName().toString());
      LabelMap label =
          Hdf5.readLabelMap(Files.readAllBytes(file), "label", LEFT_ATRIUM_MM, 1 << 26);
      GridShape shape = GridShape.parse(entry.result().shape());
      assertEquals(label.shape(), shape);
      assertTrue(shape.x() >= 112 && shape.y() >= 112 && shape.z() == 88, shape.toString());
      assertEquals(List.of(0.625, 0.625, 0.625), entry.result().spacingMm());
      assertEquals(Arrays.stream(label.counts()).boxed().toList(), entry.result().classVoxels());
      assertEquals(List.of(file.toString()), paths(entry), "one file, listed once");
    }
  }

  private static List<String> paths(ManifestEntry entry) {
    return entry.sources().stream().map(SourceFile::path).toList();
  }

  private static CaseSource series(String caseId, List<Path> files) {
    return new CaseSource(
        caseId,
        new VolumeSource(SourceFormats.DICOM, files.stream().map(Path::toString).toList()),
        null);
  }

  @Test
  void theSeriesLieWhereTheirHeadersPutThemWhateverTheirFilesAreCalled() throws IOException {
    List<CaseSource> sources = new ArrayList<>();
    for (Path study : list(SharedData.folder("dicom"))) {
      sources.add(series(study.getFileName().toString(), list(study)));
      sources.add(series("renamed " + study.getFileName(), renamed(study)));
    }

    Map<String, ManifestEntry> entries = preprocess("default", sources);

    assertEquals(6, entries.size());
    for (Path study : list(SharedData.folder("dicom"))) {
      ManifestEntry entry = entries.get(study.getFileName().toString());
      assertEquals(
          list(study).stream().map(Path::toString).toList(),
          paths(entry).stream().sorted().toList());
      ManifestEntry renamed = entries.get("renamed " + study.getFileName());
      assertEquals(entry.result(), renamed.result());
      assertEquals(digests(entry), digests(renamed));
      assertSameCorners(HeaderSlice.corners(list(study)), corners(storedGrid(entry)));
    }
  }

  private static List<String> digests(ManifestEntry entry) {
    return entry.sources().stream().map(SourceFile::sha256).toList();
  }

  /** The same files in another folder, under other names, in another order. */
  private List<Path> renamed(Path study) throws IOException {
    Path target = Files.createTempDirectory(folder, "renamed");
    List<Path> shuffled = new ArrayList<>(list(study));
    Collections.shuffle(shuffled, new Random(11));
    List<Path> copies = new ArrayList<>();
    for (Path file : shuffled) {
      copies.add(Files.copy(file, target.resolve("IM" + copies.size())));
    }
    return copies;
  }

  private static List<double[]> corners(VoxelGrid grid) {
    int[] last = grid.shape().toArray();
    List<double[]> corners = new ArrayList<>();
    for (int corner = 0; corner < 8; corner++) {
      corners.add(
          grid.affine()
              .apply(
                  (corner & 1) * (last[0] - 1),
                  (corner >> 1 & 1) * (last[1] - 1),
                  (corner >> 2 & 1) * (last[2] - 1)));
    }
    return corners;
  }

  private static void assertSameCorners(List<double[]> expected, List<double[]> actual) {
    List<double[]> left = new ArrayList<>(actual);
    for (double[] corner : expected) {
      assertTrue(
          left.removeIf(other -> distance(corner, other) < 1e-3),
          Arrays.toString(corner) + " is not among " + Arrays.deepToString(left.toArray()));
    }
    assertEquals(List.of(), left);
  }

  private static double distance(double[] one, double[] other) {
    return Math.hypot(Math.hypot(one[0] - other[0], one[1] - other[1]), one[2] - other[2]);
  }

  @Test
  void anObliqueAffineIsTheSameToAMillionthAfterStoring() throws IOException {
    VoxelGrid exact = HeaderSlice.grid(list(SharedData.folder("dicom/study3-t2-oblique")));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Nifti.write(new LabelMap(exact, new byte[(int) exact.shape().voxels()]), written);

    VoxelGrid read = Nifti.readGrid(new ByteArrayInputStream(written.toByteArray()));

    double[] rows = exact.affine().toRows();
    for (int n = 0; n < rows.length; n++) {
      assertEquals(rows[n], read.affine().toRows()[n], 1e-6 * Math.abs(rows[n]), "number " + n);
    }
  }
}
