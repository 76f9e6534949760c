package io.twinbeam.pipelines;

import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.io.PublishFiles;
import io.twinbeam.transforms.io.PublishedFile;
import io.twinbeam.transforms.predict.PredictionSettings;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Copies artifacts into the run directory, under names that people understand. */
final class Publishing {

  private static final TypeDescriptor<PublishedFile> FILE = TypeDescriptor.of(PublishedFile.class);

  private final String workspace;
  private final RunDirectory directory;

  Publishing(String workspace, RunDirectory directory) {
    this.workspace = workspace;
    this.directory = directory;
  }

  void weights(PCollection<TrainedRun> runs) {
    publish(
        "Weights",
        runs.apply("NameWeights", FlatMapElements.into(FILE).via(Publishing::weightsOf)));
  }

  private static List<PublishedFile> weightsOf(TrainedRun run) {
    String runId = run.run().runId();
    return List.of(
        new PublishedFile(run.weights(), TrainedRun.NETWORK_A, RunDirectory.weights(runId, "a")),
        new PublishedFile(run.weights(), TrainedRun.NETWORK_B, RunDirectory.weights(runId, "b")));
  }

  /**
   * Label maps, and the maps that {@code settings} ask for.
   *
   * @param classes the number of classes, background included
   */
  void predictions(PCollection<PredictedCase> predicted, PredictionSettings settings, int classes) {
    boolean entropy = !settings.withoutEntropyMaps();
    int mapped = settings.probabilityMaps() ? classes : 0;
    publish(
        "Predictions",
        predicted.apply(
            "NamePredictions",
            FlatMapElements.into(FILE).via(each -> predictionsOf(each, entropy, mapped))));
  }

  private static List<PublishedFile> predictionsOf(
      PredictedCase predicted, boolean entropy, int classes) {
    String runId = predicted.run().runId();
    String caseId = predicted.preprocessed().caseId();
    List<PublishedFile> files = new ArrayList<>();
    files.add(
        new PublishedFile(
            predicted.artifact(),
            PredictedCase.PREDICTION,
            RunDirectory.prediction(runId, caseId)));
    if (entropy) {
      files.add(
          new PublishedFile(
              predicted.artifact(),
              PredictedCase.ENTROPY,
              RunDirectory.predictionEntropy(runId, caseId)));
    }
    for (int c = 1; c < classes; c++) {
      files.add(
          new PublishedFile(
              predicted.artifact(),
              PredictedCase.probability(c),
              RunDirectory.probability(runId, caseId, c)));
    }
    return files;
  }

  /**
   * @param lastRound whose pseudo-labels are the runs'; those of earlier rounds go to folders of
   *     their own
   */
  void pseudoLabels(PCollection<FilteredPseudoLabel> labels, int lastRound) {
    publish(
        "PseudoLabels",
        labels.apply(
            "NamePseudoLabels",
            FlatMapElements.into(FILE)
                .via(
                    (FilteredPseudoLabel label) ->
                        pseudoLabelOf(
                            label,
                            RunDirectory.pseudoLabels(
                                label.run().runId(), label.facts().round(), lastRound)))));
  }

  /** Without folders by run, as there is one. */
  void soleTeachersPseudoLabels(PCollection<FilteredPseudoLabel> labels) {
    publish(
        "PseudoLabels",
        labels.apply(
            "NamePseudoLabels",
            FlatMapElements.into(FILE)
                .via(
                    (FilteredPseudoLabel label) ->
                        pseudoLabelOf(label, RunDirectory.PSEUDO_LABEL_FILES))));
  }

  private static List<PublishedFile> pseudoLabelOf(FilteredPseudoLabel label, String folder) {
    String caseId = label.caseId();
    return List.of(
        new PublishedFile(
            label.artifact(), FilteredPseudoLabel.LABEL, RunDirectory.pseudoLabel(folder, caseId)),
        new PublishedFile(
            label.artifact(), FilteredPseudoLabel.ENTROPY, RunDirectory.entropy(folder, caseId)),
        new PublishedFile(
            label.artifact(),
            FilteredPseudoLabel.FACTS,
            RunDirectory.pseudoLabelFacts(folder, caseId)));
  }

  private void publish(String what, PCollection<PublishedFile> files) {
    files.apply("Publish" + what, PublishFiles.of(workspace, directory.path().toString()));
  }
}
