package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.common.collect.Sets;
import java.util.List;

/**
 * The mean squared error where just one of the networks is confident of a foreground class: sum
 * over c, v of M_c (p_c - y_c)^2 / (sum M_c + 1e-16), with M_c = [argmax p_A = c and max p_A >=
 * threshold] xor [the same for B]. M carries no gradient.
 *
 * <p>With {@code axisSoftmax}, what the code released with arXiv:2509.13084 computes: a softmax
 * along the first spatial axis of both p_c and y_c before they are subtracted. Ignored voxels have
 * no part in it.
 */
final class RectificationTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "rectification",
          Trains.EACH,
          Sets.immutableEnumSet(Input.PARTNER),
          List.of(Setting.number("threshold", 0.6, 0, 1), Setting.flag("axisSoftmax", false)),
          RectificationTerm::new);

  /** Added to what is ignored, it leaves nothing of it in a softmax; 0 elsewhere changes no bit. */
  private static final float SHUT = 1e9f;

  private record Key(double threshold) {}

  private record Disagreement(NDArray mask, NDArray size) implements Shared {

    @Override
    public List<NDArray> arrays() {
      return List.of(mask, size);
    }
  }

  private final double threshold;
  private final boolean axisSoftmax;

  private RectificationTerm(TermSettings settings) {
    threshold = settings.number("threshold");
    axisSoftmax = settings.flag("axisSoftmax");
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    Disagreement where = batch.shared(new Key(threshold), () -> disagreement(batch));
    NDArray probabilities = compared(own.probabilities().labelled(), batch);
    NDArray errors = probabilities.sub(compared(batch.truth(), batch)).square();
    return errors.mul(where.mask()).sum().div(where.size());
  }

  private NDArray compared(NDArray values, Batch batch) {
    if (!axisSoftmax) {
      return values;
    }
    long patches = values.getShape().get(0);
    return values
        .add(batch.sharedArray("rectificationShut", () -> batch.valid().sub(1).mul(SHUT)))
        .reshape(patches, batch.classes(), batch.depth(), -1)
        .softmax(2)
        .reshape(values.getShape());
  }

  private Disagreement disagreement(Batch batch) {
    NDArray countedIn = batch.valid().mul(batch.foreground().reshape(1, batch.classes(), 1));
    NDArray mask =
        confident(batch, batch.sideA())
            .neq(confident(batch, batch.sideB()))
            .toType(DataType.FLOAT32, false)
            .mul(countedIn);
    return new Disagreement(mask, mask.sum().add(1e-16f));
  }

  private NDArray confident(Batch batch, Side side) {
    NDArray above = side.highestOfLabelled(batch).gte(threshold).toType(DataType.FLOAT32, false);
    return side.predicted().labelled().mul(above);
  }
}
