package io.twinbeam.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.objective.DualOutputs;
import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much foreground the networks would predict if training ended now: averages where they are
 * kept, in evaluation mode, on a batch as it was cut. C is a class id; S is A or B.
 *
 * <ul>
 *   <li>{@code diagnostic.foreground.S}: the share of the voxels of the batch that is predicted as
 *       foreground, voxels whose label is ignored aside; near 0 the network has collapsed. {@code
 *       diagnostic.foreground.labels}: the share of foreground in the labels, ignored voxels aside.
 *   <li>{@code diagnostic.share.C.S}, {@code diagnostic.share.C.labels}: likewise of class C, where
 *       there are several foreground classes.
 * </ul>
 *
 * <p>Labels that are ignored throughout have no value.
 */
final class ForegroundShares {

  static final String FOREGROUND = StepLog.DIAGNOSTIC + "foreground.";
  static final String SHARE = StepLog.DIAGNOSTIC + "share.";
  static final String LABELS = "labels";

  private final TreeMap<String, Double> values = new TreeMap<>();

  private ForegroundShares() {}

  /**
   * @param predictors A and B as they would predict
   * @param cut before mixing
   * @param scope owns what is computed in between
   */
  static Map<String, Double> of(
      List<SegmentationNetwork> predictors, PatchBatch cut, NDManager scope) {
    ForegroundShares shares = new ForegroundShares();
    GridShape patch = cut.patch();
    int classes = predictors.get(0).spec().classes();
    NDArray images =
        scope.create(
            cut.images(), new Shape(cut.size(), cut.channels(), patch.x(), patch.y(), patch.z()));
    NDArray compared = compared(cut, scope);
    shares.put("A", predicted(predictors.get(0), images, compared));
    shares.put("B", predicted(predictors.get(1), images, compared));
    shares.put(LABELS, labelled(cut.labels(), classes));
    return shares.values;
  }

  /** (batch, depth, height, width), false where the label is ignored. */
  private static NDArray compared(PatchBatch cut, NDManager scope) {
    GridShape patch = cut.patch();
    boolean[] compared = new boolean[cut.size() * (int) patch.voxels()];
    Arrays.fill(compared, true);
    for (int voxel = 0; voxel < cut.labels().length; voxel++) {
      compared[voxel] = cut.labels()[voxel] != DualOutputs.IGNORE;
    }
    return scope.create(compared, new Shape(cut.size(), patch.x(), patch.y(), patch.z()));
  }

  /** The number of voxels of each predicted class. */
  private static long[] predicted(SegmentationNetwork network, NDArray images, NDArray compared) {
    try (NDManager inner = images.getManager().newSubManager()) {
      NDArray seen = images.duplicate();
      seen.attach(inner);
      NDArray winners = network.forward(seen, false, null).logits().argMax(1);
      long[] counts = new long[network.spec().classes()];
      for (int c = 0; c < counts.length; c++) {
        counts[c] = winners.eq(c).logicalAnd(compared).sum().getLong();
      }
      return counts;
    }
  }

  private static long[] labelled(int[] labels, int classes) {
    long[] counts = new long[classes];
    for (int label : labels) {
      if (label != DualOutputs.IGNORE) {
        counts[label]++;
      }
    }
    return counts;
  }

  private void put(String of, long[] counts) {
    double all = 0;
    for (long count : counts) {
      all += count;
    }
    if (all == 0) {
      return;
    }
    values.put(FOREGROUND + of, (all - counts[0]) / all);
    for (int c = 1; c < counts.length && counts.length > 2; c++) {
      values.put(SHARE + c + "." + of, counts[c] / all);
    }
  }
}
