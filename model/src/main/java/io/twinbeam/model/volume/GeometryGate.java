package io.twinbeam.model.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The checks that an image and its label map pass before anything is computed from them. Each
 * throws {@link InvalidCaseException} with the rule, what was found and the cure.
 */
public final class GeometryGate {

  // Below this sine-like share the three axes lie almost in one plane, as in a broken header.
  private static final double LEAST_VOLUME_SHARE = 1e-3;

  /**
   * The largest cosine between two axes that still counts as a right angle, about half a degree:
   * far above the rounding of a header, far below the tilt of a gantry.
   */
  public static final double SHEAR_TOLERANCE = 0.01;

  private GeometryGate() {}

  /** Refuses a grid whose affine is not finite or is degenerate, or that one array cannot hold. */
  public static void check(VoxelGrid grid) {
    VoxelLimit.arrayLength(grid.shape());
    for (double value : grid.affine().toRows()) {
      if (!Double.isFinite(value)) {
        throw badAffine("every affine value must be finite", grid);
      }
    }
    double[] spacing = grid.spacingMm();
    double boxed = spacing[0] * spacing[1] * spacing[2];
    if (!(boxed > 0) || !Double.isFinite(boxed)) {
      throw badAffine("spacing must be above 0 along every axis", grid);
    }
    if (!(grid.voxelMm3() >= LEAST_VOLUME_SHARE * boxed)) {
      throw badAffine("the three axes must not lie in one plane", grid);
    }
  }

  /**
   * Refuses a grid with two axes that are further from a right angle than {@link #SHEAR_TOLERANCE}.
   * Distances along sheared axes do not add up: margins and surface distances would be wrong.
   */
  public static void checkRightAngles(VoxelGrid grid) {
    Affine affine = grid.affine();
    double[] spacing = affine.spacingMm();
    for (int one = 0; one < 3; one++) {
      int other = (one + 1) % 3;
      double dot = 0;
      for (int row = 0; row < 3; row++) {
        dot += affine.at(row, one) * affine.at(row, other);
      }
      double cosine = Math.abs(dot) / (spacing[one] * spacing[other]);
      if (!(cosine <= SHEAR_TOLERANCE)) {
        throw new InvalidCaseException(
            Fault.SHEARED,
            String.format(
                Locale.ROOT,
                "the cosine between array axes %d and %d must be at most %s, is %.6g; %s",
                Math.min(one, other),
                Math.max(one, other),
                SHEAR_TOLERANCE,
                cosine,
                Fault.SHEARED.cure()));
      }
    }
  }

  /**
   * Refuses a grid as {@link #check(VoxelGrid)} does, or where it has more than {@code maxVoxels}.
   */
  public static void check(VoxelGrid grid, long maxVoxels) {
    check(grid, 1, maxVoxels);
  }

  /**
   * Refuses a grid as {@link #check(VoxelGrid)} does, or where {@code channels} volumes on it have
   * more than {@code maxVoxels} together.
   */
  public static void check(VoxelGrid grid, int channels, long maxVoxels) {
    check(grid);
    long voxels = grid.shape().voxels() * channels;
    if (voxels > maxVoxels) {
      throw new InvalidCaseException(
          Fault.TOO_LARGE,
          (channels == 1 ? "" : channels + " channels of ")
              + "shape "
              + grid.shape()
              + " must have at most "
              + maxVoxels
              + " voxels, "
              + (channels == 1 ? "has " : "have ")
              + voxels
              + "; crop "
              + (channels == 1 ? "it" : "them")
              + " or raise the limit");
    }
  }

  /**
   * The channels of a case as one scan, on the grid of the first.
   *
   * @param channels at least one; their voxels are not copied
   * @param toleranceMm how far apart their grids may place one corner voxel
   * @throws InvalidCaseException where the grid of a channel is refused by {@link
   *     #check(VoxelGrid)}, or lies beyond the tolerance or has another shape than the first
   */
  public static Scan join(List<Volume> channels, double toleranceMm) {
    List<Volume> joined = new ArrayList<>();
    for (Volume channel : channels) {
      check(channel.grid());
      VoxelGrid first = channels.get(0).grid();
      checkChannel(first, channel.grid(), joined.size(), toleranceMm);
      joined.add(new Volume(first, channel.voxels()));
    }
    return new Scan(joined);
  }

  private static void checkChannel(
      VoxelGrid first, VoxelGrid other, int number, double toleranceMm) {
    if (!first.shape().equals(other.shape())) {
      throw new InvalidCaseException(
          Fault.GRID_MISMATCH,
          "the grid of channel "
              + number
              + ", "
              + other.shape()
              + ", must equal that of channel 0, "
              + first.shape()
              + "; resample channel "
              + number
              + " first");
    }
    if (!first.matches(other, toleranceMm)) {
      throw new InvalidCaseException(
          Fault.GRID_MISMATCH,
          String.format(
              Locale.ROOT,
              "the grid of channel %d must place its corner voxels within %s mm of channel 0's, is"
                  + " %.6g mm off; resample channel %d or mend its affine",
              number,
              toleranceMm,
              first.cornerDistanceMm(other),
              number));
    }
  }

  /**
   * Refuses a label map's grid that differs from its image's in shape, or by more than {@code
   * toleranceMm} at any corner voxel.
   */
  public static void checkPair(VoxelGrid image, VoxelGrid label, double toleranceMm) {
    if (!image.shape().equals(label.shape())) {
      throw new InvalidCaseException(
          Fault.GRID_MISMATCH,
          "label grid "
              + label.shape()
              + " must equal image grid "
              + image.shape()
              + "; resample the label map first");
    }
    if (!image.matches(label, toleranceMm)) {
      throw new InvalidCaseException(
          Fault.GRID_MISMATCH,
          String.format(
              Locale.ROOT,
              "label grid must place its corner voxels within %s mm of the image grid's, is %.6g mm"
                  + " off; resample the label map or mend its affine",
              toleranceMm,
              image.cornerDistanceMm(label)));
    }
  }

  /** Refuses a scan of which a channel is refused by {@link #checkIntensities(Volume)}. */
  public static void checkIntensities(Scan image) {
    image.forEach(channel -> checkIntensities(channel));
  }

  /**
   * Refuses an image without any finite intensity, or whose finite intensities are all the same. A
   * recipe may ask for more.
   */
  public static void checkIntensities(Volume image) {
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    for (float voxel : image.voxels()) {
      if (Float.isFinite(voxel)) {
        lowest = Math.min(lowest, voxel);
        highest = Math.max(highest, voxel);
      }
    }
    if (lowest > highest) {
      throw new InvalidCaseException(
          Fault.NOT_FINITE,
          "some intensity must be finite, none of "
              + image.shape().voxels()
              + " is; "
              + Fault.NOT_FINITE.cure());
    }
    if (lowest == highest) {
      throw new InvalidCaseException(
          Fault.CONSTANT,
          "intensities must differ, all finite ones are " + lowest + "; " + Fault.CONSTANT.cure());
    }
  }

  /** Refuses a label map that holds a class id not among {@code declared}. */
  public static void checkClasses(LabelMap labels, Set<Integer> declared) {
    long[] counts = labels.counts();
    Set<Integer> undeclared = new TreeSet<>();
    long voxels = 0;
    for (int id = 0; id < counts.length; id++) {
      if (counts[id] > 0 && !declared.contains(id)) {
        undeclared.add(id);
        voxels += counts[id];
      }
    }
    if (!undeclared.isEmpty()) {
      throw new InvalidCaseException(
          Fault.LABEL_UNDECLARED,
          "label values must be among "
              + new TreeSet<>(declared)
              + ", found "
              + undeclared
              + " in "
              + voxels
              + " voxels; declare them or remap them");
    }
  }

  private static InvalidCaseException badAffine(String rule, VoxelGrid grid) {
    return new InvalidCaseException(
        Fault.BAD_AFFINE,
        rule
            + ", the affine has the rows "
            + Arrays.toString(grid.affine().toRows())
            + "; mend the header's orientation");
  }
}
