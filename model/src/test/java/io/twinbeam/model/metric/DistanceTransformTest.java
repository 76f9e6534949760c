package io.twinbeam.model.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
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
    "6x5x7, 0.9, 0.9, 6.5, 0.6",
    "3x4x64, 1.1, 2, 0.5, 0.01",
    "3x2x65, 1.1, 2, 0.5, 0.02",
    "2x3x131, 7, 5, 0.25, 0.005",
    "2x2x192, 30, 20, 0.25, 0.3"
  })
  void distancesEqualTheBruteForceMinimum(
      String shapeText, double dx, double dy, double dz, double density) {
    GridShape shape = GridShape.parse(shapeText);
    for (int trial = 0; trial < 20; trial++) {
      BitMask sites = randomSites(shape, density, trial);
      DistanceTransform transform = new DistanceTransform(sites, dx, dy, dz);
      boolean[] isSite = sites.toArray();
      for (int at = 0; at < shape.voxels(); at++) {
        assertEquals(
            nearest(isSite, shape, at, dx, dy, dz),
            transform.squared(x(shape, at), y(shape, at), at % shape.z()),
            1e-11);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "4, 3, 70", "2, 1, 69"})
  void oneSiteIsFoundFromEveryVoxel(int i, int j, int k) {
    GridShape shape = new GridShape(5, 4, 71);
    BitMask sites = BitMask.empty(shape);
    sites.set(i * shape.y() + j, k);
    DistanceTransform transform = new DistanceTransform(sites, 1, 1, 1);
    for (int at = 0; at < shape.voxels(); at++) {
      int x = x(shape, at) - i;
      int y = y(shape, at) - j;
      int z = at % shape.z() - k;
      assertEquals(x * x + y * y + z * z, transform.squared(x + i, y + j, z + k));
    }
  }

  @Test
  void withoutSitesEveryDistanceIsInfinite() {
    GridShape shape = new GridShape(3, 2, 4);
    DistanceTransform transform = new DistanceTransform(BitMask.empty(shape), 1, 2, 3);
    for (int at = 0; at < shape.voxels(); at++) {
      assertEquals(
          Double.POSITIVE_INFINITY, transform.squared(x(shape, at), y(shape, at), at % shape.z()));
    }
  }

  private static BitMask randomSites(GridShape shape, double density, int trial) {
    CounterRandom random = CounterRandom.of(5, "sites", trial);
    BitMask sites = BitMask.empty(shape);
    for (int at = 0; at < shape.voxels(); at++) {
      if (random.nextDouble() < density) {
        sites.set(at / shape.z(), at % shape.z());
      }
    }
    return sites;
  }

  private static double nearest(
      boolean[] isSite, GridShape shape, int from, double dx, double dy, double dz) {
    double least = Double.POSITIVE_INFINITY;
    for (int to = 0; to < shape.voxels(); to++) {
      if (isSite[to]) {
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
