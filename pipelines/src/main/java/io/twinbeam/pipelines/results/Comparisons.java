package io.twinbeam.pipelines.results;

import io.twinbeam.model.metric.PairedMethods;
import io.twinbeam.model.metric.SignedRankTest;
import io.twinbeam.pipelines.report.MetricColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Each two methods of a run compared, as summary.json lists it; see {@link PairedMethods}. */
final class Comparisons {

  // Fewer differences than this cannot give p < 0.05.
  private static final int FEWEST = 6;

  private final String object;
  private final Map<String, ResultGroup> methods;

  /**
   * @param object a class id, pooled or all
   * @param methods the results on it, by method
   */
  Comparisons(String object, Map<String, ResultGroup> methods) {
    this.object = object;
    this.methods = methods;
  }

  /** One entry for each metric and two methods. */
  List<Map<String, Object>> list() {
    return ResultGroup.summarised()
        .filter(MetricColumn::isCompared)
        .flatMap(column -> family(column).stream())
        .toList();
  }

  /** All pairs on one metric. */
  private List<Map<String, Object>> family(MetricColumn column) {
    Map<String, SortedMap<String, Double>> means = new LinkedHashMap<>();
    methods.forEach((name, group) -> means.put(name, group.caseMeans(column)));
    return PairedMethods.test(PairedMethods.pairs(means)).stream()
        .map(tested -> entry(column, tested))
        .toList();
  }

  private Map<String, Object> entry(MetricColumn column, PairedMethods.Tested tested) {
    PairedMethods.Pair pair = tested.pair();
    int n = pair.differences().length;
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("metric", column.key());
    entry.put("class", object);
    entry.put("a", pair.a());
    entry.put("b", pair.b());
    entry.put("n", n);
    entry.put("unpaired", pair.unpaired());
    entry.put("meanDifference", ResultGroup.finite(tested.meanDifference()));
    entry.put("ci95", ResultGroup.ends(tested.interval()));
    entry.put("rankBiserial", tested.rankBiserial());
    entry.put("p", tested.p());
    entry.put("pHolm", tested.pHolm());
    if (n < FEWEST) {
      entry.put("note", "too few cases: p is at least " + SignedRankTest.leastP(n));
    }
    return entry;
  }
}
