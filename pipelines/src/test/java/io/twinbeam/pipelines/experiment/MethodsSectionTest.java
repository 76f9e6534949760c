package io.twinbeam.pipelines.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.objective.ObjectiveSettings;
import io.twinbeam.model.objective.Partner;
import io.twinbeam.model.objective.TermSettings;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.training.MixingSettings;
import io.twinbeam.model.training.TeacherSettings;
import io.twinbeam.pipelines.experiment.Experiment.MethodSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodsSectionTest {

  private static final ObjectiveSettings SUPERVISED = Method.named("supervised").objective();
  private static final ObjectiveSettings DUAL = Method.named("dual-uncertainty").objective();

  private static final String HEAD =
      """
      name: methods
      data: {folder: somewhere, classes: {organ: [1]}}
      """;

  private static MethodSpec spec(String name, ObjectiveSettings objective) {
    return new MethodSpec(name, Method.of(objective));
  }

  private static List<MethodSpec> methods(String text) {
    return ExperimentFile.parse(HEAD + text, "methods.yaml").methods();
  }

  @Test
  void presetsAreTakenAsTheyAre() {
    assertEquals(
        List.of(spec("dual-uncertainty", DUAL), spec("supervised", SUPERVISED)),
        methods("methods: [dual-uncertainty, supervised]\n"));
  }

  @Test
  void anOwnMethodChangesAndAddsTerms() {
    List<MethodSpec> methods =
        methods(
            """
            methods:
              - name: own
                from: supervised
                warmUp: 0.1
                rampLength: 0
                terms:
                  dice: {weight: 2}
                  cross: {weight: 0.1, ramped: true}
                  filtered: {rho: 0.2, perClass: false}
            """);
    ObjectiveSettings expected =
        SUPERVISED
            .withRamp(0.1, 0)
            .with(TermSettings.of("dice", 2))
            .with(new TermSettings("filtered", 1, false, Map.of("rho", 0.2, "perClass", false)))
            .with(TermSettings.ramped("cross", 0.1));
    assertEquals(List.of(spec("own", expected)), methods);
  }

  @Test
  void anOwnMethodStartsFromTheFullMethodUnlessItSaysOtherwise() {
    assertEquals(
        List.of(spec("copy", DUAL), spec("bare", SUPERVISED)),
        methods("methods: [{name: copy}, {name: bare, from: supervised}]\n"));
  }

  @Test
  void aMethodMayChangeItsPartnerTeacherAndMixing() {
    Method expected =
        new Method(
            DUAL,
            Partner.TEACHER,
            new TeacherSettings(0.999, 4, 0),
            new MixingSettings(0.5, 0.8, 0.25));
    assertEquals(
        List.of(new MethodSpec("own", expected)),
        methods(
            """
            methods:
              - name: own
                partner: teacher
                teacher: {decay: 0.999, passes: 4}
                mixing: {boxShare: 0.5, rho: 0.8, strength: 0.25}
            """));
  }

  @Test
  void aChoiceOfWordsIsReadAsItStands() {
    assertEquals(
        List.of(spec("own", DUAL.with(TermSettings.ramped("cross", 0.5).with("direction", "a")))),
        methods("methods: [{name: own, terms: {cross: {direction: a}}}]\n"));
  }

  @Test
  void theObjectiveChangesEveryMethodThatHasTheTerm() {
    List<MethodSpec> methods =
        methods(
            """
            methods: [supervised, dual-uncertainty, {name: own, terms: {filtered: {rho: 0.9}}}]
            objective:
              warmUp: 0
              terms: {filtered: {rho: 0.2, weight: 0.3}, dice: {weight: 3}}
            """);
    ObjectiveSettings supervised =
        SUPERVISED.withRamp(0, SUPERVISED.rampLength()).with(TermSettings.of("dice", 3));
    ObjectiveSettings dual =
        DUAL.withRamp(0, DUAL.rampLength())
            .with(TermSettings.of("dice", 3))
            .with(TermSettings.ramped("filtered", 0.3).with("rho", 0.2));
    ObjectiveSettings own = dual.with(TermSettings.ramped("filtered", 0.3).with("rho", 0.9));
    assertEquals(
        List.of(spec("supervised", supervised), spec("dual-uncertainty", dual), spec("own", own)),
        methods);
  }

  @Test
  void aMistakeInTheObjectiveIsReportedOnceHoweverManyMethodsThereAre() {
    assertEquals(
        List.of("4:22: objective.warmUp must be a number from 0 to 0.99, is 'NaN'"),
        Refusals.of(HEAD + "methods: [supervised, dual-uncertainty]\nobjective: {warmUp:  NaN}\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | methods must hold at least one value, one of supervised, mean-teacher, ua-mt, cps, mcf, mc-net, copy-paste, released, dual-uncertainty, is empty",
        "~ | methods is missing; add it, such as methods: [supervised, dual-uncertainty]",
        "[supervised, supervised] | methods[1] has the name of an earlier method, supervised;"
            + " rename one",
        "[[supervised]] | methods[0] must be one of supervised, mean-teacher, ua-mt, cps, mcf, mc-net, copy-paste, released, dual-uncertainty, is a list",
        "[{from: supervised}] | methods[0].name is missing; add it, such as name: without-prototypes",
        "[{name: ../up}] | methods[0].name must be 1 to 64 letters, digits, dots, dashes or"
            + " underscores, the first a letter or digit, is '../up'",
        "[{name: a, from: b}] | methods[0].from must be one of supervised, mean-teacher, ua-mt, cps, mcf, mc-net, copy-paste, released, dual-uncertainty, is 'b'",
        "[{name: a, form: supervised}] | methods[0].form is not a setting; did you mean from?",
        "[{name: a, terms: {filtered: {rho: 3}}}] | methods[0].terms.filtered.rho must be in (0, 1],"
            + " is '3'",
        "[{name: a, terms: {filtered: {rho: NaN}}}] | methods[0].terms.filtered.rho must be in"
            + " (0, 1], is 'NaN'",
        "[{name: a, terms: {filtered: {perClass: 1}}}] | methods[0].terms.filtered.perClass must be"
            + " true or false, is '1'",
        "[{name: a, terms: {prototype: {maxVoxels: 1.5}}}] | methods[0].terms.prototype.maxVoxels"
            + " must be a whole number in [1, 100000000], is '1.5'",
        "[{name: a, partner: b}] | methods[0].partner must be one of trained, second-decoder, teacher,"
            + " is 'b'",
        "[{name: a, teacher: {decay: 1}}] | methods[0].teacher.decay must be a number from 0 to"
            + " 0.9999, is '1'",
        "[{name: a, mixing: {box: 1}}] | methods[0].mixing.box is not a setting; known here are"
            + " boxShare, rho, strength",
        "[{name: a, terms: {cosine: {rho: 1}}}] | methods[0].terms.cosine.rho is not a setting;"
            + " known here are weight, ramped",
        "[{name: a, terms: {cross: {direction: b}}}] | methods[0].terms.cross.direction must be one"
            + " of both, a, is 'b'",
        "[{name: a, terms: {cross: 1}}] | methods[0].terms.cross must be a mapping of names to"
            + " values, is '1'",
        "[{name: a, terms: {cross: {weight: -1}}}] | methods[0].terms.cross.weight must be a number"
            + " from 0 to 1000000, is '-1'",
      })
  void aMethodThatMakesNoSenseIsRefusedInOneSentence(String methods, String message) {
    assertEquals(
        List.of(message),
        Refusals.of(HEAD + "methods: " + methods + "\n").stream()
            .map(problem -> problem.replaceFirst("^\\d+:\\d+: ", ""))
            .toList());
  }

  @Test
  void aTermThatNoMethodHasIsRefusedInTheObjective() {
    assertEquals(
        List.of(
            "4:29: objective.terms.cosine is in none of the methods; remove it here or add it to a"
                + " method"),
        Refusals.of(HEAD + "methods: [supervised]\nobjective: {terms: {cosine: {weight: 1}}}\n"));
  }

  @Test
  void aMethodWithNothingToLearnFromTheFirstStepIsRefused() {
    List<String> problems =
        Refusals.of(
            HEAD
                + "methods:\n  - name: idle\n    from: supervised\n"
                + "    terms: {dice: {weight: 0}, crossEntropy: {ramped: true}}\n");
    assertEquals(
        List.of(
            "4:5: methods[0] cannot be trained; terms: must hold a term of weight above 0 from the"
                + " first step on, all are ramped or 0; add one that is not ramped, or set warmUp to"
                + " 0"),
        problems);
  }
}
