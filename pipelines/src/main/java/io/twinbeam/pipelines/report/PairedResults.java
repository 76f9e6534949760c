package io.twinbeam.pipelines.report;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.twinbeam.model.metric.PairedMethods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Each two methods of several runs compared, as summary.json compares those of one run. */
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
      if (measure.ranks() && results.stream().anyMatch(result -> result.has(measure))) {
        parts.forEach(
            part -> comparisons.addAll(all.family(measure, part, r -> r.part().equals(part))));
        if (all.isOfSeveralClasses()) {
          comparisons.addAll(all.family(measure, Part.ALL, r -> Part.isClass(r.part())));
        }
      }
    }
    return comparisons;
  }

  /** Whether every method was measured on the same classes, more than one. */
  private boolean isOfSeveralClasses() {
    Collection<Set<String>> classes =
        results.stream()
            .filter(result -> Part.isClass(result.part()))
            .collect(groupingBy(CaseResult::method, mapping(CaseResult::part, toSet())))
            .values();
    return classes.stream().distinct().count() == 1 && classes.iterator().next().size() > 1;
  }

  private List<PairedComparison> family(
      Measure measure, String part, Predicate<CaseResult> wanted) {
    Map<String, TreeMap<String, Double>> measured =
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
    Map<String, SortedMap<String, Double>> means = new LinkedHashMap<>();
    methods.forEach(name -> means.put(name, measured.getOrDefault(name, new TreeMap<>())));
    List<PairedMethods.Pair> pairs =
        PairedMethods.pairs(means).stream().filter(pair -> pair.differences().length > 0).toList();
    return PairedMethods.test(pairs).stream()
        .map(tested -> comparison(measure, part, tested))
        .toList();
  }

  private static PairedComparison comparison(
      Measure measure, String part, PairedMethods.Tested tested) {
    return new PairedComparison(
        measure.key(),
        part,
        tested.pair().a(),
        tested.pair().b(),
        tested.pair().differences().length,
        tested.meanDifference(),
        tested.interval().low(),
        tested.interval().high(),
        tested.rankBiserial(),
        tested.p(),
        tested.pHolm());
  }
}
