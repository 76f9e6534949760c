package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.common.collect.Sets;
import java.util.List;

/**
 * The mean squared error where just one of the networks is confident of a foreground class: sum
 * over c, v of M_c (p_c - y_c)^2 / (sum M_c + 1e-16), with M_c = [argmax p_A = c and max p_A >=
 * threshold] xor [the same for B]. M carries no gradient.
 */
final class RectificationTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "rectification",
          Trains.EACH,
          Sets.immutableEnumSet(Input.PARTNER),
          List.of(Setting.number("threshold", 0.6, 0, 1)),
          settings -> new RectificationTerm(settings.number("threshold")));

  private record Key(double threshold) {}

  private record Disagreement(NDArray mask, NDArray size) implements Shared {

    @Override
    public List<NDArray> arrays() {
      return List.of(mask, size);
    }
  }

  private final double threshold;

  private RectificationTerm(double threshold) {
    this.threshold = threshold;
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    Disagreement where = batch.shared(new Key(threshold), () -> disagreement(batch));
    NDArray errors = own.probabilities().labelled().sub(batch.truth()).square();
    return errors.mul(where.mask()).sum().div(where.size());
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
