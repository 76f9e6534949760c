package io.twinbeam.model.inference;

import io.twinbeam.model.volume.ConnectedComponents;
import io.twinbeam.model.volume.Connectivity;
import io.twinbeam.model.volume.LabelMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which connected components of a predicted label map become background. Each class is looked at
 * for itself; of what the largest component leaves over, the small ones go as well.
 *
 * @param connectivity which voxels are connected
 * @param rules at most one per class; a class without one keeps all that it has
 */
public record CleanUp(Connectivity connectivity, List<Rule> rules) {

  private static final double MM3_PER_ML = 1000;

  public CleanUp {
    rules = List.copyOf(rules);
  }

  /**
   * What is kept of one class.
   *
   * @param classId from 1
   * @param largestOnly whether the largest component alone is; of equally large ones the one whose
   *     first voxel in C order comes first
   * @param minVoxels components of fewer voxels go
   * @param minMl and those of less volume, in ml
   */
  public record Rule(int classId, boolean largestOnly, long minVoxels, double minMl) {}

  /**
   * What is left of a label map.
   *
   * @param labels the components that are kept
   * @param removed one per rule, in their order, also where nothing was removed
   */
  public record Cleaned(LabelMap labels, List<Removed> removed) {

    public Cleaned {
      removed = List.copyOf(removed);
    }
  }

  /**
   * What became background.
   *
   * @param components of the class
   * @param voxels in them
   */
  public record Removed(int classId, int components, long voxels) {}

  /** The components of {@code labels} that the rules keep; {@code labels} does not change. */
  public Cleaned apply(LabelMap labels) {
    LabelMap cleaned = new LabelMap(labels.grid(), labels.voxels().clone());
    List<Removed> removed = new ArrayList<>();
    for (Rule rule : rules) {
      removed.add(apply(rule, cleaned));
    }
    return new Cleaned(cleaned, removed);
  }

  private Removed apply(Rule rule, LabelMap labels) {
    ConnectedComponents components = ConnectedComponents.of(labels, rule.classId(), connectivity);
    OptionalInt largest = components.largest();
    long least = Math.max(rule.minVoxels(), labels.grid().leastVoxels(rule.minMl() * MM3_PER_ML));
    boolean[] kept = new boolean[components.count() + 1];
    int removedComponents = 0;
    long removedVoxels = 0;
    for (int component = 1; component < kept.length; component++) {
      long size = components.size(component);
      kept[component] = (!rule.largestOnly() || component == largest.getAsInt()) && size >= least;
      removedComponents += kept[component] ? 0 : 1;
      removedVoxels += kept[component] ? 0 : size;
    }
    byte[] voxels = labels.voxels();
    components.forEachRun(
        (component, first, length) -> {
          if (!kept[component]) {
            Arrays.fill(voxels, first, first + length, (byte) 0);
          }
        });
    return new Removed(rule.classId(), removedComponents, removedVoxels);
  }
}
