package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The worst, the median and the best case of a method by mean Dice over its classes. */
final class CaseRanking {

  /** One prediction of a method. */
  record Ranked(String caseId, RunName run, double meanDice) {}

  private CaseRanking() {}

  /** By rank name; fewer than three where the method has fewer predictions. Ties go by case id. */
  static Map<String, Ranked> of(String method, List<CaseResult> results) {
    Map<String, Map<RunName, Double>> dice =
        results.stream()
            .filter(result -> result.method().equals(method) && Part.isClass(result.part()))
            .collect(
                Collectors.groupingBy(
                    CaseResult::caseId,
                    Collectors.groupingBy(
                        CaseResult::run,
                        Collectors.averagingDouble(result -> result.of(Measure.DICE)))));
    List<Ranked> ranked = new ArrayList<>();
    dice.forEach(
        (caseId, byRun) -> byRun.forEach((run, mean) -> ranked.add(new Ranked(caseId, run, mean))));
    ranked.sort(
        Comparator.comparingDouble(Ranked::meanDice)
            .reversed()
            .thenComparing(Ranked::caseId)
            .thenComparing(one -> one.run().fold())
            .thenComparing(one -> one.run().seed()));
    Map<String, Ranked> chosen = new LinkedHashMap<>();
    if (ranked.size() > 1) {
      chosen.put("Worst", ranked.get(ranked.size() - 1));
    }
    if (ranked.size() > 2) {
      chosen.put("Median", ranked.get((ranked.size() - 1) / 2));
    }
    if (!ranked.isEmpty()) {
      chosen.put("Best", ranked.get(0));
    }
    return chosen;
  }
}
