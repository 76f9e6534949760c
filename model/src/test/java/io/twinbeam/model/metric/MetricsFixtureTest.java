package io.twinbeam.model.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinbeam.model.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks every case of metrics.json, read from the folder in the system property {@code
 * fixtures.dir} when it is set, else from the test resources. Cases over the sample data are
 * skipped where its folder is absent.
 */
class MetricsFixtureTest {

  private static final double TOLERANCE = 1e-9;

  @TestFactory
  Stream<DynamicTest> everyCaseOfTheFixtureAgrees() throws IOException {
    JsonNode cases = fixture().required("cases");
    assertTrue(cases.size() > 0, "the fixture must hold cases");
    return cases.properties().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> check(cases, entry.getKey(), entry.getValue())));
  }

  @Test
  void formulasMeanWhatTheySay() {
    Formula.Condition powers = Formula.parse("-2 + 4(z-8)^2 + 3xy/2 >= 10");
    assertTrue(powers.holds(2, 1, 6));
    assertTrue(!powers.holds(2, 1, 7));
    Formula.Condition chain = Formula.parse("1<=x<3,y<5 and z != 2");
    assertTrue(chain.holds(1, 4, 1));
    assertTrue(!chain.holds(3, 4, 1));
    assertTrue(!chain.holds(1, 4, 2));
    assertTrue(Formula.parse("(x-4) mod 3 = 2").holds(0, 0, 0));
  }

  private static void check(JsonNode cases, String name, JsonNode node) throws IOException {
    FixtureCase built;
    if (SampleCases.needsData(node)) {
      Optional<Path> data = SharedData.find();
      assumeTrue(data.isPresent(), "skipped: no sample data folder; set -Dshared.data=FOLDER");
      built = SampleCases.build(name, node, data.get());
    } else {
      built = new FormulaCases(cases).build(name);
    }
    measures(built).forEach((key, actual) -> compare(name, key, node.get(key), actual));
  }

  private static Map<String, Double> measures(FixtureCase built) {
    ClassMetrics metrics = SegmentationMetrics.of(built.result(), built.reference(), 1);
    Overlap overlap = Overlap.of(built.result(), built.reference(), 1);
    SurfaceDistance distance = SurfaceDistance.of(built.result(), built.reference(), 1);
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("n_res", (double) overlap.result());
    measures.put("n_ref", (double) overlap.reference());
    measures.put("inter", (double) overlap.both());
    measures.put("n_surf_res", (double) distance.resultSurfaceVoxels());
    measures.put("n_surf_ref", (double) distance.referenceSurfaceVoxels());
    measures.put("dice", metrics.dice());
    measures.put("jaccard", metrics.jaccard());
    measures.put("hd", distance.hd());
    measures.put("hd95", metrics.mm().hd95());
    measures.put("asd", metrics.mm().asd());
    measures.put("assd", metrics.mm().assd());
    measures.put("asd_rev", distance.reverseAsd());
    return measures;
  }

  private static void compare(String name, String key, JsonNode expected, double actual) {
    // Cases with an empty object name no surface counts.
    if (expected == null && List.of("asd_rev", "n_surf_res", "n_surf_ref").contains(key)) {
      return;
    }
    assertNotNull(expected, name + " must state " + key);
    assertEquals(
        expected.isNull() ? Double.NaN : expected.asDouble(), actual, TOLERANCE, name + " " + key);
  }

  private static JsonNode fixture() throws IOException {
    String folder = System.getProperty("fixtures.dir", "");
    try (InputStream in =
        folder.isEmpty()
            ? MetricsFixtureTest.class.getResourceAsStream("/fixtures/metrics.json")
            : Files.newInputStream(Path.of(folder, "metrics.json"))) {
      return new ObjectMapper().readTree(in);
    }
  }
}
