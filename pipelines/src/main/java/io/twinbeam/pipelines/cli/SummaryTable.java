package io.twinbeam.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** The summary as a table for a terminal. */
final class SummaryTable {

  private SummaryTable() {}

  static void print(Map<String, Object> summary, PrintWriter out) {
    JsonNode tree = CanonicalJson.tree(summary);
    if (tree.get("evaluated").asText().equals("validation")) {
      out.println("Results of the validation cases; the test cases were left alone.");
    }
    out.printf("%-24s %-14s %-16s %-16s %s%n", "method", "class", "Dice", "HD95 mm", "misses");
    tree.get("methods")
        .fields()
        .forEachRemaining(
            method -> {
              method
                  .getValue()
                  .get("classes")
                  .fields()
                  .forEachRemaining(
                      one ->
                          row(
                              out,
                              method.getKey(),
                              tree.get("classNames").path(one.getKey()).asText(),
                              one.getValue()));
              if (method.getValue().get("classes").size() > 1) {
                row(out, method.getKey(), "all", method.getValue().get("all"));
              }
            });
  }

  private static void row(PrintWriter out, String method, String className, JsonNode metrics) {
    out.printf(
        "%-24s %-14s %-16s %-16s %d of %d%n",
        method,
        className,
        shown(metrics.get("dice"), "%.4f"),
        shown(metrics.get("hd95_mm"), "%.2f"),
        metrics.get("hd95_mm").get("misses").asInt(),
        metrics.get("n").asInt());
  }

  private static String shown(JsonNode metric, String format) {
    return metric.get("mean").isNull()
        ? "undefined"
        : String.format(Locale.ROOT, format, metric.get("mean").asDouble())
            + (metric.get("sd").isNull()
                ? ""
                : " ± " + String.format(Locale.ROOT, format, metric.get("sd").asDouble()));
  }
}
