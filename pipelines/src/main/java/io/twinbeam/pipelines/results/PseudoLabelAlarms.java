package io.twinbeam.pipelines.results;

import io.twinbeam.pipelines.report.RunColumns;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;

/** The alarms of pseudo-labels, as {@code pseudo-label-alarms.csv} lists them. */
public final class PseudoLabelAlarms {

  private PseudoLabelAlarms() {}

  /**
   * One alarm.
   *
   * @param entry what {@code summary.json} says of it
   * @param line the same for a terminal
   */
  public record Raised(Map<String, Object> entry, String line) {}

  /** The alarms of a run directory in the order of its table; none where there is no table. */
  public static List<Raised> read(RunDirectory directory) throws IOException {
    Path table = directory.path().resolve(RunDirectory.PSEUDO_LABEL_ALARMS);
    return Folders.exists(table)
        ? CsvTable.read(table).stream().map(PseudoLabelAlarms::raised).toList()
        : List.of();
  }

  private static Raised raised(CSVRecord row) {
    RunName run = RunColumns.of(row);
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("method", run.method());
    if (run.fold() > 0) {
      entry.put("fold", run.fold());
    }
    entry.put("seed", run.seed());
    entry.put("round", Integer.parseInt(row.get("round")));
    entry.put("alarm", row.get("alarm"));
    if (!row.get("case_id").isEmpty()) {
      entry.put("caseId", row.get("case_id"));
    }
    if (!row.get("class").isEmpty()) {
      entry.put("class", Integer.parseInt(row.get("class")));
    }
    entry.put("value", Double.parseDouble(row.get("value")));
    entry.put("expected", row.get("expected"));
    entry.put("message", row.get("message"));
    String line =
        "ALARM "
            + run.runId()
            + ", pseudo-labels of round "
            + row.get("round")
            + ": "
            + row.get("message");
    return new Raised(entry, line);
  }
}
