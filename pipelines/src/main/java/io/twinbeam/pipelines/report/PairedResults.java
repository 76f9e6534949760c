package io.twinbeam.pipelines.report;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;

import io.twinbeam.model.metric.Bootstrap;
import io.twinbeam.model.metric.Holm;
import io.twinbeam.model.metric.SignedRankTest;
import io.twinbeam.model.metric.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Each two methods on the cases that both were measured on, as summary.json compares those of one
 * run: Wilcoxon's signed-rank test of case means, corrected after Holm over the pairs.
 */
final class PairedResults {

  private final List<String> methods;
  private final List<CaseResult> results;

  private PairedResults(List<String> methods, List<CaseResult> results) {
    this.methods = methods;
    this.results = results;
  }

  /** By measure and part; no pair that shares no case. */
  static List<PairedComparison> of(List<String> methods, List<CaseResult> results) {
    TreeSet<String> parts = new TreeSet<>(Part.ORDER);
    results.forEach(result -> parts.add(result.part()));
    PairedResults all = new PairedResults(methods, results);
    List<PairedComparison> comparisons = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      if (measure.ranks()) {
        parts.forEach(
            part -> comparisons.addAll(all.family(measure, part, r -> r.part().equals(part))));
        if (parts.stream().filter(Part::isClass).count() > 1) {
          comparisons.addAll(all.family(measure, Part.ALL, r -> Part.isClass(r.part())));
        }
      }
    }
    return comparisons;
  }

  private record Pair(String a, String b, List<Double> differences) {

    double[] values() {
      return differences.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private List<PairedComparison> family(
      Measure measure, String part, Predicate<CaseResult> wanted) {
    Map<String, TreeMap<String, Double>> means =
        results.stream()
            .filter(wanted)
            .filter(result -> !Double.isNaN(result.counted(measure)))
            .collect(
                groupingBy(
                    CaseResult::method,
                    groupingBy(
                        CaseResult::caseId,
                        TreeMap::new,
                        averagingDouble(result -> result.counted(measure)))));
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < methods.size(); a++) {
      for (int b = a + 1; b < methods.size(); b++) {
        Map<String, Double> one = means.getOrDefault(methods.get(a), new TreeMap<>());
        Map<String, Double> other = means.getOrDefault(methods.get(b), new TreeMap<>());
        List<Double> differences =
            one.keySet().stream()
                .filter(other::containsKey)
                .map(caseId -> one.get(caseId) - other.get(caseId))
                .toList();
        if (!differences.isEmpty()) {
          pairs.add(new Pair(methods.get(a), methods.get(b), differences));
        }
      }
    }
    return tested(measure, part, pairs);
  }

  private static List<PairedComparison> tested(Measure measure, String part, List<Pair> pairs) {
    double[] p = pairs.stream().mapToDouble(pair -> SignedRankTest.p(pair.values())).toArray();
    double[] adjusted = Holm.adjust(p);
    List<PairedComparison> comparisons = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      Pair pair = pairs.get(i);
      Bootstrap.Interval interval = Bootstrap.ofMean(pair.values());
      comparisons.add(
          new PairedComparison(
              measure.key(),
              part,
              pair.a,
              pair.b,
              pair.differences.size(),
              Statistics.of(pair.values()).mean(),
              interval.low(),
              interval.high(),
              p[i],
              adjusted[i]));
    }
    return comparisons;
  }
}
