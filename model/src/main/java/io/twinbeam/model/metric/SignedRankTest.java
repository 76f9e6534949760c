package io.twinbeam.model.metric;

import java.util.Arrays;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * The two-sided Wilcoxon signed-rank test of paired differences (Wilcoxon, Biometrics Bulletin 1,
 * 1945): how often chance alone, which gives each difference either sign, would put the ranks as
 * far to one side.
 *
 * <p>Differences of 0 are left out. Ties share the mean of their ranks. Up to {@link #MOST_EXACT}
 * differences the distribution is counted, ties included; beyond, it is taken as normal, with the
 * variance that ties leave and no continuity correction.
 */
public final class SignedRankTest {

  /** Differences, without those of 0, up to which p is exact. */
  public static final int MOST_EXACT = 50;

  private SignedRankTest() {}

  /**
   * The probability of ranks at least as one-sided; 1 where all differences are 0 or there are
   * none.
   *
   * @param differences one a pair, in any order, all finite
   */
  public static double p(double... differences) {
    double[] signed = signedRanks(differences);
    if (signed.length == 0) {
      return 1;
    }
    double[] ranks = Arrays.stream(signed).map(Math::abs).toArray();
    double positive = Arrays.stream(signed).filter(rank -> rank > 0).sum();
    return ranks.length <= MOST_EXACT ? exact(ranks, positive) : normal(ranks, positive);
  }

  /**
   * The direction and size of what {@link #p} tests: the matched-pairs rank-biserial correlation
   * (Kerby, Comprehensive Psychology 3, 2014), the share of the ranks that is positive less the
   * share that is negative. From -1, where no difference is positive, to 1, where none is negative;
   * 0 where all differences are 0 or there are none.
   *
   * @param differences one a pair, in any order, all finite
   */
  public static double rankBiserial(double... differences) {
    double[] signed = signedRanks(differences);
    double total = Arrays.stream(signed).map(Math::abs).sum();
    return total == 0 ? 0 : Arrays.stream(signed).sum() / total;
  }

  /** The ranks of the sizes of all differences but those of 0, with the signs of these. */
  private static double[] signedRanks(double[] differences) {
    double[] nonZero = Arrays.stream(differences).filter(value -> value != 0).toArray();
    if (nonZero.length == 0) {
      return nonZero; // Ranking refuses to rank nothing.
    }
    double[] ranks =
        new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE)
            .rank(Arrays.stream(nonZero).map(Math::abs).toArray());
    Arrays.setAll(ranks, i -> Math.copySign(ranks[i], nonZero[i]));
    return ranks;
  }

  /** The least p that so many differences, none of them 0, can give. */
  public static double leastP(int differences) {
    return Math.min(1, 2 * Math.pow(0.5, differences));
  }

  /** Counts the sums of positive ranks over all signs; doubled ranks are whole. */
  private static double exact(double[] ranks, double positive) {
    int[] doubled = Arrays.stream(ranks).mapToInt(rank -> (int) Math.round(2 * rank)).toArray();
    int total = Arrays.stream(doubled).sum();
    double[] chances = new double[total + 1];
    chances[0] = 1;
    int reached = 0;
    for (int rank : doubled) {
      reached += rank;
      for (int sum = reached; sum >= 0; sum--) {
        chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2;
      }
    }
    int observed = (int) Math.round(2 * positive);
    int smaller = Math.min(observed, total - observed);
    return Math.min(1, 2 * Arrays.stream(chances, 0, smaller + 1).sum());
  }

  private static double normal(double[] ranks, double positive) {
    double total = Arrays.stream(ranks).sum();
    // Signs are independent: the variance is a quarter of the squared ranks, ties included.
    double sd = Math.sqrt(Arrays.stream(ranks).map(rank -> rank * rank).sum()) / 2;
    return Erf.erfc(Math.abs(positive - total / 2) / sd / Math.sqrt(2));
  }
}
