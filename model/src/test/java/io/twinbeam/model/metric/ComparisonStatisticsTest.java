package io.twinbeam.model.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The statistics that summaries and comparisons of methods rest on, against scipy's. */
class ComparisonStatisticsTest {

  private static JsonNode fixture() throws IOException {
    try (InputStream in =
        ComparisonStatisticsTest.class.getResourceAsStream("/fixtures/statistics.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  @TestFactory
  Stream<DynamicTest> signedRanksGiveThePOfScipy() throws IOException {
    return StreamSupport.stream(fixture().required("wilcoxon").spliterator(), false)
        .map(
            node ->
                DynamicTest.dynamicTest(
                    node.required("name").asText(),
                    () -> {
                      double p = node.required("p").asDouble();
                      double[] differences = numbers(node.required("differences"));
                      assertEquals(p, SignedRankTest.p(differences), 1e-12 + 1e-9 * p);
                      double[] turned = Arrays.stream(differences).map(d -> -d).toArray();
                      assertEquals(p, SignedRankTest.p(turned), 1e-12 + 1e-9 * p, "turned round");
                    }));
  }

  @Test
  void differencesOfZeroSayNothing() {
    assertEquals(1, SignedRankTest.p());
    assertEquals(1, SignedRankTest.p(0, 0, 0));
    assertEquals(SignedRankTest.p(0.3, 0.1, -0.2), SignedRankTest.p(0, 0.3, 0.1, 0, -0.2));
    assertEquals(1, SignedRankTest.p(0.2));
  }

  @Test
  void theRankBiserialCorrelationTellsTheSideOfTheRanksWhateverTheMean() {
    assertEquals(1, SignedRankTest.rankBiserial(0.3, 0.1, 0.2));
    assertEquals(-1, SignedRankTest.rankBiserial(-7));
    assertEquals(0, SignedRankTest.rankBiserial(1, -1, 2, -2));
    assertEquals(0, SignedRankTest.rankBiserial(0, 0));
    assertEquals(0, SignedRankTest.rankBiserial());
    // Ranks 1.5, 1.5 and 3, the zero left out: (3 + 1.5 - 1.5) / 6.
    assertEquals(0.5, SignedRankTest.rankBiserial(0.1, -0.1, 0, 0.4), 1e-15);
    double[] oneMiss = new double[20];
    Arrays.setAll(oneMiss, i -> i == 7 ? -100 : 0.1 + 0.01 * i);
    assertTrue(Statistics.of(oneMiss).mean() < -4, "the mean is to the other side");
    assertEquals((190 - 20) / 210.0, SignedRankTest.rankBiserial(oneMiss), 1e-15);
  }

  @Test
  void theLeastPIsThatOfDifferencesOfOneSign() {
    for (int n = 1; n <= 20; n++) {
      double[] differences = new double[n];
      Arrays.setAll(differences, i -> i + 1);
      assertEquals(SignedRankTest.leastP(n), SignedRankTest.p(differences), 1e-15);
    }
    assertEquals(1, SignedRankTest.leastP(0));
  }

  @TestFactory
  Stream<DynamicTest> bootstrapIntervalsAreNearThoseOfScipy() throws IOException {
    return StreamSupport.stream(fixture().required("bootstrap").spliterator(), false)
        .map(
            node ->
                DynamicTest.dynamicTest(
                    node.required("name").asText(),
                    () -> {
                      double low = node.required("low").asDouble();
                      double high = node.required("high").asDouble();
                      Bootstrap.Interval interval =
                          Bootstrap.ofMean(numbers(node.required("values")));
                      // Other resamples: their percentiles vary by a few hundredths of the width.
                      assertEquals(low, interval.low(), 0.03 * (high - low));
                      assertEquals(high, interval.high(), 0.03 * (high - low));
                    }));
  }

  @Test
  void theSameValuesGiveTheSameInterval() {
    assertEquals(Bootstrap.ofMean(0.1, 0.5, 0.9), Bootstrap.ofMean(0.1, 0.5, 0.9));
    assertNotEquals(Bootstrap.ofMean(0.1, 0.5, 0.9), Bootstrap.ofMean(0.1, 0.5, 0.8));
  }

  @Test
  void equalValuesHaveAnIntervalOfNoWidthAndOneValueHasNone() {
    assertEquals(new Bootstrap.Interval(0.5, 0.5), Bootstrap.ofMean(0.5, 0.5, 0.5, 0.5));
    assertTrue(Double.isNaN(Bootstrap.ofMean(0.5).low()));
    assertTrue(Double.isNaN(Bootstrap.ofMean().high()));
  }

  @Test
  void aCaseIsDrawnWithAllOfItsResults() {
    // Ten results of each of two cases are not twenty: only 0, 0.5 and 1 can be drawn.
    Bootstrap.Interval interval = Bootstrap.ofMean(new double[] {0, 10}, new long[] {10, 10});
    assertEquals(new Bootstrap.Interval(0, 1), interval);
  }

  @Test
  void casesCountByTheirResults() {
    Bootstrap.Interval interval = Bootstrap.ofMean(new double[] {0, 3}, new long[] {1, 3});
    assertEquals(new Bootstrap.Interval(0, 1), interval);
    Bootstrap.Interval same = Bootstrap.ofMean(new double[] {0.5, 1.5}, new long[] {1, 3});
    assertEquals(new Bootstrap.Interval(0.5, 0.5), same);
  }

  @Test
  void holmMultipliesTheLeastPByAllAndNeverLetsALargerOneFallBelow() {
    // 0.01 * 4; then 0.02 * 3 = 0.06; then 0.025 * 2 = 0.05, kept at 0.06; then 0.5 * 1.
    assertArrayEquals(
        new double[] {0.06, 0.04, 0.5, 0.06}, Holm.adjust(0.025, 0.01, 0.5, 0.02), 1e-15);
    assertArrayEquals(new double[] {0.03}, Holm.adjust(0.03), 0);
    assertArrayEquals(new double[] {1, 1}, Holm.adjust(0.7, 0.6), 0);
    assertArrayEquals(new double[] {}, Holm.adjust(), 0);
  }
}
