package io.twinbeam.pipelines.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinbeam.model.metric.MetricSettings;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Norm;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.TrainingSettings;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.predict.PredictionSettings;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import io.twinbeam.transforms.split.SplitSettings;
import io.twinbeam.transforms.train.EarlyStop;
import io.twinbeam.transforms.train.InitialArtifacts;
import io.twinbeam.transforms.train.TrainingRound;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that an experiment file says, defaults filled in.
 *
 * @param name of the experiment; a folder name
 * @param data where the cases come from
 * @param preprocessing what is done to each case
 * @param split who trains and who is evaluated
 * @param methods the objectives to compare
 * @param seeds each method is trained once per seed
 * @param networks both networks
 * @param training how runs are trained
 * @param patience segments without a better validation Dice after which a run ends; empty, and then
 *     no part of the JSON that names runs, where it is trained to its last step
 * @param pseudoLabels which voxels of a pseudo-label are kept, and what is made of pseudo-labels
 * @param prediction how trained networks look at a case
 * @param metrics what metrics leave open; empty, and then no part of the JSON that names runs,
 *     where it is standard
 * @param evaluated which cases are predicted and evaluated: TEST, VALIDATION or NONE
 * @param resources what workers should have; never written with the rest, whose JSON names runs
 */
public record Experiment(
    String name,
    DataSource data,
    PreprocessSettings preprocessing,
    SplitSettings split,
    List<MethodSpec> methods,
    List<Long> seeds,
    Networks networks,
    TrainingSettings training,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt patience,
    PseudoLabelSettings pseudoLabels,
    PredictionSettings prediction,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<MetricSettings> metrics,
    CaseRole evaluated,
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Resources resources) {

  public Experiment {
    methods = List.copyOf(methods);
    seeds = List.copyOf(seeds);
    // Older files do not name these.
    patience = patience == null ? OptionalInt.empty() : patience;
    metrics = metrics == null ? Optional.empty() : metrics;
    evaluated = evaluated == null ? CaseRole.TEST : evaluated;
    resources = resources == null ? Resources.STANDARD : resources;
  }

  /**
   * A method under comparison.
   *
   * @param name in tables and folder names
   * @param method what distinguishes it
   */
  public record MethodSpec(String name, Method method) {}

  /**
   * Both networks.
   *
   * @param a the architecture of network A
   * @param b the architecture of network B
   * @param width channels at full resolution
   * @param dropout share of channels dropped in training
   * @param normalisation how feature maps are normalised
   * @param initialWeights what the networks {@code a} and {@code b} start from; without an entry,
   *     fresh weights. Where both start fresh it is no part of the JSON that names runs, as older
   *     files do not have it.
   */
  public record Networks(
      Architecture a,
      Architecture b,
      int width,
      double dropout,
      Norm normalisation,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, InitialFile> initialWeights) {

    public Networks {
      initialWeights =
          initialWeights == null
              ? Collections.emptySortedMap()
              : Collections.unmodifiableSortedMap(new TreeMap<>(initialWeights));
    }

    private Networks withInitialWeights(SortedMap<String, InitialFile> changed) {
      return new Networks(a, b, width, dropout, normalisation, changed);
    }
  }

  /** The number of classes, background included. */
  public int classes() {
    return preprocessing.classes().count();
  }

  /** Whether cases are divided into folds, each the test part of runs of its own. */
  public boolean folded() {
    return split.folds().isPresent();
  }

  /** The settings of every run: each method with each seed, in each fold. */
  public Map<RunName, RunSettings> runs() {
    Map<RunName, RunSettings> runs = new TreeMap<>(Comparator.comparing(RunName::runId));
    for (MethodSpec method : methods) {
      for (long seed : seeds) {
        RunSettings settings =
            RunSettings.of(seed, spec(networks.a()), spec(networks.b()), method.method(), training);
        for (int fold : split.foldNumbers()) {
          runs.put(new RunName(method.name(), fold, seed), settings);
        }
      }
    }
    return runs;
  }

  /** Round {@code number} of every run, from 1. */
  public TrainingRound round(int number) {
    PseudoLabelSettings.Rounds rounds =
        pseudoLabels.rounds().orElse(PseudoLabelSettings.Rounds.ONE);
    return new TrainingRound(number, rounds.count(), rounds.trainingShare(), rounds.continued());
  }

  /** The steps of a run in all of its rounds. */
  public long stepsOfAllRounds() {
    return (long) training.steps() * pseudoLabels.roundCount();
  }

  /** When runs end before their last step; empty for never. */
  public Optional<EarlyStop> earlyStop() {
    return patience.isPresent()
        ? Optional.of(new EarlyStop(patience.getAsInt(), prediction.windows()))
        : Optional.empty();
  }

  /** What metrics leave open, defaults filled in. */
  public MetricSettings metricSettings() {
    return metrics.orElse(MetricSettings.STANDARD);
  }

  /** Where the artifacts lie that runs start from; of files that have been read. */
  public InitialArtifacts initialArtifacts() {
    return new InitialArtifacts(initialArtifact("a"), initialArtifact("b"));
  }

  private Optional<ArtifactRef> initialArtifact(String network) {
    return Optional.ofNullable(networks.initialWeights().get(network)).map(InitialFile::artifact);
  }

  private NetworkSpec spec(Architecture architecture) {
    return new NetworkSpec(
            architecture,
            networks.width(),
            preprocessing.source().channels(),
            classes(),
            networks.dropout())
        .withNorm(networks.normalisation());
  }

  /**
   * This experiment on other data.
   *
   * @param channels images of each case
   */
  public Experiment withData(DataSource changed, int channels) {
    return with(changed, preprocessing.withChannels(channels), training, prediction, evaluated);
  }

  /** This experiment on another device. */
  public Experiment withDevice(String device) {
    return with(
        data, preprocessing, training.withDevice(device), prediction.withDevice(device), evaluated);
  }

  /** This experiment whose trained networks look at cases in another way. */
  public Experiment withPrediction(PredictionSettings changed) {
    return with(data, preprocessing, training, changed, evaluated);
  }

  /** Whether it ends with training and pseudo-labels. */
  public boolean evaluatesNothing() {
    return evaluated == CaseRole.NONE;
  }

  /** This experiment evaluated on the cases of another role. */
  public Experiment withEvaluated(CaseRole role) {
    return with(data, preprocessing, training, prediction, role);
  }

  /** This experiment with networks that start from these weights, by network. */
  public Experiment withInitialWeights(SortedMap<String, InitialFile> changed) {
    return new Experiment(
        name,
        data,
        preprocessing,
        split,
        methods,
        seeds,
        networks.withInitialWeights(changed),
        training,
        patience,
        pseudoLabels,
        prediction,
        metrics,
        evaluated,
        resources);
  }

  /** This experiment with other rules for pseudo-labels. */
  public Experiment withPseudoLabels(PseudoLabelSettings changed) {
    return new Experiment(
        name,
        data,
        preprocessing,
        split,
        methods,
        seeds,
        networks,
        training,
        patience,
        changed,
        prediction,
        metrics,
        evaluated,
        resources);
  }

  /** This experiment on workers that have other resources. */
  public Experiment withResources(Resources changed) {
    return new Experiment(
        name,
        data,
        preprocessing,
        split,
        methods,
        seeds,
        networks,
        training,
        patience,
        pseudoLabels,
        prediction,
        metrics,
        evaluated,
        changed);
  }

  private Experiment with(
      DataSource changedData,
      PreprocessSettings changedPreprocessing,
      TrainingSettings changedTraining,
      PredictionSettings changedPrediction,
      CaseRole changedEvaluated) {
    return new Experiment(
        name,
        changedData,
        changedPreprocessing,
        split,
        methods,
        seeds,
        networks,
        changedTraining,
        patience,
        pseudoLabels,
        changedPrediction,
        metrics,
        changedEvaluated,
        resources);
  }
}
