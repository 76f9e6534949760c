package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every number of objective.json, which was computed in 64-bit arithmetic, to relative 1e-5. */
class ObjectiveFixtureTest {

  private static final double RELATIVE = 1e-5;

  /** Such as {@code filtered.A[rho=0.2,perClass=false]}, {@code cross.AfromB} or {@code cosine}. */
  private static final Pattern KEY = Pattern.compile("(\\w+)(?:\\.(\\w+))?(?:\\[(.*)])?");

  private record Expected(String name, String side, TermSettings settings) {

    static Expected of(String key, long voxels) {
      Matcher parts = KEY.matcher(key);
      assertTrue(parts.matches(), "key " + key + " must look like term.SIDE[setting=value,...]");
      TermSettings settings = TermSettings.of(parts.group(1), 1);
      String given = parts.group(3) == null ? "" : parts.group(3);
      for (String pair : given.isEmpty() ? new String[0] : given.split(",", -1)) {
        String[] sides = pair.trim().split("=", 2);
        settings = settings.with(sides[0], value(sides[1]));
      }
      if (parts.group(1).equals("prototype")) {
        settings = settings.with("maxVoxels", voxels);
      }
      return new Expected(parts.group(1), parts.group(2) == null ? "A" : parts.group(2), settings);
    }

    private static Object value(String text) {
      return text.equals("true") || text.equals("false")
          ? (Object) Boolean.valueOf(text)
          : Double.valueOf(text);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyNumberOfTheFixtureIsMet() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, JsonNode> config : ObjectiveFixture.read().properties()) {
      for (Map.Entry<String, JsonNode> term : config.getValue().get("terms").properties()) {
        String name = config.getKey() + " " + term.getKey();
        tests.add(
            dynamicTest(name, () -> check(config.getValue(), term.getKey(), term.getValue())));
      }
    }
    assertTrue(!tests.isEmpty(), "the fixture must hold terms");
    return tests.stream();
  }

  @Test
  void theWaveOfTheFixturesIsUniform() {
    double mean = IntStream.range(0, 10_000).mapToDouble(i -> ObjectiveFixture.wave(5, i)).sum();
    assertEquals(0, mean / 10_000, 0.02);
    assertTrue(
        IntStream.range(0, 10_000)
            .mapToDouble(i -> ObjectiveFixture.wave(5, i))
            .allMatch(value -> value >= -1 && value < 1));
  }

  private static void check(JsonNode config, String key, JsonNode expected) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = ObjectiveFixture.outputs(config, manager);
      Expected term = Expected.of(key, config.get("logitsShape").get(0).asLong() * 1_000_000);
      if (expected.has("kept")) {
        checkMask(outputs, ReliableFilter.of(filterSettings(term)), expected);
      } else {
        checkTerm(Gradients.ofTerm(term.settings(), term.side(), outputs), expected);
      }
    }
  }

  private static TermSettings filterSettings(Expected term) {
    return new TermSettings("filtered", 1, false, term.settings().settings());
  }

  private static void checkTerm(Gradients actual, JsonNode expected) {
    near(expected.get("value").asDouble(), actual.value(), "value");
    for (Map.Entry<String, JsonNode> norm : expected.get("gradientL2").properties()) {
      near(norm.getValue().asDouble(), actual.norm(norm.getKey()), norm.getKey());
    }
  }

  private static void checkMask(DualOutputs outputs, ReliableFilter filter, JsonNode expected) {
    Reliable reliable =
        filter.apply(new Batch(outputs, Partner.TRAINED, 1, outputs.logitsA().getManager()));
    assertEquals(expected.get("voxels").asLong(), reliable.mask().size(), "voxels");
    assertEquals(expected.get("kept").asDouble(), reliable.size().getFloat(), "kept");
    JsonNode perClass = expected.get("keptPerClass");
    float[] counts = new float[perClass.size()];
    for (int c = 0; c < counts.length; c++) {
      counts[c] = perClass.get(c).floatValue();
    }
    assertArrayEquals(counts, reliable.perClass().toFloatArray(), "kept per class");
  }

  /** 0 means exactly 0: no gradient may reach what a term does not train. */
  private static void near(double expected, double actual, String what) {
    assertEquals(expected, actual, RELATIVE * Math.abs(expected), what);
  }
}
