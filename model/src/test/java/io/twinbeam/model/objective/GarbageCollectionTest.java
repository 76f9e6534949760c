package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Gradients do not depend on when the Java heap is collected.
 *
 * <p>The engine wraps numbers that come from Java, such as the 2 of {@code x.mul(2)}, without
 * copying them, and backpropagation reads them again after their buffer may have been freed. So no
 * such number may be a factor of an array that carries a gradient.
 */
class GarbageCollectionTest {

  /** Kept until the test ends, or these buffers would be freed in turn. */
  private final List<ByteBuffer> overwriting = new ArrayList<>();

  @Test
  void aCollectionBeforeBackpropagationChangesNoGradient() {
    Map<String, float[]> undisturbed = gradients(() -> {});
    Map<String, float[]> disturbed = gradients(this::overwriteFreedBuffers);
    undisturbed.forEach(
        (output, expected) -> assertArrayEquals(expected, disturbed.get(output), output));
  }

  private static Map<String, float[]> gradients(Runnable beforeBackward) {
    Objective objective =
        Objective.of(
            new ObjectiveSettings(
                Terms.names().stream().map(name -> TermSettings.of(name, 1)).toList(), 0, 0),
            100);
    try (NDManager manager = NDManager.newBaseManager()) {
      return Gradients.of(
              Outputs.of(manager, 3).build(),
              outputs -> objective.evaluate(outputs, 99).total(),
              beforeBackward)
          .byOutput();
    }
  }

  private void overwriteFreedBuffers() {
    for (int collection = 0; collection < 5; collection++) {
      System.gc();
      for (int i = 0; i < 2000; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        overwriting.add(buffer.putFloat(0, 1e6f).putFloat(4, 1e6f));
      }
    }
  }
}
