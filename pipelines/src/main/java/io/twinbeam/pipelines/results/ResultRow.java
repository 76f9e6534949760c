package io.twinbeam.pipelines.results;

import io.twinbeam.pipelines.report.MetricColumn;
import io.twinbeam.pipelines.report.RunColumns;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.evaluate.CaseMetrics;
import java.util.EnumMap;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;

/**
 * A row of metrics.csv.
 *
 * @param object a class id, or pooled
 * @param values NaN where undefined
 */
record ResultRow(RunName run, String caseId, String object, Map<MetricColumn, Double> values) {

  static ResultRow of(CSVRecord row) {
    Map<MetricColumn, Double> values = new EnumMap<>(MetricColumn.class);
    for (MetricColumn column : MetricColumn.values()) {
      String cell = row.get(column.key());
      values.put(column, cell.isEmpty() ? Double.NaN : Double.parseDouble(cell));
    }
    return new ResultRow(RunColumns.of(row), row.get("case_id"), row.get("class"), values);
  }

  boolean isPooled() {
    return object.equals(CaseMetrics.POOLED_NAME);
  }

  double value(MetricColumn column) {
    return values.get(column);
  }

  /** What enters a mean, see {@link MetricColumn#counted}. */
  double counted(MetricColumn column) {
    return column.counted(
        value(column), value(MetricColumn.DIAGONAL_MM), value(MetricColumn.DIAGONAL_VOXELS));
  }
}
