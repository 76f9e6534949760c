package io.twinbeam.model.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a data set declares of its labels, or does not. */
final class LabelDeclarationTest {

  private static final LabelMap SOURCE =
      new LabelMap(
          VoxelGrid.ofSpacing(new GridShape(1, 1, 4), 1, 1, 1), new byte[] {0, 4, 2, (byte) 255});

  @Test
  void withoutADeclarationEveryValueStaysWhatItIs() {
    assertEquals(SOURCE, LabelClasses.asFound().apply(SOURCE));
    assertEquals(256, LabelClasses.asFound().count());
    assertEquals(LabelClasses.asFound(), LabelClasses.ofNames(new TreeMap<>()));
  }

  @Test
  void declaredValuesBecomeClassesInRisingOrder() {
    LabelClasses classes =
        LabelClasses.ofNames(
            new TreeMap<>(Map.of(255, "ignored", 0, "background", 4, "core", 2, "oedema")));

    assertEquals(4, classes.count());
    assertEquals("core", classes.foreground().get(1).name());
    assertArrayEquals(new byte[] {0, 2, 1, 3}, classes.apply(SOURCE).voxels());
  }

  @Test
  void aDeclarationRefusesWhatItDoesNotName() {
    LabelClasses classes = LabelClasses.ofNames(new TreeMap<>(Map.of(2, "a", 4, "b")));

    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> classes.apply(SOURCE));

    assertEquals(Fault.LABEL_UNDECLARED, refused.fault());
  }
}
