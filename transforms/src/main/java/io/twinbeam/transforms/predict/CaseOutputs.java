package io.twinbeam.transforms.predict;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.format.NiftiIntent;
import io.twinbeam.model.inference.CleanUp;
import io.twinbeam.model.inference.CleanUp.Cleaned;
import io.twinbeam.model.inference.Opinions;
import io.twinbeam.model.inference.Prediction;
import io.twinbeam.model.inference.Segmentation;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of one predicted case, all on the source grid.
 *
 * @param labels class ids, cleaned up where settings say so
 * @param entropy in nats, of what the networks say whether or not clean-up went against it
 * @param probabilities of all classes; present where their maps are asked for
 * @param removed what clean-up took; present where there is one
 * @param measures of reliability that are asked for
 */
record CaseOutputs(
    LabelMap labels,
    Volume entropy,
    Optional<Prediction> probabilities,
    Optional<List<CleanUp.Removed>> removed,
    SortedMap<Measure, Volume> measures) {

  private static final String REMOVED = "clean-up.json";
  private static final NiftiIntent ENTROPY = NiftiIntent.estimate("entropy (nats)");
  private static final NiftiIntent PROBABILITY = NiftiIntent.estimate("probability");

  static CaseOutputs of(
      Opinions opinions,
      VoxelGrid sourceGrid,
      PredictionSettings settings,
      Collection<Measure> wanted) {
    Prediction prediction = opinions.mean();
    Optional<Prediction> whole =
        settings.probabilityMaps() ? Optional.of(prediction.onto(sourceGrid)) : Optional.empty();
    Segmentation segmentation = Segmentation.of(whole.orElse(prediction), sourceGrid);
    Optional<Cleaned> cleaned =
        settings.cleanUp().map(cleanUp -> cleanUp.apply(segmentation.labels()));
    return new CaseOutputs(
        cleaned.map(Cleaned::labels).orElse(segmentation.labels()),
        segmentation.entropy(),
        whole,
        cleaned.map(Cleaned::removed),
        measures(opinions, sourceGrid, wanted));
  }

  private static SortedMap<Measure, Volume> measures(
      Opinions opinions, VoxelGrid sourceGrid, Collection<Measure> wanted) {
    SortedMap<Measure, Volume> measures = new TreeMap<>();
    if (!wanted.isEmpty()) {
      Opinions resampled = opinions.onto(sourceGrid);
      wanted.forEach(measure -> measures.put(measure, resampled.measure(measure)));
    }
    return measures;
  }

  void writeTo(ArtifactStore.Sink sink) throws IOException {
    sink.file(PredictedCase.PREDICTION, stream -> Nifti.writeGz(labels, NiftiIntent.LABEL, stream));
    sink.file(PredictedCase.ENTROPY, stream -> Nifti.writeGz(entropy, ENTROPY, stream));
    if (probabilities.isPresent()) {
      Prediction all = probabilities.get();
      for (int c = 1; c < all.classes(); c++) {
        Volume map = all.probability(c);
        sink.file(PredictedCase.probability(c), stream -> Nifti.writeGz(map, PROBABILITY, stream));
      }
    }
    for (Map.Entry<Measure, Volume> map : measures.entrySet()) {
      NiftiIntent intent = NiftiIntent.estimate(map.getKey().id());
      sink.file(
          PredictedCase.measure(map.getKey()),
          stream -> Nifti.writeGz(map.getValue(), intent, stream));
    }
    if (removed.isPresent()) {
      byte[] json = CanonicalJson.write(removed.get()).getBytes(StandardCharsets.UTF_8);
      sink.file(REMOVED, stream -> stream.write(json));
    }
  }

  /** What clean-up took when {@code artifact} was made by settings that have one. */
  static List<CleanUp.Removed> removed(ArtifactStore store, Artifact artifact) throws IOException {
    String json = new String(store.read(artifact, REMOVED), StandardCharsets.UTF_8);
    return Arrays.asList(CanonicalJson.read(json, CleanUp.Removed[].class));
  }
}
