package io.twinbeam.pipelines.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.uncertainty.Acceptance;
import io.twinbeam.model.uncertainty.AlarmRules;
import io.twinbeam.model.uncertainty.FilterRule;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings.OnAlarm;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings.Rounds;
import io.twinbeam.transforms.train.TrainingRound;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PseudoLabelSectionTest {

  private static final String HEAD =
      "name: labels\nmethods: supervised\ndata: {folder: x, classes: {heart: [1], lung: [2]}}\n";

  private static Experiment experiment(String section) {
    return ExperimentFile.parse(HEAD + "pseudoLabels: " + section + "\n", "labels.yaml");
  }

  @Test
  void whatIsNotSetIsNoPartOfTheJson() {
    assertEquals(
        "{\"classes\":3,\"perClass\":true,\"share\":0.5}",
        CanonicalJson.write(experiment("{}").pseudoLabels()));
    assertEquals(
        experiment("{}").pseudoLabels(),
        experiment("{rounds: 1, start: continue, onAlarm: warn, filters: {variance: {flips: x}}}")
            .pseudoLabels());
    assertEquals(
        PseudoLabelSettings.of(0.4, false, 3),
        CanonicalJson.read(
            "{\"classes\":3,\"perClass\":false,\"share\":0.4}", PseudoLabelSettings.class));
  }

  @Test
  void everySettingIsReadAndComesBackFromJson() {
    PseudoLabelSettings expected =
        new PseudoLabelSettings(
            0.6,
            false,
            3,
            new TreeMap<>(
                Map.of(
                    Measure.ENTROPY,
                    new FilterRule(
                        OptionalDouble.of(0.3),
                        OptionalDouble.empty(),
                        false,
                        new TreeMap<>(Map.of(0, 0.1, 2, 0.5)),
                        null),
                    Measure.DISAGREEMENT,
                    FilterRule.ofThreshold(0),
                    Measure.KL,
                    new FilterRule(
                        OptionalDouble.empty(),
                        OptionalDouble.of(0.9),
                        false,
                        null,
                        new TreeMap<>(Map.of(1, 0.7))),
                    Measure.VARIANCE,
                    new FilterRule(
                        OptionalDouble.of(0.01), OptionalDouble.empty(), false, null, null))),
            OptionalInt.of(5),
            Optional.of(new Acceptance(0.2, 0.9, 2, 3)),
            Optional.of(new AlarmRules(0.1, 0.8, 0)),
            Optional.of(OnAlarm.FAIL),
            Optional.of(new Rounds(3, 0.25, true)));
    Experiment read =
        experiment(
            """

              share: 0.6
              perClass: false
              filters:
                entropy: {threshold: 0.3, thresholds: {background: 0.1, lung: 0.5}}
                disagreement: true
                kl: {share: 0.9, shares: {heart: 0.7}}
                variance: {threshold: 0.01, flips: [x, z]}
              accept: {keptFraction: [0.2, 0.9], volumeFactor: 2, volumeDeviations: 3}
              alarms: {keptFraction: [0.1, 0.8], classFactor: 0}
              onAlarm: fail
              rounds: 3
              trainingShare: 0.25
              start: continue
            """);
    assertEquals(expected, read.pseudoLabels());
    assertEquals(
        expected, CanonicalJson.read(CanonicalJson.write(expected), PseudoLabelSettings.class));
    assertEquals(new TrainingRound(2, 3, 0.25, true), read.round(2));
    assertEquals(18000, read.stepsOfAllRounds());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{filters: {kl: {thresholds: {hart: 1}}}} | thresholds.hart is not a setting; did you mean"
            + " heart?",
        "{filters: {entropi: {}}} | pseudoLabels.filters.entropi is not a setting",
        "{accept: {keptFraction: [0.9, 0.1]}} | keptFraction must rise from its first",
        "{accept: {volumeFactor: 0.5}} | volumeFactor must be 0 or at least 1, is 0.5",
        "{alarms: {classFactor: 1}} | classFactor must be 0 or above 1, is 1.0",
        "{filters: {variance: {flips: [w]}}} | must be one of x, y, z",
        "{onAlarm: stop} | pseudoLabels.onAlarm must be one of warn, fail",
        "{rounds: 0} | pseudoLabels.rounds must be a whole number from 1 to 20",
      })
  void mistakesAreNamed(String section, String message) {
    String refusal =
        assertThrows(InvalidFileException.class, () -> experiment(section)).getMessage();
    assertTrue(refusal.contains(message), refusal);
  }

  @Test
  void roundsWithoutAnUnlabelledCaseAreRefused() {
    String all = HEAD + "split: {labelled: 100%}\npseudoLabels: {rounds: 2}\n";
    String refusal =
        assertThrows(InvalidFileException.class, () -> ExperimentFile.parse(all, "all.yaml"))
            .getMessage();
    assertTrue(refusal.contains("rounds must be 1 where no case is unlabelled, is 2"), refusal);
    assertEquals(
        2,
        ExperimentFile.parse(all.replace("folder: x", "folder: x, unlabelled: use"), "all.yaml")
            .pseudoLabels()
            .roundCount());
  }

  @Test
  void networksAreNotComparedWhereOnePredictsAlone() {
    String alone =
        HEAD + "evaluation: {networks: a}\npseudoLabels: {filters: {kl: {share: 0.9}}}\n";
    String refusal =
        assertThrows(InvalidFileException.class, () -> ExperimentFile.parse(alone, "alone.yaml"))
            .getMessage();
    assertTrue(refusal.contains("filters must not have disagreement or kl"), refusal);
    assertTrue(
        ExperimentFile.parse(alone.replace("kl", "variance"), "alone.yaml")
            .prediction()
            .alone()
            .isPresent());
  }

  @Test
  void aFileOfItsOwnMayTakeTheSectionsPlace() {
    PseudoLabelSettings settings =
        PseudoLabelSection.parse(
            "pseudoLabels: {share: 0.9}\n", "own.yaml", experiment("{}").preprocessing().classes());
    assertEquals(PseudoLabelSettings.of(0.9, true, 3), settings);
    assertFalse(settings.failsOnAlarm());
  }
}
