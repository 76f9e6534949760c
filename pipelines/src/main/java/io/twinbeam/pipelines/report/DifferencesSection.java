package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where the records of the runs differ: settings, versions, machines. */
final class DifferencesSection implements Section {

  /** What differs between any two runs, and tells nothing: digests, and what was measured. */
  private static final List<String> LEFT_OUT =
      List.of("files", "results", "artifacts", "measured", "cases", "data", "preprocessed");

  private static final int MOST = 200;

  private final Map<String, ReportData> runs;

  DifferencesSection(Map<String, ReportData> runs) {
    this.runs = runs;
  }

  @Override
  public String id() {
    return "differences";
  }

  @Override
  public String title() {
    return "Differences in provenance";
  }

  @Override
  public void write(Markup page, ReportData data) {
    List<Map<String, String>> records = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>();
    for (ReportData run : runs.values()) {
      Map<String, String> record = new TreeMap<>();
      flatten("", run.provenance(), record);
      records.add(record);
      paths.addAll(record.keySet());
    }
    paths.removeIf(path -> records.stream().map(r -> r.get(path)).distinct().count() == 1);
    absent(page);
    if (paths.isEmpty()) {
      page.element("p", "The records of the runs do not differ.", "class", "none").line();
      return;
    }
    DataTable.open(page, "Differences in provenance");
    page.open("thead").open("tr").element("th", "run.json", "scope", "col");
    runs.keySet().forEach(name -> page.element("th", name, "scope", "col"));
    page.close("tr").close("thead").line().open("tbody").line();
    for (String path : paths.stream().limit(MOST).toList()) {
      page.open("tr").open("th", "scope", "row", "class", "path").element("code", path).close("th");
      for (Map<String, String> record : records) {
        page.element("td", record.getOrDefault(path, Numbers.UNDEFINED), "class", "value");
      }
      page.close("tr").line();
    }
    page.close("tbody");
    DataTable.close(page);
    if (paths.size() > MOST) {
      page.element("p", (paths.size() - MOST) + " more differ.", "class", "note").line();
    }
    page.open("p", "class", "note").text("Every value of run.json that is not the same in all");
    page.text(" runs, but for data, files and what was measured; see the reports of the runs for");
    page.text(" those.").close("p").line();
  }

  private void absent(Markup page) {
    runs.forEach(
        (name, run) -> {
          if (run.provenance().isMissingNode()) {
            page.element("p", name + " has no run.json.", "class", "none").line();
          }
        });
  }

  private static void flatten(String path, JsonNode node, Map<String, String> record) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (!LEFT_OUT.contains(entry.getKey())) {
          String below = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
          flatten(below, entry.getValue(), record);
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + i + "]", node.get(i), record);
      }
    } else if (!node.isMissingNode()) {
      record.put(path, node.asText());
    }
  }
}
