package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Fingerprint.Intensities;
import io.twinbeam.model.recipe.Fingerprint.Spread;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses a recipe for a data set the way nnU-Net does: Isensee et al. 2021, Nature Methods 18:203,
 * and its default planner's code. In its order: crop, normalise, resample.
 *
 * <p>It differs where steps here do: a coarse axis is interpolated like the others and not by the
 * nearest slice, and non-zero voxels are taken one by one, in each channel for itself, instead of
 * with holes filled. Channels are normalised each by its own modality.
 */
public final class AutoRecipe {

  /** From here on an axis counts as coarse: in spacing, and in how few voxels it has. */
  private static final double ANISOTROPY = 3;

  /** Below this share of the volume, what is 0 is taken for outside of the body. */
  private static final double CROPPED_SHARE = 0.75;

  private static final double LEAST_DEVIATION = 1e-8;
  private static final int DECIMALS = 6;

  private AutoRecipe() {}

  /**
   * The recipe for a data set.
   *
   * @param modalities one for each channel
   * @throws IllegalArgumentException for a CT channel without a labelled voxel, or whose labelled
   *     voxels are all alike
   */
  public static Recipe of(Fingerprint fingerprint, List<Modality> modalities) {
    int measured = fingerprint.foreground().size();
    if (modalities.isEmpty() || (measured > 0 && measured != modalities.size())) {
      throw new IllegalArgumentException(
          "each channel must have one modality, got "
              + modalities
              + " for a data set with "
              + measured
              + " channels");
    }
    List<RecipeStep> steps = new ArrayList<>(List.of(new ReorientStep()));
    boolean hasEmptySpace =
        modalities.contains(Modality.MR) && fingerprint.medianCroppedShare() < CROPPED_SHARE;
    if (hasEmptySpace) {
      steps.add(new CropToForegroundStep(0, List.of(0, 0, 0)));
    }
    for (int channel = 0; channel < modalities.size(); channel++) {
      Optional<Integer> only = modalities.size() == 1 ? Optional.empty() : Optional.of(channel);
      if (modalities.get(channel) == Modality.CT) {
        steps.addAll(hounsfield(fingerprint, channel, only));
      } else {
        ScoredVoxels scored = hasEmptySpace ? ScoredVoxels.NONZERO : ScoredVoxels.WHOLE;
        steps.add(new ZScoreStep(scored, Optional.empty(), Optional.empty(), only));
      }
    }
    steps.add(
        new ResampleStep(
            spacingMm(fingerprint), Interpolation.CUBIC, LabelInterpolation.ANTI_ALIASED));
    return new Recipe(steps);
  }

  private static List<RecipeStep> hounsfield(
      Fingerprint fingerprint, int channel, Optional<Integer> only) {
    Intensities foreground =
        fingerprint.foreground().stream()
            .skip(channel)
            .findFirst()
            .filter(f -> f.percentile0p5() < f.percentile99p5() && f.deviation() > LEAST_DEVIATION)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "CT must have labelled voxels of different intensities, among "
                            + fingerprint.cases()
                            + " cases there are none; add label maps, or choose a recipe with given"
                            + " bounds such as pancreas-ct"));
    ClipStep clip =
        ClipStep.toRange(rounded(foreground.percentile0p5()), rounded(foreground.percentile99p5()));
    ZScoreStep score = ZScoreStep.with(rounded(foreground.mean()), rounded(foreground.deviation()));
    return List.of(
        only.map(clip::ofChannel).orElse(clip), only.map(score::ofChannel).orElse(score));
  }

  private static List<Double> spacingMm(Fingerprint fingerprint) {
    List<Spread> spacing = fingerprint.spacingMm();
    List<Spread> shape = fingerprint.shape();
    int coarse = 0;
    for (int axis = 1; axis < 3; axis++) {
      coarse = spacing.get(axis).median() > spacing.get(coarse).median() ? axis : coarse;
    }
    int second = (coarse + 1) % 3;
    int third = (coarse + 2) % 3;
    double others = Math.max(spacing.get(second).median(), spacing.get(third).median());
    double fewest = Math.min(shape.get(second).median(), shape.get(third).median());
    List<Double> target = new ArrayList<>();
    for (Spread axis : spacing) {
      target.add(rounded(axis.median()));
    }
    if (spacing.get(coarse).median() > ANISOTROPY * others
        && shape.get(coarse).median() * ANISOTROPY < fewest) {
      // Thinner slices than most keep what the finer cases have, yet none finer than in plane.
      target.set(coarse, rounded(Math.max(others, spacing.get(coarse).percentile10())));
    }
    return target;
  }

  // Affines carry rounding errors of their own, which would make equal spacings look different.
  private static double rounded(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
  }
}
