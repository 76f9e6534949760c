package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;

/**
 * Probabilities made more decided, p^(1/T) / sum over classes of p^(1/T), without gradient: a soft
 * pseudo-label (Berthelot et al., MixMatch, NeurIPS 2019).
 *
 * @param temperature T, above 0; 1 changes nothing, towards 0 the most probable class takes all
 */
record Sharpening(double temperature) {

  static final Setting SETTING = Setting.number("temperature", 0.1, 0.01, 1);

  private record Key(Side side, double temperature) {}

  static Sharpening of(TermSettings settings) {
    return new Sharpening(settings.number("temperature"));
  }

  /** (batch, classes, voxels) of that network, computed once for each. */
  Parts apply(Batch batch, Side side) {
    return batch.shared(
        new Key(side, temperature),
        () -> {
          // In logarithms, where the tenth power of a small probability does not vanish.
          NDArray powers = side.fixedLogProbabilities().whole().div(temperature);
          return Parts.of(powers.softmax(1), batch.labelled());
        });
  }
}
