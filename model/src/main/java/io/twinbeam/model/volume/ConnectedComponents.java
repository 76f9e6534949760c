package io.twinbeam.model.volume;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * The connected components of an object, numbered from 1 in C order of their first voxels, so that
 * equal objects give equal numbers.
 *
 * <p>Found by uniting runs of voxels along z with those of the neighbouring rows (Rosenfeld and
 * Pfaltz, "Sequential operations in digital picture processing", 1966, on runs): time grows with
 * the voxels, memory with the runs.
 */
public final class ConnectedComponents {

  /** What is told of a run of voxels along z. */
  @FunctionalInterface
  public interface RunVisitor {

    /**
     * Takes the run of {@code length} voxels from {@code first} on.
     *
     * @param component from 1
     * @param first the C-order index of the run's first voxel
     * @param length voxels, whose indices follow each other
     */
    void accept(int component, int first, int length);
  }

  private final int voxels;
  private final int[] starts;
  private final int[] ends;
  private final int[] components;
  private final long[] sizes;

  private ConnectedComponents(int voxels, int[] starts, int[] ends, int[] components) {
    this.voxels = voxels;
    this.starts = starts;
    this.ends = ends;
    this.components = components;
    this.sizes = new long[Arrays.stream(components).max().orElse(0)];
    for (int run = 0; run < starts.length; run++) {
      sizes[components[run] - 1] += ends[run] - starts[run];
    }
  }

  /** The components of one class. */
  public static ConnectedComponents of(LabelMap labels, int classId, Connectivity connectivity) {
    byte[] voxels = labels.voxels();
    return of(labels.shape(), index -> (voxels[index] & 0xff) == classId, connectivity);
  }

  /**
   * The components of any object.
   *
   * @param object whether the voxel at a C-order index belongs to it; asked once for each
   */
  public static ConnectedComponents of(
      GridShape shape, IntPredicate object, Connectivity connectivity) {
    Runs runs = new Runs(shape);
    runs.find(object);
    runs.unite(connectivity);
    return new ConnectedComponents(
        VoxelLimit.arrayLength(shape),
        Arrays.copyOf(runs.starts, runs.count),
        Arrays.copyOf(runs.ends, runs.count),
        runs.number());
  }

  public int count() {
    return sizes.length;
  }

  /**
   * The voxels of a component.
   *
   * @param component from 1 to {@link #count}
   */
  public long size(int component) {
    return sizes[component - 1];
  }

  /** The component of most voxels, of equally large ones the first; empty where there is none. */
  public OptionalInt largest() {
    int best = 0;
    for (int n = 1; n < sizes.length; n++) {
      if (sizes[n] > sizes[best]) {
        best = n;
      }
    }
    return sizes.length == 0 ? OptionalInt.empty() : OptionalInt.of(best + 1);
  }

  /** Visits all voxels of all components in C order, run by run. */
  public void forEachRun(RunVisitor visitor) {
    for (int run = 0; run < starts.length; run++) {
      visitor.accept(components[run], starts[run], ends[run] - starts[run]);
    }
  }

  /** The component of each voxel in C order, 0 outside the object. */
  public int[] ids() {
    int[] ids = new int[voxels];
    forEachRun((component, first, length) -> Arrays.fill(ids, first, first + length, component));
    return ids;
  }

  /** Runs of voxels along z in C order, united into trees whose roots are their first runs. */
  private static final class Runs {

    private final GridShape shape;
    private final int[] firstOfRow;
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] parents;
    private int count;

    Runs(GridShape shape) {
      this.shape = shape;
      this.firstOfRow = new int[shape.x() * shape.y() + 1];
    }

    void find(IntPredicate object) {
      int index = 0;
      for (int row = 0; row < firstOfRow.length - 1; row++) {
        firstOfRow[row] = count;
        boolean within = false;
        for (int k = 0; k < shape.z(); k++, index++) {
          boolean belongs = object.test(index);
          if (belongs && !within) {
            start(index);
          } else if (!belongs && within) {
            ends[count - 1] = index;
          }
          within = belongs;
        }
        if (within) {
          ends[count - 1] = index;
        }
      }
      firstOfRow[firstOfRow.length - 1] = count;
    }

    private void start(int index) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
      }
      starts[count++] = index;
    }

    void unite(Connectivity connectivity) {
      parents = new int[count];
      Arrays.setAll(parents, run -> run);
      for (int i = 0; i < shape.x(); i++) {
        for (int j = 0; j < shape.y(); j++) {
          uniteWithEarlier(i, j, 0, -1, connectivity);
          for (int step = -1; step <= 1; step++) {
            uniteWithEarlier(i, j, -1, step, connectivity);
          }
        }
      }
    }

    private void uniteWithEarlier(int i, int j, int stepX, int stepY, Connectivity connectivity) {
      int reach = connectivity.reach(stepX, stepY);
      if (reach >= 0 && shape.contains(i + stepX, j + stepY, 0)) {
        uniteRows((i + stepX) * shape.y() + j + stepY, i * shape.y() + j, reach);
      }
    }

    private void uniteRows(int earlier, int later, int reach) {
      int shift = (later - earlier) * shape.z() - reach;
      int one = firstOfRow[earlier];
      int other = firstOfRow[later];
      while (one < firstOfRow[earlier + 1] && other < firstOfRow[later + 1]) {
        if (starts[one] + shift < ends[other] && starts[other] < ends[one] + shift + 2 * reach) {
          unite(one, other);
        }
        if (ends[one] + shift + reach < ends[other]) {
          one++;
        } else {
          other++;
        }
      }
    }

    private void unite(int one, int other) {
      int a = root(one);
      int b = root(other);
      parents[Math.max(a, b)] = Math.min(a, b);
    }

    private int root(int run) {
      int at = run;
      while (parents[at] != at) {
        parents[at] = parents[parents[at]];
        at = parents[at];
      }
      return at;
    }

    /** The component of each run, from 1 in the order of their first runs. */
    int[] number() {
      int[] components = new int[count];
      int last = 0;
      for (int run = 0; run < count; run++) {
        int root = root(run);
        components[run] = root == run ? ++last : components[root];
      }
      return components;
    }
  }
}
