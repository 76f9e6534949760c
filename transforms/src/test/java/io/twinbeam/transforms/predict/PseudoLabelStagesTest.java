package io.twinbeam.transforms.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.uncertainty.Acceptance;
import io.twinbeam.model.uncertainty.FilterRule;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.uncertainty.Reliability;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Resample;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.EarlierRound;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.pseudolabel.FilterByUncertainty;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import io.twinbeam.transforms.pseudolabel.LabelledCase;
import io.twinbeam.transforms.pseudolabel.MeasureLabelledCases;
import io.twinbeam.transforms.pseudolabel.PlacePseudoLabels;
import io.twinbeam.transforms.pseudolabel.PredictPseudoLabels;
import io.twinbeam.transforms.pseudolabel.PseudoLabelFacts.OfClass;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small run, trained once: its pseudo-labels under several rules. */
final class PseudoLabelStagesTest {

  private static final RunName RUN = new RunName("supervised", 3);
  private static final PredictionSettings WINDOWS =
      new PredictionSettings(SmallRuns.PATCH, new GridShape(8, 8, 16), 2, 1, "cpu");

  @TempDir private static Path workspace;
  private static ArtifactStore store;
  private static TrainedRun trained;

  @BeforeAll
  static void train() {
    store = ArtifactStore.at(SmallData.workspaceAt(workspace));
    trained = SmallRuns.trained(RUN, workspace);
  }

  private record Outcome(
      PredictedCase predicted, FilteredPseudoLabel label, List<KV<String, SplitCase>> placed) {}

  /** What becomes of the second case. */
  private static Outcome pseudoLabel(PseudoLabelSettings settings) {
    Pipeline pipeline = Pipeline.create();
    PCollectionView<List<TrainedRun>> runs =
        pipeline
            .apply("Runs", Create.of(trained).withCoder(RecordCoder.of(TrainedRun.class)))
            .apply("GatherRuns", View.asList());
    PCollection<SplitCase> cases =
        pipeline.apply(
            "Cases", Create.of(SmallData.split()).withCoder(RecordCoder.of(SplitCase.class)));
    PCollectionView<List<LabelledCase>> labelled =
        cases
            .apply(MeasureLabelledCases.of(workspace.toString(), 2))
            .apply("GatherLabelled", View.asList());
    PCollection<PredictedCase> predicted =
        pipeline
            .apply(
                "Unlabelled",
                Create.of(SmallData.split().get(1)).withCoder(RecordCoder.of(SplitCase.class)))
            .apply(
                PredictPseudoLabels.of(workspace.toString(), WINDOWS, runs)
                    .withMeasuresFor(settings))
            .get(PredictPseudoLabels.CASES);
    Capture<PredictedCase> before = Capture.of(predicted);
    PCollection<FilteredPseudoLabel> filtered =
        predicted.apply(FilterByUncertainty.of(workspace.toString(), settings, labelled));
    Capture<FilteredPseudoLabel> after = Capture.of(filtered);
    Capture<KV<String, SplitCase>> placed =
        Capture.of(filtered.apply(PlacePseudoLabels.of(workspace.toString())));
    Capture.run(pipeline);
    return new Outcome(before.only(), after.only(), placed.elements());
  }

  private static ByteArrayInputStream file(ArtifactRef ref, String name) throws IOException {
    return new ByteArrayInputStream(store.read(store.get(ref), name));
  }

  private static LabelMap labelMap(ArtifactRef ref, String name) throws IOException {
    return Nifti.readLabelMap(file(ref, name));
  }

  private static Volume volume(ArtifactRef ref, String name) throws IOException {
    return Nifti.readVolume(file(ref, name));
  }

  private static PseudoLabelSettings with(
      Map<Measure, FilterRule> rules, Optional<Acceptance> accept) {
    return new PseudoLabelSettings(
        0.7,
        true,
        2,
        new TreeMap<>(rules),
        rules.containsKey(Measure.VARIANCE) ? OptionalInt.of(5) : OptionalInt.empty(),
        accept,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void pseudoLabelsKeepTheShareOfEachClassThatIsMostCertain() throws IOException {
    Outcome outcome = pseudoLabel(PseudoLabelSettings.of(0.7, true, 2));
    ArtifactRef source = outcome.predicted().artifact();
    LabelMap prediction = labelMap(source, PredictedCase.PREDICTION);
    Volume entropy = volume(source, PredictedCase.ENTROPY);
    boolean[] kept = Reliability.mask(entropy.voxels(), prediction.voxels(), 2, 0.7, true);
    FilteredPseudoLabel label = outcome.label();
    assertEquals(
        Reliability.marked(prediction, kept, 255),
        labelMap(label.artifact(), FilteredPseudoLabel.LABEL));
    assertEquals(entropy, volume(label.artifact(), FilteredPseudoLabel.ENTROPY));
    byte[] header =
        new GZIPInputStream(file(label.artifact(), FilteredPseudoLabel.LABEL)).readNBytes(348);
    assertEquals(
        1002, ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getShort(68), "intent_code");
    assertEquals(RUN, label.run());
    assertEquals("phantom_1", label.caseId());
    assertTrue(label.facts().accepted());
    for (OfClass share : label.facts().classes()) {
      assertShare(share, prediction, entropy, kept);
    }
  }

  private static void assertShare(
      OfClass share, LabelMap prediction, Volume entropy, boolean[] kept) {
    long voxels = 0;
    long reliable = 0;
    double sum = 0;
    float highest = 0;
    for (int v = 0; v < kept.length; v++) {
      if (prediction.voxels()[v] == share.classId()) {
        voxels++;
        reliable += kept[v] ? 1 : 0;
        sum += entropy.voxels()[v];
        highest = kept[v] ? Math.max(highest, entropy.voxels()[v]) : highest;
      }
    }
    assertEquals(voxels, share.voxels());
    assertEquals(reliable, share.kept());
    assertEquals(sum / voxels, share.meanEntropyNats().orElseThrow());
    assertEquals(voxels * prediction.grid().voxelMm3() / 1000, share.volumeMl(), 1e-9);
    assertTrue(reliable >= 0.7 * (voxels - 1) && reliable < voxels, share.toString());
    assertTrue(share.thresholds().get("entropy") >= highest, share.toString());
  }

  @Test
  void aVoxelIsKeptWhereEveryFilterKeepsIt() throws IOException {
    Map<Measure, FilterRule> rules =
        Map.of(
            Measure.DISAGREEMENT, FilterRule.ofThreshold(0),
            Measure.KL, FilterRule.ofShare(0.5, false),
            Measure.VARIANCE, FilterRule.ofShare(0.5, true));
    Outcome outcome = pseudoLabel(with(rules, Optional.empty()));
    ArtifactRef source = outcome.predicted().artifact();
    LabelMap prediction = labelMap(source, PredictedCase.PREDICTION);
    boolean[] kept = new boolean[prediction.voxels().length];
    Arrays.fill(kept, true);
    TreeMap<Measure, FilterRule> all = new TreeMap<>(rules);
    all.put(Measure.ENTROPY, FilterRule.ofShare(0.7, true));
    for (Map.Entry<Measure, FilterRule> rule : all.entrySet()) {
      float[] values = volume(source, PredictedCase.measure(rule.getKey())).voxels();
      float[] limits = Reliability.limits(values, prediction.voxels(), 2, rule.getValue());
      boolean[] alone = new boolean[kept.length];
      Arrays.fill(alone, true);
      Reliability.keepUpTo(limits, values, prediction.voxels(), alone);
      int rejected = 0;
      for (int v = 0; v < kept.length; v++) {
        rejected += !alone[v] ? 1 : 0;
        kept[v] &= alone[v];
      }
      assertTrue(rejected > 0, rule.getKey() + " rejects nothing");
      for (OfClass of : outcome.label().facts().classes()) {
        assertEquals(limits[of.classId()], of.thresholds().get(rule.getKey().id()), 1e-7);
      }
    }
    LabelMap marked = labelMap(outcome.label().artifact(), FilteredPseudoLabel.LABEL);
    assertEquals(Reliability.marked(prediction, kept, 255), marked);
    ArtifactRef entropyAlone = pseudoLabel(PseudoLabelSettings.of(0.7, true, 2)).label().artifact();
    long more =
        marked.counts()[255] - labelMap(entropyAlone, FilteredPseudoLabel.LABEL).counts()[255];
    assertTrue(more > 0, "the entropy alone rejects as much");
  }

  @Test
  void furtherFiltersChangeNeitherPredictionNorEntropy() throws IOException {
    ArtifactRef plain = pseudoLabel(PseudoLabelSettings.of(0.7, true, 2)).predicted().artifact();
    ArtifactRef more =
        pseudoLabel(with(Map.of(Measure.KL, FilterRule.ofShare(0.8, false)), Optional.empty()))
            .predicted()
            .artifact();
    assertFalse(plain.equals(more));
    for (String name : List.of(PredictedCase.PREDICTION, PredictedCase.ENTROPY)) {
      assertEquals(store.get(plain).files().get(name), store.get(more).files().get(name), name);
    }
  }

  @Test
  void theFileBesideALabelSaysWhoMadeItHowAndWhyItIsNotAccepted() throws IOException {
    FilteredPseudoLabel label =
        pseudoLabel(with(Map.of(), Optional.of(new Acceptance(0.95, 1, 1.01, 0)))).label();
    byte[] bytes = store.read(store.get(label.artifact()), FilteredPseudoLabel.FACTS);
    JsonNode facts = CanonicalJson.read(new String(bytes, StandardCharsets.UTF_8), JsonNode.class);
    assertEquals(trained.content(), facts.get("teacher").asText());
    assertEquals("supervised", facts.get("method").asText());
    assertEquals(3, facts.get("seed").asInt());
    assertEquals(1, facts.get("round").asInt());
    assertEquals(0.7, facts.at("/filters/entropy/share").asDouble());
    assertFalse(facts.get("accepted").asBoolean());
    assertTrue(
        facts.at("/reasons/0").asText().startsWith("kept fraction must be from 0.95"),
        facts.toString());
    assertTrue(facts.at("/classes/1/volumeMl").asDouble() > 0);
    double all = 20 * 20 * 24;
    assertEquals(
        (facts.at("/classes/0/kept").asLong() + facts.at("/classes/1/kept").asLong()) / all,
        facts.get("keptFraction").asDouble(),
        1e-12);
  }

  @Test
  void anAcceptedLabelIsTrainedOnOnTheGridOfThePreprocessedCase() throws IOException {
    Outcome outcome = pseudoLabel(PseudoLabelSettings.of(0.7, true, 2));
    SplitCase placed = outcome.placed().get(0).getValue();
    assertEquals(RUN.runId(), outcome.placed().get(0).getKey());
    assertEquals(CaseRole.UNLABELLED, placed.role());
    assertEquals(trained.weights(), placed.earlier().orElseThrow().weights());
    LabelMap found = labelMap(placed.pseudoLabel().orElseThrow().artifact(), EarlierRound.LABEL);
    LabelMap source = labelMap(outcome.label().artifact(), FilteredPseudoLabel.LABEL);
    Volume image = new StoredCases(store).channel(placed.preprocessed(), 0);
    assertEquals(image.grid().shape(), found.shape());
    assertEquals(Resample.nearest(source, image.grid(), 255), found);
    assertEquals(256, found.counts().length, "nothing is to be ignored");
  }

  @Test
  void aLabelThatIsNotAcceptedIsNotTrainedOn() {
    Outcome outcome = pseudoLabel(with(Map.of(), Optional.of(new Acceptance(0.95, 1, 0, 0))));
    assertFalse(outcome.label().facts().accepted());
    assertEquals(List.of(), outcome.placed());
  }
}
