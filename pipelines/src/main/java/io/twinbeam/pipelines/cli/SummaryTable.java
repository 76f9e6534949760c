package io.twinbeam.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The summary as a table for a terminal. */
final class SummaryTable {

  private static final int MOST_COMPARISONS = 10;

  private SummaryTable() {}

  static void print(Map<String, Object> summary, PrintWriter out) {
    JsonNode tree = CanonicalJson.tree(summary);
    if (tree.get("evaluated").asText().equals("validation")) {
      out.println("Results of the validation cases; the test cases were left alone.");
    }
    out.printf("%-24s %-14s %-24s %-22s %s%n", "method", "class", "Dice", "HD95 mm", "misses");
    tree.get("methods")
        .properties()
        .forEach(method -> rows(out, tree, method.getKey(), method.getValue()));
    if (!tree.get("methods").isEmpty()) {
      out.printf(
          "Mean [95 %% interval over cases], a miss as the scan's diagonal; %s checkpoint; %s.%n",
          tree.get("checkpoint").asText(),
          tree.get("labelsUsedInCrop").asBoolean()
              ? "the crop used the cases' label maps"
              : "no label map was used on the cases");
    }
    comparisons(tree, out);
  }

  private static void rows(PrintWriter out, JsonNode tree, String name, JsonNode method) {
    method
        .get("classes")
        .properties()
        .forEach(
            one ->
                row(out, name, tree.get("classNames").path(one.getKey()).asText(), one.getValue()));
    if (method.has("pooled")) {
      row(out, name, "pooled", method.get("pooled"));
    }
    if (method.get("classes").size() > 1) {
      row(out, name, "all", method.get("all"));
    }
  }

  private static void row(PrintWriter out, String method, String className, JsonNode metrics) {
    out.printf(
        "%-24s %-14s %-24s %-22s %d of %d%n",
        method,
        className,
        withInterval(metrics.get("dice"), "mean", "%.4f"),
        withInterval(metrics.get("hd95_mm"), "mean", "%.2f"),
        metrics.at("/hd95_mm/misses").asInt(),
        metrics.get("n").asInt());
  }

  private static String withInterval(JsonNode metric, String mean, String format) {
    JsonNode interval = metric.get("ci95");
    return metric.get(mean).isNull()
        ? "undefined"
        : number(metric.get(mean), format)
            + (interval.isNull()
                ? ""
                : " ["
                    + number(interval.get(0), format)
                    + ", "
                    + number(interval.get(1), format)
                    + "]");
  }

  private static String number(JsonNode value, String format) {
    return String.format(Locale.ROOT, format, value.asDouble());
  }

  /** How each two methods compare over all classes. */
  private static void comparisons(JsonNode tree, PrintWriter out) {
    String object = tree.get("classNames").size() > 1 ? "all" : "1";
    List<String> lines = new ArrayList<>();
    for (JsonNode dice : compared(tree, "dice", object)) {
      for (JsonNode distance : compared(tree, "hd95_mm", object)) {
        if (dice.get("a").equals(distance.get("a")) && dice.get("b").equals(distance.get("b"))) {
          lines.add(line(dice, distance));
        }
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    out.println("Mean difference [95 % interval], p of Wilcoxon's signed-rank test after Holm:");
    lines.stream().limit(MOST_COMPARISONS).forEach(out::println);
    if (lines.size() > MOST_COMPARISONS) {
      out.printf("  %d more are in summary.json%n", lines.size() - MOST_COMPARISONS);
    }
  }

  private static List<JsonNode> compared(JsonNode tree, String metric, String object) {
    List<JsonNode> entries = new ArrayList<>();
    for (JsonNode entry : tree.get("comparisons")) {
      if (entry.get("metric").asText().equals(metric)
          && entry.get("class").asText().equals(object)) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static String line(JsonNode dice, JsonNode distance) {
    return "  "
        + dice.get("a").asText()
        + " - "
        + dice.get("b").asText()
        + ": Dice "
        + difference(dice, "%+.4f")
        + "; HD95 mm "
        + difference(distance, "%+.2f")
        + "; "
        + dice.get("n").asInt()
        + " cases"
        + (dice.has("note") ? ", " + dice.get("note").asText() : "");
  }

  private static String difference(JsonNode comparison, String format) {
    return withInterval(comparison, "meanDifference", format)
        + ", p "
        + String.format(Locale.ROOT, "%.2g", comparison.get("pHolm").asDouble());
  }
}
