package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Sets;
import java.util.List;

/**
 * The better network teaches the other: the mean over voxels and classes of the unlabelled part of
 * (p_own - s_other)^2, with s the sharpened probabilities, for the network with the higher Dice
 * loss on the labelled part of this batch; 0 for the one with the lower, which is A on ties (Wang
 * et al., MCF, CVPR 2023).
 *
 * <p>The released code differs in two points: its squared error takes a second softmax of both
 * probabilities, which flattens them, and with several classes its Dice is that of class 1; here it
 * is the mean over foreground classes.
 */
final class WinnerTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "winner",
          Trains.EACH,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER),
          List.of(Sharpening.SETTING),
          settings -> new WinnerTerm(Sharpening.of(settings)));

  private record Contest(boolean aWins) implements Shared {

    @Override
    public List<NDArray> arrays() {
      return List.of();
    }
  }

  private final Sharpening sharpening;

  private WinnerTerm(Sharpening sharpening) {
    this.sharpening = sharpening;
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    if (!batch.hasUnlabelled() || wins(batch, own)) {
      return batch.zero();
    }
    NDArray target = sharpening.apply(batch, other).unlabelled();
    return own.probabilities().unlabelled().sub(target).square().mean();
  }

  // Two numbers reach the heap, which spares the winner's half of the arithmetic.
  private static boolean wins(Batch batch, Side side) {
    Contest contest =
        batch.shared(
            WinnerTerm.class,
            () -> new Contest(loss(batch, batch.sideA()) <= loss(batch, batch.sideB())));
    return contest.aWins() == (side == batch.sideA());
  }

  private static float loss(Batch batch, Side side) {
    NDArray probabilities = side.fixedProbabilities().labelled();
    return SoftDice.losses(probabilities, batch.truth(), batch.valid())
        .mul(batch.foregroundShare())
        .sum()
        .getFloat();
  }
}
