package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlipTest {

  private static final GridShape SHAPE = new GridShape(2, 1, 3);

  @Test
  void axesAreMirroredOfEachArrayByItself() {
    float[] values = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15};
    assertArrayEquals(
        new float[] {3, 4, 5, 0, 1, 2, 13, 14, 15, 10, 11, 12}, new Flip(1).of(values, SHAPE));
    assertArrayEquals(
        new float[] {5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10}, new Flip(5).of(values, SHAPE));
  }

  @Test
  void everyCombinationOfTheAxesIsThereOnceTheIdentityFirst() {
    assertArrayEquals(
        new int[] {0, 1, 4, 5}, Arrays.stream(Flip.along(5)).mapToInt(Flip::axes).toArray());
    assertEquals(8, Flip.along(7).length);
  }

  @Test
  void twiceGivesWhatWas() {
    float[] values = new float[24];
    IntStream.range(0, 24).forEach(i -> values[i] = i);
    GridShape shape = new GridShape(2, 3, 4);
    for (Flip flip : Flip.along(7)) {
      assertArrayEquals(values, flip.of(flip.of(values, shape), shape));
    }
  }
}
