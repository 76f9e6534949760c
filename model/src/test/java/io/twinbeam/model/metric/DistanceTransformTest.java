package io.twinbeam.model.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistanceTransformTest {

  @ParameterizedTest
  @CsvSource({
    "7x6x5, 1, 1, 1, 0.1",
    "7x6x5, 0.7, 1.3, 2.9, 0.02",
    "1x9x8, 3, 0.5, 0.5, 0.05",
    "9x1x7, 0.2, 5, 1.1, 0.05",
    "6x8x1, 2.5, 0.4, 4, 0.05",
    "1x1x12, 1, 1, 0.3, 0.2",
    "6x5x7, 0.9, 0.9, 6.5, 0.6"
  })
  void distancesEqualTheBruteForceMinimum(
      String shapeText, double dx, double dy, double dz, double density) {
    GridShape shape = GridShape.parse(shapeText);
    for (int trial = 0; trial < 20; trial++) {
      boolean[] sites = randomSites(shape, density, trial);
      double[] squared = DistanceTransform.squaredMm2(sites, shape, dx, dy, dz);
      for (int at = 0; at < sites.length; at++) {
        assertEquals(nearest(sites, shape, at, dx, dy, dz), squared[at], 1e-11);
      }
    }
  }

  @Test
  void withoutSitesEveryDistanceIsInfinite() {
    GridShape shape = new GridShape(3, 2, 4);
    double[] squared = DistanceTransform.squaredMm2(new boolean[24], shape, 1, 2, 3);
    assertTrue(Arrays.stream(squared).allMatch(Double::isInfinite));
  }

  @Test
  void sitesOfAnotherShapeAreRefused() {
    GridShape shape = new GridShape(3, 2, 4);
    assertThrows(
        IllegalArgumentException.class,
        () -> DistanceTransform.squaredMm2(new boolean[23], shape, 1, 1, 1));
  }

  private static boolean[] randomSites(GridShape shape, double density, int trial) {
    CounterRandom random = CounterRandom.of(5, "sites", trial);
    boolean[] sites = new boolean[(int) shape.voxels()];
    for (int i = 0; i < sites.length; i++) {
      sites[i] = random.nextDouble() < density;
    }
    return sites;
  }

  private static double nearest(
      boolean[] sites, GridShape shape, int from, double dx, double dy, double dz) {
    double least = Double.POSITIVE_INFINITY;
    for (int to = 0; to < sites.length; to++) {
      if (sites[to]) {
        double x = dx * (x(shape, from) - x(shape, to));
        double y = dy * (y(shape, from) - y(shape, to));
        double z = dz * (from % shape.z() - to % shape.z());
        least = Math.min(least, x * x + y * y + z * z);
      }
    }
    return least;
  }

  private static int x(GridShape shape, int index) {
    return index / shape.z() / shape.y();
  }

  private static int y(GridShape shape, int index) {
    return index / shape.z() % shape.y();
  }
}
