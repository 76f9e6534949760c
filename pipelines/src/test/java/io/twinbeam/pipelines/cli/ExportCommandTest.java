package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import io.twinbeam.model.FixtureWaves;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both networks of a run at the published width, exported. */
final class ExportCommandTest {

  private static final String YAML =
      """
      name: published-width
      data:
        phantom: {cases: 3, shape: 32x32x32, seed: 3}
        classes: {whole: [1, 2]}
      split: {test: 1, labelled: 2}
      methods: [supervised]
      seeds: [7]
      training: {steps: 1, unlabelledPerBatch: 0, patch: 32x32x32, threads: 1}
      evaluation: {stride: 32x32x32}
      """;

  @TempDir private static Path folder;

  private static Path run;

  @BeforeAll
  static void runAndExport() throws IOException {
    Path file = Files.writeString(folder.resolve("width.yaml"), YAML);
    run =
        CommandRun.of("run", file.toString(), "--workspace=" + folder.resolve("work")).directory();
    export("--output=" + exported("a"));
    export("--output=" + exported("b"), "--network=b", "--method=supervised", "--seed=7");
  }

  private static void export(String output, String... others) {
    String[] arguments = new String[3 + others.length];
    List.of("export", "--run=" + run, output).toArray(arguments);
    System.arraycopy(others, 0, arguments, 3, others.length);
    CommandRun ran = CommandRun.of(arguments);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(output.replace("--output=", "Weights: "), ran.out().strip());
  }

  private static Path exported(String network) {
    return folder.resolve(network + ".safetensors");
  }

  private static Path weights(String network) {
    return run.resolve("weights/supervised-seed7-" + network + ".safetensors");
  }

  @ParameterizedTest
  @CsvSource({"a,resnet-vnet", "b,vnet"})
  void namesAndShapesAreThoseOfPytorchInFloat32(String network, String architecture)
      throws IOException {
    Map<String, JsonNode> expected = new TreeMap<>();
    FixtureWaves.read("networks.json")
        .at("/networks/" + architecture + "/tensors")
        .properties()
        .forEach(entry -> expected.put(entry.getKey(), entry.getValue()));
    Map<String, JsonNode> shapes = new TreeMap<>();
    TensorFile.read(exported(network))
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertEquals("F32", tensor.dtype(), name);
              int count = FixtureWaves.count(FixtureWaves.shape(tensor.shape()));
              assertEquals(Float.BYTES * count, tensor.bytes().capacity(), name);
              shapes.put(name, tensor.shape());
            });
    assertTrue(expected.size() > 100, "the fixture has tensors");
    assertEquals(expected, shapes);
  }

  @ParameterizedTest
  @CsvSource({"a", "b"})
  void theNumbersAreThoseOfTheRun(String network) throws IOException {
    assertEquals(
        TensorFile.read(weights(network)).tensors(), TensorFile.read(exported(network)).tensors());
  }

  @Test
  void metadataSayWhereTheWeightsComeFrom() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    expected.put("format", "pt");
    expected.put("architecture", "vnet");
    expected.put("width", "16");
    expected.put("channels", "1");
    expected.put("classes", "2");
    expected.put("norm", "batch");
    expected.put("upsampling", "transposed");
    expected.put("experiment", "published-width");
    expected.put("method", "supervised");
    expected.put("seed", "7");
    expected.put("network", "b");
    expected.put("twinbeam", "development");
    expected.put(
        "weightsSha256", Hashing.sha256().hashBytes(Files.readAllBytes(weights("b"))).toString());

    assertEquals(expected, TensorFile.read(exported("b")).metadata());
    String documented = Files.readString(Path.of("..", "docs", "weights.md"));
    expected.keySet().forEach(key -> assertTrue(documented.contains("`" + key + "`"), key));
  }

  @Test
  void aSecondExportHasTheSameBytes() throws IOException {
    Path again = folder.resolve("again.safetensors");
    Files.writeString(again, "what was there before");
    export("--output=" + again);
    assertArrayEquals(Files.readAllBytes(exported("a")), Files.readAllBytes(again));
  }

  @Test
  void theDocumentedLoaderGivesPytorchTheNetworksThatPredicted()
      throws IOException, InterruptedException {
    Optional<String> python = PythonCode.withTorch();
    assumeTrue(python.isPresent(), "skipped: no python3 that has torch");
    Path loader = folder.resolve("loader.py");
    Files.writeString(loader, PythonCode.documented("def load_file"));
    List<CSVRecord> cases =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .get()
            .parse(new StringReader(Files.readString(run.resolve("cases.csv"))))
            .getRecords();
    CSVRecord tested =
        cases.stream().filter(row -> row.get("role").equals("test")).findFirst().orElseThrow();
    String[] artifact = tested.get("artifact").split("/", 2);
    Path image =
        folder
            .resolve("work/artifacts/" + artifact[0])
            .resolve(artifact[1].substring(0, 2))
            .resolve(artifact[1])
            .resolve("image.nii.gz");
    Path prediction =
        run.resolve("predictions/supervised-seed7/" + tested.get("case_id") + ".nii.gz");

    String printed =
        PythonCode.run(
            python.get(),
            Path.of("src/test/resources/pytorch/predict.py"),
            loader,
            exported("a"),
            exported("b"),
            image,
            prediction);

    String[] counts = printed.split(" ", -1);
    int foreground = Integer.parseInt(counts[0]);
    int different = Integer.parseInt(counts[1]);
    int voxels = Integer.parseInt(counts[2]);
    assertEquals(32 * 32 * 32, voxels);
    assertTrue(
        foreground > 100 && foreground < voxels - 100, "a prediction of one class: " + printed);
    assertTrue(different <= voxels / 1000, "rounding moves few voxels: " + printed);
  }

  @Test
  void weightsThatAreNotTheRunsAreRefused(@TempDir Path other) throws IOException {
    Path copy = Files.createDirectories(other.resolve("run"));
    Files.createDirectories(copy.resolve("weights"));
    Files.copy(run.resolve("run.json"), copy.resolve("run.json"));
    Path own = copy.resolve("weights/supervised-seed7-b.safetensors");
    byte[] bytes = Files.readAllBytes(weights("b"));
    bytes[bytes.length - 1] ^= 1;
    Files.write(own, bytes);
    CommandRun refused = refusal(copy, other);
    assertTrue(
        refused.err().contains("must have the SHA-256 that run.json records"), refused.err());

    Files.copy(weights("a"), own, StandardCopyOption.REPLACE_EXISTING);
    String misfits = refusal(copy, other).err();
    assertTrue(misfits.contains("block_one.conv.0.weight is missing"), misfits);
    assertTrue(misfits.contains("resnet_encoder.conv1.weight is unknown"), misfits);

    Files.write(own, "not safetensors".getBytes(StandardCharsets.UTF_8));
    assertTrue(refusal(copy, other).err().contains("safetensors: "));
  }

  private static CommandRun refusal(Path directory, Path other) {
    Path output = other.resolve("out.safetensors");
    CommandRun ran =
        CommandRun.of("export", "--run=" + directory, "--output=" + output, "--network=b");
    assertEquals(2, ran.status(), ran.err());
    assertTrue(ran.err().contains("supervised-seed7-b.safetensors: "), ran.err());
    assertTrue(Files.notExists(output));
    return ran;
  }

  @Test
  void aTensorOfAnotherShapeIsNamedWithBothShapes(@TempDir Path other) throws IOException {
    Path copy = Files.createDirectories(other.resolve("run"));
    Files.createDirectories(copy.resolve("weights"));
    String recorded = Files.readString(run.resolve("run.json"));
    JsonNode width = CanonicalJson.read(recorded, JsonNode.class).findValue("width");
    assertEquals(16, width.asInt());
    Files.writeString(
        copy.resolve("run.json"), recorded.replaceFirst("\"width\" : 16", "\"width\" : 8"));
    Files.copy(weights("b"), copy.resolve("weights/supervised-seed7-b.safetensors"));
    String misfits = refusal(copy, other).err();
    assertTrue(
        misfits.contains("out_conv.weight must have shape [2, 8, 1, 1, 1], has [2, 16, 1, 1, 1]"),
        misfits);
  }
}
