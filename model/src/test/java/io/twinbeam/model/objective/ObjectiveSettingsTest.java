package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.training.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectiveSettingsTest {

  @Test
  void everyMistakeIsNamedWithItsPlaceAndTheRange() {
    ObjectiveSettings settings =
        Method.named("supervised")
            .objective()
            .with(TermSettings.ramped("filtered", 0.5).with("rho", 3).with("perClass", "yes"))
            .with(TermSettings.ramped("prototype", -1).with("maxVoxels", 2.5).with("temp", 1))
            .with(TermSettings.of("cosine", 1).with("rho", 0.5))
            .withRamp(0.25, 1.2);
    assertEquals(
        List.of(
            "terms.filtered.perClass: must be true or false, is yes",
            "terms.filtered.rho: must be in (0, 1], is 3",
            "terms.prototype.weight: must be finite and at least 0, is -1",
            "terms.prototype.maxVoxels: must be a whole number in [1, 100000000], is 2.5",
            "terms.prototype.temp: no such setting; known are weight, ramped, rho, perClass, tau,"
                + " maxVoxels",
            "terms.cosine.rho: no such setting; this term has none besides weight and ramped",
            "rampLength: must be in [0, 1], is 1.2"),
        settings.problems());
  }

  @ParameterizedTest
  @CsvSource({"0, false", "0.001, true", "1, true", "1.001, false", "NaN, false"})
  void rhoLiesAboveZeroAndUpToOne(double rho, boolean fits) {
    assertEquals(fits, TermSettings.of("filtered", 1).with("rho", rho).problems().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"0, true", "2, true", "-0.1, false", "NaN, false", "Infinity, false"})
  void weightsAreFiniteAndNotNegative(double weight, boolean fits) {
    assertEquals(fits, TermSettings.of("dice", weight).problems().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"0, true", "0.99, true", "1, false", "-0.1, false", "NaN, false"})
  void theWarmUpEndsBeforeTheLastStep(double warmUp, boolean fits) {
    assertEquals(
        fits, Method.named("supervised").objective().withRamp(warmUp, 0.4).problems().isEmpty());
  }

  @Test
  void aChoiceTakesItsWordsAlone() {
    TermSettings cross = TermSettings.of("cross", 1);
    assertEquals("both", cross.word("direction"));
    assertTrue(cross.with("direction", "a").problems().isEmpty());
    assertEquals(
        List.of("cross.direction: must be one of both, a, is b"),
        cross.with("direction", "b").problems());
    assertFalse(cross.with("direction", 1).problems().isEmpty());
  }

  @Test
  void aTermGivenTwiceIsRefused() {
    ObjectiveSettings settings =
        new ObjectiveSettings(
            List.of(TermSettings.of("dice", 1), TermSettings.of("dice", 2)), 0, 0.4);
    assertEquals(
        List.of("terms.dice: must be given once, is given again; keep one"), settings.problems());
  }

  @Test
  void anUnknownTermIsRefusedWithTheKnownOnes() {
    List<String> problems =
        Method.named("supervised").objective().with(TermSettings.of("dyce", 1)).problems();
    assertEquals(1, problems.size());
    assertTrue(
        problems.get(0).startsWith("terms.dyce: no such term; known are crossEntropy, dice,"),
        problems.get(0));
  }

  @Test
  void anObjectiveMustTrainFromTheFirstStep() {
    ObjectiveSettings rampedOnly =
        new ObjectiveSettings(List.of(TermSettings.ramped("dice", 1)), 0.25, 0.4);
    assertEquals(1, rampedOnly.problems().size());
    assertTrue(rampedOnly.problems().get(0).startsWith("terms: must hold a term of weight above"));
    assertTrue(rampedOnly.withRamp(0, 0.4).problems().isEmpty());
    assertFalse(new ObjectiveSettings(List.of(), 0, 0).problems().isEmpty());
  }

  @Test
  void numbersOfAnyTypeAreTheSameSetting() {
    TermSettings whole = new TermSettings("prototype", 1, false, Map.of("maxVoxels", 5));
    TermSettings real = new TermSettings("prototype", 1, false, Map.of("maxVoxels", 5.0));
    assertEquals(whole, real);
    assertEquals(5, whole.number("maxVoxels"));
  }

  @Test
  void whatIsNotGivenTakesItsDefault() {
    TermSettings prototype = TermSettings.of("prototype", 1);
    assertEquals(0.5, prototype.number("rho"));
    assertEquals(0.1, prototype.number("tau"));
    assertTrue(prototype.flag("perClass"));
    assertEquals(0.6, TermSettings.of("rectification", 1).number("threshold"));
  }

  static Collection<String> termNames() {
    return Terms.names();
  }

  @ParameterizedTest
  @MethodSource("termNames")
  void everyDefaultLiesInItsRange(String name) {
    for (Setting setting : Terms.settings(name)) {
      assertTrue(setting.problem(setting.standard()).isEmpty(), setting.toString());
    }
  }

  @Test
  void aTermCanBeReplacedAddedAndRemoved() {
    ObjectiveSettings changed =
        Method.named("supervised")
            .objective()
            .with(TermSettings.of("dice", 3))
            .with(TermSettings.of("cosine", 1));
    assertEquals(
        List.of("crossEntropy", "dice", "cosine"),
        changed.terms().stream().map(TermSettings::name).toList());
    assertEquals(3, changed.terms().get(1).weight());
    assertEquals(2, changed.without("dice").terms().size());
  }

  @Test
  void dualUncertaintyIsAsTheMethodStates() {
    ObjectiveSettings method = Method.named("dual-uncertainty").objective();
    assertTrue(method.problems().isEmpty());
    assertEquals(0.25, method.warmUp());
    assertEquals(0.4, method.rampLength());
    assertEquals(
        List.of(
            TermSettings.of("crossEntropy", 1),
            TermSettings.of("dice", 1),
            TermSettings.of("rectification", 0.5),
            TermSettings.ramped("filtered", 0.5),
            TermSettings.ramped("filteredDice", 0.5),
            TermSettings.ramped("cross", 0.5),
            TermSettings.ramped("prototype", 0.05),
            TermSettings.ramped("cosine", 0.5)),
        method.terms());
  }
}
