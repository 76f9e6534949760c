package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.twinbeam.model.volume.GridShape;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A step puts its batch on the heap and no other array with as many numbers as a patch has voxels:
 * what it allocates beyond the batch does not grow with the patch.
 */
final class StepHeapTest {

  private static final GridShape SMALL = new GridShape(16, 16, 32);
  private static final GridShape LARGE = new GridShape(32, 32, 64);
  private static final int WARM_UP = 4;
  private static final int MEASURED = 4;

  @Test
  void aStepCopiesNoTensorToTheHeap() {
    long small = beyondTheBatch(SMALL);
    long large = beyondTheBatch(LARGE);
    // One byte a voxel of one patch would already show.
    long allowed = LARGE.voxels();
    assertTrue(
        large - small < allowed,
        "a step of "
            + LARGE
            + " allocates "
            + large
            + " bytes beyond its batch, of "
            + SMALL
            + " "
            + small);
  }

  /** The least that one of several steps allocates on this thread, less what its batch takes. */
  private static long beyondTheBatch(GridShape patch) {
    RunSettings settings = Settings.run("dual-uncertainty", Settings.withPatch(patch, 0.5));
    MemoryVolumes.ClassAt block = (i, j, k) -> i > 6 && j > 4 && k > 8 && k < 26 ? 1 : 0;
    GridShape shape = new GridShape(patch.x() + 2, patch.y() + 2, patch.z() + 2);
    MemoryVolumes volumes = new MemoryVolumes().labelled(shape, block).unlabelled(shape, block);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    try (Trainer trainer = new Trainer(settings, volumes, Optional.empty())) {
      for (int step = 0; step < WARM_UP + MEASURED; step++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        trainer.train();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        least = step < WARM_UP ? least : Math.min(least, allocated);
      }
    }
    int patches = settings.training().labelledPerBatch() + settings.training().unlabelledPerBatch();
    int labelled = settings.training().labelledPerBatch();
    return least - 4 * patch.voxels() * (patches + labelled);
  }
}
