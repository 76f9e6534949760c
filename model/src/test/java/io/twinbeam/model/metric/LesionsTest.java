package io.twinbeam.model.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LesionsTest {

  private static final GridShape SHAPE = new GridShape(7, 8, 9);

  @Test
  void aLesionIsDetectedByOneVoxelAndFalseWithoutAny() {
    BitMask reference = rows("###...##.", "......##.");
    BitMask result = rows("..##.....", "........#");
    // The second run of the result touches none of the reference's voxels, though it lies beside.
    assertEquals(new Lesions(2, 2, 1, 1), Lesions.of(result, reference, 0));
    assertEquals(2.0 / (2 + 1 + 1), Lesions.of(result, reference, 0).f1());
  }

  @Test
  void voxelsThatShareACornerAreOneLesion() {
    BitMask corner = BitMask.empty(SHAPE);
    corner.set(0, 0);
    corner.set(SHAPE.y() + 1, 1);
    assertEquals(new Lesions(1, 1, 1, 0), Lesions.of(corner, corner, 0));
  }

  @Test
  void oneResultMayDetectSeveralLesionsAndIsFalseForNone() {
    BitMask reference = rows("##..##..#");
    BitMask result = rows(".#####...");
    assertEquals(new Lesions(1, 3, 2, 0), Lesions.of(result, reference, 0));
  }

  @Test
  void smallComponentsCountOnNeitherSide() {
    BitMask reference = rows("#..###...", ".........", "........#");
    BitMask result = rows("#..##....", ".........", ".......##");
    assertEquals(new Lesions(3, 3, 3, 0), Lesions.of(result, reference, 1));
    // The one at the end covers a component that is no lesion, and is no false positive for it.
    assertEquals(new Lesions(2, 1, 1, 0), Lesions.of(result, reference, 2));
    // Nothing that counts is left to detect the lesion.
    assertEquals(new Lesions(0, 1, 0, 0), Lesions.of(result, reference, 3));
    assertEquals(new Lesions(0, 0, 0, 0), Lesions.of(result, reference, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 5})
  void randomObjectsGiveTheCountsOfASearch(int minVoxels) {
    for (int trial = 0; trial < 30; trial++) {
      BitMask result = random(0.06, trial);
      BitMask reference = random(0.06, trial + 1000);
      List<Set<Integer>> found = components(result, minVoxels);
      List<Set<Integer>> wanted = components(reference, minVoxels);
      int detected = 0;
      for (Set<Integer> lesion : wanted) {
        detected += found.stream().anyMatch(f -> f.stream().anyMatch(lesion::contains)) ? 1 : 0;
      }
      boolean[] inReference = reference.toArray();
      long falsePositives =
          found.stream().filter(f -> f.stream().noneMatch(at -> inReference[at])).count();
      assertEquals(
          new Lesions(found.size(), wanted.size(), detected, (int) falsePositives),
          Lesions.of(result, reference, minVoxels));
    }
  }

  private static List<Set<Integer>> components(BitMask object, int minVoxels) {
    boolean[] inside = object.toArray();
    List<Set<Integer>> components = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (int start = 0; start < SHAPE.voxels(); start++) {
      if (inside[start] && !seen.contains(start)) {
        Set<Integer> component = flood(inside, start);
        seen.addAll(component);
        if (component.size() >= minVoxels) {
          components.add(component);
        }
      }
    }
    return components;
  }

  private static Set<Integer> flood(boolean[] inside, int start) {
    Set<Integer> component = new HashSet<>(Set.of(start));
    Deque<Integer> open = new ArrayDeque<>(component);
    while (!open.isEmpty()) {
      int at = open.pop();
      for (int step = 0; step < 27; step++) {
        int i = at / SHAPE.z() / SHAPE.y() + step / 9 - 1;
        int j = at / SHAPE.z() % SHAPE.y() + step / 3 % 3 - 1;
        int k = at % SHAPE.z() + step % 3 - 1;
        if (SHAPE.contains(i, j, k)
            && inside[SHAPE.index(i, j, k)]
            && component.add(SHAPE.index(i, j, k))) {
          open.push(SHAPE.index(i, j, k));
        }
      }
    }
    return component;
  }

  private static BitMask random(double density, int trial) {
    CounterRandom random = CounterRandom.of(3, "lesions", trial);
    BitMask object = BitMask.empty(SHAPE);
    for (int at = 0; at < SHAPE.voxels(); at++) {
      if (random.nextDouble() < density) {
        object.set(at / SHAPE.z(), at % SHAPE.z());
      }
    }
    return object;
  }

  /** Rows of the first plane, a # for each voxel of the object. */
  private static BitMask rows(String... rows) {
    BitMask object = BitMask.empty(SHAPE);
    for (int row = 0; row < rows.length; row++) {
      for (int k = 0; k < rows[row].length(); k++) {
        if (rows[row].charAt(k) == '#') {
          object.set(row, k);
        }
      }
    }
    return object;
  }
}
