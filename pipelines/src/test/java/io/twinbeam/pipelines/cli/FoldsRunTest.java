package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.volume.GridShape;
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

/** One method in three folds of six cases, and all that may be done with such a run. */
final class FoldsRunTest {

  private static final String YAML =
      TinyExperiment.YAML
          .replace("test: 2", "folds: 3")
          .replace("[supervised, dual-uncertainty]", "[supervised]")
          .replace("steps: 4", "steps: 2")
          .replace("segmentSteps: 2", "segmentSteps: 1");

  @TempDir private static Path folder;

  private static Path file;
  private static Path run;

  @BeforeAll
  static void runOnce() throws IOException {
    file = Files.writeString(folder.resolve("folds.yaml"), YAML);
    run = run("direct");
  }

  private static Path run(String workspace, String... options) {
    String[] arguments =
        Stream.concat(
                Stream.of("run", file.toString(), "--workspace=" + folder.resolve(workspace)),
                Stream.of(options))
            .toArray(String[]::new);
    return CommandRun.of(arguments).directory();
  }

  /** The ids of the cases of each fold that a table tells of. */
  private static Map<Integer, Set<String>> caseIds(String table) throws IOException {
    return CsvRows.of(run.resolve(table)).stream()
        .collect(
            Collectors.groupingBy(
                row -> Integer.valueOf(row.get("fold")),
                TreeMap::new,
                Collectors.mapping(
                    row -> row.get("case_id"), Collectors.toCollection(TreeSet::new))));
  }

  /** The ids of the cases that have {@code role}, by fold. */
  private static Map<Integer, Set<String>> withRole(String role) throws IOException {
    Map<Integer, Set<String>> cases = new TreeMap<>();
    for (CSVRecord row : CsvRows.of(run.resolve("cases.csv"))) {
      if (row.get("role").equals(role)) {
        int fold = Integer.parseInt(row.get("fold"));
        cases.computeIfAbsent(fold, key -> new TreeSet<>()).add(row.get("case_id"));
      }
    }
    return cases;
  }

  @Test
  void everyCaseIsTestedOnceByTheRunThatNeverSawIt() throws IOException {
    Map<Integer, Set<String>> tested = withRole("test");
    assertEquals(3 * 6, CsvRows.of(run.resolve("cases.csv")).size());
    assertEquals(Set.of(1, 2, 3), tested.keySet());
    assertEquals(6, tested.values().stream().mapToInt(Set::size).sum());
    assertEquals(6, tested.values().stream().flatMap(Set::stream).distinct().count());
    assertEquals(tested, caseIds("metrics.csv"));
    assertEquals(
        6 * 3, CsvRows.of(run.resolve("metrics.csv")).size(), "cases x two classes and pooled");
    for (int fold = 1; fold <= 3; fold++) {
      Path predictions = run.resolve("predictions/supervised-fold" + fold + "-seed1");
      try (Stream<Path> files = Files.list(predictions)) {
        assertEquals(
            tested.get(fold),
            files
                .filter(Files::isRegularFile)
                .map(path -> path.getFileName().toString().replace(".nii.gz", ""))
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
  }

  @Test
  void pseudoLabelsAreOfTheUnlabelledCasesOfTheSameFold() throws IOException {
    assertEquals(withRole("unlabelled"), caseIds("pseudo-labels.csv"));
    withRole("labelled").values().forEach(labelled -> assertEquals(2, labelled.size()));
  }

  @Test
  void theSummaryTakesAllFoldsTogether() throws IOException {
    JsonNode summary =
        CanonicalJson.read(Files.readString(run.resolve("summary.json")), JsonNode.class);
    assertEquals(3, summary.get("folds").asInt());
    assertEquals(6, summary.at("/cases/test").asInt());
    JsonNode all = summary.at("/methods/supervised/all");
    assertEquals(12, all.get("n").asInt());
    double mean =
        CsvRows.of(run.resolve("metrics.csv")).stream()
            .filter(row -> !row.get("class").equals("pooled"))
            .mapToDouble(row -> Double.parseDouble(row.get("dice")))
            .average()
            .orElseThrow();
    assertEquals(mean, all.at("/dice/mean").asDouble(), 1e-12);
    assertEquals(6, all.get("cases").asInt());
    assertEquals(6, summary.at("/methods/supervised/pooled/n").asInt());
    assertEquals(
        mean,
        summary.at("/methods/supervised/byFold").properties().stream()
            .mapToDouble(fold -> fold.getValue().get("dice").asDouble())
            .average()
            .orElseThrow(),
        1e-12);
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(report.contains("fold 2, seed 1"), "marks name fold and seed");
    assertTrue(report.contains("The results of all 3 folds are taken together."));
    assertFalse(report.contains("not at hand"), "the predictions of every fold are found");
  }

  @Test
  void aSecondRunTrainsNothingAndFlinkGivesTheSameBytes() throws IOException {
    Map<String, String> before = Provenance.digests(new RunDirectory(run));
    assertEquals(run, run("direct", "--maxConcurrentRunsPerWorker=1"));
    JsonNode counters =
        CanonicalJson.read(Files.readString(run.resolve("run.json")), JsonNode.class)
            .at("/measured/counters");
    assertEquals(6, counters.get("steps_reused").asInt());
    assertEquals(0, counters.path("steps_trained").asInt());
    assertEquals(before, Provenance.digests(new RunDirectory(run)));
    Path flink = run("flink", "--runner=FlinkRunner", "--parallelism=2");
    assertEquals(before, Provenance.digests(new RunDirectory(flink)));
  }

  @Test
  void theRunIsVerified() {
    CommandRun verified = CommandRun.of("verify", "--run=" + run);
    assertEquals(0, verified.status(), verified.out() + verified.err());
  }

  @Test
  void aNetworkOfOneFoldIsExported() throws IOException {
    Path output = folder.resolve("fold2.safetensors");
    CommandRun open = CommandRun.of("export", "--run=" + run, "--output=" + output);
    assertEquals(2, open.status());
    assertTrue(
        open.err().contains("--method, --fold and --seed must say which of these to export:"),
        open.err());
    assertTrue(open.err().contains("--method=supervised --fold=2 --seed=1"), open.err());
    CommandRun exported = CommandRun.of("export", "--run=" + run, "--output=" + output, "--fold=2");
    assertEquals(0, exported.status(), exported.err());
    assertEquals("2", TensorFile.read(output).metadata().get("fold"));
  }

  @Test
  void theNetworksOfAllFoldsAreEvaluatedOnOtherData() throws IOException {
    PhantomFolder data = new PhantomFolder(folder.resolve("data"), new GridShape(24, 24, 20));
    data.write(0, 9);
    Path results =
        CommandRun.of(
                "evaluate",
                "--run=" + run,
                "--data=" + data.path(),
                "--output=" + folder.resolve("evaluation"))
            .directory();
    List<CSVRecord> metrics = CsvRows.of(results.resolve("metrics.csv"));
    assertEquals(
        Set.of("1", "2", "3"),
        metrics.stream().map(row -> row.get("fold")).collect(Collectors.toSet()));
    assertEquals(
        3 * 3 * CsvRows.of(results.resolve("cases.csv")).size(), metrics.size(), "each by each");
  }
}
