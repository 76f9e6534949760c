package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.inference.CleanUp.Cleaned;
import io.twinbeam.model.inference.CleanUp.Removed;
import io.twinbeam.model.inference.CleanUp.Rule;
import io.twinbeam.model.volume.Connectivity;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CleanUpTest {

  /** One row of voxels of 2 x 5 x 10 mm: 0.1 ml each. */
  private static LabelMap row(String classes) {
    byte[] voxels = new byte[classes.length()];
    for (int n = 0; n < voxels.length; n++) {
      voxels[n] = (byte) (classes.charAt(n) - '0');
    }
    return new LabelMap(VoxelGrid.ofSpacing(new GridShape(1, 1, voxels.length), 2, 5, 10), voxels);
  }

  private static Cleaned clean(LabelMap labels, Rule... rules) {
    return new CleanUp(Connectivity.CORNERS, List.of(rules)).apply(labels);
  }

  private static void check(String expected, Cleaned cleaned) {
    assertArrayEquals(row(expected).voxels(), cleaned.labels().voxels());
  }

  @Test
  void theLargestComponentOfAClassIsKeptAndOtherClassesStay() {
    LabelMap labels = row("110222011102");
    Cleaned cleaned = clean(labels, new Rule(1, true, 0, 0));
    check("000222011102", cleaned);
    assertEquals(List.of(new Removed(1, 1, 2)), cleaned.removed());
    assertEquals(labels.grid(), cleaned.labels().grid());
    check("110222011102", new Cleaned(labels, List.of()));
  }

  @Test
  void ofEquallyLargeComponentsTheFirstIsKept() {
    Cleaned cleaned = clean(row("011011011"), new Rule(1, true, 0, 0));
    check("011000000", cleaned);
    assertEquals(List.of(new Removed(1, 2, 4)), cleaned.removed());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 101101110, 0, 0",
    "1, 0, 101101110, 0, 0",
    "2, 0, 001101110, 1, 1",
    "3, 0, 000001110, 2, 3",
    "4, 0, 000000000, 3, 6",
    // Just its size is not below it.
    "0, 0.2, 001101110, 1, 1",
    "0, 0.21, 000001110, 2, 3",
    "3, 0.1, 000001110, 2, 3",
  })
  void componentsBelowASizeGo(long voxels, double ml, String left, int components, long removed) {
    Cleaned cleaned = clean(row("101101110"), new Rule(1, false, voxels, ml));
    check(left, cleaned);
    assertEquals(List.of(new Removed(1, components, removed)), cleaned.removed());
  }

  @Test
  void evenTheLargestGoesWhereItIsTooSmall() {
    check("0000000", clean(row("1101000"), new Rule(1, true, 3, 0)));
  }

  @Test
  void everyClassHasItsOwnRule() {
    Cleaned cleaned = clean(row("1101033030"), new Rule(1, true, 0, 0), new Rule(3, false, 2, 0));
    check("1100033000", cleaned);
    assertEquals(List.of(new Removed(1, 1, 1), new Removed(3, 1, 1)), cleaned.removed());
  }

  @Test
  void aClassThatTouchesAnotherIsLookedAtForItself() {
    check("1122011", clean(row("1122011"), new Rule(2, true, 2, 0)));
    check("1122000", clean(row("1122011"), new Rule(1, true, 0, 0)));
  }

  @Test
  void anAbsentClassHasNothingToLose() {
    Cleaned cleaned = clean(row("0000"), new Rule(1, true, 5, 1));
    check("0000", cleaned);
    assertEquals(List.of(new Removed(1, 0, 0)), cleaned.removed());
  }

  @Test
  void connectivityDecidesWhatIsOneComponent() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(2, 2, 1), 1, 1, 1);
    LabelMap diagonal = new LabelMap(grid, new byte[] {1, 0, 0, 1});
    List<Rule> rules = List.of(new Rule(1, true, 0, 0));
    assertEquals(diagonal, new CleanUp(Connectivity.CORNERS, rules).apply(diagonal).labels());
    assertArrayEquals(
        new byte[] {1, 0, 0, 0},
        new CleanUp(Connectivity.FACES, rules).apply(diagonal).labels().voxels());
  }
}
