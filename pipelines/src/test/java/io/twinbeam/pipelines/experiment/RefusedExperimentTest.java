package io.twinbeam.pipelines.experiment;

import static io.twinbeam.pipelines.experiment.Refusals.messagesWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.training.Method;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedExperimentTest {

  @Test
  void everyMistakeIsReportedAtOnceInTheOrderOfTheFile() {
    String text =
        """
        name: a/b
        data:
          folder: somewhere
          unlabelled: maybe
          classes: {organ: [1, 300]}
          clases: 3
        methods: [supervised, superb]
        seeds: [1, -2]
        training:
          steps: many
          patch: 30x32x32
          learning_rate: 0.1
        objective:
          warmUp: 2
          terms:
            dice: {wieght: 2}
            cros: {weight: 1}
        evaluation:
          stride: 16
        split: [1]
        """;
    assertEquals(
        List.of(
            "1:7: name must be 1 to 64 letters, digits, dots, dashes or underscores, the first a"
                + " letter or digit, is 'a/b'",
            "4:15: data.unlabelled must be one of fail, use, is 'maybe'",
            "5:24: data.classes.organ[1] must be a whole number from 1 to 254, is '300'",
            "6:3: data.clases is not a setting; did you mean classes?",
            "7:23: methods[1] must be one of "
                + String.join(", ", Method.names())
                + ", is 'superb'",
            "8:12: seeds[1] must be a whole number from 0 to 9223372036854775807, is '-2'",
            "10:10: training.steps must be a whole number from 1 to 10000000, is 'many'",
            "11:10: training.patch must have sizes that are multiples of 16, is 30x32x32",
            "12:3: training.learning_rate is not a setting; did you mean learningRate?",
            "14:11: objective.warmUp must be a number from 0 to 0.99, is '2'",
            "16:12: objective.terms.dice.wieght is not a setting; did you mean weight?",
            "17:5: objective.terms.cros is not a setting; did you mean cross?",
            "19:11: evaluation.stride must be three sizes from 1 to 2048 joined by x, such as"
                + " 32x48x32, of at most 134217728 voxels, is '16'",
            "20:8: split must be a mapping of names to values, is a list"),
        Refusals.of(text));
  }

  @Test
  void theMessageNamesTheFileOnEveryLine() {
    InvalidFileException refusal =
        assertThrows(
            InvalidFileException.class,
            () -> ExperimentFile.parse(Refusals.LEAST + "a: 1\nzzz: 1\n", "dir/some.yaml"));
    assertEquals(2, refusal.getMessage().lines().count());
    assertTrue(refusal.getMessage().startsWith("dir/some.yaml:4:1: a is not a setting; known "));
    assertTrue(refusal.getMessage().contains("\ndir/some.yaml:5:1: zzz is not a setting; known "));
  }

  @Test
  void whatMustBeThereIsAskedForWithAnExample() {
    assertEquals(
        List.of(
            "1:1: name is missing; add it, such as name: hippocampus",
            "1:1: data.folder is missing; add it, such as folder: ../data, or phantom: {}, or give"
                + " --data",
            "1:1: data.classes is missing; add it, such as classes: {organ: [1]}",
            "1:1: methods is missing; add it, such as methods: [supervised, dual-uncertainty]"),
        Refusals.of("seeds: [1]\n"));
  }

  @Test
  void aKeyGivenTwiceIsReportedAtItsSecondPlace() {
    assertEquals(
        List.of("4:18: split.test is given twice; keep one", "5:1: name is given twice; keep one"),
        Refusals.of(Refusals.LEAST + "split: {test: 3, test: 4}\nname: again\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training: {steps: [1]} | training.steps must be a whole number from 1 to 10000000, is a"
            + " list",
        "training: {device: {a: 1}} | training.device must be auto, cpu or gpu:N, is a mapping",
        "training: 3 | training must be a mapping of names to values, is '3'",
        "seeds: {a: 1} | seeds must be a list, is a mapping",
        "seeds: [[1]] | seeds[0] must be a whole number from 0 to 9223372036854775807, is a list",
        "seeds: [~] | seeds[0] must be a whole number from 0 to 9223372036854775807, is empty",
        "seeds: [] | seeds must hold at least one value, a whole number from 0 to"
            + " 9223372036854775807, is empty",
        "seeds: [4, 4] | seeds[1] gives 4 a second time; keep one",
        "split: {test: {a: 1}} | split.test must be a share from 0.01% to 99%, a number of cases"
            + " from 1 up, or a list of case ids, is a mapping",
        "split: {test: []} | split.test must hold at least one value, a text on one line, is empty",
        "split: {test: [a, a]} | split.test[1] gives a a second time; keep one",
        "split: {test: [a], labelled: [b, a]} | split.labelled must name no test case, names [a]",
        "split: {test: [a], validation: [b, a]} | split.validation must name no test case, names"
            + " [a]",
        "split: {validation: [a], labelled: [a]} | split.labelled must name no validation case,"
            + " names [a]",
        "split: {folds: 1} | split.folds must be a whole number from 2 to 20, is '1'",
        "split: {test: 2, folds: 5} | split.folds must be left out where split.test is given, is 5;"
            + " each fold is the test part of its own runs, so take out one of the two",
        "split: {validation: -1} | split.validation must be a share from 0.01% to 99%, a number of"
            + " cases from 0 up, or a list of case ids, is '-1'",
        "evaluation: {on: training} | evaluation.on must be one of test, validation, none, is 'training'",
        "evaluation: {on: validation} | evaluation.on must be test where split.validation keeps no"
            + " cases, is validation; add split.validation, such as validation: 20%",
        "training: {earlyStop: {patience: 3}} | training.earlyStop.patience must be 0 where"
            + " split.validation keeps no cases, is 3; add split.validation, such as validation:"
            + " 20%",
        "preprocessing: {spacing: 1} | preprocessing.spacing must be a list of 3, each a number"
            + " from 0.01 to 100, is '1'",
        "preprocessing: {spacing: []} | preprocessing.spacing must be a list of 3, each a number"
            + " from 0.01 to 100, is a list",
        "preprocessing: {spacing: [1, 2]} | preprocessing.spacing must be a list of 3, each a"
            + " number from 0.01 to 100, is a list of 2",
        "preprocessing: {clipPercentiles: [99, 1]} | preprocessing.clipPercentiles must rise, is"
            + " [99.0, 1.0]",
        "pseudoLabels: {perClass: yes} | pseudoLabels.perClass must be true or false, is 'yes'",
        "evaluation: {stride: 97x1x1} | evaluation.stride must be at most the patch, 96x96x96, is"
            + " 97x1x1",
        "evaluation: {weighting: centre} | evaluation.weighting must be one of uniform, gaussian, is"
            + " 'centre'",
        "evaluation: {flips: [x, x]} | evaluation.flips[1] gives 0 a second time; keep one",
        "evaluation: {networks: c} | evaluation.networks must be one of both, a, b, is 'c'",
        "evaluation: {keepLargest: [spleen]} | evaluation.keepLargest[0] must be true, false or the"
            + " names of classes, is 'spleen'",
        "evaluation: {removeSmaller: 5} | evaluation.removeSmaller must be 0, or an amount such as"
            + " 0.5ml or 20voxels, is '5'",
        "evaluation: {removeSmaller: 0.5voxels} | evaluation.removeSmaller must be 0, or an amount"
            + " such as 0.5ml or 20voxels, is '0.5voxels'",
        "evaluation: {connectivity: 18} | evaluation.connectivity must be one of 6, 26, is '18'",
        "training: {decaySteps: [5, 5]} | training.decaySteps[1] gives 5 a second time; keep one",
        "[a, b]: 1 | the file must have plain names, has a list as a name",
      })
  void aValueOfTheWrongKindIsRefusedInOneSentence(String line, String message) {
    assertEquals(List.of(message), messagesWith(line + "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        ".nan",
        "Infinity",
        "-.inf",
        "1e400",
        "-0.1",
        "0x1p-1",
        "0x0",
        "0.5f",
        "0.5d",
        "٠",
        "1_0",
        "",
        "' '",
        "true",
        "1e"
      })
  void noHostileNumberPassesARange(String scalar) {
    String text = scalar.isEmpty() ? "''" : scalar;
    String shown = scalar.isEmpty() ? "''" : "'" + scalar.replace("'", "") + "'";
    assertEquals(
        List.of("networks.dropout must be a number from 0 to 0.95, is " + shown),
        messagesWith("networks: {dropout: " + text + "}\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "1.0", "1e2", "0x10", "99999999999999999999", "0", "٣", "1_0"})
  void noHostileWholeNumberPassesARange(String scalar) {
    assertEquals(
        List.of("networks.width must be a whole number from 1 to 256, is '" + scalar + "'"),
        messagesWith("networks: {width: " + scalar + "}\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN%", "0%", "-5%", "100%", "1e400%", "%", "0", "-1", "0.1", "5 %"})
  void noHostileShareOrCountPasses(String scalar) {
    assertEquals(1, messagesWith("split: {test: '" + scalar + "'}\n").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x16x16", "16x16", "16x16x16x16", "-1x1x1", "99999x1x1", "2048x2048x64"})
  void noHostileShapePasses(String scalar) {
    List<String> messages = messagesWith("training: {patch: " + scalar + "}\n");
    assertEquals(1, messages.size());
    assertTrue(messages.get(0).startsWith("training.patch must be three sizes from 1 to 2048"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | data.classes must name at least one foreground class, such as {organ: [1]}",
        "3 | data.classes must be a mapping of names to values, is '3'",
        "{organ: } | data.classes.organ is missing; add it, such as organ: [1]",
        "{organ: []} | data.classes.organ must hold at least one value, a whole number from 1 to"
            + " 254, is empty",
        "{organ: [255]} | data.classes.organ[0] must be a whole number from 1 to 254, is '255'",
        "{organ: [1, 1]} | data.classes.organ[1] gives 1 a second time; keep it in one class",
        "{a: [1], b: 1} | data.classes.b gives 1 a second time; keep it in one class",
        "{'': [1]} | data.classes.'' must be named by a text on one line",
      })
  void classesThatMeanNothingAreRefused(String classes, String message) {
    String text = Refusals.LEAST.replace("{organ: [1]}", classes);
    assertEquals(List.of(message), Refusals.of(text).stream().map(this::unplaced).toList());
  }

  private String unplaced(String problem) {
    return problem.replaceFirst("^\\d+:\\d+: ", "");
  }

  @Test
  void aFolderAndPhantomsExcludeEachOther() {
    String text = Refusals.LEAST.replace("folder: somewhere", "folder: somewhere, phantom: {}");
    assertEquals(
        List.of("2:36: data.phantom and data.folder exclude each other; keep one"),
        Refusals.of(text));
  }

  @Test
  void phantomsAndAnotherFolderExcludeEachOther() {
    String text = Refusals.LEAST.replace("folder: somewhere", "phantom: {}");
    InvalidFileException refusal =
        assertThrows(
            InvalidFileException.class,
            () -> ExperimentFile.parse(text, "some.yaml", Optional.of("elsewhere")));
    assertEquals(
        "some.yaml:2:17: data.phantom and --data exclude each other; keep one",
        refusal.getMessage());
  }

  @Test
  void aBatchOfOneVoxelInTheDeepestLayerIsRefused() {
    assertEquals(
        List.of(
            "training.patch must be larger than 16x16x16 where labelledPerBatch is 1, as the"
                + " deepest layer has one voxel; enlarge either"),
        messagesWith("training: {patch: 16x16x16, labelledPerBatch: 1}\n"));
    ExperimentFile.parse(
        Refusals.LEAST + "training: {patch: 16x16x32, labelledPerBatch: 1}\n", "enough.yaml");
  }

  @Test
  void aMethodThatReadsUnlabelledPatchesMustGetSome() {
    String without = "training: {unlabelledPerBatch: 0}\n";
    assertEquals(
        0, ExperimentFile.parse(Refusals.LEAST + without, "f").training().unlabelledPerBatch());
    assertEquals(
        List.of(
            "4:32: training.unlabelledPerBatch must be at least 1, is 0, as method dual-uncertainty"
                + " learns from unlabelled patches"),
        Refusals.of(Refusals.LEAST.replace("supervised", "dual-uncertainty") + without));
  }

  @Test
  void longAndUnprintableTextIsShownShortOnOneLine() {
    String longText = "x".repeat(5000) + "\\n";
    List<String> messages =
        messagesWith("training: {device: \"a\\nb\", patch: \"" + longText + "\"}\n\"k\\n\": 1\n");
    assertEquals("training.device must be auto, cpu or gpu:N, is 'a?b'", messages.get(0));
    assertTrue(messages.get(1).endsWith("is '" + "x".repeat(60) + "...'"), messages.get(1));
    assertTrue(messages.get(2).startsWith("'k?' is not a setting; "), messages.get(2));
  }
}
