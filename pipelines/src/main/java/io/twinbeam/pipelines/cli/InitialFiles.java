package io.twinbeam.pipelines.cli;

import com.google.common.collect.Maps;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.training.InitialWeights;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.InitialFile;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.annotation.Nullable;

/** The files of weights that the runs of an experiment start from, found to fit all of them. */
final class InitialFiles {

  private final Experiment experiment;
  private final String setting;
  private final SortedMap<String, String> names;
  private final SortedMap<String, WeightsFile> files = new TreeMap<>();
  private final List<String> problems;

  private InitialFiles(
      Experiment experiment,
      String setting,
      SortedMap<String, String> names,
      List<String> problems) {
    this.experiment = experiment;
    this.setting = setting;
    this.names = names;
    this.problems = problems;
  }

  /**
   * Reads the files and compares them with the networks of every method.
   *
   * @param option takes the place of what the experiment says; null to keep that
   * @throws UsageException listing everything that is wrong with any of them
   */
  static InitialFiles read(@Nullable String option, Experiment experiment) {
    return read(option, experiment, "networks.initialWeights", namesIn(experiment));
  }

  /**
   * Reads the files that a finished run started from.
   *
   * @param option takes the place of {@code recorded}, for files that lie elsewhere now; null to
   *     keep that
   * @param recorded as {@code run.json} names the files
   * @param experiment of that run
   * @throws UsageException listing everything that is wrong with any of them
   */
  static InitialFiles again(
      @Nullable String option, SortedMap<String, String> recorded, Experiment experiment) {
    InitialFiles initial =
        read(
            option,
            experiment,
            InitialWeightsOption.NAME + ", left out for the files of run.json",
            recorded);
    experiment.networks().initialWeights().forEach(initial::requireRecorded);
    initial.throwProblems();
    return initial;
  }

  /**
   * Reads the files that {@code option} names and compares them with nothing, where there is no
   * experiment to compare them with.
   *
   * @throws UsageException listing everything that is wrong with any of them
   */
  static void requireReadable(String option) {
    List<String> problems = new ArrayList<>();
    InitialWeightsOption.parse(option, problems)
        .forEach(
            (network, file) -> {
              try {
                WeightsFile unused = WeightsFile.read(file);
              } catch (UsageException e) {
                problems.add(
                    InitialWeightsOption.NAME
                        + ": network "
                        + network
                        + ", "
                        + file
                        + ": "
                        + e.getMessage());
              }
            });
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
  }

  private static InitialFiles read(
      @Nullable String option,
      Experiment experiment,
      String setting,
      SortedMap<String, String> names) {
    List<String> problems = new ArrayList<>();
    InitialFiles initial =
        option == null
            ? new InitialFiles(experiment, setting, names, problems)
            : new InitialFiles(
                experiment,
                InitialWeightsOption.NAME,
                InitialWeightsOption.parse(option, problems),
                problems);
    initial.readFiles();
    initial.refuseUnusedB();
    initial.refuseMisfits();
    initial.throwProblems();
    return initial;
  }

  private void throwProblems() {
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
  }

  private void requireRecorded(String network, InitialFile recorded) {
    String here = files.containsKey(network) ? files.get(network).sha256() : "no file";
    if (!here.equals(recorded.sha256())) {
      problems.add(
          setting
              + ": network "
              + network
              + " must start from the file of SHA-256 "
              + recorded.sha256()
              + ", is given "
              + here
              + "; name it by "
              + InitialWeightsOption.NAME
              + "="
              + network
              + "=FILE");
    }
  }

  private static SortedMap<String, String> namesIn(Experiment experiment) {
    SortedMap<String, String> names = new TreeMap<>();
    experiment
        .networks()
        .initialWeights()
        .forEach((network, one) -> names.put(network, one.file()));
    return names;
  }

  private void readFiles() {
    names.forEach(
        (network, file) -> {
          try {
            files.put(network, WeightsFile.read(file));
          } catch (UsageException e) {
            refuse(network, "", e.getMessage());
          }
        });
  }

  private void refuseUnusedB() {
    boolean trained =
        experiment.methods().stream().anyMatch(one -> one.method().partner().isTrained());
    if (names.containsKey("b") && !trained) {
      refuse(
          "b",
          "",
          "no method of the experiment trains network b, which is the average of network a;"
              + " leave b out");
    }
  }

  /** What is wrong with the weights of a network that one or several methods have. */
  private record Misfit(String network, NetworkSpec spec, List<String> faults) {}

  private void refuseMisfits() {
    InitialWeights weights = new InitialWeights(tensors("a"), tensors("b"));
    Map<Misfit, Set<String>> methods = new LinkedHashMap<>();
    for (Map.Entry<RunName, RunSettings> run : experiment.runs().entrySet()) {
      if (run.getKey().seed() == experiment.seeds().get(0)) {
        RunSettings settings = run.getValue();
        for (Misfit misfit :
            List.of(
                new Misfit("a", settings.networkA(), weights.faultsOfA(settings)),
                new Misfit("b", settings.networkB(), weights.faultsOfB(settings)))) {
          methods.computeIfAbsent(misfit, key -> new TreeSet<>()).add(run.getKey().method());
        }
      }
    }
    methods.forEach(this::refuse);
  }

  /** Empty tensors stand for a file that was refused, lest a network seem to start fresh. */
  private Optional<Map<String, Tensor>> tensors(String network) {
    return files.containsKey(network)
        ? Optional.of(files.get(network).tensors())
        : Optional.ofNullable(names.get(network)).map(refused -> Map.of());
  }

  private void refuse(Misfit misfit, Set<String> methods) {
    if (!misfit.faults().isEmpty() && files.containsKey(misfit.network())) {
      refuse(
          misfit.network(),
          " of " + String.join(", ", methods),
          "does not fit "
              + misfit.spec()
              + "; give weights of such a network or change networks:\n  "
              + String.join("\n  ", misfit.faults()));
    }
  }

  private void refuse(String network, String methods, String problem) {
    problems.add(
        setting + ": network " + network + methods + ", " + names.get(network) + ": " + problem);
  }

  /** The experiment, in which digests stand in place of the files' names. */
  Experiment experiment() {
    SortedMap<String, InitialFile> digests = new TreeMap<>();
    files.forEach((network, file) -> digests.put(network, InitialFile.holding(file.sha256())));
    return experiment.withInitialWeights(digests);
  }

  /**
   * Brings the weights to where runs read them, now and when they are resumed, and lets go of them
   * here, as training needs the memory.
   */
  void moveTo(ArtifactStore store) throws IOException {
    for (WeightsFile file : files.values()) {
      file.importInto(store);
    }
    files.clear();
  }

  /** Where the files are, by network, whatever folder one looks from. */
  SortedMap<String, String> paths() {
    return Maps.transformValues(
        names, file -> Folders.at(file).toAbsolutePath().normalize().toString());
  }
}
