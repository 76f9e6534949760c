package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Template {@code train}, then {@code experiment} on the same workspace. */
final class TemplateRunTest {

  private static final String WEIGHTS = "weights/dual-uncertainty-seed1-a.safetensors";

  @TempDir private static Path folder;

  private static CommandRun trained;
  private static Path training;
  private static Set<String> checkpoints;
  private static Path evaluated;

  @BeforeAll
  static void launchBoth() throws IOException {
    Files.writeString(
        folder.resolve("tiny.yaml"),
        TinyExperiment.YAML.replace("[supervised, dual-uncertainty]", "[dual-uncertainty]"));
    trained = launch("train");
    training = trained.directory();
    checkpoints = checkpoints();
    evaluated = launch("experiment").directory();
  }

  private static CommandRun launch(String template) {
    return CommandRun.of(
        "launch",
        template,
        "--target=local",
        "--experimentFile=" + folder.resolve("tiny.yaml"),
        "--workspace=" + folder.resolve("work"),
        "--",
        "--targetParallelism=1");
  }

  private static Set<String> checkpoints() throws IOException {
    try (Stream<Path> paths = Files.walk(folder.resolve("work/artifacts/checkpoint"))) {
      return paths.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void trainingAloneEndsWellWithWeightsAndWithoutMetrics() throws IOException {
    assertTrue(trained.out().contains("Not evaluated"), trained.out());
    assertEquals(1, Files.readAllLines(training.resolve("metrics.csv")).size());
    assertTrue(Files.exists(training.resolve(WEIGHTS)));
    assertTrue(Files.exists(training.resolve("report.html")));
    JsonNode summary =
        CanonicalJson.read(Files.readString(training.resolve("summary.json")), JsonNode.class);
    assertEquals("none", summary.get("evaluated").asText());
  }

  @Test
  void theExperimentTakesItsTrainingAndHasADirectoryOfItsOwn() throws IOException {
    assertNotEquals(training, evaluated);
    assertEquals(checkpoints, checkpoints(), "trained again");
    assertArrayEquals(
        Files.readAllBytes(training.resolve(WEIGHTS)),
        Files.readAllBytes(evaluated.resolve(WEIGHTS)));
    assertTrue(Files.readAllLines(evaluated.resolve("metrics.csv")).size() > 1);
  }

  @Test
  void anApplicationOfFlinkFailsWhereItsCommandDoes() {
    FlinkApplication.main(new String[] {"templates", "list"});
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> FlinkApplication.main(new String[] {"run", "none.yaml"}));
    assertEquals("twinbeam run ended with status 2; the log above says why", error.getMessage());
  }
}
