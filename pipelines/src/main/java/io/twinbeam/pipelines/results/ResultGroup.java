package io.twinbeam.pipelines.results;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.twinbeam.model.metric.Bootstrap;
import io.twinbeam.model.metric.Statistics;
import io.twinbeam.pipelines.report.MetricColumn;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Results that are summarised together. docs/evaluation.md says what each number means. */
final class ResultGroup {

  private final List<ResultRow> rows;

  ResultGroup(List<ResultRow> rows) {
    this.rows = rows;
  }

  static Stream<MetricColumn> summarised() {
    return Arrays.stream(MetricColumn.values()).filter(MetricColumn::isSummarised);
  }

  /** Statistics of every metric, and how many results and cases they are of. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("n", rows.size());
    summary.put("cases", caseMeans(MetricColumn.DICE).size());
    summarised().forEach(column -> summary.put(column.key(), statistics(column)));
    summary.put("lesionCounts", lesionCounts());
    return summary;
  }

  private Map<String, Object> statistics(MetricColumn column) {
    Statistics defined = Statistics.of(rows.stream().mapToDouble(r -> r.value(column)).toArray());
    Statistics counted = Statistics.of(rows.stream().mapToDouble(r -> r.counted(column)).toArray());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("mean", finite(counted.mean()));
    values.put("sd", finite(counted.sd()));
    values.put("median", finite(counted.median()));
    values.put("q1", finite(counted.quantile(0.25)));
    values.put("q3", finite(counted.quantile(0.75)));
    values.put("ci95", ends(interval(column)));
    values.put("misses", defined.misses());
    values.put("definedMean", finite(defined.mean()));
    return values;
  }

  private Bootstrap.Interval interval(MetricColumn column) {
    List<Statistics> cases = List.copyOf(byCase(column).values());
    return Bootstrap.ofMean(
        cases.stream().mapToDouble(Statistics::sum).toArray(),
        cases.stream().mapToLong(Statistics::n).toArray());
  }

  /** What counts of each case that has any; in the order of case ids, as intervals depend on it. */
  private SortedMap<String, Statistics> byCase(MetricColumn column) {
    SortedMap<String, Statistics> cases = new TreeMap<>();
    rows.stream()
        .filter(row -> !Double.isNaN(row.counted(column)))
        .collect(groupingBy(ResultRow::caseId, toList()))
        .forEach(
            (caseId, own) ->
                cases.put(
                    caseId,
                    Statistics.of(own.stream().mapToDouble(r -> r.counted(column)).toArray())));
    return cases;
  }

  /** The mean of each case over its results, by case id. */
  SortedMap<String, Double> caseMeans(MetricColumn column) {
    SortedMap<String, Double> means = new TreeMap<>();
    byCase(column).forEach((caseId, statistics) -> means.put(caseId, statistics.mean()));
    return means;
  }

  /** The mean of every metric. */
  private Map<String, Object> means() {
    Map<String, Object> means = new LinkedHashMap<>();
    summarised().forEach(column -> means.put(column.key(), finite(mean(column))));
    return means;
  }

  private double mean(MetricColumn column) {
    return Statistics.of(rows.stream().mapToDouble(r -> r.counted(column)).toArray()).mean();
  }

  private Map<String, Object> lesionCounts() {
    Map<String, Object> lesions = new LinkedHashMap<>();
    lesions.put("predicted", total(MetricColumn.LESIONS));
    lesions.put("reference", total(MetricColumn.REFERENCE_LESIONS));
    lesions.put("detected", total(MetricColumn.DETECTED_LESIONS));
    lesions.put("false", total(MetricColumn.FALSE_LESIONS));
    return lesions;
  }

  private long total(MetricColumn column) {
    return rows.stream().mapToLong(row -> (long) row.value(column)).sum();
  }

  /** The means of each part, by the number that tells the parts apart. */
  Map<String, Object> meansBy(Function<ResultRow, Long> number) {
    Map<String, Object> means = new LinkedHashMap<>();
    parts(number).forEach((part, group) -> means.put(part.toString(), group.means()));
    return means;
  }

  /** The deviation, from part to part, of each mean; null with fewer than two parts. */
  Map<String, Object> deviationsBy(Function<ResultRow, Long> number) {
    SortedMap<Long, ResultGroup> parts = parts(number);
    Map<String, Object> deviations = new LinkedHashMap<>();
    summarised()
        .forEach(
            column ->
                deviations.put(
                    column.key(),
                    finite(
                        Statistics.of(
                                parts.values().stream().mapToDouble(g -> g.mean(column)).toArray())
                            .sd())));
    return deviations;
  }

  private SortedMap<Long, ResultGroup> parts(Function<ResultRow, Long> number) {
    SortedMap<Long, ResultGroup> parts = new TreeMap<>();
    rows.stream()
        .collect(groupingBy(number))
        .forEach((part, own) -> parts.put(part, new ResultGroup(own)));
    return parts;
  }

  static List<Double> ends(Bootstrap.Interval interval) {
    return Double.isNaN(interval.low()) ? null : List.of(interval.low(), interval.high());
  }

  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
