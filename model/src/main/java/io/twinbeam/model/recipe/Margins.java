package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Box;
import io.twinbeam.model.volume.Crop;
import java.util.List;

/** Crops to a box with a margin of its own along each array axis. */
final class Margins {

  /** More than any axis has: keeps the axis whole. */
  static final int MOST = 100_000;

  private Margins() {}

  static List<Integer> checked(List<Integer> margin) {
    if (margin.size() != 3 || margin.stream().anyMatch(voxels -> voxels < 0 || voxels > MOST)) {
      throw new IllegalArgumentException(
          "margin must be 3 numbers of voxels from 0 to " + MOST + ", is " + margin);
    }
    return List.copyOf(margin);
  }

  static Preprocessed crop(Preprocessed before, Box inner, List<Integer> margin) {
    Box box =
        Box.of(
                inner.x0() - margin.get(0),
                inner.y0() - margin.get(1),
                inner.z0() - margin.get(2),
                inner.x1() + margin.get(0),
                inner.y1() + margin.get(1),
                inner.z1() + margin.get(2))
            .clip(before.image().shape());
    return new Preprocessed(
        before.image().map(channel -> Crop.to(channel, box)),
        before.label().map(map -> Crop.to(map, box)));
  }
}
