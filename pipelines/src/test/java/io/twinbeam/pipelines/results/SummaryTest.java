package io.twinbeam.pipelines.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.Distances;
import io.twinbeam.model.metric.Lesions;
import io.twinbeam.model.metric.MetricSettings;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.report.MetricColumn;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SummaryTest {

  private static final VoxelGrid GRID =
      VoxelGrid.ofSpacing(new GridShape(12, 12, 12), 0.8, 1.5, 2.5);
  private static final Distances MISS = new Distances(Double.NaN, Double.NaN, Double.NaN, 40);

  @TempDir private Path folder;

  private final List<String> rows = new ArrayList<>();

  private void row(String method, long seed, String caseId, String object, ClassMetrics metrics) {
    StringBuilder row = new StringBuilder(method + "," + seed + "," + caseId + "," + object);
    for (MetricColumn column : MetricColumn.values()) {
      Number value = column.of(metrics);
      row.append(',').append(Double.isNaN(value.doubleValue()) ? "" : value.toString());
    }
    rows.add(row.toString());
  }

  private JsonNode summary(String methods) throws IOException {
    StringBuilder table = new StringBuilder("method,seed,case_id,class");
    for (MetricColumn column : MetricColumn.values()) {
      table.append(',').append(column.key());
    }
    rows.forEach(row -> table.append('\n').append(row));
    Files.writeString(folder.resolve(RunDirectory.METRICS), table + "\n");
    Files.writeString(
        folder.resolve(RunDirectory.CASES),
        "case_id,role,source,channels,shape,class_voxels,artifact,content_sha256,image_sha256,"
            + "label_sha256\n");
    Files.writeString(folder.resolve(RunDirectory.FAILED_CASES), "case_id\n");
    Summary summary =
        Summary.of(
            ExperimentFile.parse(
                "name: test\nmethods: " + methods + "\ndata: {phantom: {}}\n", "test.yaml"),
            new RunDirectory(folder));
    return CanonicalJson.tree(summary.toMap());
  }

  /** A share of 0 .. 1 in every metric, the distances growing as it falls. */
  private static ClassMetrics quality(double share) {
    Distances distances = new Distances(39 * (1 - share), 20 * (1 - share), 20 * (1 - share), 40);
    return new ClassMetrics(
        share, share, distances, distances, share, share, 1, new Lesions(1, 1, 1, 0));
  }

  private static ClassMetrics nothing() {
    return new ClassMetrics(0, 0, MISS, MISS, 0, 0, 1, new Lesions(0, 1, 0, 0));
  }

  private static Stream<MetricColumn> summarised() {
    return Arrays.stream(MetricColumn.values()).filter(MetricColumn::isSummarised);
  }

  /** How far a mean lies from what a perfect result has. */
  private static double badness(MetricColumn column, JsonNode group) {
    double mean = group.at("/" + column.key() + "/mean").asDouble();
    return column.kind() == MetricColumn.Kind.SHARE ? 1 - mean : Math.abs(mean);
  }

  @Test
  void predictingNothingOnOneCaseIsWorseThanPredictingPoorlyInEveryMetric() throws IOException {
    for (String method : List.of("supervised", "cps")) {
      row(method, 1, "case_1", "1", quality(0.9));
      row(method, 1, "case_2", "1", quality(0.8));
    }
    row("supervised", 1, "case_3", "1", quality(0.001));
    row("cps", 1, "case_3", "1", nothing());

    JsonNode summary = summary("[supervised, cps]");

    assertEquals("[\"supervised\",\"cps\"]", summary.get("methodOrder").toString());
    JsonNode poor = summary.at("/methods/supervised/all");
    JsonNode none = summary.at("/methods/cps/all");
    summarised()
        .forEach(column -> assertTrue(badness(column, none) > badness(column, poor), column.key()));
    assertEquals(0, poor.at("/hd95_mm/misses").asInt());
    assertEquals(1, none.at("/hd95_mm/misses").asInt());
    assertEquals((3.9 + 7.8 + 40) / 3, none.at("/hd95_mm/mean").asDouble(), 1e-12);
    assertEquals((3.9 + 7.8) / 2, none.at("/hd95_mm/definedMean").asDouble(), 1e-12);
    assertEquals(7.8, none.at("/hd95_mm/median").asDouble(), 1e-12);
  }

  @Test
  void theSameHoldsForMeasuredLabelMaps() throws IOException {
    LabelMap reference = boxes(2, 7, 2, 7, 2, 7);
    for (String method : List.of("supervised", "cps")) {
      measure(method, "case_1", boxes(2, 7, 2, 7, 2, 6), reference);
      measure(method, "case_2", boxes(2, 7, 3, 7, 2, 7), reference);
    }
    // One voxel of each class at the edge of its object, and a whole row of wrong ones.
    LabelMap poor = boxes(6, 7, 6, 7, 6, 7);
    Arrays.fill(poor.voxels(), 0, 4, (byte) 1);
    Arrays.fill(poor.voxels(), 8, 12, (byte) 2);
    measure("supervised", "case_3", poor, reference);
    measure("cps", "case_3", boxes(0, 0, 0, 0, 0, 0), reference);

    JsonNode summary = summary("[supervised, cps]");

    for (String group : List.of("classes/1", "classes/2", "pooled", "all")) {
      JsonNode poorly = summary.at("/methods/supervised/" + group);
      JsonNode none = summary.at("/methods/cps/" + group);
      summarised()
          .forEach(
              column ->
                  assertTrue(
                      badness(column, none) > badness(column, poorly), group + " " + column.key()));
      assertEquals(0, poorly.at("/assd_mm/misses").asInt());
      assertEquals(group.equals("all") ? 2 : 1, none.at("/assd_mm/misses").asInt());
    }
  }

  private void measure(String method, String caseId, LabelMap result, LabelMap reference) {
    SegmentationMetrics metrics =
        SegmentationMetrics.between(result, reference, 3, MetricSettings.STANDARD);
    row(method, 1, caseId, "1", metrics.ofClass(1));
    row(method, 1, caseId, "2", metrics.ofClass(2));
    row(method, 1, caseId, "pooled", metrics.pooled());
  }

  /** Class 1 in the box, class 2 in the same box moved by 5 voxels along x. */
  private static LabelMap boxes(int... ends) {
    byte[] voxels = new byte[(int) GRID.shape().voxels()];
    for (int i = ends[0]; i < ends[1]; i++) {
      for (int j = ends[2]; j < ends[3]; j++) {
        for (int k = ends[4]; k < ends[5]; k++) {
          voxels[GRID.shape().index(i, j, k)] = 1;
          voxels[GRID.shape().index(i + 5, j, k)] = 2;
        }
      }
    }
    return new LabelMap(GRID, voxels);
  }

  @ParameterizedTest
  @EnumSource(MetricColumn.class)
  void everyMetricHasAllOfItsNumbers(MetricColumn column) throws IOException {
    for (int c = 1; c <= 4; c++) {
      row("supervised", 1, "case_" + c, "1", quality(c / 5.0));
    }
    JsonNode group = summary("supervised").at("/methods/supervised/classes/1");
    assertEquals(column.isSummarised(), group.has(column.key()));
    if (column == MetricColumn.DICE) {
      JsonNode dice = group.get("dice");
      assertEquals(0.5, dice.get("mean").asDouble(), 1e-12);
      assertEquals(Math.sqrt(0.2 / 3), dice.get("sd").asDouble(), 1e-12);
      assertEquals(0.5, dice.get("median").asDouble(), 1e-12);
      assertEquals(0.35, dice.get("q1").asDouble(), 1e-12);
      assertEquals(0.65, dice.get("q3").asDouble(), 1e-12);
      assertEquals(0, dice.get("misses").asInt());
      double low = dice.at("/ci95/0").asDouble();
      double high = dice.at("/ci95/1").asDouble();
      assertTrue(0.2 < low && low < 0.5 && 0.5 < high && high < 0.8, dice.toString());
      assertEquals(4, group.get("n").asInt());
      assertEquals(4, group.get("cases").asInt());
    }
  }

  @Test
  void resultsOfSeveralSeedsAreOfFewerCasesAndToldApart() throws IOException {
    for (int c = 1; c <= 3; c++) {
      row("supervised", 1, "case_" + c, "1", quality(0.5));
      row("supervised", 7, "case_" + c, "1", quality(0.7));
    }
    JsonNode method = summary("supervised").at("/methods/supervised");
    assertEquals(6, method.at("/all/n").asInt());
    assertEquals(3, method.at("/all/cases").asInt());
    assertEquals(0.5, method.at("/bySeed/1/dice").asDouble(), 1e-12);
    assertEquals(0.7, method.at("/bySeed/7/dice").asDouble(), 1e-12);
    assertEquals(Math.sqrt(0.02), method.at("/seedSd/dice").asDouble(), 1e-12);
    assertFalse(method.has("byFold"));
    // Each case has the same two results, so drawing cases changes nothing.
    assertEquals(0.6, method.at("/all/dice/ci95/0").asDouble(), 1e-12);
    assertEquals(0.6, method.at("/all/dice/ci95/1").asDouble(), 1e-12);
  }

  @Test
  void whatCannotBeSaidOfOneCaseIsNull() throws IOException {
    row("supervised", 1, "case_1", "1", quality(0.5));
    JsonNode method = summary("supervised").at("/methods/supervised");
    assertTrue(method.at("/all/dice/sd").isNull());
    assertTrue(method.at("/all/dice/ci95").isNull());
    assertTrue(method.at("/seedSd/dice").isNull());
    assertEquals(0.5, method.at("/all/dice/mean").asDouble());
  }

  @Test
  void anUndefinedVolumeErrorIsCountedAndHasNoPlaceInItsMean() throws IOException {
    row("supervised", 1, "case_1", "1", quality(0.5));
    row(
        "supervised",
        1,
        "case_2",
        "1",
        new ClassMetrics(0, 0, MISS, MISS, 0, 3, 0, new Lesions(1, 0, 0, 1)));
    JsonNode group = summary("supervised").at("/methods/supervised/all");
    assertEquals(1, group.at("/relative_volume_error/misses").asInt());
    assertEquals(-0.5, group.at("/relative_volume_error/mean").asDouble(), 1e-12);
    assertEquals(0, group.at("/volume_similarity/misses").asInt());
    assertEquals(1, group.at("/lesionCounts/false").asInt());
    assertEquals(1, group.at("/lesionCounts/detected").asInt());
  }

  @Test
  void methodsAreComparedOnTheCasesTheyShareAfterAveragingOverSeeds() throws IOException {
    for (int c = 1; c <= 7; c++) {
      row("supervised", 1, "case_" + c, "1", quality(0.5 + 0.01 * c));
      row("supervised", 2, "case_" + c, "1", quality(0.7 + 0.01 * c));
      row("cps", 1, "case_" + c, "1", quality(0.4 + 0.001 * c));
    }
    row("cps", 1, "case_8", "1", quality(0.9));

    JsonNode comparison = comparison(summary("[supervised, cps]"), "dice", "1");

    assertEquals("supervised", comparison.get("a").asText());
    assertEquals("cps", comparison.get("b").asText());
    assertEquals(7, comparison.get("n").asInt());
    assertEquals(1, comparison.get("unpaired").asInt());
    assertEquals(0.2 + 4 * 0.009, comparison.get("meanDifference").asDouble(), 1e-12);
    assertEquals(1, comparison.get("rankBiserial").asDouble(), "of all seven a is better");
    assertEquals(2 / 128.0, comparison.get("p").asDouble(), 1e-12);
    assertEquals(2 / 128.0, comparison.get("pHolm").asDouble(), 1e-12);
    assertTrue(comparison.at("/ci95/0").asDouble() > 0.2, comparison.toString());
    assertFalse(comparison.has("note"));
  }

  @Test
  void pIsCorrectedForThePairsOfMethods() throws IOException {
    for (int c = 1; c <= 7; c++) {
      row("supervised", 1, "case_" + c, "1", quality(0.5 + 0.01 * c));
      row("cps", 1, "case_" + c, "1", quality(0.4 + 0.001 * c));
      row("mcf", 1, "case_" + c, "1", quality(0.4 + 0.001 * c));
    }
    JsonNode summary = summary("[supervised, cps, mcf]");
    List<Double> p = new ArrayList<>();
    List<Double> adjusted = new ArrayList<>();
    summary
        .get("comparisons")
        .forEach(
            entry -> {
              if (entry.get("metric").asText().equals("dice")) {
                p.add(entry.get("p").asDouble());
                adjusted.add(entry.get("pHolm").asDouble());
              }
            });
    assertEquals(List.of(2 / 128.0, 2 / 128.0, 1.0), p);
    assertEquals(List.of(6 / 128.0, 6 / 128.0, 1.0), adjusted);
  }

  @Test
  void tooFewCasesForSignificanceAreNoted() throws IOException {
    for (int c = 1; c <= 5; c++) {
      row("supervised", 1, "case_" + c, "1", quality(0.5 + 0.01 * c));
      row("cps", 1, "case_" + c, "1", quality(0.4 + 0.001 * c));
    }
    JsonNode comparison = comparison(summary("[supervised, cps]"), "dice", "1");
    assertEquals(0.0625, comparison.get("p").asDouble(), 1e-12);
    assertEquals("too few cases: p is at least 0.0625", comparison.get("note").asText());
  }

  @Test
  void oneMethodIsComparedWithNone() throws IOException {
    row("supervised", 1, "case_1", "1", quality(0.5));
    assertEquals(0, summary("supervised").get("comparisons").size());
  }

  private static JsonNode comparison(JsonNode summary, String metric, String object) {
    for (JsonNode entry : summary.get("comparisons")) {
      if (entry.get("metric").asText().equals(metric)
          && entry.get("class").asText().equals(object)) {
        return entry;
      }
    }
    throw new AssertionError("no comparison of " + metric + " on " + object);
  }
}
