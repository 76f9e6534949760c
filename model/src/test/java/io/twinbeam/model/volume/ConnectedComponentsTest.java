package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectedComponentsTest {

  /** Components by flood fill, numbered in C order of their first voxels. */
  private static int[] flooded(GridShape shape, boolean[] object, Connectivity connectivity) {
    int[] ids = new int[object.length];
    int last = 0;
    for (int index = 0; index < object.length; index++) {
      if (object[index] && ids[index] == 0) {
        ids[index] = ++last;
        ArrayDeque<Integer> open = new ArrayDeque<>();
        open.add(index);
        while (!open.isEmpty()) {
          int at = open.remove();
          int i = at / (shape.y() * shape.z());
          int j = at / shape.z() % shape.y();
          int k = at % shape.z();
          for (int n = 0; n < 27; n++) {
            int x = n / 9 - 1;
            int y = n / 3 % 3 - 1;
            int z = n % 3 - 1;
            int steps = Math.abs(x) + Math.abs(y) + Math.abs(z);
            boolean near = connectivity == Connectivity.CORNERS || steps == 1;
            if (near && shape.contains(i + x, j + y, k + z)) {
              int other = shape.index(i + x, j + y, k + z);
              if (object[other] && ids[other] == 0) {
                ids[other] = last;
                open.add(other);
              }
            }
          }
        }
      }
    }
    return ids;
  }

  @ParameterizedTest
  @CsvSource({
    // Sparse to dense, round the thresholds at which components join; flat and single voxels.
    "11x12x13, 0.1",
    "11x12x13, 0.3",
    "11x12x13, 0.5",
    "11x12x13, 0.9",
    "1x1x40, 0.6",
    "1x30x1, 0.6",
    "30x1x1, 0.6",
    "1x9x9, 0.5",
    "9x1x9, 0.5",
    "9x9x1, 0.5",
    "1x1x1, 1",
    "1x1x1, 0"
  })
  void componentsAreThoseOfAFloodFill(String size, double share) {
    GridShape shape = GridShape.parse(size);
    for (int seed = 1; seed <= 8; seed++) {
      CounterRandom random = CounterRandom.of(seed, "object");
      boolean[] object = new boolean[(int) shape.voxels()];
      for (int n = 0; n < object.length; n++) {
        object[n] = random.nextDouble() < share;
      }
      for (Connectivity connectivity : Connectivity.values()) {
        ConnectedComponents found =
            ConnectedComponents.of(shape, index -> object[index], connectivity);
        int[] expected = flooded(shape, object, connectivity);
        assertArrayEquals(expected, found.ids(), shape + " " + connectivity + " seed " + seed);
        assertEquals(Arrays.stream(expected).max().orElseThrow(), found.count());
        for (int component = 1; component <= found.count(); component++) {
          int id = component;
          assertEquals(Arrays.stream(expected).filter(n -> n == id).count(), found.size(id));
        }
      }
    }
  }

  @Test
  void voxelsThatShareACornerTouchByCornersAlone() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(2, 2, 2), 1, 1, 1);
    LabelMap labels = new LabelMap(grid, new byte[] {3, 0, 0, 0, 0, 1, 1, 3});
    assertEquals(1, ConnectedComponents.of(labels, 3, Connectivity.CORNERS).count());
    assertEquals(2, ConnectedComponents.of(labels, 3, Connectivity.FACES).count());
    assertEquals(1, ConnectedComponents.of(labels, 1, Connectivity.CORNERS).count());
  }

  @Test
  void ofEquallyLargeComponentsTheFirstIsTheLargest() {
    boolean[] object = {true, false, true, true, false, true, true};
    ConnectedComponents found =
        ConnectedComponents.of(
            new GridShape(1, 1, 7), index -> object[index], Connectivity.CORNERS);
    assertEquals(OptionalInt.of(2), found.largest());
    assertEquals(1, found.size(1));
    assertEquals(2, found.size(3));
  }

  @Test
  void anAbsentClassHasNoComponents() {
    LabelMap labels =
        new LabelMap(VoxelGrid.ofSpacing(new GridShape(1, 2, 2), 1, 1, 1), new byte[4]);
    ConnectedComponents found = ConnectedComponents.of(labels, 200, Connectivity.FACES);
    assertEquals(0, found.count());
    assertTrue(found.largest().isEmpty());
    assertArrayEquals(new int[4], found.ids());
  }

  @Test
  void classIdsAreUnsigned() {
    LabelMap labels =
        new LabelMap(
            VoxelGrid.ofSpacing(new GridShape(1, 1, 2), 1, 1, 1), new byte[] {(byte) 200, 0});
    assertEquals(1, ConnectedComponents.of(labels, 200, Connectivity.FACES).size(1));
  }

  @Test
  void runsAreVisitedInCOrder() {
    boolean[] object = {true, true, false, true, false, true, true, true};
    StringBuilder runs = new StringBuilder();
    ConnectedComponents.of(new GridShape(1, 2, 4), index -> object[index], Connectivity.FACES)
        .forEachRun(
            (component, first, length) ->
                runs.append(component)
                    .append(':')
                    .append(first)
                    .append('+')
                    .append(length)
                    .append(' '));
    assertEquals("1:0+2 1:3+1 1:5+3 ", runs.toString());
  }
}
