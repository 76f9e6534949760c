package io.twinbeam.model.inference;

import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.uncertainty.NetworkDifference;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What networks say of a scan: their mean, and as far as it was asked for, what each says by itself
 * and how much the mean varies when the scan is mirrored. All on one grid.
 *
 * @param mean the mean of the networks' probabilities
 * @param each the probabilities of each network; empty where not asked for
 * @param variances per class and voxel, class-major, as the probabilities of {@code mean}
 */
public record Opinions(Prediction mean, List<Prediction> each, Optional<Variances> variances) {

  public Opinions {
    each = List.copyOf(each);
  }

  /**
   * The variance of each class's probability at each voxel.
   *
   * @param values class-major
   */
  @SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
  public record Variances(float[] values) {}

  /**
   * These opinions on another grid, as {@link Prediction#onto}: probabilities and variances are
   * interpolated linearly, class by class. Where the target leaves the grid all networks are
   * certain of background, so they agree and nothing varies.
   */
  public Opinions onto(VoxelGrid target) {
    return new Opinions(
        mean.onto(target),
        each.stream().map(one -> one.onto(target)).toList(),
        variances.map(of -> onto(of, target)));
  }

  private Variances onto(Variances of, VoxelGrid target) {
    int voxels = (int) mean.grid().shape().voxels();
    // One more class in front takes the certainty that lies outside the grid.
    float[] shifted = new float[Math.addExact(voxels, of.values().length)];
    System.arraycopy(of.values(), 0, shifted, voxels, of.values().length);
    float[] resampled =
        new Prediction(mean.grid(), mean.classes() + 1, shifted).onto(target).probabilities();
    int behind = (int) target.shape().voxels();
    return new Variances(Arrays.copyOfRange(resampled, behind, resampled.length));
  }

  /**
   * A measure of reliability at each voxel.
   *
   * @throws IllegalArgumentException where what it is made from was not asked for
   */
  public Volume measure(Measure measure) {
    return switch (measure) {
      case ENTROPY -> mean.entropy();
      case DISAGREEMENT ->
          new Volume(
              mean.grid(),
              NetworkDifference.disagreement(of(0, measure), of(1, measure), mean.classes()));
      case KL ->
          new Volume(
              mean.grid(),
              NetworkDifference.divergence(of(0, measure), of(1, measure), mean.classes()));
      case VARIANCE -> ofPredicted(variances.orElseThrow(() -> missing(measure)));
    };
  }

  private float[] of(int network, Measure measure) {
    if (each.size() != 2) {
      throw missing(measure);
    }
    return each.get(network).probabilities();
  }

  private static IllegalArgumentException missing(Measure measure) {
    return new IllegalArgumentException(
        measure + " must be asked for when a scan is predicted, was not");
  }

  private Volume ofPredicted(Variances of) {
    LabelMap predicted = mean.argmax();
    float[] values = new float[predicted.voxels().length];
    for (int voxel = 0; voxel < values.length; voxel++) {
      int c = predicted.voxels()[voxel] & 0xff;
      values[voxel] = of.values()[c * values.length + voxel];
    }
    return new Volume(mean.grid(), values);
  }
}
