package io.twinbeam.model.training;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.twinbeam.model.objective.DualOutputs;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import java.util.concurrent.ExecutionException;

/** Draws which case a patch is cut from, and where. */
final class CropDraw {

  /** Of all label maps together: 128 MiB. */
  private static final long MAX_CANDIDATES = 1 << 25;

  private final long seed;
  private final GridShape patch;
  private final double foregroundShare;

  /** By index; found again where they had to go, which changes nothing but time. */
  private final Cache<Integer, int[]> foreground =
      CacheBuilder.newBuilder()
          .concurrencyLevel(1)
          .maximumWeight(MAX_CANDIDATES)
          .weigher((Integer index, int[] voxels) -> voxels.length + 1)
          .build();

  CropDraw(long seed, GridShape patch, double foregroundShare) {
    this.seed = seed;
    this.patch = patch;
    this.foregroundShare = foregroundShare;
  }

  /**
   * The case whose turn it is: pass number and place in it fix the order.
   *
   * @param drawn how many patches of this kind were cut before
   * @param count how many cases take turns
   */
  int turn(String purpose, long drawn, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    CounterRandom.of(seed, purpose, drawn / count).shuffle(order);
    return order[(int) (drawn % count)];
  }

  /**
   * An offset at which the patch holds a foreground voxel, or, for the other share, any. A voxel
   * that is ignored is no foreground.
   *
   * @param index of {@code label} among all label maps
   */
  int[] labelledOffset(int index, LabelMap label, CounterRandom random) {
    int[] candidates = candidates(index, label);
    if (random.nextDouble() >= foregroundShare || candidates.length == 0) {
      return anywhere(label.shape(), random);
    }
    GridShape shape = label.shape();
    int voxel = candidates[random.nextInt(candidates.length)];
    int[] position = {
      voxel / (shape.y() * shape.z()), voxel / shape.z() % shape.y(), voxel % shape.z()
    };
    int[] offset = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int size = patch.size(axis);
      int room = shape.size(axis) - size;
      int first = position[axis] - random.nextInt(size);
      offset[axis] = room <= 0 ? Math.floorDiv(room, 2) : Math.max(0, Math.min(first, room));
    }
    return offset;
  }

  /** A uniform offset; where the volume is smaller than the patch, the one that centres it. */
  int[] anywhere(GridShape shape, CounterRandom random) {
    int[] offset = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int room = shape.size(axis) - patch.size(axis);
      offset[axis] = room <= 0 ? Math.floorDiv(room, 2) : random.nextInt(room + 1);
    }
    return offset;
  }

  private int[] candidates(int index, LabelMap label) {
    try {
      return foreground.get(index, () -> foregroundVoxels(label));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // Nothing in there throws.
    }
  }

  private static int[] foregroundVoxels(LabelMap label) {
    byte[] voxels = label.voxels();
    int count = 0;
    for (byte voxel : voxels) {
      count += isForeground(voxel) ? 1 : 0;
    }
    int[] found = new int[count];
    int next = 0;
    for (int v = 0; v < voxels.length; v++) {
      if (isForeground(voxels[v])) {
        found[next++] = v;
      }
    }
    return found;
  }

  private static boolean isForeground(byte voxel) {
    return voxel != 0 && (voxel & 0xff) != DualOutputs.IGNORE;
  }
}
