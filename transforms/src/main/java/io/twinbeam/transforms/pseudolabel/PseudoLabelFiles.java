package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.format.NiftiIntent;
import io.twinbeam.model.uncertainty.FilterRule;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.uncertainty.Reliability;
import io.twinbeam.model.uncertainty.VoxelEntropy;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.pseudolabel.PseudoLabelFacts.OfClass;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the files of a pseudo-label out of those of a prediction. */
final class PseudoLabelFiles {

  private final ArtifactStore store;
  private final PseudoLabelSettings settings;
  private final int round;

  PseudoLabelFiles(ArtifactStore store, PseudoLabelSettings settings, int round) {
    this.store = store;
    this.settings = settings;
    this.round = round;
  }

  /**
   * @param labelled the labelled cases of the run
   */
  void make(PredictedCase predicted, List<LabelledCase> labelled, ArtifactStore.Sink sink)
      throws IOException {
    Artifact source = store.get(predicted.artifact());
    byte[] entropyFile = store.read(source, PredictedCase.ENTROPY);
    LabelMap prediction =
        Nifti.readLabelMap(new ByteArrayInputStream(store.read(source, PredictedCase.PREDICTION)));
    Volume entropy = Nifti.readVolume(new ByteArrayInputStream(entropyFile));
    boolean[] kept = new boolean[prediction.voxels().length];
    Arrays.fill(kept, true);
    SortedMap<Measure, float[]> limits = new TreeMap<>();
    for (Measure measure : settings.rules().keySet()) {
      Volume values = measure == Measure.ENTROPY ? entropy : measure(source, measure);
      limits.put(measure, filter(measure, values, prediction, kept));
    }
    LabelMap marked = Reliability.marked(prediction, kept, FilteredPseudoLabel.IGNORE);
    PseudoLabelFacts facts = facts(predicted, prediction, entropy, kept, limits, labelled);
    byte[] json = CanonicalJson.writeIndented(facts).getBytes(StandardCharsets.UTF_8);
    sink.file(
        FilteredPseudoLabel.LABEL, stream -> Nifti.writeGz(marked, NiftiIntent.LABEL, stream));
    sink.file(FilteredPseudoLabel.ENTROPY, stream -> stream.write(entropyFile));
    sink.file(FilteredPseudoLabel.FACTS, stream -> stream.write(json));
  }

  private Volume measure(Artifact source, Measure measure) throws IOException {
    byte[] file = store.read(source, PredictedCase.measure(measure));
    return Nifti.readVolume(new ByteArrayInputStream(file));
  }

  /** Takes rejected voxels out of {@code kept} and returns the limits by class. */
  private float[] filter(Measure measure, Volume values, LabelMap prediction, boolean[] kept) {
    FilterRule rule = settings.rules().get(measure);
    float[] limits =
        Reliability.limits(values.voxels(), prediction.voxels(), settings.classes(), rule);
    Reliability.keepUpTo(limits, values.voxels(), prediction.voxels(), kept);
    return limits;
  }

  private PseudoLabelFacts facts(
      PredictedCase predicted,
      LabelMap prediction,
      Volume entropy,
      boolean[] kept,
      SortedMap<Measure, float[]> limits,
      List<LabelledCase> labelled) {
    List<OfClass> classes = classes(prediction, entropy, kept, limits);
    long all = classes.stream().mapToLong(OfClass::kept).sum();
    double keptFraction = (double) all / kept.length;
    List<String> reasons =
        settings
            .acceptance()
            .reasons(
                keptFraction,
                classes.stream().map(OfClass::volumeMl).toList(),
                labelled.stream().map(LabelledCase::volumesMl).toList());
    TreeMap<String, FilterRule> rules = new TreeMap<>();
    settings.rules().forEach((measure, rule) -> rules.put(measure.id(), rule));
    return new PseudoLabelFacts(
        predicted.preprocessed().caseId(),
        predicted.run().method(),
        predicted.run().fold() == 0 ? OptionalInt.empty() : OptionalInt.of(predicted.run().fold()),
        predicted.run().seed(),
        round,
        predicted.trained().content(),
        rules,
        classes,
        keptFraction,
        VoxelEntropy.mean(entropy.voxels()),
        reasons.isEmpty(),
        reasons);
  }

  private List<OfClass> classes(
      LabelMap prediction, Volume entropy, boolean[] kept, SortedMap<Measure, float[]> limits) {
    long[] voxels = new long[settings.classes()];
    long[] keptVoxels = new long[settings.classes()];
    double[] sum = new double[settings.classes()];
    for (int v = 0; v < kept.length; v++) {
      int predicted = prediction.voxels()[v] & 0xff;
      voxels[predicted]++;
      keptVoxels[predicted] += kept[v] ? 1 : 0;
      sum[predicted] += entropy.voxels()[v];
    }
    double voxelMl = prediction.grid().voxelMm3() / 1000;
    List<OfClass> classes = new ArrayList<>();
    for (int c = 0; c < voxels.length; c++) {
      classes.add(
          new OfClass(
              c,
              voxels[c],
              keptVoxels[c],
              voxels[c] == 0 ? 0 : sum[c] / voxels[c],
              voxels[c] * voxelMl,
              thresholds(c, voxels[c], limits)));
    }
    return classes;
  }

  private static SortedMap<String, Double> thresholds(
      int classId, long voxels, SortedMap<Measure, float[]> limits) {
    TreeMap<String, Double> thresholds = new TreeMap<>();
    if (voxels > 0) {
      limits.forEach((measure, of) -> thresholds.put(measure.id(), (double) of[classId]));
    }
    return thresholds;
  }
}
