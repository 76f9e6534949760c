package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxTest {

  @Test
  void theEndIsNotPartOfABox() {
    Box box = Box.of(1, 2, 3, 4, 6, 8);
    assertEquals(new GridShape(3, 4, 5), box.shape());
    assertEquals(2, box.low(1));
    assertEquals(8, box.high(2));
  }

  @Test
  void anEmptyBoxIsRefusedWithItsBounds() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Box.of(0, 5, 0, 3, 5, 3));
    assertTrue(refused.getMessage().contains("[0:3, 5:5, 0:3]"), refused.getMessage());
  }

  @Test
  void growingThenClippingStaysInTheVolume() {
    GridShape shape = new GridShape(10, 10, 10);
    Box grown = Box.of(1, 4, 8, 3, 6, 10).grow(2);
    assertEquals(Box.of(-1, 2, 6, 5, 8, 12), grown);
    assertFalse(grown.isInside(shape));
    assertEquals(Box.of(0, 2, 6, 5, 8, 10), grown.clip(shape));
    assertTrue(grown.clip(shape).isInside(shape));
  }

  @Test
  void aBoxBesideTheVolumeCannotBeClipped() {
    GridShape shape = new GridShape(4, 4, 4);
    assertThrows(IllegalArgumentException.class, () -> Box.of(4, 0, 0, 6, 2, 2).clip(shape));
  }

  @Test
  void shrinkingToNothingIsRefused() {
    Box box = Box.of(0, 0, 0, 4, 4, 4);
    assertEquals(Box.of(1, 1, 1, 3, 3, 3), box.grow(-1));
    assertThrows(IllegalArgumentException.class, () -> box.grow(-2));
  }

  @ParameterizedTest
  @CsvSource({"5,8,-1,7", "8,8,0,8", "9,8,0,9", "4,7,-1,6", "1,2,0,2"})
  void paddingIsSplitEvenlyWithTheLargerHalfAfter(int size, int minimum, int low, int high) {
    Box box = Box.atLeast(new GridShape(size, 3, 3), new GridShape(minimum, 1, 3));
    assertEquals(Box.of(low, 0, 0, high, 3, 3), box);
  }

  @Test
  void aPatchBoxStartsAtItsOffset() {
    assertEquals(Box.of(2, 3, 4, 5, 5, 5), Box.at(2, 3, 4, new GridShape(3, 2, 1)));
    assertEquals(Box.of(0, 0, 0, 3, 2, 1), Box.whole(new GridShape(3, 2, 1)));
  }

  @Test
  void aUnionHoldsBothBoxesAndNoMore() {
    assertEquals(
        Box.of(-1, 2, 3, 8, 9, 10), Box.of(0, 2, 5, 8, 3, 6).union(Box.of(-1, 4, 3, 1, 9, 10)));
  }
}
