package io.twinbeam.pipelines.cli;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.results.RunWeights;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** A finished run that {@code --run} names, whose networks a command applies to other data. */
final class FinishedRun {

  private final Path named;
  private final RunDirectory directory;
  private final Experiment experiment;

  private FinishedRun(Path named, RunDirectory directory, Experiment experiment) {
    this.named = named;
    this.directory = directory;
    this.experiment = experiment;
  }

  /**
   * Reads what {@code run.json} of the directory says.
   *
   * @throws UsageException where there is none
   */
  static FinishedRun at(Path run) throws IOException {
    RunDirectory directory = new RunDirectory(run.toAbsolutePath().normalize());
    Path provenance = Path.of(directory.file(RunDirectory.PROVENANCE));
    Locations.requireFile(provenance, "--run: file");
    return new FinishedRun(run, directory, Provenance.readExperiment(provenance));
  }

  RunDirectory directory() {
    return directory;
  }

  /** The experiment as it was run. */
  Experiment experiment() {
    return experiment;
  }

  /**
   * Where artifacts are kept: WORKSPACE/runs/EXPERIMENT/RUN_ID is where {@code twinbeam run} puts a
   * run.
   *
   * @param given by {@code --workspace}; null for the workspace of the run
   */
  String workspace(@Nullable String given) {
    String root = given != null ? given : directory.path().resolve("../../..").toString();
    return Locations.writableFolder(root, "--workspace").toString();
  }

  /** The settings that each of {@code trained}, runs of {@code experiment}, was trained with. */
  static Map<RunName, RunSettings> settings(Experiment experiment, List<TrainedRun> trained) {
    Map<RunName, RunSettings> settings = new TreeMap<>(Comparator.comparing(RunName::runId));
    trained.forEach(one -> settings.put(one.run(), experiment.runs().get(one.run())));
    return settings;
  }

  /**
   * Its trained networks, brought into {@code store}.
   *
   * @param onOtherData the experiment on the data of {@code --data}
   * @throws UsageException where the networks do not fit these data, or there are none
   */
  List<TrainedRun> networks(Experiment onOtherData, ArtifactStore store) throws IOException {
    List<TrainedRun> runs;
    try {
      runs = RunWeights.load(onOtherData, directory, store);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--data: " + e.getMessage());
    }
    if (runs.isEmpty()) {
      throw new UsageException(
          "--run: " + named + " has no weights; no run of it finished training");
    }
    return runs;
  }
}
