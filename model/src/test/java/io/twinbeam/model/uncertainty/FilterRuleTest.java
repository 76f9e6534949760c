package io.twinbeam.model.uncertainty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FilterRuleTest {

  private static final byte[] PREDICTION = {0, 0, 0, 0, 1, 1, 2, 2};
  private static final float[] MEASURE = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.9f};

  private static FilterRule rule(OptionalDouble threshold, OptionalDouble share, boolean perClass) {
    return new FilterRule(threshold, share, perClass, null, null);
  }

  @Test
  void aThresholdIsTheSameForEveryClass() {
    assertArrayEquals(
        new float[] {0.55f, 0.55f, 0.55f, 0.55f},
        Reliability.limits(MEASURE, PREDICTION, 4, FilterRule.ofThreshold(0.55)));
  }

  @Test
  void aShareIsAQuantileOfEachClassOrOfAll() {
    assertArrayEquals(
        new float[] {0.25f, 0.55f, 0.8f, 0},
        Reliability.limits(MEASURE, PREDICTION, 4, FilterRule.ofShare(0.5, true)),
        1e-6f);
    // Between the fourth and the fifth of eight values.
    assertArrayEquals(
        new float[] {0.45f, 0.45f, 0.45f},
        Reliability.limits(MEASURE, PREDICTION, 3, FilterRule.ofShare(0.5, false)),
        1e-6f);
  }

  @Test
  void whatIsSaidOfAClassComesBeforeWhatIsSaidOfAll() {
    FilterRule mixed =
        new FilterRule(
            OptionalDouble.of(0.15),
            OptionalDouble.of(0.5),
            false,
            new TreeMap<>(Map.of(1, 0.58)),
            new TreeMap<>(Map.of(2, 1.0)));
    assertArrayEquals(
        new float[] {0.15f, 0.58f, 0.9f}, Reliability.limits(MEASURE, PREDICTION, 3, mixed), 1e-6f);
  }

  @Test
  void aVoxelIsKeptWhereEveryFilterKeepsIt() {
    boolean[] kept = new boolean[MEASURE.length];
    Arrays.fill(kept, true);
    Reliability.keepUpTo(new float[] {0.3f, 0.6f, 0.8f}, MEASURE, PREDICTION, kept);
    assertArrayEquals(new boolean[] {true, true, true, false, true, true, true, false}, kept);
    float[] other = {1, 0, 0, 0, 1, 0, 0, 0};
    Reliability.keepUpTo(new float[] {0, 0, 0}, other, PREDICTION, kept);
    assertArrayEquals(new boolean[] {false, true, true, false, false, true, true, false}, kept);
  }

  @Test
  void aFilterThatSaysNothingOfSomeClassIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> rule(OptionalDouble.empty(), OptionalDouble.empty(), true));
    assertEquals(
        "rho must be in (0, 1], is 1.5",
        assertThrows(
                IllegalArgumentException.class,
                () -> rule(OptionalDouble.empty(), OptionalDouble.of(1.5), true))
            .getMessage());
  }
}
