package io.twinbeam.model.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

final class ZeroFilledMemoryTest {

  private static final Shape SHAPE = new Shape(100_000);

  @Test
  void newMemoryIsZeroWhateverLayThereBefore() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertTrue(ZeroFilledMemory.ensure());
      for (int round = 0; round < 20; round++) {
        manager.full(SHAPE, Float.NaN, DataType.FLOAT32).close();
        // The engine does not write to an array that is made by its shape alone.
        assertArrayEquals(new float[100_000], manager.create(SHAPE).toFloatArray());
      }
    }
  }
}
