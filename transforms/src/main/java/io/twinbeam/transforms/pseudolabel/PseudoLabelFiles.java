package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.format.NiftiIntent;
import io.twinbeam.model.inference.Coverage;
import io.twinbeam.model.uncertainty.FilterRule;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.uncertainty.Reliability;
import io.twinbeam.model.uncertainty.VoxelEntropy;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.StoredCases;
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
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the files of a pseudo-label out of those of a prediction. */
final class PseudoLabelFiles {

  private final ArtifactStore store;
  private final PseudoLabelSettings settings;
  private final int round;
  private final StoredCases stored;

  PseudoLabelFiles(ArtifactStore store, PseudoLabelSettings settings, int round) {
    this.store = store;
    this.settings = settings;
    this.round = round;
    this.stored = new StoredCases(store);
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
    Coverage coverage = Coverage.of(stored.grid(predicted.preprocessed()), prediction.grid());
    byte[] classes = coverage.pick(prediction.voxels());
    float[] entropy = coverage.pick(values(entropyFile));
    boolean[] kept = new boolean[classes.length];
    Arrays.fill(kept, true);
    SortedMap<Measure, float[]> limits = new TreeMap<>();
    for (Measure measure : settings.rules().keySet()) {
      float[] values =
          measure == Measure.ENTROPY ? entropy : coverage.pick(values(file(source, measure)));
      limits.put(measure, filter(measure, values, classes, kept));
    }
    Seen seen = new Seen(classes, entropy, kept, prediction.grid().voxelMm3() / 1000);
    byte[] json =
        CanonicalJson.writeIndented(facts(predicted, seen, coverage.unseen(), limits, labelled))
            .getBytes(StandardCharsets.UTF_8);
    LabelMap marked =
        Reliability.marked(prediction, coverage.spread(kept, true), FilteredPseudoLabel.IGNORE);
    sink.file(
        FilteredPseudoLabel.LABEL, stream -> Nifti.writeGz(marked, NiftiIntent.LABEL, stream));
    sink.file(FilteredPseudoLabel.ENTROPY, stream -> stream.write(entropyFile));
    sink.file(FilteredPseudoLabel.FACTS, stream -> stream.write(json));
  }

  /**
   * The voxels that networks saw.
   *
   * @param kept those that every filter keeps
   * @param voxelMl ml per voxel
   */
  @SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
  private record Seen(byte[] classes, float[] entropyNats, boolean[] kept, double voxelMl) {}

  private byte[] file(Artifact source, Measure measure) throws IOException {
    return store.read(source, PredictedCase.measure(measure));
  }

  private static float[] values(byte[] file) throws IOException {
    return Nifti.readVolume(new ByteArrayInputStream(file)).voxels();
  }

  /** Takes rejected voxels out of {@code kept} and returns the limits by class. */
  private float[] filter(Measure measure, float[] values, byte[] classes, boolean[] kept) {
    FilterRule rule = settings.rules().get(measure);
    float[] limits = Reliability.limits(values, classes, settings.classes(), rule);
    Reliability.keepUpTo(limits, values, classes, kept);
    return limits;
  }

  private PseudoLabelFacts facts(
      PredictedCase predicted,
      Seen seen,
      long croppedVoxels,
      SortedMap<Measure, float[]> limits,
      List<LabelledCase> labelled) {
    List<OfClass> classes = classes(seen, limits);
    long all = classes.stream().mapToLong(OfClass::kept).sum();
    double keptFraction = (double) all / seen.kept().length;
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
        croppedVoxels,
        keptFraction,
        VoxelEntropy.mean(seen.entropyNats()),
        reasons.isEmpty(),
        reasons);
  }

  private List<OfClass> classes(Seen seen, SortedMap<Measure, float[]> limits) {
    long[] voxels = new long[settings.classes()];
    long[] keptVoxels = new long[settings.classes()];
    double[] sum = new double[settings.classes()];
    for (int v = 0; v < seen.classes().length; v++) {
      int predicted = seen.classes()[v] & 0xff;
      voxels[predicted]++;
      keptVoxels[predicted] += seen.kept()[v] ? 1 : 0;
      sum[predicted] += seen.entropyNats()[v];
    }
    List<OfClass> classes = new ArrayList<>();
    for (int c = 0; c < voxels.length; c++) {
      classes.add(
          new OfClass(
              c,
              voxels[c],
              keptVoxels[c],
              voxels[c] == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum[c] / voxels[c]),
              voxels[c] * seen.voxelMl(),
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
