package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Fingerprint.Intensities;
import io.twinbeam.model.recipe.Fingerprint.Spread;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses a recipe for a data set the way nnU-Net does: Isensee et al. 2021, Nature Methods 18:203,
 * and its default planner's code. In its order: crop, normalise, resample.
 *
 * <p>It differs where steps here do: a coarse axis is interpolated like the others and not by the
 * nearest slice, and non-zero voxels are taken one by one instead of with holes filled.
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
   * @throws IllegalArgumentException for CT without a labelled voxel, or whose labelled voxels are
   *     all alike
   */
  public static Recipe of(Fingerprint fingerprint, Modality modality) {
    List<RecipeStep> steps = new ArrayList<>(List.of(new ReorientStep()));
    steps.addAll(
        switch (modality) {
          case CT -> hounsfield(fingerprint);
          case MR -> perImage(fingerprint);
        });
    steps.add(
        new ResampleStep(
            spacingMm(fingerprint), Interpolation.CUBIC, LabelInterpolation.ANTI_ALIASED));
    return new Recipe(steps);
  }

  private static List<RecipeStep> hounsfield(Fingerprint fingerprint) {
    Intensities foreground =
        fingerprint
            .foreground()
            .filter(f -> f.percentile0p5() < f.percentile99p5() && f.deviation() > LEAST_DEVIATION)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "CT must have labelled voxels of different intensities, among "
                            + fingerprint.cases()
                            + " cases there are none; add label maps, or choose a recipe with given"
                            + " bounds such as pancreas-ct"));
    return List.of(
        ClipStep.toRange(rounded(foreground.percentile0p5()), rounded(foreground.percentile99p5())),
        ZScoreStep.with(rounded(foreground.mean()), rounded(foreground.deviation())));
  }

  private static List<RecipeStep> perImage(Fingerprint fingerprint) {
    return fingerprint.medianCroppedShare() < CROPPED_SHARE
        ? List.of(
            new CropToForegroundStep(0, List.of(0, 0, 0)), ZScoreStep.over(ScoredVoxels.NONZERO))
        : List.of(ZScoreStep.over(ScoredVoxels.WHOLE));
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
