package io.twinbeam.model.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.jhdf.HdfFile;
import io.twinbeam.model.volume.GridShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Builds the cases of the metrics fixture whose label maps lie in the sample data folder. */
final class SampleCases {

  private static final Pattern SHIFT =
      Pattern.compile("moved by \\+?(-?\\d+),\\+?(-?\\d+),\\+?(-?\\d+)");
  private static final Pattern HDF5 = Pattern.compile("data/(\\S+\\.h5)");
  private static final Pattern CLASSES = Pattern.compile("label(\\d+)_vs_label(\\d+)");
  private static final int VOXELS_AT = 352;
  private static final int FLOAT32 = 16;

  private SampleCases() {}

  static boolean needsData(JsonNode node) {
    return node.required("formula").asText().startsWith("data/");
  }

  static FixtureCase build(String name, JsonNode node, Path data) throws IOException {
    GridShape shape = FixtureCase.gridOf(node).shape();
    String formula = node.required("formula").asText();
    int[] labels = labels(node, data, formula, shape);
    Matcher classes = CLASSES.matcher(name);
    if (classes.find()) {
      int a = Integer.parseInt(classes.group(1));
      int b = Integer.parseInt(classes.group(2));
      return FixtureCase.of(node, where(labels, id -> id == a), where(labels, id -> id == b));
    }
    Matcher shift = SHIFT.matcher(formula);
    if (!name.contains("_shifted(") || !shift.find()) {
      throw new IllegalArgumentException(name + ": unknown form: " + formula);
    }
    boolean[] object = where(labels, id -> id > 0);
    int dx = Integer.parseInt(shift.group(1));
    int dy = Integer.parseInt(shift.group(2));
    int dz = Integer.parseInt(shift.group(3));
    return FixtureCase.of(node, shifted(object, shape, dx, dy, dz), object);
  }

  private static int[] labels(JsonNode node, Path data, String formula, GridShape shape)
      throws IOException {
    Matcher hdf5 = HDF5.matcher(formula);
    return hdf5.find()
        ? hdf5Labels(data.resolve(hdf5.group(1)), shape)
        : niftiLabels(
            data.resolve(
                "hippocampus/labels/hippocampus_" + node.required("file").asText() + ".nii.gz"),
            shape);
  }

  /** Unsigned bytes, which the reader hands over as ints. */
  private static int[] hdf5Labels(Path path, GridShape shape) {
    try (HdfFile file = new HdfFile(path)) {
      int[][][] label = (int[][][]) file.getDatasetByPath("label").getData();
      int[] voxels = new int[(int) shape.voxels()];
      for (int x = 0; x < shape.x(); x++) {
        for (int y = 0; y < shape.y(); y++) {
          for (int z = 0; z < shape.z(); z++) {
            voxels[shape.index(x, y, z)] = label[x][y][z];
          }
        }
      }
      return voxels;
    }
  }

  /** Little-endian uint8 or float32 voxels after a header without scaling, x fastest. */
  private static int[] niftiLabels(Path path, GridShape shape) throws IOException {
    ByteBuffer bytes;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
      bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
    boolean isFloat = bytes.getShort(70) == FLOAT32;
    int[] voxels = new int[(int) shape.voxels()];
    int source = 0;
    for (int z = 0; z < shape.z(); z++) {
      for (int y = 0; y < shape.y(); y++) {
        for (int x = 0; x < shape.x(); x++) {
          int label =
              isFloat
                  ? (int) bytes.getFloat(VOXELS_AT + 4 * source)
                  : bytes.get(VOXELS_AT + source) & 0xff;
          voxels[shape.index(x, y, z)] = label;
          source++;
        }
      }
    }
    return voxels;
  }

  private static boolean[] where(int[] labels, IntPredicate wanted) {
    boolean[] inside = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      inside[i] = wanted.test(labels[i]);
    }
    return inside;
  }

  private static boolean[] shifted(boolean[] object, GridShape shape, int dx, int dy, int dz) {
    boolean[] moved = new boolean[object.length];
    for (int x = 0; x < shape.x(); x++) {
      for (int y = 0; y < shape.y(); y++) {
        for (int z = 0; z < shape.z(); z++) {
          moved[shape.index(x, y, z)] =
              shape.contains(x - dx, y - dy, z - dz) && object[shape.index(x - dx, y - dy, z - dz)];
        }
      }
    }
    return moved;
  }
}
