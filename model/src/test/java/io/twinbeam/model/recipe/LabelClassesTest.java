package io.twinbeam.model.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.recipe.LabelClasses.ForegroundClass;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelClassesTest {

  private static LabelMap map(int... values) {
    byte[] voxels = new byte[values.length];
    for (int v = 0; v < values.length; v++) {
      voxels[v] = (byte) values[v];
    }
    return new LabelMap(VoxelGrid.ofSpacing(new GridShape(1, 1, values.length), 1, 1, 1), voxels);
  }

  @Test
  void valuesAreMergedIntoClassesInTheOrderGiven() {
    LabelClasses classes =
        new LabelClasses(
            List.of(
                new ForegroundClass("tail", List.of(200)),
                new ForegroundClass("whole", List.of(1, 2))));
    assertEquals(3, classes.count());
    assertEquals(map(0, 2, 2, 1), classes.apply(map(0, 1, 2, 200)));
  }

  @Test
  void theSourceMapStaysAsItWas() {
    LabelMap source = map(0, 7);
    new LabelClasses(List.of(new ForegroundClass("seven", List.of(7)))).apply(source);
    assertArrayEquals(new byte[] {0, 7}, source.voxels());
  }

  @Test
  void aValueOfNoClassIsRefusedByName() {
    LabelClasses classes = new LabelClasses(List.of(new ForegroundClass("one", List.of(1))));
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> classes.apply(map(0, 1, 255)));
    assertEquals(Fault.LABEL_UNDECLARED, refused.fault());
    assertTrue(refused.getMessage().startsWith("label value 255 must be one of [0, 1]"));
  }
}
