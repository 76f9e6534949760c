package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code --initialWeights} and {@code networks.initialWeights} refuse before anything runs.
 */
final class InitialWeightsRefusalsTest {

  private static final String METHODS = "[supervised, dual-uncertainty]";
  private static final String YAML =
      TinyExperiment.YAML
          .replace("steps: 4", "steps: 1")
          .replace("width: 1", "width: 1, a: vnet, b: resnet-vnet");

  @TempDir private static Path made;

  /** Network A of both methods; B of supervised; B of mc-net, which shares A's encoder. */
  private static Path weightsA;

  private static Path weightsB;
  private static Path secondDecoder;

  @TempDir private Path folder;

  @BeforeAll
  static void makeWeights() throws IOException {
    Path file =
        Files.writeString(made.resolve("made.yaml"), YAML.replace(METHODS, "[supervised, mc-net]"));
    Path run =
        CommandRun.of("run", file.toString(), "--workspace=" + made.resolve("workspace"))
            .directory();
    weightsA = run.resolve("weights/mc-net-seed1-a.safetensors");
    weightsB = run.resolve("weights/supervised-seed1-b.safetensors");
    secondDecoder = run.resolve("weights/mc-net-seed1-b.safetensors");
  }

  private String refusal(String methods, String option) throws IOException {
    return refusalOf(YAML.replace(METHODS, methods), "--initialWeights=" + option);
  }

  private String refusalOf(String yaml, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("refused.yaml"), yaml);
    Path workspace = folder.resolve("workspace");
    String[] arguments = new String[3 + options.length];
    List.of("run", file.toString(), "--workspace=" + workspace).toArray(arguments);
    System.arraycopy(options, 0, arguments, 3, options.length);
    CommandRun ran = CommandRun.of(arguments);
    assertEquals(2, ran.status(), ran.err());
    assertFalse(ran.err().contains("\tat "), "no stack trace: " + ran.err());
    assertFalse(Files.exists(workspace.resolve("artifacts")), "nothing is stored");
    assertFalse(Files.exists(workspace.resolve("runs")), "nothing is run");
    return ran.err();
  }

  /** A copy of network A's weights with other tensors. */
  private Path changed(Map<String, Tensor> changes, String... removed) throws IOException {
    Map<String, Tensor> tensors;
    try (InputStream stream = Files.newInputStream(weightsA)) {
      tensors = new TreeMap<>(Safetensors.read(stream).tensors());
    }
    tensors.putAll(changes);
    tensors.keySet().removeAll(List.of(removed));
    Path target = folder.resolve("changed.safetensors");
    try (OutputStream stream = Files.newOutputStream(target)) {
      Safetensors.write(tensors, Map.of(), stream);
    }
    return target;
  }

  private static Tensor tensor(float... values) {
    return new Tensor(new long[] {values.length}, values);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c=FILE | the network must be a or b, is c; write a=FILE,b=FILE",
        "a=FILE,a=FILE | network a is given twice; keep one",
        "FILE,a=FILE | network a is given twice; keep one",
        "b= | network b has no file; write b=FILE",
        "'' | network a has no file; write a=FILE"
      })
  void theOptionNamesEachNetworkOnceWithAFile(String option, String message) throws IOException {
    String text = option.replace("FILE", weightsA.toString());
    assertEquals("--initialWeights: " + message + "\n", refusal(METHODS, text));
  }

  @Test
  void theExperimentFileNamesNetworksAndFiles() throws IOException {
    String refused =
        refusalOf(YAML.replace("width: 1", "width: 1, initialWeights: {a: [x], c: y, b: }"));
    assertTrue(
        refused.contains("networks.initialWeights.a must be a text on one line, is a list"),
        refused);
    assertTrue(refused.contains("networks.initialWeights.c is not a setting"), refused);
  }

  @Test
  void whatTheExperimentFileNamesIsReadToo() throws IOException {
    assertEquals(
        "networks.initialWeights: network a, absent.safetensors: must be a safetensors file,"
            + " does not exist or cannot be read; name another\n",
        refusalOf(YAML.replace("width: 1", "width: 1, initialWeights: {a: absent.safetensors}")));
  }

  @Test
  void aFolderIsNoFile() throws IOException {
    assertTrue(refusal(METHODS, folder.toString()).contains("must be a safetensors file"));
  }

  @Test
  void otherFormatsAreNamedAsSuch() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pt"), "not safetensors at all");
    String refused = refusal(METHODS, "b=" + text);
    assertTrue(
        refused.startsWith(
            "--initialWeights: network b, " + text + ": cannot be read (safetensors:"),
        refused);
    assertTrue(refused.contains("give a file as twinbeam export writes it"), refused);
  }

  @Test
  void namesShapesAndValuesThatDoNotFitAreListedTogether() throws IOException {
    Path file =
        changed(
            Map.of(
                "out_conv.bias", tensor(1, 2),
                "block_one.conv.0.bias", tensor(Float.NaN),
                "head.weight", tensor(1)),
            "block_two.conv.0.weight");
    String refused = refusal(METHODS, "a=" + file);
    List<String> lines = refused.lines().toList();
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "--initialWeights: network a of dual-uncertainty, supervised, "
                    + file
                    + ": does not fit NetworkSpec[architecture=VNET, width=1, "),
        refused);
    assertEquals(
        List.of(
            "  block_two.conv.0.weight is missing",
            "  out_conv.bias must have shape [3], has [2]",
            "  head.weight is unknown",
            "  block_one.conv.0.bias must hold finite numbers, holds NaN"),
        lines.subList(1, lines.size()));
  }

  @Test
  void weightsOfBAreRefusedWhereNoMethodTrainsIt() throws IOException {
    assertEquals(
        "--initialWeights: network b, "
            + weightsB
            + ": no method of the experiment trains network b, which is the average of network a;"
            + " leave b out\n",
        refusal("[mean-teacher, ua-mt]", "a=" + weightsA + ",b=" + weightsB));
  }

  @Test
  void theMethodsWhoseNetworkBIsAnotherAreNamed() throws IOException {
    String refused =
        refusal("[supervised, mc-net, mean-teacher]", "a=" + weightsA + ",b=" + weightsB);
    assertTrue(refused.startsWith("--initialWeights: network b of mc-net, "), refused);
    assertTrue(refused.contains("\n  block_one.conv.0.weight is missing\n"), refused);
    assertFalse(refused.contains("supervised, "), refused);

    String other = refusal("[supervised, mc-net, cps]", "a=" + weightsA + ",b=" + secondDecoder);
    assertTrue(other.startsWith("--initialWeights: network b of cps, supervised, "), other);
    assertEquals(1, other.lines().filter(line -> line.startsWith("--")).count(), other);
  }

  @Test
  void aSecondDecoderComesWithItsEncoder() throws IOException {
    String alone = refusal("[mc-net]", "b=" + secondDecoder);
    assertTrue(
        alone.contains("\n  its encoder must be network A's, which starts fresh; give A's weights"),
        alone);
    Path stranger = changed(Map.of("block_one.conv.0.bias", tensor(7)));
    String other = refusal("[mc-net]", "a=" + stranger + ",b=" + secondDecoder);
    assertEquals(
        List.of(
            "  block_one.conv.0.bias must be that of network A, as the encoder is shared, and"
                + " differs"),
        other.lines().skip(1).toList());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() throws IOException {
    String refused = refusal("[mc-net]", "a=" + folder.resolve("none") + ",c=x,b=" + secondDecoder);
    assertEquals(2, refused.lines().count(), refused);
    assertTrue(refused.contains("the network must be a or b, is c"), refused);
    assertTrue(refused.contains("none: must be a safetensors file"), refused);
  }
}
