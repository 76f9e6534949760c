package io.twinbeam.pipelines.results;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.transforms.ImportedWeights;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brings the weights of a finished run back into an artifact store, to predict with. */
public final class RunWeights {

  private RunWeights() {}

  /**
   * The runs of {@code experiment} whose weights lie in {@code directory}.
   *
   * @param experiment that of {@code directory}, on the same or on other data
   * @throws IllegalArgumentException where the data have other channels than the networks take
   */
  public static List<TrainedRun> load(
      Experiment experiment, RunDirectory directory, ArtifactStore store) throws IOException {
    requireChannels(experiment, directory);
    List<TrainedRun> runs = new ArrayList<>();
    for (Map.Entry<RunName, RunSettings> entry : experiment.runs().entrySet()) {
      String runId = entry.getKey().runId();
      Path a = directory.path().resolve(RunDirectory.weights(runId, "a"));
      Path b = directory.path().resolve(RunDirectory.weights(runId, "b"));
      if (Folders.exists(a) && Folders.exists(b)) {
        runs.add(load(entry.getKey(), entry.getValue(), a, b, store));
      }
    }
    return runs;
  }

  private static void requireChannels(Experiment experiment, RunDirectory directory)
      throws IOException {
    Path provenance = directory.path().resolve(RunDirectory.PROVENANCE);
    int trained = Provenance.readExperiment(provenance).preprocessing().source().channels();
    int given = experiment.preprocessing().source().channels();
    if (given != trained) {
      throw new IllegalArgumentException(
          "the networks of "
              + directory.path()
              + " were trained on cases of "
              + trained
              + (trained == 1 ? " channel" : " channels")
              + ", these have "
              + given
              + "; name data with the same channels");
    }
  }

  private static TrainedRun load(
      RunName run, RunSettings settings, Path a, Path b, ArtifactStore store) throws IOException {
    byte[] weightsA = Files.readAllBytes(a);
    byte[] weightsB = Files.readAllBytes(b);
    Artifact artifact = ImportedWeights.pair(store, weightsA, weightsB);
    return new TrainedRun(
        run,
        List.of(settings.networkA(), settings.networkB()),
        artifact.ref(),
        Digest.ofJson(List.of(Digest.of(weightsA), Digest.of(weightsB))));
  }
}
