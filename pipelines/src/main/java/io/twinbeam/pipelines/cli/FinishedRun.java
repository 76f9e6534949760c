package io.twinbeam.pipelines.cli;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.results.RunWeights;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Path provenance = directory.path().resolve(RunDirectory.PROVENANCE);
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
   * run. The folder can be written, or made and written.
   *
   * @param given by {@code --workspace}; null for the workspace of the run
   * @param finished null where it was refused
   * @return null where neither says
   */
  @Nullable
  static Path workspace(@Nullable String given, @Nullable FinishedRun finished) {
    String root =
        given != null || finished == null
            ? given
            : finished.directory.path().resolve("../../..").toString();
    return root == null ? null : Locations.writableFolder(root, "--workspace");
  }

  /** The settings that each of {@code trained}, runs of {@code experiment}, was trained with. */
  static Map<RunName, RunSettings> settings(Experiment experiment, List<TrainedRun> trained) {
    Map<RunName, RunSettings> settings = new TreeMap<>(Comparator.comparing(RunName::runId));
    trained.forEach(one -> settings.put(one.run(), experiment.runs().get(one.run())));
    return settings;
  }

  /**
   * Its runs whose networks are there.
   *
   * @param onOtherData the experiment on the data of {@code --data}
   * @throws UsageException where the networks do not fit these data, or there are none
   */
  List<RunName> trained(Experiment onOtherData) throws IOException {
    List<RunName> runs;
    try {
      runs = RunWeights.names(onOtherData, directory);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--data: " + e.getMessage());
    }
    if (runs.isEmpty()) {
      throw new UsageException(
          "--run: " + named + " has no weights; no run of it finished training");
    }
    return runs;
  }

  /**
   * The networks of {@link #trained}.
   *
   * @param workspace that they are brought to; empty to bring them nowhere, where nothing will run
   */
  List<TrainedRun> networks(Experiment onOtherData, Optional<String> workspace) throws IOException {
    if (workspace.isPresent()) {
      return RunWeights.load(onOtherData, directory, ArtifactStore.at(workspace.get()));
    }
    Path scratch = Files.createTempDirectory("twinbeam-weights-");
    try {
      return RunWeights.load(onOtherData, directory, ArtifactStore.at(scratch.toString()));
    } finally {
      Folders.delete(scratch);
    }
  }
}
