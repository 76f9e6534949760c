package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SummaryTableTest {

  private static String print(String methods, String comparisons, boolean labelsUsed) {
    StringWriter text = new StringWriter();
    SummaryTable.print(
        Map.of(
            "evaluated",
            "test",
            "checkpoint",
            "last",
            "labelsUsedInCrop",
            labelsUsed,
            "classNames",
            Map.of("1", "head"),
            "methods",
            CanonicalJson.read(methods, Object.class),
            "comparisons",
            CanonicalJson.read(comparisons, Object.class)),
        new PrintWriter(text, true));
    return text.toString();
  }

  private static String method(String name, String interval) {
    String metrics =
        String.format(
            "{\"n\": 6, \"dice\": {\"mean\": 0.8, \"ci95\": %s},"
                + " \"hd95_mm\": {\"mean\": 9.5, \"ci95\": %s, \"misses\": 2}}",
            interval, interval);
    return String.format(
        "{\"%s\": {\"classes\": {\"1\": %s}, \"all\": %s}}", name, metrics, metrics);
  }

  private static String comparison(String metric, String b, double p) {
    return String.format(
        "{\"metric\": \"%s\", \"class\": \"1\", \"a\": \"cps\", \"b\": \"%s\", \"n\": 6,"
            + " \"meanDifference\": -0.02, \"ci95\": [-0.04, 0.01], \"pHolm\": %s}",
        metric, b, p);
  }

  @Test
  void rowsHaveIntervalsMissesAndWhatTheyAreOf() {
    assertEquals(
        """
        method                   class          Dice                     HD95 mm                misses
        supervised               head           0.8000 [0.7000, 0.9500]  9.50 [0.70, 0.95]      2 of 6
        Mean [95 % interval over cases], a miss as the scan's diagonal; last checkpoint; no label map was used on the cases.
        """,
        print(method("supervised", "[0.7, 0.95]"), "[]", false));
    String one = print(method("supervised", "null"), "[]", true);
    assertTrue(one.contains("0.8000                   9.50                   2 of 6"), one);
    assertTrue(one.contains("the crop used the cases' label maps"), one);
  }

  @Test
  void eachTwoMethodsAreComparedInDiceAndDistance() {
    String out =
        print(
            method("supervised", "null"),
            "[" + comparison("dice", "mcf", 0.03125) + "," + comparison("hd95_mm", "mcf", 1) + "]",
            false);
    assertTrue(
        out.endsWith(
            """
            Mean difference [95 % interval], p of Wilcoxon's signed-rank test after Holm:
              cps - mcf: Dice -0.0200 [-0.0400, +0.0100], p 0.031; HD95 mm -0.02 [-0.04, +0.01], p 1.0; 6 cases
            """),
        out);
  }

  @Test
  void ofManyComparisonsTheFirstAreShown() {
    List<String> entries = new ArrayList<>();
    for (int b = 0; b < 13; b++) {
      entries.add(comparison("dice", "m" + b, 0.5));
      entries.add(comparison("hd95_mm", "m" + b, 0.5));
    }
    String out = print(method("supervised", "null"), entries.toString(), false);
    assertEquals(10, out.lines().filter(line -> line.contains("cps - m")).count());
    assertTrue(out.endsWith("  3 more are in summary.json\n"), out);
  }
}
