package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dry run counts the predictions that the run then makes. */
final class DryRunCountsTest {

  @TempDir private Path folder;

  private String[] run(String yaml, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), yaml);
    return Stream.concat(
            Stream.of("run", file.toString(), "--workspace=" + folder.resolve("work")),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** How many there are of what, as the line of durations says; 0 where it does not. */
  private static long count(String told, String what) {
    Matcher matcher = Pattern.compile("(\\d+) " + what + "s? of [a-z-]+ \\d").matcher(told);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static long predicted(CommandRun done) throws IOException {
    JsonNode record =
        CanonicalJson.read(Files.readString(done.directory().resolve("run.json")), JsonNode.class);
    return record.findValue("counters").get("cases_predicted").asLong();
  }

  @Test
  void roundsAndFoldsAreCounted() throws IOException {
    String yaml =
        TinyExperiment.YAML
            .replace("[supervised, dual-uncertainty]", "[supervised]")
            .replace("test: 2, labelled: 2", "folds: 2, labelled: 1")
            .concat("pseudoLabels: {rounds: 2}\n");
    CommandRun told = CommandRun.of(run(yaml, "--dryRun"));
    assertEquals(0, told.status(), told.err());
    // Each of two folds has three cases to test and, of the other three, two without a label.
    assertEquals(2 * 2 * 2, count(told.out(), "pseudo-label"), told.out());
    assertEquals(6, count(told.out(), "evaluated prediction"), told.out());
    assertTrue(told.out().contains(" for 14 predictions of supervised"), told.out());
    assertTrue(told.out().contains("  TrainSegmenter -> PseudoLabelCases, GiveCasesOn\n"));
    assertTrue(told.out().contains("  GiveCasesOn -> TrainSegmenterOfRound2\n"), told.out());
    assertTrue(
        told.out()
            .matches(
                "(?s).*  TrainSegmenterOfRound2 -> (?=[^\n]*PredictEvaluatedCases)"
                    + "(?=[^\n]*PseudoLabelCasesOfRound2)\\w+, \\w+\n.*"),
        told.out());
    assertEquals(14, predicted(CommandRun.of(run(yaml))));
  }

  @Test
  void validationsInTrainingAreCountedAndNoEvaluationIsNone() throws IOException {
    String yaml =
        TinyExperiment.YAML
            .replace("test: 2,", "test: 1, validation: 2,")
            .replace("threads: 1", "threads: 1\n  earlyStop: {patience: 5}");
    CommandRun told = CommandRun.of(run(yaml, "--dryRun"));
    assertEquals(0, told.status(), told.err());
    // Each of two methods validates two cases after each of two segments.
    assertTrue(
        told.out()
            .matches(
                "(?s).*4 validations of dual-uncertainty \\d.*4 validations of supervised \\d.*"),
        told.out());
    CommandRun training = CommandRun.of(run(yaml, "--skipEvaluation", "--dryRun"));
    assertEquals(0, count(training.out(), "evaluated prediction"), training.out());
    assertEquals(1, count(training.out(), "pseudo-label"), training.out());
  }
}
