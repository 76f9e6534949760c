package io.twinbeam.transforms.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.inference.CleanUp;
import io.twinbeam.model.inference.CleanUp.Cleaned;
import io.twinbeam.model.inference.LoadedNetworks;
import io.twinbeam.model.inference.Predictor;
import io.twinbeam.model.network.FreshWeights;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Connectivity;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.ImportedWeights;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.pseudolabel.PredictPseudoLabels;
import io.twinbeam.transforms.source.SourceFormats;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the artifact of a predicted case. The networks are fresh, so they see specks. */
final class PredictedFilesTest {

  private static final RunName RUN = new RunName("fresh", 1);
  private static final PredictionSettings PLAIN =
      new PredictionSettings(SmallRuns.PATCH, new GridShape(8, 8, 16), 2, 1, "cpu");
  private static final CleanUp LARGEST =
      new CleanUp(Connectivity.FACES, List.of(new CleanUp.Rule(1, true, 0, 0)));

  @TempDir private static Path workspace;
  private static ArtifactStore store;
  private static TrainedRun run;

  @BeforeAll
  static void makeNetworks() throws IOException {
    store = ArtifactStore.at(SmallData.workspaceAt(workspace));
    Artifact weights =
        ImportedWeights.pair(store, weights(SmallRuns.A, 2), weights(SmallRuns.B, 2));
    run = new TrainedRun(RUN, List.of(SmallRuns.A, SmallRuns.B), weights.ref(), "two fresh ones");
  }

  /** Fresh weights whose threshold gives half of the noise to each class. */
  private static byte[] weights(NetworkSpec spec, long seed) throws IOException {
    Map<String, Tensor> tensors = FreshWeights.of(spec, seed);
    try (LoadedNetworks loaded = new LoadedNetworks(List.of(spec), List.of(tensors), "cpu")) {
      Scan noise = Scan.of(Nifti.readVolume(new ByteArrayInputStream(obliqueNoise())));
      float[] probabilities =
          new Predictor(loaded.networks(), PLAIN.windows()).predict(noise).probability(1).voxels();
      Arrays.sort(probabilities);
      double median = probabilities[probabilities.length / 2];
      float[] bias = tensors.get("out_conv.bias").values().clone();
      bias[1] -= (float) Math.log(median / (1 - median));
      tensors.put("out_conv.bias", new Tensor(new long[] {2}, bias));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Safetensors.write(tensors, Map.of(), bytes);
      return bytes.toByteArray();
    }
  }

  private static PredictionSettings settings(
      OptionalInt alone, Optional<CleanUp> cleanUp, boolean maps, boolean withoutEntropy) {
    return new PredictionSettings(
        PLAIN.patch(), PLAIN.stride(), 2, 1, "cpu", false, 0, alone, cleanUp, maps, withoutEntropy);
  }

  private static PredictionSettings cleaning() {
    return settings(OptionalInt.empty(), Optional.of(LARGEST), false, false);
  }

  private record Outcome(
      PredictedCase predicted,
      List<RemovedComponents> removed,
      long componentsRemoved,
      long voxelsRemoved) {

    byte[] bytes(String file) throws IOException {
      return store.read(store.get(predicted.artifact()), file);
    }

    LabelMap labels() throws IOException {
      return Nifti.readLabelMap(new ByteArrayInputStream(bytes(PredictedCase.PREDICTION)));
    }

    Volume volume(String file) throws IOException {
      return Nifti.readVolume(new ByteArrayInputStream(bytes(file)));
    }

    Set<String> files() throws IOException {
      return store.get(predicted.artifact()).files().keySet();
    }
  }

  private static PCollectionView<List<TrainedRun>> runs(Pipeline pipeline) {
    return pipeline
        .apply("Runs", Create.of(run).withCoder(RecordCoder.of(TrainedRun.class)))
        .apply(View.asList());
  }

  private static PCollection<SplitCase> cases(Pipeline pipeline, PreprocessedCase one) {
    return pipeline.apply(
        "Cases",
        Create.of(new SplitCase(CaseRole.TEST, one)).withCoder(RecordCoder.of(SplitCase.class)));
  }

  private static Outcome predict(PreprocessedCase one, PredictionSettings settings) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        cases(pipeline, one)
            .apply(PredictCases.of("predict", workspace.toString(), settings, runs(pipeline)));
    Capture<PredictedCase> predicted = Capture.of(outputs.get(PredictCases.CASES));
    Capture<RemovedComponents> removed = Capture.of(outputs.get(PredictCases.REMOVED));
    Capture<FailedCase> failed = Capture.of(outputs.get(PredictCases.FAILED));
    PipelineResult result = Capture.run(pipeline);
    assertEquals(List.of(), failed.elements());
    return new Outcome(
        predicted.only(),
        removed.elements(),
        Capture.counter(result, PredictCases.class, "components_removed"),
        Capture.counter(result, PredictCases.class, "voxels_removed"));
  }

  private static Outcome predict(PredictionSettings settings) {
    return predict(SmallData.cases().get(0), settings);
  }

  @Test
  void cleanUpIsDoneOnTheSourceGridAndTellsWhatItTook() throws IOException {
    Path file = workspace.resolve("noise.nii");
    Files.write(file, obliqueNoise());
    Outcome plain = predict(preprocess(file), PLAIN);
    Outcome cleaned = predict(preprocess(file), cleaning());
    Cleaned expected = LARGEST.apply(plain.labels());
    CleanUp.Removed took = expected.removed().get(0);
    assertTrue(took.components() > 0, "specks to remove: " + took);
    assertEquals(expected.labels(), cleaned.labels());
    double ml = took.voxels() * 1.25 * 0.9 * 0.7 / 1000;
    RemovedComponents told = cleaned.removed().get(0);
    assertEquals(
        List.of(
            new RemovedComponents(RUN, "oblique", 1, took.components(), took.voxels(), told.ml())),
        cleaned.removed());
    assertEquals(ml, told.ml(), 1e-6);
    assertEquals(took.components(), cleaned.componentsRemoved());
    assertEquals(took.voxels(), cleaned.voxelsRemoved());
    assertEquals(List.of(), plain.removed());
    assertArrayEquals(plain.bytes(PredictedCase.ENTROPY), cleaned.bytes(PredictedCase.ENTROPY));
  }

  @Test
  void aPredictionThatIsFoundTellsWhatCleanUpTookAsWhenItWasMade() {
    assertEquals(predict(cleaning()), predict(cleaning()));
  }

  @Test
  void pseudoLabelsAreWhatTheNetworksSay() {
    Pipeline pipeline = Pipeline.create();
    Capture<PredictedCase> labels =
        Capture.of(
            cases(pipeline, SmallData.cases().get(0))
                .apply(
                    PredictPseudoLabels.of(
                        workspace.toString(),
                        settings(OptionalInt.empty(), Optional.of(LARGEST), true, true),
                        runs(pipeline)))
                .get(PredictPseudoLabels.CASES));
    Capture.run(pipeline);
    assertEquals(predict(PLAIN).predicted(), labels.only());
  }

  @Test
  void probabilitiesOfForegroundClassesAreKeptWhereAskedFor() throws IOException {
    assertEquals(Set.of(PredictedCase.PREDICTION, PredictedCase.ENTROPY), predict(PLAIN).files());
    Outcome outcome = predict(settings(OptionalInt.empty(), Optional.empty(), true, false));
    assertEquals(
        Set.of(PredictedCase.PREDICTION, PredictedCase.ENTROPY, "probability-1.nii.gz"),
        outcome.files());
    Volume probability = outcome.volume(PredictedCase.probability(1));
    LabelMap labels = outcome.labels();
    assertEquals(labels.grid(), probability.grid());
    for (int v = 0; v < labels.voxels().length; v++) {
      assertEquals(probability.voxels()[v] > 0.5 ? 1 : 0, labels.voxels()[v], 0.0, "voxel " + v);
    }
    assertArrayEquals(
        predict(PLAIN).bytes(PredictedCase.PREDICTION), outcome.bytes(PredictedCase.PREDICTION));
  }

  @Test
  void anArtifactIsNamedByWhatChangesItsBytesAlone() {
    PredictedCase plain = predict(PLAIN).predicted();
    assertEquals(
        plain, predict(settings(OptionalInt.empty(), Optional.empty(), false, true)).predicted());
    PredictedCase a =
        predict(settings(OptionalInt.of(0), Optional.empty(), false, false)).predicted();
    PredictedCase b =
        predict(settings(OptionalInt.of(1), Optional.empty(), false, false)).predicted();
    assertEquals(4, Set.of(plain, a, b, predict(cleaning()).predicted()).size());
  }

  @Test
  void settingsOfOlderFilesAreReadAndWrittenAsTheyWere() {
    String older =
        "{\"device\":\"cpu\",\"patch\":{\"x\":16,\"y\":16,\"z\":32},"
            + "\"stride\":{\"x\":8,\"y\":8,\"z\":16},\"threads\":1,\"windowsPerBatch\":2}";
    assertEquals(PLAIN, CanonicalJson.read(older, PredictionSettings.class));
    assertEquals(older, CanonicalJson.write(PLAIN));
    String windows =
        "{\"batch\":2,\"patch\":{\"x\":16,\"y\":16,\"z\":32},"
            + "\"stride\":{\"x\":8,\"y\":8,\"z\":16}}";
    assertEquals(windows, CanonicalJson.write(PLAIN.windows()));
    PredictionSettings younger = settings(OptionalInt.of(1), Optional.of(LARGEST), true, true);
    String json = CanonicalJson.write(younger);
    assertNotEquals(older, json);
    assertEquals(younger, CanonicalJson.read(json, PredictionSettings.class));
  }

  /** Turned about an axis that is none of the grid's, mirrored, and its axes permuted. */
  private static VoxelGrid oblique() {
    double[] axis = {0.6, -0.48, 0.64};
    double cosine = Math.cos(0.35);
    double sine = Math.sin(0.35);
    double[] spacing = {1.25, 0.9, 0.7};
    int[] from = {2, 0, 1};
    double[] rows = new double[12];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        int c = from[column];
        double cross = row == c ? 0 : axis[3 - row - c] * ((c - row + 3) % 3 == 1 ? -1 : 1);
        double turned = (row == c ? cosine : 0) + sine * cross + (1 - cosine) * axis[row] * axis[c];
        rows[row * 4 + column] = turned * spacing[column] * (column == 1 ? -1 : 1);
      }
      rows[row * 4 + 3] = -31.7 + 40.3 * row;
    }
    return new VoxelGrid(new GridShape(22, 26, 30), Affine.ofRows(rows));
  }

  private static byte[] obliqueNoise() throws IOException {
    VoxelGrid grid = oblique();
    float[] voxels = new float[(int) grid.shape().voxels()];
    CounterRandom random = CounterRandom.of(4, "scan");
    for (int v = 0; v < voxels.length; v++) {
      voxels[v] = (float) random.nextGaussian();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nifti.write(new Volume(grid, voxels), bytes);
    return bytes.toByteArray();
  }

  @Test
  void theFilesOfAnObliqueScanHaveItsVeryGridInTheirHeaders() throws IOException {
    byte[] scan = obliqueNoise();
    Path file = workspace.resolve("oblique.nii");
    Files.write(file, scan);
    // As scanners export it: a qform and no sform.
    byte[] qformAlone = scan.clone();
    Arrays.fill(qformAlone, 280, 328, (byte) 0);
    ByteBuffer.wrap(qformAlone).order(ByteOrder.LITTLE_ENDIAN).putShort(254, (short) 0);
    Path other = workspace.resolve("oblique-qform.nii");
    Files.write(other, qformAlone);

    for (Path source : List.of(file, other)) {
      Outcome outcome =
          predict(preprocess(source), settings(OptionalInt.empty(), Optional.empty(), true, false));
      ByteBuffer header = ByteBuffer.wrap(scan).order(ByteOrder.LITTLE_ENDIAN);
      for (String name : outcome.files()) {
        byte[] made =
            new GZIPInputStream(new ByteArrayInputStream(outcome.bytes(name))).readAllBytes();
        ByteBuffer written = ByteBuffer.wrap(made).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 40; at < 56; at += 2) {
          assertEquals(header.getShort(at), written.getShort(at), name + " dim");
        }
        for (int at = 76; at < 92; at += 4) {
          assertEquals(header.getFloat(at), written.getFloat(at), 1e-6, name + " pixdim");
        }
        for (int at = 256; at < 328; at += 4) {
          assertEquals(header.getFloat(at), written.getFloat(at), 2e-5, name + " orientation");
        }
        assertEquals(1, written.getShort(252), name + " qform_code");
        assertEquals(1, written.getShort(254), name + " sform_code");
        assertEquals(2, written.get(123) & 7, name + " mm");
        boolean labels = name.equals(PredictedCase.PREDICTION);
        assertEquals(labels ? 1002 : 1001, written.getShort(68), name + " intent_code");
        assertEquals(intentName(name), text(made, 328, 16), name + " intent_name");
      }
      assertEquals(2, outcome.labels().counts().length);
    }
  }

  private static String intentName(String file) {
    return switch (file) {
      case PredictedCase.PREDICTION -> "";
      case PredictedCase.ENTROPY -> "entropy (nats)";
      default -> "probability";
    };
  }

  private static String text(byte[] bytes, int from, int length) {
    StringBuilder text = new StringBuilder();
    for (int n = from; n < from + length && bytes[n] != 0; n++) {
      text.append((char) bytes[n]);
    }
    return text.toString();
  }

  private static PreprocessedCase preprocess(Path file) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        pipeline
            .apply(
                Create.of(
                        new CaseSource(
                            "oblique",
                            List.of(VolumeSource.of(SourceFormats.NIFTI, file.toString())),
                            null,
                            false,
                            false))
                    .withCoder(RecordCoder.of(CaseSource.class)))
            .apply(PreprocessCases.of(workspace.toString(), SmallData.preprocessing()));
    Capture<PreprocessedCase> done = Capture.of(outputs.get(PreprocessCases.CASES));
    Capture<FailedCase> failed = Capture.of(outputs.get(PreprocessCases.FAILED));
    Capture.run(pipeline);
    assertEquals(List.of(), failed.elements());
    return done.only();
  }
}
