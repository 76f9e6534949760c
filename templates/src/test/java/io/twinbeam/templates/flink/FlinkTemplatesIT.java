package io.twinbeam.templates.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import io.twinbeam.templates.flink.TemplateChain.Step;
import io.twinbeam.templates.flink.TemplateChain.Target;
import io.twinbeam.transforms.gcs.FakeStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every template, launched by its script on a session cluster, leaves what it leaves on one machine
 * without a cluster; so does an experiment whose files all lie in a bucket.
 */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FlinkTemplatesIT {

  private static final long LIMIT_MINUTES = 6;
  private static final String BUCKET = "gs://" + FakeStorage.BUCKET;

  @RegisterExtension private static final Session SESSION = new Session();

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What each step has left on one machine, which is at work meanwhile. */
  private static final Map<Step, CompletableFuture<Map<String, String>>> EXPECTED =
      new EnumMap<>(Step.class);

  private static Path folder;
  private static Path data;
  private static TemplateChain flink;
  private static Thread local;

  @BeforeAll
  static void startOnOneMachine() throws IOException {
    folder = SESSION.folder().resolve("templates");
    data = folder.resolve("data");
    TemplateChain.writeData(data);
    flink = new TemplateChain(SESSION, folder.resolve("flink"), data, Target.FLINK);
    TemplateChain alone = new TemplateChain(SESSION, folder.resolve("local"), data, Target.LOCAL);
    launched().forEach(step -> EXPECTED.put(step, new CompletableFuture<>()));
    local = new Thread(() -> EXPECTED.forEach((step, made) -> run(alone, step, made)));
    local.start();
  }

  private static void run(
      TemplateChain alone, Step step, CompletableFuture<Map<String, String>> made) {
    try {
      assertEquals(step.status, alone.run(step), () -> alone.output(step));
      made.complete(ResultDigests.of(alone.made()));
    } catch (Exception | AssertionError e) {
      made.completeExceptionally(e);
    }
  }

  @AfterAll
  static void awaitTheOther() throws InterruptedException {
    local.join();
  }

  private static Map<String, String> expected(Step step) throws Exception {
    return EXPECTED.get(step).get(LIMIT_MINUTES, TimeUnit.MINUTES);
  }

  /** All, or those that {@code -Dcluster.templates} names, with commas between. */
  private static Stream<Step> launched() {
    String names = System.getProperty("cluster.templates", "");
    List<String> templates = Splitter.on(',').omitEmptyStrings().splitToList(names);
    return Arrays.stream(Step.values())
        .filter(step -> templates.isEmpty() || templates.contains(step.template));
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("launched")
  void aTemplateLeavesWhatItLeavesOnOneMachine(Step step) throws Exception {
    assertEquals(
        step.status, flink.run(step), () -> flink.output(step) + SESSION.cluster().tails());
    assertEquals(expected(step), ResultDigests.of(flink.made()), () -> flink.output(step));
    assertEquals("FlinkRunner", measured(step).path("runner").asText());
    assertParametersArrived(step);
  }

  /** At least one that shows in what the template left. */
  private static void assertParametersArrived(Step step) throws IOException {
    switch (step) {
      case PREPROCESS -> {
        List<String> failed =
            Files.readAllLines(flink.made("prepared").resolve("failed-cases.csv"));
        String limit = "at most " + (TemplateChain.LARGE_VOXELS - 1) + " voxels";
        assertLine(failed, TemplateChain.LARGE + ",.*TOO_LARGE.*" + limit + ".*");
        assertLine(failed, TemplateChain.DAMAGED + ",.*UNREADABLE.*");
      }
      case TRAIN -> {
        assertEquals(4, measured(step).path("counters").path("steps_trained").asInt());
        assertEquals("cpu", settings(step).path("training").path("device").asText());
        assertEquals(
            "none", json(flink.directory(step).resolve("summary.json")).path("evaluated").asText());
      }
      case EXPERIMENT -> {
        assertEquals(4, measured(step).path("counters").path("steps_reused").asInt());
        assertEquals(data.toString(), settings(step).path("data").path("folder").asText());
        assertTrue(Files.size(flink.directory(step).resolve("report.html")) > 0);
      }
      case PSEUDO_LABEL -> {
        assertEquals(0.25, settings(step).path("pseudoLabels").path("share").asDouble());
        assertLine(
            Files.readAllLines(flink.made("labels").resolve("pseudo-labels.csv")),
            "dual-uncertainty,1,p00,0,.*,0\\.25\\d*,.*");
      }
      case EVALUATE -> {
        assertEquals(0, settings(step).path("prediction").path("alone").asInt(-1));
        Path predictions = flink.made("evaluation").resolve("predictions/dual-uncertainty-seed1");
        assertTrue(Files.exists(predictions.resolve("probability-2/p00.nii.gz")));
        assertTrue(Files.size(flink.made("evaluation").resolve("report.html")) > 0);
      }
    }
  }

  private static void assertLine(List<String> lines, String pattern) {
    assertTrue(
        lines.stream().anyMatch(line -> line.matches(pattern)), () -> pattern + " in " + lines);
  }

  private static JsonNode measured(Step step) throws IOException {
    return step == Step.PREPROCESS
        ? json(flink.made("prepared").resolve("job.json"))
        : json(record(step)).path("measured");
  }

  private static JsonNode settings(Step step) throws IOException {
    return json(record(step)).path("determinedBy").path("experiment");
  }

  private static Path record(Step step) {
    Path directory =
        switch (step) {
          case PREPROCESS -> flink.made("prepared");
          case TRAIN, EXPERIMENT -> flink.directory(step);
          case PSEUDO_LABEL -> flink.made("labels");
          case EVALUATE -> flink.made("evaluation");
        };
    return directory.resolve("run.json");
  }

  private static JsonNode json(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  @Order(2)
  @Test
  void anExperimentInABucketLeavesWhatItLeavesOnADisk() throws Exception {
    FakeStorage storage = SESSION.storage();
    storage.putAll(data, "lab/data");
    storage.put("lab/chain.yaml", Files.readAllBytes(flink.experiment()));
    List<String> command =
        List.of(
            SESSION.twinbeam().toString(),
            "launch",
            "experiment",
            "--target=flink",
            "--flinkMaster=" + SESSION.cluster().address(),
            "--parallelism=2",
            "--experimentFile=" + BUCKET + "/lab/chain.yaml",
            "--data=" + BUCKET + "/lab/data",
            "--workspace=" + BUCKET + "/lab/workspace",
            "--device=cpu",
            "--maxFailed=15%");
    try (LoggedProcess process =
        LoggedProcess.start(folder.resolve("bucket.log"), SESSION.environment(), command)) {
      assertEquals(0, process.status(TemplateChain.LIMIT), process::tail);
    }
    Path copy = folder.resolve("bucket");
    download("lab/workspace", copy);
    Path run = copy.resolve("runs/chain").resolve(flink.directory(Step.EXPERIMENT).getFileName());
    assertEquals(4, json(run.resolve("run.json")).at("/measured/counters/steps_trained").asInt());
    for (String table : List.of("cases.csv", "failed-cases.csv")) {
      String text = Files.readString(run.resolve(table));
      Files.writeString(run.resolve(table), text.replace(BUCKET + "/lab/data", data.toString()));
    }
    assertEquals(workspaceOfTheExperiment(), ResultDigests.of(copy));
  }

  /** What is expected of the experiment, without what was trained before in the workspace. */
  private static Map<String, String> workspaceOfTheExperiment() throws Exception {
    String workspace = "workspace/";
    String trained = "runs/chain/" + flink.directory(Step.TRAIN).getFileName() + "/";
    Map<String, String> results = new TreeMap<>();
    expected(Step.EXPERIMENT)
        .forEach(
            (name, digest) -> {
              if (name.startsWith(workspace) && !name.startsWith(workspace + trained)) {
                results.put(name.substring(workspace.length()), digest);
              }
            });
    return results;
  }

  private static void download(String name, Path to) throws IOException {
    for (String object : SESSION.storage().names()) {
      if (object.startsWith(name + "/") && !object.endsWith("/")) {
        Path file = to.resolve(object.substring(name.length() + 1));
        Files.createDirectories(file.getParent());
        Files.write(file, SESSION.storage().content(object));
      }
    }
  }
}
