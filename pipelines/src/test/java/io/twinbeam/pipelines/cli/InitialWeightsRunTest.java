package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.artifact.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of one run, exported, and runs that start from them through the command line. */
final class InitialWeightsRunTest {

  private static final String NETWORKS = "networks: {width: 1}";

  /** One step that hardly moves a weight. */
  private static final String YAML =
      TinyExperiment.YAML
          .replace("[supervised, dual-uncertainty]", "[supervised]")
          .replace("steps: 4", "steps: 1")
          .replace("patch:", "learningRate: 1e-8\n  patch:");

  @TempDir private static Path folder;

  private static Path weightsA;
  private static Path weightsB;
  private static Path fresh;
  private static Path started;

  @BeforeAll
  static void exportAndStart() throws IOException {
    Path other = run("other", YAML.replace("seeds: [1]", "seeds: [9]"));
    weightsA = export(other, "a");
    weightsB = export(other, "b");
    fresh = run("fresh", YAML);
    started = run("started", YAML, "--initialWeights=a=" + weightsA + ",b=" + weightsB);
  }

  private static Path run(String name, String yaml, String... options) throws IOException {
    return runIn("workspace", name, yaml, options);
  }

  private static Path runIn(String workspace, String name, String yaml, String... options)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml);
    List<String> arguments = new ArrayList<>(List.of("run", file.toString()));
    arguments.add("--workspace=" + folder.resolve(workspace));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new)).directory();
  }

  private static Path export(Path run, String network) throws IOException {
    Path target = Files.createTempFile(folder, network, ".safetensors");
    CommandRun ran =
        CommandRun.of("export", "--run=" + run, "--output=" + target, "--network=" + network);
    assertEquals(0, ran.status(), ran.err());
    return target;
  }

  private static Path weights(Path run, String network) {
    return run.resolve("weights/supervised-seed1-" + network + ".safetensors");
  }

  /** The largest difference between weights of the last layer. */
  private static double distance(Path first, Path second) throws IOException {
    float[] one = lastLayer(first);
    float[] other = lastLayer(second);
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    return largest;
  }

  private static float[] lastLayer(Path weights) throws IOException {
    try (InputStream stream = Files.newInputStream(weights)) {
      return Safetensors.read(stream).tensors().get("out_conv.weight").values();
    }
  }

  private static Set<String> checkpoints() throws IOException {
    try (Stream<Path> paths = Files.walk(folder.resolve("workspace/artifacts/checkpoint"))) {
      return paths.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static JsonNode recorded(Path run) throws IOException {
    return CanonicalJson.read(Files.readString(run.resolve("run.json")), JsonNode.class);
  }

  @Test
  void aStartedRunIsAnotherRunWithTheWeightsThatWereGiven() throws IOException {
    assertNotEquals(fresh, started);
    assertTrue(distance(weightsA, weights(started, "a")) < 1e-5);
    assertTrue(distance(weightsB, weights(started, "b")) < 1e-5);
    assertTrue(distance(weightsA, weights(fresh, "a")) > 1e-2);
    assertTrue(distance(weightsB, weights(fresh, "b")) > 1e-2);
  }

  @Test
  void theSameWeightsUnderAnotherPathMakeTheSameRunAndTheSameBytes() throws IOException {
    Path copyA = Files.copy(weightsA, folder.resolve("odd, name=1.safetensors"));
    Path copyB = Files.copy(weightsB, folder.resolve("copy-b"));

    Path again = runIn("elsewhere", "moved", YAML, "--initialWeights=b=" + copyB + ",a=" + copyA);

    assertTrue(again.startsWith(folder.resolve("elsewhere")));
    assertEquals(started.getFileName(), again.getFileName());
    for (String network : List.of("a", "b")) {
      assertArrayEquals(
          Files.readAllBytes(weights(started, network)),
          Files.readAllBytes(weights(again, network)));
    }
  }

  @Test
  void theExperimentFileSaysTheSameAsTheOptionAndNothingIsTrainedAgain() throws IOException {
    Set<String> before = checkpoints();
    String yaml =
        YAML.replace(
            NETWORKS,
            "networks: {width: 1, initialWeights: {a: '" + weightsA + "', b: '" + weightsB + "'}}");
    assertEquals(started, run("in-file", yaml));
    assertEquals(before, checkpoints());
  }

  @Test
  void theOptionTakesThePlaceOfWhatTheFileSays() throws IOException {
    String yaml =
        YAML.replace(NETWORKS, "networks: {width: 1, initialWeights: {a: absent, b: absent}}");
    assertEquals(
        started, run("replaced", yaml, "--initialWeights=a=" + weightsA + ",b=" + weightsB));
  }

  @Test
  void aFileAloneIsNetworkAs() throws IOException {
    Path bare = run("bare", YAML, "--initialWeights=" + weightsA);
    assertEquals(bare, run("bare", YAML, "--initialWeights=a=" + weightsA));
    assertFalse(Set.of(fresh, started).contains(bare));
    assertTrue(distance(weightsA, weights(bare, "a")) < 1e-5);
    assertTrue(distance(weights(fresh, "b"), weights(bare, "b")) < 1e-5);
  }

  @Test
  void runJsonHasTheDigestsAndApartFromThemTheNamesAndTheReportShowsBoth() throws IOException {
    JsonNode record = recorded(started);
    JsonNode digests = record.at("/determinedBy/experiment/networks/initialWeights");
    String digest = Digest.of(Files.readAllBytes(weightsA));
    assertEquals(digest, digests.at("/a/sha256").asText());
    assertEquals(Digest.of(Files.readAllBytes(weightsB)), digests.at("/b/sha256").asText());
    assertFalse(record.get("determinedBy").toString().contains(weightsA.toString()));
    assertEquals(weightsA.toString(), record.at("/measured/initialWeights/a").asText());
    assertEquals(weightsB.toString(), record.at("/measured/initialWeights/b").asText());
    String report = Files.readString(started.resolve("report.html"));
    assertTrue(report.contains(digest));
    assertTrue(report.contains(weightsA.toString()));
  }

  @Test
  void aRunThatStartsFreshIsNamedByWhatNamedItBeforeThereWereInitialWeights() throws IOException {
    JsonNode networks = recorded(fresh).at("/determinedBy/experiment/networks");
    Set<String> names = new TreeSet<>();
    networks.fieldNames().forEachRemaining(names::add);
    assertEquals(Set.of("a", "b", "width", "dropout", "normalisation"), names);
    assertTrue(recorded(fresh).at("/measured/initialWeights").isMissingNode());
  }

  @Test
  void aStartedRunIsExportedAndEvaluated() throws IOException {
    assertTrue(distance(weightsB, export(started, "b")) < 1e-5);
    PhantomFolder data = new PhantomFolder(folder.resolve("data"), new GridShape(24, 24, 20));
    data.write(0, 0);
    data.write(1, 1);
    CommandRun evaluated = CommandRun.of("evaluate", "--run=" + started, "--data=" + data.path());
    assertEquals(
        1 + 2 * 3,
        Files.readAllLines(evaluated.directory().resolve("metrics.csv")).size(),
        "cases x two classes and pooled");
  }

  @Test
  void aRunThatStartedFromWeightsIsVerified() {
    CommandRun verified = CommandRun.of("verify", "--run=" + started);
    assertEquals(0, verified.status(), verified.out() + verified.err());
  }

  @Test
  void verifyingWithOtherWeightsIsRefused() {
    CommandRun refused =
        CommandRun.of("verify", "--run=" + started, "--initialWeights=a=" + weightsA);
    assertEquals(Twinbeam.USAGE, refused.status(), refused.out());
    assertTrue(
        refused.err().contains("--initialWeights: network b must start from the file of SHA-256"),
        refused.err());
  }
}
