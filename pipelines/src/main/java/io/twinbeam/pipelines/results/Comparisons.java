package io.twinbeam.pipelines.results;

import io.twinbeam.model.metric.Bootstrap;
import io.twinbeam.model.metric.Holm;
import io.twinbeam.model.metric.SignedRankTest;
import io.twinbeam.model.metric.Statistics;
import io.twinbeam.pipelines.report.MetricColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Each two methods on the cases that both were measured on: Wilcoxon's signed-rank test of case
 * means, corrected after Holm over the pairs of methods.
 */
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
    List<String> names = List.copyOf(methods.keySet());
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < names.size(); a++) {
      for (int b = a + 1; b < names.size(); b++) {
        pairs.add(pair(names.get(a), names.get(b), column));
      }
    }
    double[] adjusted = Holm.adjust(pairs.stream().mapToDouble(Pair::p).toArray());
    List<Map<String, Object>> family = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      family.add(entry(column, pairs.get(i), adjusted[i]));
    }
    return family;
  }

  private Pair pair(String a, String b, MetricColumn column) {
    SortedMap<String, Double> one = methods.get(a).caseMeans(column);
    SortedMap<String, Double> other = methods.get(b).caseMeans(column);
    TreeSet<String> both = new TreeSet<>(one.keySet());
    both.retainAll(other.keySet());
    double[] differences = both.stream().mapToDouble(c -> one.get(c) - other.get(c)).toArray();
    int unpaired = one.size() + other.size() - 2 * both.size();
    return new Pair(a, b, differences, unpaired, SignedRankTest.p(differences));
  }

  private Map<String, Object> entry(MetricColumn column, Pair pair, double adjusted) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("metric", column.key());
    entry.put("class", object);
    entry.put("a", pair.a);
    entry.put("b", pair.b);
    entry.put("n", pair.differences.length);
    entry.put("unpaired", pair.unpaired);
    entry.put("meanDifference", ResultGroup.finite(Statistics.of(pair.differences).mean()));
    entry.put("ci95", ResultGroup.ends(Bootstrap.ofMean(pair.differences)));
    entry.put("p", pair.p);
    entry.put("pHolm", adjusted);
    if (pair.differences.length < FEWEST) {
      entry.put(
          "note", "too few cases: p is at least " + SignedRankTest.leastP(pair.differences.length));
    }
    return entry;
  }

  /**
   * Two methods on one metric.
   *
   * @param differences a less b, in the order of case ids
   * @param unpaired cases that only one of them was measured on
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Pair(String a, String b, double[] differences, int unpaired, double p) {}
}
