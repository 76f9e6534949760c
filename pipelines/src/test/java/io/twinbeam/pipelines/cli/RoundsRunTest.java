package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rounds through the command line. One run is shared by the assertions. */
final class RoundsRunTest {

  private static final String YAML =
      TinyExperiment.YAML + "pseudoLabels: {rounds: 2, filters: {kl: {share: 0.9}}}\n";

  @TempDir private static Path folder;

  private static Path workspace;
  private static Path run;

  @BeforeAll
  static void runOnce() throws IOException {
    workspace = folder.resolve("direct");
    run = run("rounds.yaml", YAML, workspace).directory();
  }

  private static CommandRun run(String name, String yaml, Path workspace, String... more)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name), yaml);
    List<String> arguments =
        Stream.concat(
                Stream.of("run", file.toString(), "--workspace=" + workspace), Stream.of(more))
            .toList();
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static Map<String, String> results(Path directory) throws IOException {
    return Provenance.digests(new RunDirectory(directory));
  }

  private static long counted(Path directory, String counter) throws IOException {
    JsonNode record =
        CanonicalJson.read(Files.readString(directory.resolve("run.json")), JsonNode.class);
    return record.at("/measured/counters/" + counter).asLong();
  }

  @Test
  void stepsCountOnFromRoundToRound() throws IOException {
    TreeMap<String, Set<Integer>> steps = new TreeMap<>();
    for (CSVRecord row : CsvRows.of(run.resolve("training.csv"))) {
      steps
          .computeIfAbsent(row.get("method"), key -> new TreeSet<>())
          .add(Integer.parseInt(row.get("step")));
    }
    Set<Integer> all = Set.of(0, 1, 2, 3, 4, 5, 6, 7);
    assertEquals(Map.of("supervised", all, "dual-uncertainty", all), steps);
    assertEquals(16, counted(run, "steps_trained"));
    assertEquals(4, counted(run, "pseudo_labels_trained_on"), "methods x unlabelled cases");
  }

  @Test
  void theFirstRoundIsThatOfARunOfOneRound() throws IOException {
    String one = YAML.replace("rounds: 2", "rounds: 1");
    Path alone = run("one.yaml", one, workspace).directory();
    assertEquals(0, counted(alone, "steps_trained"), "checkpoints of the first round are taken");
    assertEquals(firstRound(run), firstRound(alone));
    assertNotEquals(
        results(run).get("weights/supervised-seed1-a.safetensors"),
        results(alone).get("weights/supervised-seed1-a.safetensors"),
        "the weights are those of the last round");
    assertEquals(
        results(run).get("pseudo-labels/supervised-seed1/round-1/phantom_0.nii.gz"),
        results(alone).get("pseudo-labels/supervised-seed1/phantom_0.nii.gz"));
  }

  private static List<String> firstRound(Path directory) throws IOException {
    return Files.readAllLines(directory.resolve("training.csv")).stream()
        .filter(row -> row.matches("[^,]*,1,[0-3],.*"))
        .toList();
  }

  @Test
  void pseudoLabelsOfEachRoundAreListedAndPublished() throws IOException {
    List<CSVRecord> rows = CsvRows.of(run.resolve("pseudo-labels.csv"));
    assertEquals(2 * 2 * 2 * 3, rows.size(), "methods x cases x rounds x classes");
    assertTrue(rows.stream().allMatch(row -> row.get("accepted").equals("true")));
    assertEquals(
        Set.of("1", "2"), rows.stream().map(row -> row.get("round")).collect(Collectors.toSet()));
    assertTrue(rows.get(0).get("threshold").matches("entropy=\\S+ kl=\\S+"), rows.toString());
    Set<String> cases = rows.stream().map(row -> row.get("case_id")).collect(Collectors.toSet());
    Set<String> tested =
        CsvRows.of(run.resolve("metrics.csv")).stream()
            .map(row -> row.get("case_id"))
            .collect(Collectors.toSet());
    assertTrue(cases.stream().noneMatch(tested::contains), "a test case was pseudo-labelled");
    TreeSet<String> teachers = new TreeSet<>();
    for (String caseId : cases) {
      for (String round : List.of("", "round-1/")) {
        String at = "pseudo-labels/supervised-seed1/" + round + caseId;
        assertTrue(Files.exists(run.resolve(at + ".nii.gz")), at);
        JsonNode facts =
            CanonicalJson.read(Files.readString(run.resolve(at + ".json")), JsonNode.class);
        assertEquals(round.isEmpty() ? 2 : 1, facts.get("round").asInt());
        teachers.add(facts.get("teacher").asText());
      }
    }
    assertEquals(2, teachers.size(), "a teacher a round");
  }

  @Test
  void theRunsOfEachFoldLearnFromTheirOwnPseudoLabelsAlone() throws IOException {
    String folds =
        YAML.replace("test: 2", "folds: 3")
            .replace("[supervised, dual-uncertainty]", "[supervised]")
            .replace("steps: 4", "steps: 2");
    Path folded = run("folds.yaml", folds, workspace).directory();
    assertEquals(3 * 2 * 2, counted(folded, "steps_trained"), "folds x rounds x steps");
    Map<String, Set<String>> unlabelled = caseIds(folded, "cases.csv", "unlabelled");
    assertEquals(Set.of("1", "2", "3"), unlabelled.keySet());
    assertEquals(unlabelled, caseIds(folded, "pseudo-labels.csv", ""));
    long pairs = unlabelled.values().stream().mapToLong(Set::size).sum();
    assertEquals(pairs, counted(folded, "pseudo_labels_trained_on"));
    assertEquals(
        2 * 3 * pairs,
        CsvRows.of(folded.resolve("pseudo-labels.csv")).size(),
        "rounds x classes x unlabelled cases of each fold");
  }

  /** Case ids by fold, of the rows with that role. */
  private static Map<String, Set<String>> caseIds(Path directory, String table, String role)
      throws IOException {
    return CsvRows.of(directory.resolve(table)).stream()
        .filter(row -> role.isEmpty() || row.get("role").equals(role))
        .collect(
            Collectors.groupingBy(
                row -> row.get("fold"),
                TreeMap::new,
                Collectors.mapping(row -> row.get("case_id"), Collectors.toSet())));
  }

  @Test
  void aSecondStartTrainsNothingAndChangesNothing() throws IOException {
    Map<String, String> before = results(run);
    Path again = run("rounds.yaml", YAML, workspace).directory();
    assertEquals(before, results(again));
    assertEquals(0, counted(again, "steps_trained"));
    assertEquals(16, counted(again, "steps_reused"));
  }

  @Test
  void whatWasLostOfALaterRoundIsMadeAgainToTheSameBytes() throws IOException {
    Map<String, String> before = results(run);
    Path other = folder.resolve("lost");
    Path first = run("rounds.yaml", YAML, other).directory();
    assertEquals(before, results(first), "in another workspace");
    for (String kind : List.of("training-label", "pseudo-label", "prediction")) {
      MoreFiles.deleteRecursively(
          other.resolve("artifacts").resolve(kind), RecursiveDeleteOption.ALLOW_INSECURE);
    }
    removeNewest(other.resolve("artifacts/checkpoint"));
    Path again = run("rounds.yaml", YAML, other).directory();
    assertEquals(before, results(again));
    assertTrue(counted(again, "steps_trained") > 0, "nothing was lost");
  }

  /** As if a machine had gone before its last writes. */
  private static void removeNewest(Path checkpoints) throws IOException {
    try (Stream<Path> all = Files.walk(checkpoints, 2)) {
      List<Path> newestLast =
          all.filter(path -> path.getNameCount() == checkpoints.getNameCount() + 2)
              .sorted((a, b) -> Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
              .toList();
      for (Path checkpoint : newestLast.subList(newestLast.size() - 2, newestLast.size())) {
        MoreFiles.deleteRecursively(checkpoint, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    }
  }

  @Test
  void flinkGivesTheSameBytes() throws IOException {
    Path flink =
        run("rounds.yaml", YAML, folder.resolve("flink"), "--runner=FlinkRunner", "--parallelism=2")
            .directory();
    assertEquals(results(run), results(flink));
  }

  @Test
  void aRoundMayStartFromTheOneBeforeStopEarlyAndFindNothingAcceptable() throws IOException {
    String yaml =
        TinyExperiment.YAML
                .replace("test: 2", "test: 1, validation: 1")
                .replace("[supervised, dual-uncertainty]", "[mean-teacher]")
                .replace("segmentSteps: 2", "segmentSteps: 1\n  earlyStop: {patience: 1}")
            + "pseudoLabels: {rounds: 2, start: continue, accept: {keptFraction: [0.99, 1]},"
            + " onAlarm: fail}\n";
    CommandRun stopped = run("stop.yaml", yaml, workspace);
    assertEquals(Twinbeam.FAILED, stopped.status(), stopped.out() + stopped.err());
    assertTrue(stopped.out().contains("pseudo-labels of round 1: none of 2"), stopped.out());
    Path directory = stopped.named();
    JsonNode summary =
        CanonicalJson.read(Files.readString(directory.resolve("summary.json")), JsonNode.class);
    int steps = summary.at("/ends/0/bestSteps").asInt();
    assertTrue(steps > 4 && steps <= 8, "the end is that of the last round: " + summary);
    assertEquals("noneAccepted", alarm(summary, 1));
    assertEquals("noneAccepted", alarm(summary, 2));
    assertEquals(0, counted(directory, "pseudo_labels_trained_on"));
    assertTrue(Files.exists(directory.resolve("metrics.csv")), "all is written");
    assertFalse(results(directory).isEmpty());
  }

  private static String alarm(JsonNode summary, int round) {
    for (JsonNode alarm : summary.get("pseudoLabelAlarms")) {
      if (alarm.get("round").asInt() == round && alarm.get("alarm").asText().startsWith("none")) {
        return alarm.get("alarm").asText();
      }
    }
    return "not raised";
  }
}
