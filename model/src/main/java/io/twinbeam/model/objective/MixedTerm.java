package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.Sets;
import java.util.List;

/**
 * Cross entropy plus Dice loss on patches that are half labelled, half unlabelled, against labels
 * pasted together the same way (Bai et al., bidirectional copy-paste, CVPR 2023): both losses over
 * the voxels from labelled patches, plus {@code unlabelledWeight} times both over those from
 * unlabelled patches.
 *
 * <p>The released code halves the sum, adds up the two directions of pasting where this takes the
 * mean over all mixed patches, and its Dice is a mean over patches and all classes without squares;
 * here it is that of the term {@code dice}. Its pseudo-labels keep their largest component only.
 */
final class MixedTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "mixed",
          Trains.EACH,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.MIXED),
          List.of(Setting.number("unlabelledWeight", 0.5, 0, 1)),
          settings -> new MixedTerm(settings.number("unlabelledWeight")));

  /** Where a part of the mixed patches lies: (mixed, 1, voxels), and its one-hot labels. */
  private record Region(NDArray mask, NDArray truth, NDArray size) {

    static Region of(NDArray truth, NDArray mask) {
      return new Region(mask, truth.mul(mask), mask.sum().maximum(1));
    }

    NDArray loss(Batch batch, Side own) {
      NDArray logOfLabel = own.logProbabilities().unlabelled().mul(truth).sum();
      NDArray dice = SoftDice.losses(own.probabilities().unlabelled(), truth, mask);
      return dice.mul(batch.foregroundShare()).sum().sub(logOfLabel.div(size));
    }
  }

  private record Regions(Region labelled, Region unlabelled) implements Shared {

    @Override
    public List<NDArray> arrays() {
      return List.of(
          labelled.mask(),
          labelled.truth(),
          labelled.size(),
          unlabelled.mask(),
          unlabelled.truth(),
          unlabelled.size());
    }
  }

  private final double unlabelledWeight;

  private MixedTerm(double unlabelledWeight) {
    this.unlabelledWeight = unlabelledWeight;
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    if (!batch.hasUnlabelled()) {
      return batch.zero();
    }
    Regions regions = batch.shared(MixedTerm.class, () -> regions(batch));
    NDArray factor = batch.manager().full(new Shape(), (float) unlabelledWeight, DataType.FLOAT32);
    NDArray unlabelled = regions.unlabelled().loss(batch, own).mul(factor);
    return regions.labelled().loss(batch, own).add(unlabelled);
  }

  private static Regions regions(Batch batch) {
    NDArray labels = batch.mixedLabels();
    NDArray truth = labels.eq(batch.classIds()).toType(DataType.FLOAT32, false);
    NDArray valid = labels.neq(DualOutputs.IGNORE).toType(DataType.FLOAT32, false);
    NDArray fromUnlabelled = valid.mul(batch.fromUnlabelled());
    return new Regions(
        Region.of(truth, valid.sub(fromUnlabelled)), Region.of(truth, fromUnlabelled));
  }
}
