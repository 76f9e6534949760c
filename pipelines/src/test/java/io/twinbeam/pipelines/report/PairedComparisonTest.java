package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {

  /** Distances of which {@code b} has the smaller one in 19 of 20 cases, and misses the other. */
  private static List<CaseResult> oneMiss() {
    List<CaseResult> results = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      double distance = 3 + 0.1 * i;
      double better = i == 7 ? Double.NaN : distance - 0.2 - 0.01 * i;
      results.add(distance("a", i, distance));
      results.add(distance("b", i, better));
    }
    return results;
  }

  private static CaseResult distance(String method, int index, double millimetres) {
    return new CaseResult(
        new RunName(method, 1),
        "case_" + index,
        "1",
        Map.of(Measure.HD95, millimetres),
        200,
        Double.NaN);
  }

  private static PairedComparison hd95(List<CaseResult> results) {
    return PairedResults.of(List.of("a", "b"), results).stream()
        .filter(one -> one.metric().equals("hd95_mm"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneMissDoesNotMakeAMethodWorseThatIsBetterOnAllOtherCases() {
    PairedComparison difference = hd95(oneMiss());
    assertTrue(difference.isSignificant(), "p " + difference.p());
    assertTrue(difference.meanDifference() < -5, "the miss turns the mean");
    assertTrue(difference.rankBiserial() > 0.7, "19 of 20 ranks but the largest");
    assertEquals(0, difference.direction());
    assertEquals(0, difference.reversed().direction());
  }

  @Test
  void withoutTheMissBothAgree() {
    List<CaseResult> others =
        oneMiss().stream().filter(result -> !result.caseId().equals("case_7")).toList();
    PairedComparison difference = hd95(others);
    assertTrue(difference.isSignificant());
    assertEquals(1, difference.direction());
    assertEquals(-1, difference.reversed().direction());
  }

  private static PairedComparison earlier(String numbers) {
    String json =
        "[{\"metric\": \"dice\", \"class\": \"1\", \"a\": \"x\", \"b\": \"y\", \"n\": 9, "
            + numbers
            + "}]";
    return PairedComparison.list(CanonicalJson.tree(CanonicalJson.read(json, Object.class))).get(0);
  }

  @Test
  void whereRanksAreNotToldTheIntervalOfTheMeanDecides() {
    String p = ", \"p\": 0.01, \"pHolm\": 0.02";
    PairedComparison less = earlier("\"meanDifference\": -0.2, \"ci95\": [-0.3, -0.1]" + p);
    assertTrue(less.isSignificant());
    assertEquals(-1, less.direction());
    assertEquals(1, less.reversed().direction());
    assertEquals(0, earlier("\"meanDifference\": -0.2, \"ci95\": [-0.6, 0.1]" + p).direction());
    assertEquals(0, earlier("\"meanDifference\": -0.2, \"ci95\": null" + p).direction());
    assertFalse(earlier("\"meanDifference\": null").isSignificant());
    assertEquals(0, earlier("\"meanDifference\": null").direction());
  }
}
