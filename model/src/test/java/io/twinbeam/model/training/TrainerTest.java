package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.inference.LoadedNetworks;
import io.twinbeam.model.inference.Prediction;
import io.twinbeam.model.inference.Predictor;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Scan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainerTest {

  private static final GridShape SHAPE = new GridShape(24, 20, 36);

  /** A block of class 1, half as bright again as what surrounds it. */
  private static MemoryVolumes cases() {
    MemoryVolumes volumes = new MemoryVolumes();
    for (int n = 0; n < 2; n++) {
      int first = 4 + 2 * n;
      MemoryVolumes.ClassAt block =
          (i, j, k) -> i >= first && i < first + 10 && j > 4 && j < 15 && k > 8 && k < 26 ? 1 : 0;
      volumes.labelled(SHAPE, block).unlabelled(SHAPE, block);
    }
    return volumes;
  }

  private static Trainer fresh(RunSettings settings) {
    return new Trainer(settings, cases(), Optional.empty());
  }

  private static Checkpoint train(Trainer trainer, int steps) {
    for (int n = 0; n < steps; n++) {
      trainer.train();
    }
    return trainer.checkpoint();
  }

  private static Checkpoint trained(RunSettings settings, int steps) {
    try (Trainer trainer = fresh(settings)) {
      return train(trainer, steps);
    }
  }

  private static void assertSameBits(Checkpoint expected, Checkpoint actual) {
    assertEquals(expected.step(), actual.step());
    assertSameBits(expected.networkA(), actual.networkA());
    assertSameBits(expected.networkB(), actual.networkB());
    assertSameBits(expected.averageA(), actual.averageA());
    assertSameBits(expected.averageB(), actual.averageB());
    assertSameBits(expected.optimizerA(), actual.optimizerA());
    assertSameBits(expected.optimizerB(), actual.optimizerB());
  }

  /** Names what differs: the tensors themselves would fill pages. */
  private static void assertSameBits(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    assertEquals(
        List.of(),
        expected.keySet().stream()
            .filter(name -> !expected.get(name).equals(actual.get(name)))
            .toList());
  }

  static Collection<String> methods() {
    return Method.names();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void goingOnFromACheckpointEqualsNeverStoppingBitForBit(String method) {
    RunSettings settings = Settings.run(method, Settings.training(4));
    Checkpoint uninterrupted = trained(settings, 4);
    for (int stop = 1; stop < 4; stop++) {
      Checkpoint middle = trained(settings, stop);
      try (Trainer resumed = new Trainer(settings, cases(), Optional.of(middle))) {
        assertEquals(stop, resumed.step());
        assertSameBits(uninterrupted, train(resumed, 4 - stop));
      }
    }
  }

  @Test
  void takingACheckpointDoesNotDisturbTraining() {
    RunSettings settings = Settings.run("dual-uncertainty", Settings.training(3));
    Checkpoint plain = trained(settings, 3);
    try (Trainer trainer = fresh(settings)) {
      Checkpoint first = train(trainer, 1);
      Map<String, Tensor> kept = Map.copyOf(first.networkA());
      assertSameBits(plain, train(trainer, 2));
      assertEquals(kept, first.networkA(), "a checkpoint is a copy");
    }
  }

  @Test
  void trainersOnSeveralThreadsDoNotDisturbEachOther() {
    RunSettings one = Settings.run("dual-uncertainty", Settings.training(3));
    RunSettings two = Settings.run("supervised", Settings.training(3));
    Checkpoint aloneOne = trained(one, 3);
    Checkpoint aloneTwo = trained(two, 3);
    CompletableFuture<Checkpoint> first = CompletableFuture.supplyAsync(() -> trained(one, 3));
    CompletableFuture<Checkpoint> second = CompletableFuture.supplyAsync(() -> trained(two, 3));
    assertSameBits(aloneOne, first.join());
    assertSameBits(aloneTwo, second.join());
  }

  @Test
  void stepsAreCountedFromZeroAndLogWhatTheyMeasure() {
    RunSettings settings =
        Settings.run("dual-uncertainty", Settings.withRate(4, 0.01, List.of(1, 3), 0.1));
    List<StepLog> log = new ArrayList<>();
    try (Trainer trainer = fresh(settings)) {
      for (int n = 0; n < 4; n++) {
        assertEquals(n, trainer.step());
        log.add(trainer.train());
      }
      assertEquals(4, trainer.checkpoint().step());
    }
    assertEquals(List.of(0L, 1L, 2L, 3L), log.stream().map(StepLog::step).toList());
    double[] rates = {0.01, 0.001, 0.001, 0.0001};
    for (int n = 0; n < 4; n++) {
      assertEquals(rates[n], log.get(n).values().get("learningRate"), 1e-12);
    }
    assertFalse(log.get(0).values().containsKey("filtered.A"), "ramped terms wait for warm-up");
    assertEquals(0, log.get(0).values().get("ramp"));
    assertTrue(log.get(3).values().containsKey("filtered.A"));
    assertEquals(1, log.get(3).values().get("ramp"));
  }

  @Test
  void theTotalIsTheWeightedSumOfTheTerms() {
    try (Trainer trainer = fresh(Settings.run("supervised", Settings.training(1)))) {
      Map<String, Double> values = trainer.train().values();
      double sum = 0;
      for (String term : List.of("crossEntropy.A", "crossEntropy.B", "dice.A", "dice.B")) {
        sum += values.get(term);
      }
      assertEquals(sum, values.get("total"), 1e-5);
      assertEquals(7, values.size());
    }
  }

  @Test
  void supervisedTrainingNeverAsksForUnlabelledCases() {
    MemoryVolumes volumes = cases();
    RunSettings settings = Settings.run("supervised", Settings.training(2));
    try (Trainer trainer = new Trainer(settings, volumes, Optional.empty())) {
      train(trainer, 2);
    }
    assertFalse(volumes.asked.isEmpty());
    assertTrue(volumes.asked.stream().allMatch(name -> name.startsWith("L")));
  }

  @Test
  void theSeedChangesTheWeightsAndBothNetworksStartApart() {
    RunSettings settings = Settings.run("supervised", Settings.training(1));
    RunSettings other =
        new RunSettings(
            8, settings.networkA(), settings.networkA(), settings.method(), settings.training());
    assertNotEquals(trained(settings, 0).networkA(), trained(other, 0).networkA());
    Checkpoint twins = trained(other, 0);
    assertNotEquals(twins.networkA(), twins.networkB());
  }

  @Test
  void theLossFallsOnAnEasyTask() {
    RunSettings settings = Settings.run("supervised", Settings.withRate(30, 0.05, List.of(), 1));
    try (Trainer trainer = fresh(settings)) {
      double first = meanLoss(trainer, 5);
      meanLoss(trainer, 20);
      double last = meanLoss(trainer, 5);
      assertTrue(last < 0.7 * first, "loss was " + first + ", is " + last);
    }
  }

  @Test
  void whatOnlyTheSecondChannelShowsIsLearnt() {
    double told = lossAfterTraining(cases().behindNoise());
    double untold = lossAfterTraining(cases().behindNoise().withFirstChannelAsSecond());
    assertTrue(told < 0.5 * untold, "loss is " + told + ", without the channel " + untold);
  }

  private static double lossAfterTraining(MemoryVolumes twoChannels) {
    NetworkSpec network = new NetworkSpec(Architecture.VNET, 2, 2, 2, 0);
    RunSettings few = Settings.run("supervised", Settings.withRate(30, 0.02, List.of(), 1));
    RunSettings settings = new RunSettings(7, network, network, few.method(), few.training());
    try (Trainer trainer = new Trainer(settings, twoChannels, Optional.empty())) {
      meanLoss(trainer, 25);
      return meanLoss(trainer, 5);
    }
  }

  @Test
  void networksOfDifferentChannelsAreNotTrainedTogether() {
    RunSettings one = Settings.run("supervised", Settings.training(1), 1);
    RunSettings two = Settings.run("supervised", Settings.training(1), 2);
    RunSettings mixed =
        new RunSettings(7, one.networkA(), two.networkB(), one.method(), one.training());
    assertThrows(IllegalArgumentException.class, () -> fresh(mixed));
  }

  private static double meanLoss(Trainer trainer, int steps) {
    double sum = 0;
    for (int n = 0; n < steps; n++) {
      sum += trainer.train().values().get("total");
    }
    return sum / steps;
  }

  @Test
  void anAbsurdLearningRateDivergesAndSaysSo() {
    RunSettings settings = Settings.run("supervised", Settings.withRate(20, 1e30, List.of(), 1));
    try (Trainer trainer = fresh(settings)) {
      DivergedException diverged =
          assertThrows(DivergedException.class, () -> meanLoss(trainer, 20));
      assertTrue(diverged.getMessage().startsWith("step " + trainer.step() + ": "));
      assertTrue(diverged.getMessage().contains("training.learningRate"));
      assertThrows(DivergedException.class, trainer::train, "again, and without a lock left held");
    }
  }

  @Test
  void weightsThatAreNoNumbersMakeNoCheckpoint() {
    RunSettings settings =
        Settings.run("supervised", Settings.withRate(1, Double.MAX_VALUE, List.of(), 1));
    try (Trainer trainer = fresh(settings)) {
      trainer.train();
      String message = assertThrows(DivergedException.class, trainer::checkpoint).getMessage();
      assertTrue(
          message.startsWith("step 0: all that it leaves behind must be finite, network A's "),
          message);
    }
  }

  @Test
  void anOptimiserWhoseStateIsNoNumberMakesNoCheckpointThoughTheLossIsFinite() {
    RunSettings settings = Settings.everything(); // Adam divides by the spoilt state: steps of 0.
    Checkpoint sound = trained(settings, 1);
    Map<String, Tensor> spoilt = new TreeMap<>(sound.optimizerB());
    String name =
        spoilt.keySet().stream().filter(n -> n.endsWith(Adam.SQUARE)).findFirst().orElseThrow();
    float[] values = spoilt.get(name).values().clone();
    values[0] = Float.POSITIVE_INFINITY;
    spoilt.put(name, new Tensor(spoilt.get(name).shape(), values));
    Checkpoint start =
        new Checkpoint(
            1,
            sound.networkA(),
            sound.networkB(),
            sound.averageA(),
            sound.averageB(),
            sound.optimizerA(),
            spoilt);
    try (Trainer trainer = new Trainer(settings, cases(), Optional.of(start))) {
      assertTrue(Double.isFinite(trainer.train().values().get("total")));
      String message = assertThrows(DivergedException.class, trainer::checkpoint).getMessage();
      assertTrue(
          message.contains("the optimiser of network B's " + name + " holds Infinity"), message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"supervised", "mean-teacher", "mc-net"})
  void aPredictionIsThatOfTheCheckpointAndDisturbsNothing(String method) {
    RunSettings settings = Settings.run(method, Settings.training(3));
    InferenceSettings windows = new InferenceSettings(Settings.PATCH, Settings.PATCH, 2);
    Scan image = cases().unlabelledImage(1);
    Checkpoint undisturbed = trained(settings, 3);
    try (Trainer trainer = fresh(settings)) {
      Checkpoint middle = train(trainer, 2);
      Prediction prediction = trainer.predict(windows, image);
      try (LoadedNetworks loaded =
          new LoadedNetworks(
              List.of(settings.networkA(), settings.networkB()),
              List.of(middle.predictorA(), middle.predictorB()),
              "cpu")) {
        assertEquals(new Predictor(loaded.networks(), windows).predict(image), prediction);
      }
      assertSameBits(undisturbed, train(trainer, 1));
    }
  }

  @Test
  void aRunWithoutLabelledCasesIsRefused() {
    MemoryVolumes unlabelled = new MemoryVolumes().unlabelled(SHAPE, (i, j, k) -> 0);
    RunSettings settings = Settings.run("supervised", Settings.training(1));
    assertThrows(
        IllegalArgumentException.class, () -> new Trainer(settings, unlabelled, Optional.empty()));
  }

  @Test
  void aVolumeSmallerThanThePatchIsTrainedOn() {
    MemoryVolumes small =
        new MemoryVolumes().labelled(new GridShape(9, 30, 11), (i, j, k) -> i > 3 ? 1 : 0);
    RunSettings settings = Settings.run("supervised", Settings.training(1));
    try (Trainer trainer = new Trainer(settings, small, Optional.empty())) {
      assertTrue(Double.isFinite(trainer.train().values().get("total")));
    }
  }

  @Test
  void averagesAdamAugmentationAndSeveralBatchesGoOnFromACheckpointToo() {
    RunSettings settings = Settings.everything();
    Checkpoint uninterrupted = trained(settings, 4);
    Checkpoint middle = trained(settings, 2);
    assertFalse(middle.averageB().isEmpty());
    assertNotEquals(middle.networkA(), middle.predictorA());
    try (Trainer resumed = new Trainer(settings, cases(), Optional.of(middle))) {
      assertSameBits(uninterrupted, train(resumed, 2));
    }
  }

  @Test
  void diagnosesTellButChangeNoWeight() {
    TrainingSettings plain = Settings.training(4);
    TrainingSettings diagnosed = Settings.diagnosed(plain, 2);
    RunSettings settings = Settings.run("dual-uncertainty", diagnosed);
    List<StepLog> log = new ArrayList<>();
    try (Trainer trainer = fresh(settings)) {
      for (int n = 0; n < 4; n++) {
        log.add(trainer.train());
      }
      assertSameBits(trained(Settings.run("dual-uncertainty", plain), 4), trainer.checkpoint());
    }
    assertTrue(log.get(0).values().keySet().stream().noneMatch(StepLog::isDiagnosis));
    for (String name :
        List.of("foreground.A", "pseudoLabelDice.0", "keptAccuracy.0", "gradient.filtered.B")) {
      assertTrue(log.get(3).values().containsKey("diagnostic." + name), name);
    }
    assertTrue(log.get(3).values().get("diagnostic.gradient.crossEntropy.A") > 0);
  }

  @Test
  void aTeacherIsTheAverageOfItsStudent() {
    RunSettings settings = Settings.run("mean-teacher", Settings.training(2));
    Checkpoint start = trained(settings, 0);
    assertSameBits(start.networkA(), start.networkB());
    Checkpoint one = trained(settings, 1);
    assertSameBits(one.networkA(), one.networkB()); // At step 1 nothing of the start is kept.
    Checkpoint two = trained(settings, 2);
    two.networkB()
        .forEach(
            (name, average) -> {
              float[] first = one.networkA().get(name).values();
              float[] second = two.networkA().get(name).values();
              for (int i = 0; i < first.length; i++) {
                assertEquals(
                    (first[i] + second[i]) / 2.0,
                    average.values()[i],
                    1e-4 * (1 + Math.abs(first[i])));
              }
            });
    assertTrue(two.optimizerB().isEmpty());
  }

  @Test
  void initialWeightsTakeThePlaceOfFreshOnes() {
    RunSettings settings = Settings.run("supervised", Settings.training(1));
    Checkpoint other = trained(Settings.run("supervised", Settings.training(1)), 1);
    InitialWeights start = new InitialWeights(Optional.of(other.networkA()), Optional.empty());
    try (Trainer trainer = new Trainer(settings, cases(), start, Optional.empty())) {
      Checkpoint begun = trainer.checkpoint();
      assertSameBits(other.networkA(), begun.networkA());
      assertSameBits(trained(settings, 0).networkB(), begun.networkB());
    }
    InitialWeights strange = new InitialWeights(Optional.of(other.networkB()), Optional.empty());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Trainer(settings, cases(), strange, Optional.empty()));
  }
}
