package io.twinbeam.model.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;

/**
 * One case of the metrics fixture, built: class 1 on two label maps.
 *
 * @param expected the measures by name; null stands for undefined
 */
record FixtureCase(LabelMap result, LabelMap reference, JsonNode expected) {

  static FixtureCase of(JsonNode node, boolean[] result, boolean[] reference) {
    VoxelGrid grid = gridOf(node);
    return new FixtureCase(labelMap(grid, result), labelMap(grid, reference), node);
  }

  static VoxelGrid gridOf(JsonNode node) {
    JsonNode shape = node.required("shape");
    JsonNode spacing = node.required("spacing");
    return VoxelGrid.ofSpacing(
        new GridShape(shape.get(0).asInt(), shape.get(1).asInt(), shape.get(2).asInt()),
        spacing.get(0).asDouble(),
        spacing.get(1).asDouble(),
        spacing.get(2).asDouble());
  }

  private static LabelMap labelMap(VoxelGrid grid, boolean[] inside) {
    byte[] voxels = new byte[inside.length];
    for (int i = 0; i < inside.length; i++) {
      voxels[i] = (byte) (inside[i] ? 1 : 0);
    }
    return new LabelMap(grid, voxels);
  }
}
