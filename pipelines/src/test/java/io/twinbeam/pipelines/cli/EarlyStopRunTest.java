package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is validated after each segment and evaluated on the same cases. */
final class EarlyStopRunTest {

  private static final String YAML =
      TinyExperiment.YAML
          .replace("test: 2", "test: 1, validation: 2")
          .replace("[supervised, dual-uncertainty]", "[supervised]")
          .replace("steps: 4", "steps: 5")
          .replace("segmentSteps: 2", "segmentSteps: 1\n  earlyStop: {patience: 2}")
          .replace("{stride:", "{on: validation, stride:");

  @TempDir private static Path folder;

  private static Path file;
  private static CommandRun direct;

  @BeforeAll
  static void runOnce() throws IOException {
    file = Files.writeString(folder.resolve("stop.yaml"), YAML);
    direct = CommandRun.of("run", file.toString(), "--workspace=" + folder.resolve("direct"));
  }

  @Test
  void theResultIsTheCheckpointWithTheDiceThatItsEvaluationGives() throws IOException {
    Path run = direct.directory();
    JsonNode summary =
        CanonicalJson.read(Files.readString(run.resolve("summary.json")), JsonNode.class);
    assertEquals("best validated", summary.get("checkpoint").asText());
    JsonNode end = summary.at("/ends/0");
    List<Double> scores =
        CsvRows.of(run.resolve("training.csv")).stream()
            .filter(row -> row.get("term").equals("diagnostic.validationDice"))
            .map(row -> Double.valueOf(row.get("value")))
            .toList();
    double best = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    assertEquals(scores.size(), end.get("steps").asInt());
    assertEquals(scores.indexOf(best) + 1, end.get("bestSteps").asInt());
    assertEquals(best, end.get("validationDice").asDouble());
    List<CSVRecord> metrics = CsvRows.of(run.resolve("metrics.csv"));
    assertEquals(2 * 3, metrics.size(), "validation cases x two classes and pooled");
    assertEquals(
        best,
        metrics.stream()
            .filter(row -> !row.get("class").equals("pooled"))
            .mapToDouble(row -> Double.parseDouble(row.get("dice")))
            .average()
            .orElse(-1),
        1e-12);
  }

  @Test
  void terminalAndReportSayWhereItEnded() throws IOException {
    assertTrue(
        direct.out().matches("(?s).*supervised-seed1 ended after [1-5] of 5 steps; its result.*"),
        direct.out());
    String report = Files.readString(direct.directory().resolve("report.html"));
    assertTrue(report.contains("Dice of validation cases"));
    assertTrue(report.contains("from the best validated checkpoint"));
  }

  @Test
  void flinkComesToTheSameEnd() throws IOException {
    Path flink =
        CommandRun.of(
                "run",
                file.toString(),
                "--workspace=" + folder.resolve("flink"),
                "--runner=FlinkRunner",
                "--parallelism=2")
            .directory();
    assertEquals(
        Provenance.digests(new RunDirectory(direct.directory())),
        Provenance.digests(new RunDirectory(flink)));
  }
}
