package io.twinbeam.model.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void momentsAreThoseOfTheDefinedValues() {
    Statistics statistics = Statistics.of(4, Double.NaN, 1, 3, Double.NaN, 8);
    assertEquals(6, statistics.n());
    assertEquals(2, statistics.misses());
    assertEquals(4, statistics.mean());
    assertEquals(Math.sqrt(26.0 / 3), statistics.sd(), 1e-15);
    assertArrayEquals(new double[] {1, 3, 4, 8}, statistics.sorted());
  }

  @Test
  void quantilesInterpolateLinearly() {
    Statistics statistics = Statistics.of(30, 10, 20, 40);
    assertEquals(10, statistics.quantile(0));
    assertEquals(17.5, statistics.quantile(0.25));
    assertEquals(25, statistics.median());
    assertEquals(40, statistics.quantile(1));
  }

  @Test
  void quantilesInPlaceAreThoseOfTheSortedValues() {
    for (int trial = 0; trial < 200; trial++) {
      CounterRandom random = CounterRandom.of(2, "quantiles", trial);
      double[] values = new double[1 + random.nextInt(60)];
      int distinct = 1 + random.nextInt(40);
      Arrays.setAll(values, i -> Math.sqrt(random.nextInt(distinct)));
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      for (double fraction : new double[] {0, 0.3, 0.5, 0.95, 1}) {
        assertEquals(
            Statistics.quantileOfSorted(sorted, fraction),
            Statistics.quantileInPlace(values.clone(), fraction));
      }
    }
  }

  @Test
  void theOrderOfTheValuesChangesNoBit() {
    Statistics once = Statistics.of(0.1, 1e16, 0.3, -1e16, 0.7);
    Statistics again = Statistics.of(-1e16, 0.7, 0.1, 0.3, 1e16);
    assertEquals(once.mean(), again.mean());
    assertEquals(once.sd(), again.sd());
  }

  @Test
  void nothingDefinedHasNoMoments() {
    Statistics missed = Statistics.of(Double.NaN, Double.NaN);
    assertEquals(2, missed.misses());
    assertTrue(Double.isNaN(missed.mean()));
    assertTrue(Double.isNaN(missed.median()));
    assertTrue(Double.isNaN(Statistics.of(3).sd()));
  }

  @Test
  void fractionsOutsideTheUnitIntervalAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Statistics.of(1, 2).quantile(95));
  }
}
