package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One experiment evaluated on its validation cases, then on its test cases. */
final class ValidationRunTest {

  private static final String YAML =
      TinyExperiment.YAML
          .replace("test: 2", "test: 1, validation: 2")
          .replace("[supervised, dual-uncertainty]", "[dual-uncertainty]");
  private static final String WEIGHTS = "weights/dual-uncertainty-seed1-a.safetensors";

  @TempDir private static Path folder;

  private static CommandRun validation;
  private static Path onValidation;
  private static Path onTest;
  private static Set<String> checkpointsOfValidation;

  @BeforeAll
  static void runTwice() throws IOException {
    validation = run("validation", YAML.replace("{stride:", "{on: validation, stride:"));
    onValidation = validation.directory();
    checkpointsOfValidation = checkpoints();
    onTest = run("test", YAML).directory();
  }

  private static CommandRun run(String name, String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml);
    return CommandRun.of("run", file.toString(), "--workspace=" + folder.resolve("work"));
  }

  private static Set<String> checkpoints() throws IOException {
    try (Stream<Path> paths = Files.walk(folder.resolve("work/artifacts/checkpoint"))) {
      return paths.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Case ids by what {@code cases.csv} says they were used as. */
  private static Map<String, Set<String>> roles(Path run) throws IOException {
    Map<String, Set<String>> roles = new TreeMap<>();
    for (CSVRecord row : rows(run.resolve("cases.csv"))) {
      roles.computeIfAbsent(row.get("role"), role -> new TreeSet<>()).add(row.get("case_id"));
    }
    return roles;
  }

  private static List<CSVRecord> rows(Path table) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    return format.parse(new StringReader(Files.readString(table))).getRecords();
  }

  private static Set<String> caseIds(Path table) throws IOException {
    return rows(table).stream()
        .map(row -> row.get("case_id"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> predicted(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("predictions/dual-uncertainty-seed1"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString().replace(".nii.gz", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void theChosenPartIsPredictedAndMeasuredAndTheOtherIsLeftAlone() throws IOException {
    Map<String, Set<String>> roles = roles(onValidation);
    assertEquals(roles, roles(onTest));
    assertEquals(1, roles.get("test").size());
    assertEquals(2, roles.get("validation").size());

    assertEquals(roles.get("validation"), caseIds(onValidation.resolve("metrics.csv")));
    assertEquals(roles.get("validation"), predicted(onValidation));
    assertEquals(roles.get("test"), caseIds(onTest.resolve("metrics.csv")));
    assertEquals(roles.get("test"), predicted(onTest));
  }

  @Test
  void pseudoLabelsAreOfUnlabelledCasesAlone() throws IOException {
    for (Path run : Set.of(onValidation, onTest)) {
      assertEquals(roles(run).get("unlabelled"), caseIds(run.resolve("pseudo-labels.csv")));
    }
  }

  @Test
  void bothEvaluationsHaveTheirOwnDirectoryAndTheSameTraining() throws IOException {
    assertNotEquals(onValidation, onTest);
    assertEquals(checkpointsOfValidation, checkpoints(), "the second run trained again");
    assertArrayEquals(
        Files.readAllBytes(onValidation.resolve(WEIGHTS)),
        Files.readAllBytes(onTest.resolve(WEIGHTS)));
  }

  @Test
  void summaryReportAndTerminalSayWhichPartItWas() throws IOException {
    JsonNode summary = summary(onValidation);
    assertEquals("validation", summary.get("evaluated").asText());
    assertEquals(2, summary.at("/cases/validation").asInt());
    assertEquals(1, summary.at("/cases/test").asInt());
    assertEquals("test", summary(onTest).get("evaluated").asText());
    assertTrue(validation.out().contains("Results of the validation cases"), validation.out());
    String warning = "Validation cases. ";
    assertTrue(Files.readString(onValidation.resolve("report.html")).contains(warning));
    assertFalse(Files.readString(onTest.resolve("report.html")).contains(warning));
  }

  private static JsonNode summary(Path run) throws IOException {
    return CanonicalJson.read(Files.readString(run.resolve("summary.json")), JsonNode.class);
  }
}
