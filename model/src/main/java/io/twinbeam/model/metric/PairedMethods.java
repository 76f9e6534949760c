package io.twinbeam.model.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Each two methods on the cases that both were measured on: Wilcoxon's signed-rank test of case
 * means, corrected after Holm over the pairs of methods.
 */
public final class PairedMethods {

  private PairedMethods() {}

  /**
   * Two methods on one metric.
   *
   * @param differences a less b, in the order of case ids
   * @param unpaired cases that only one of them was measured on
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Pair(String a, String b, double[] differences, int unpaired) {}

  /**
   * What a pair comes to.
   *
   * @param meanDifference NaN where the methods share no case
   * @param interval of the mean difference, 95 % over cases
   * @param rankBiserial to which side the ranks lie, see {@link SignedRankTest#rankBiserial}
   * @param p of the signed-rank test, two-sided
   * @param pHolm corrected for the pairs that were tested with it
   */
  public record Tested(
      Pair pair,
      double meanDifference,
      Bootstrap.Interval interval,
      double rankBiserial,
      double p,
      double pHolm) {}

  /**
   * All pairs, each method with those after it.
   *
   * @param caseMeans of each method by case id, in the order of methods
   */
  public static List<Pair> pairs(Map<String, SortedMap<String, Double>> caseMeans) {
    List<String> names = List.copyOf(caseMeans.keySet());
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < names.size(); a++) {
      for (int b = a + 1; b < names.size(); b++) {
        SortedMap<String, Double> one = caseMeans.get(names.get(a));
        SortedMap<String, Double> other = caseMeans.get(names.get(b));
        TreeSet<String> both = new TreeSet<>(one.keySet());
        both.retainAll(other.keySet());
        pairs.add(
            new Pair(
                names.get(a),
                names.get(b),
                both.stream().mapToDouble(c -> one.get(c) - other.get(c)).toArray(),
                one.size() + other.size() - 2 * both.size()));
      }
    }
    return pairs;
  }

  /** The tests of all pairs of a family, in their order. */
  public static List<Tested> test(List<Pair> family) {
    double[] p = family.stream().mapToDouble(pair -> SignedRankTest.p(pair.differences)).toArray();
    double[] adjusted = Holm.adjust(p);
    List<Tested> tested = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      double[] differences = family.get(i).differences;
      tested.add(
          new Tested(
              family.get(i),
              Statistics.of(differences).mean(),
              Bootstrap.ofMean(differences),
              SignedRankTest.rankBiserial(differences),
              p[i],
              adjusted[i]));
    }
    return tested;
  }
}
