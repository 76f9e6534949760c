package io.twinbeam.pipelines.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.inference.CleanUp;
import io.twinbeam.model.metric.MetricSettings;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.Norm;
import io.twinbeam.model.recipe.ClipStep;
import io.twinbeam.model.recipe.CropToForegroundStep;
import io.twinbeam.model.recipe.Interpolation;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.LabelClasses.ForegroundClass;
import io.twinbeam.model.recipe.LabelInterpolation;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.model.recipe.ReorientStep;
import io.twinbeam.model.recipe.ResampleStep;
import io.twinbeam.model.recipe.ScaleStep;
import io.twinbeam.model.recipe.ScoredVoxels;
import io.twinbeam.model.recipe.ZScoreStep;
import io.twinbeam.model.training.AugmentationSettings;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.training.OptimizerSettings;
import io.twinbeam.model.training.TrainingSettings;
import io.twinbeam.model.volume.Connectivity;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.pipelines.experiment.Experiment.MethodSpec;
import io.twinbeam.pipelines.experiment.Experiment.Networks;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.predict.PredictionSettings;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import io.twinbeam.transforms.source.SourceRules;
import io.twinbeam.transforms.split.SplitSettings;
import io.twinbeam.transforms.split.SplitSettings.Part;
import io.twinbeam.transforms.train.CacheBudget;
import io.twinbeam.transforms.train.EarlyStop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentFileTest {

  private static final String EVERY_SETTING =
      """
      name: everything-1.0
      data:
        folder: gs://bucket/heart
        unlabelled: use
        classes: {left ventricle: [3, 5], right: 7}
      preprocessing:
        cropMargin: 4
        spacing: [1, 1.5, 2e0]
        interpolation: cubic
        clipPercentiles: [0.5, 99.5]
        normalise: z-score-nonzero
        maxVoxels: 1000000
        gridToleranceMm: 0.01
      split: {seed: 7, test: 12, validation: 12.5%, labelled: 5.5%}
      methods: [dual-uncertainty]
      seeds: [3, 1, 9223372036854775807]
      networks:
        a: vnet
        b: resnet-vnet
        width: 8
        dropout: 0.25
        normalisation: group
        initialWeights: {a: pretrained/a.safetensors, b: ../b.safetensors}
      objective: {warmUp: 0.5, rampLength: 0.2}
      training:
        steps: 300
        segmentSteps: 25
        labelledPerBatch: 3
        unlabelledPerBatch: 4
        patch: 32x48x16
        foregroundShare: 0.5
        learningRate: 0.02
        momentum: 0.8
        weightDecay: 0.001
        decaySteps: [100, 200]
        decayFactor: 0.2
        maxGradientNorm: 12
        threads: 4
        device: gpu:1
        batchesPerStep: 3
        optimizer: adamw
        schedule: poly
        squareMomentum: 0.99
        augmentation:
          {flip: [x, z], rotationDegrees: 15, scale: 0.1, gamma: 0.4, noise: 0.2, lowResolution: 2,
           probability: 0.6}
        diagnoseEvery: 10
        hiddenLabels: true
      pseudoLabels: {share: 0.4, perClass: false}
      evaluation:
        {on: validation, stride: 16x24x8, windowsPerBatch: 2, weighting: gaussian, flips: [z, x],
         networks: b, keepLargest: [left ventricle], connectivity: 6, entropyMaps: false,
         removeSmaller: {left ventricle: 0.25 ml, right: 20voxels}, probabilityMaps: true,
         surfaceTolerance: 2.5, minLesion: 10}
      resources:
        accelerator: type:nvidia-tesla-t4;count:1;install-nvidia-driver
        minRam: 8GB
        cacheMemory: 512MiB
        cacheDisk: 0
      """;

  @Test
  void everySettingArrivesWhereItBelongs() {
    LabelClasses classes =
        new LabelClasses(
            List.of(
                new ForegroundClass("left ventricle", List.of(3, 5)),
                new ForegroundClass("right", List.of(7))));
    Recipe recipe =
        Recipe.of(
            new ReorientStep(),
            new CropToForegroundStep(0, List.of(4, 4, 4)),
            new ResampleStep(
                List.of(1.0, 1.5, 2.0), Interpolation.CUBIC, LabelInterpolation.NEAREST),
            ClipStep.toPercentiles(0.5, 99.5),
            ScaleStep.fromOwnRange(),
            ZScoreStep.over(ScoredVoxels.NONZERO));
    GridShape patch = new GridShape(32, 48, 16);
    Experiment expected =
        new Experiment(
            "everything-1.0",
            new DataSource("gs://bucket/heart", true, null),
            new PreprocessSettings(
                recipe, classes, new SourceRules(1, Optional.empty(), 1_000_000, 0.01)),
            new SplitSettings(7, Part.ofCount(12), Part.ofShare(0.125), Part.ofShare(0.055)),
            List.of(
                new MethodSpec(
                    "dual-uncertainty",
                    Method.of(Method.named("dual-uncertainty").objective().withRamp(0.5, 0.2)))),
            List.of(3L, 1L, Long.MAX_VALUE),
            new Networks(
                Architecture.VNET,
                Architecture.RESIDUAL_VNET,
                8,
                0.25,
                Norm.GROUP,
                new TreeMap<>(
                    Map.of(
                        "a", InitialFile.named("pretrained/a.safetensors"),
                        "b", InitialFile.named("../b.safetensors")))),
            new TrainingSettings(
                300,
                25,
                3,
                4,
                3,
                patch,
                0.5,
                new OptimizerSettings(
                    OptimizerSettings.Rule.ADAMW,
                    OptimizerSettings.Schedule.POLY,
                    0.02,
                    0.8,
                    0.99,
                    0.001,
                    List.of(100, 200),
                    0.2,
                    12),
                new AugmentationSettings(5, 15, 0.1, 0.4, 0.2, 2, 0.6),
                10,
                true,
                4,
                "gpu:1"),
            OptionalInt.empty(),
            PseudoLabelSettings.of(0.4, false, 3),
            new PredictionSettings(
                patch,
                new GridShape(16, 24, 8),
                2,
                4,
                "gpu:1",
                true,
                0b101,
                OptionalInt.of(1),
                Optional.of(
                    new CleanUp(
                        Connectivity.FACES,
                        List.of(
                            new CleanUp.Rule(1, true, 0, 0.25),
                            new CleanUp.Rule(2, false, 20, 0)))),
                true,
                true),
            Optional.of(new MetricSettings(2.5, 10)),
            CaseRole.VALIDATION,
            new Resources(
                Optional.of("type:nvidia-tesla-t4;count:1;install-nvidia-driver"),
                OptionalLong.of(8_000_000_000L),
                new CacheBudget(0.25, OptionalLong.of(1L << 29), OptionalLong.of(0))));
    assertEquals(expected, ExperimentFile.parse(EVERY_SETTING, "everything.yaml"));
  }

  @Test
  void whatIsLeftOutTakesItsDefault() {
    GridShape patch = new GridShape(96, 96, 96);
    Experiment expected =
        new Experiment(
            "least",
            new DataSource("somewhere", false, null),
            new PreprocessSettings(
                Recipe.of(new ReorientStep(), ZScoreStep.over(ScoredVoxels.WHOLE)),
                new LabelClasses(List.of(new ForegroundClass("organ", List.of(1)))),
                SourceRules.STANDARD),
            new SplitSettings(1, Part.ofShare(0.25), Part.ofShare(0.1)),
            List.of(new MethodSpec("supervised", Method.named("supervised"))),
            List.of(1L),
            new Networks(
                Architecture.RESIDUAL_VNET,
                Architecture.VNET,
                16,
                0.5,
                Norm.BATCH,
                new TreeMap<>()),
            new TrainingSettings(
                6000,
                50,
                2,
                2,
                1,
                patch,
                0.33,
                OptimizerSettings.sgd(0.01, 0.9, 1e-4).withDecay(List.of(), 0.1),
                new AugmentationSettings(0, 0, 0, 0, 0, 1, 0.2),
                25,
                false,
                2,
                "auto"),
            OptionalInt.empty(),
            PseudoLabelSettings.of(0.5, true, 2),
            new PredictionSettings(patch, new GridShape(48, 48, 48), 4, 2, "auto"),
            Optional.empty(),
            CaseRole.TEST,
            new Resources(
                Optional.empty(),
                OptionalLong.empty(),
                new CacheBudget(0.25, OptionalLong.empty(), OptionalLong.empty())));
    assertEquals(expected, ExperimentFile.parse(Refusals.LEAST, "least.yaml"));
  }

  @Test
  void aKeyWithoutAValueTakesItsDefault() {
    assertEquals(
        ExperimentFile.parse(Refusals.LEAST, "least.yaml"),
        ExperimentFile.parse(
            Refusals.LEAST + "seeds:\ntraining: {steps: ~, patch: null}\nsplit:\n", "least.yaml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"phantom:", "phantom: {}"})
  void phantomsNeedNoMoreThanTheirName(String phantom) {
    Experiment experiment =
        ExperimentFile.parse(
            "name: made-up\nmethods: supervised\ndata:\n  " + phantom + "\n", "phantom.yaml");
    assertEquals(
        new DataSource.Phantoms(24, 1, PhantomSpec.ofShape(new GridShape(40, 40, 32))),
        experiment.data().phantoms());
    assertNull(experiment.data().folder());
    assertEquals(3, experiment.classes());
  }

  @Test
  void phantomsTakeTheirOwnSettings() {
    Experiment experiment =
        ExperimentFile.parse(
            """
            name: made-up
            methods: [supervised]
            data:
              phantom:
                {cases: 5, seed: 9, shape: 16x20x24, spacing: [1, 2, 3], noise: 0.1, biasField: 0,
                 distractors: 2}
              classes: {whole: [1, 2]}
            """,
            "phantom.yaml");
    assertEquals(
        new DataSource.Phantoms(
            5, 9, new PhantomSpec(new GridShape(16, 20, 24), 1, 2, 3, 0.1, 0, 2)),
        experiment.data().phantoms());
    assertEquals(2, experiment.classes());
  }

  @Test
  void anotherFolderTakesThePlaceOfTheFilesOrOfNone() {
    DataSource expected = new DataSource("elsewhere", false, null);
    String unplaced = Refusals.LEAST.replace("folder: somewhere, ", "");
    for (String text : List.of(Refusals.LEAST, unplaced)) {
      assertEquals(
          expected, ExperimentFile.parse(text, "least.yaml", Optional.of("elsewhere")).data());
    }
  }

  @Test
  void aPartOfTheSplitIsAShareACountOrAList() {
    assertEquals(Part.ofShare(0.125), split("test: 12.5%").test());
    assertEquals(Part.ofShare(1), split("labelled: 100%").labelled());
    assertEquals(Part.ofCount(3), split("labelled: 3").labelled());
    assertEquals(Part.ofCases(List.of("a", "007")), split("labelled: [a, 007]").labelled());
    assertEquals(Part.ofShare(0.2), split("validation: 20%").validation());
    assertEquals(Part.ofCases(List.of("b")), split("validation: [b]").validation());
    assertEquals(split("test: 3"), split("test: 3, validation: 0"));
  }

  private static SplitSettings split(String part) {
    return ExperimentFile.parse(Refusals.LEAST + "split: {" + part + "}\n", "split.yaml").split();
  }

  @Test
  void anchorsSaveRepetition() {
    Experiment experiment =
        ExperimentFile.parse(
            """
            name: anchored
            data: {folder: somewhere, classes: {organ: [1]}}
            methods:
              - {name: one, terms: &strict {filtered: {rho: 0.1}}}
              - {name: two, terms: *strict}
            """,
            "anchored.yaml");
    assertEquals(experiment.methods().get(0).method(), experiment.methods().get(1).method());
  }

  @Test
  void everyMethodRunsWithEverySeed() {
    Experiment experiment =
        ExperimentFile.parse(
            Refusals.LEAST.replace("[supervised]", "[supervised, dual-uncertainty]")
                + "seeds: [2, 1]\n",
            "runs.yaml");
    Set<String> runs = new TreeSet<>();
    experiment.runs().forEach((name, settings) -> runs.add(name.runId() + " " + settings.seed()));
    assertEquals(
        Set.of(
            "dual-uncertainty-seed1 1",
            "dual-uncertainty-seed2 2",
            "supervised-seed1 1",
            "supervised-seed2 2"),
        runs);
  }

  static List<Path> experiments() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "experiments"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void everyExperimentThatComesAlongIsValidAndNamedAsItsFile(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Experiment experiment = ExperimentFile.parse(text, file.toString());
    assertEquals(experiment.name() + ".yaml", file.getFileName().toString());
  }

  @Test
  void everyShippedExperimentIsValid() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "experiments"))) {
      List<Path> experiments = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertFalse(experiments.isEmpty());
      for (Path file : experiments) {
        ExperimentFile.parse(Files.readString(file), file.toString());
      }
    }
  }

  @Test
  void earlyStopIsNoPartOfTheJsonThatNamesRunsUnlessItIsAskedFor() {
    String off = Refusals.LEAST + "split: {validation: 2}\n";
    Experiment never = ExperimentFile.parse(off, "some.yaml");
    Experiment stopping =
        ExperimentFile.parse(off + "training: {earlyStop: {patience: 3}}\n", "some.yaml");

    assertEquals(Optional.empty(), never.earlyStop());
    assertFalse(CanonicalJson.write(never).contains("patience"));
    assertEquals(never, CanonicalJson.read(CanonicalJson.write(never), Experiment.class));
    EarlyStop stop = stopping.earlyStop().orElseThrow();
    assertEquals(3, stop.patience());
    assertEquals(stopping.prediction().windows(), stop.windows());
    assertEquals(stopping, CanonicalJson.read(CanonicalJson.write(stopping), Experiment.class));
    assertEquals(never.runs(), stopping.runs());
  }

  @Test
  void everyMethodAndSeedRunsOnceInEachFold() {
    Experiment folded =
        ExperimentFile.parse(Refusals.LEAST + "split: {folds: 3}\nseeds: [4, 5]\n", "some.yaml");

    assertEquals(
        List.of(
            "supervised-fold1-seed4",
            "supervised-fold1-seed5",
            "supervised-fold2-seed4",
            "supervised-fold2-seed5",
            "supervised-fold3-seed4",
            "supervised-fold3-seed5"),
        folded.runs().keySet().stream().map(RunName::runId).toList());
    assertTrue(folded.split().test().takesNone());
    assertEquals(folded, CanonicalJson.read(CanonicalJson.write(folded), Experiment.class));
  }
}
