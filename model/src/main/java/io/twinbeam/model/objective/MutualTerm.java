package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Sets;
import java.util.List;

/**
 * Mutual consistency: the mean over voxels and classes, whole batch, of (p_own - s_other)^2, with s
 * the sharpened probabilities (Wu et al., MC-Net, MICCAI 2021 and MedIA 2022).
 *
 * <p>The released code differs in two points: its s carries a gradient, where here it is a
 * teacher's quantity like any other; and it sharpens each class against the rest, which for two
 * classes is the same.
 */
final class MutualTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "mutual",
          Trains.EACH,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER),
          List.of(Sharpening.SETTING),
          settings -> new MutualTerm(Sharpening.of(settings)));

  private final Sharpening sharpening;

  private MutualTerm(Sharpening sharpening) {
    this.sharpening = sharpening;
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    NDArray target = sharpening.apply(batch, other).whole();
    return own.probabilities().whole().sub(target).square().mean();
  }
}
