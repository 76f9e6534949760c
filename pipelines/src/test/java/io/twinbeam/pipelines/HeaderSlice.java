package io.twinbeam.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where a DICOM series of explicit VR little endian lies, worked out from what its files say by
 * PS3.3, C.7.6.2: shares no code with the reader. An attribute is found by its bytes.
 */
final class HeaderSlice {

  private final double[] position;
  private final double[] row;
  private final double[] column;
  private final double[] spacing;
  private final int rows;
  private final int columns;

  private HeaderSlice(byte[] file) {
    double[] cosines = decimals(file, 0x0020, 0x0037);
    position = decimals(file, 0x0020, 0x0032);
    row = Arrays.copyOfRange(cosines, 0, 3);
    column = Arrays.copyOfRange(cosines, 3, 6);
    spacing = decimals(file, 0x0028, 0x0030);
    rows = uint16(value(file, 0x0028, 0x0010, "US"), 0);
    columns = uint16(value(file, 0x0028, 0x0011, "US"), 0);
  }

  /** The eight corner voxels in RAS+ mm. */
  static List<double[]> corners(List<Path> files) throws IOException {
    List<HeaderSlice> slices = sorted(files);
    List<double[]> corners = new ArrayList<>();
    for (HeaderSlice slice : List.of(slices.get(0), slices.get(slices.size() - 1))) {
      for (int i : new int[] {0, slice.columns - 1}) {
        for (int j : new int[] {0, slice.rows - 1}) {
          corners.add(slice.at(i, j));
        }
      }
    }
    return corners;
  }

  /** The grid of the whole series, not reoriented. */
  static VoxelGrid grid(List<Path> files) throws IOException {
    List<HeaderSlice> slices = sorted(files);
    HeaderSlice first = slices.get(0);
    double[] origin = first.at(0, 0);
    double[] rows = new double[12];
    for (int axis = 0; axis < 3; axis++) {
      rows[4 * axis] = first.at(1, 0)[axis] - origin[axis];
      rows[4 * axis + 1] = first.at(0, 1)[axis] - origin[axis];
      rows[4 * axis + 2] =
          (slices.get(slices.size() - 1).at(0, 0)[axis] - origin[axis]) / (slices.size() - 1);
      rows[4 * axis + 3] = origin[axis];
    }
    return new VoxelGrid(
        new GridShape(first.columns, first.rows, slices.size()), Affine.ofRows(rows));
  }

  private static List<HeaderSlice> sorted(List<Path> files) throws IOException {
    List<HeaderSlice> slices = new ArrayList<>();
    for (Path file : files) {
      slices.add(new HeaderSlice(Files.readAllBytes(file)));
    }
    slices.sort(Comparator.comparingDouble(HeaderSlice::alongNormal));
    return slices;
  }

  private double alongNormal() {
    return position[0] * (row[1] * column[2] - row[2] * column[1])
        + position[1] * (row[2] * column[0] - row[0] * column[2])
        + position[2] * (row[0] * column[1] - row[1] * column[0]);
  }

  private double[] at(int i, int j) {
    double[] place = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      place[axis] = position[axis] + row[axis] * spacing[1] * i + column[axis] * spacing[0] * j;
    }
    // From left and back to right and front.
    return new double[] {-place[0], -place[1], place[2]};
  }

  private static double[] decimals(byte[] file, int group, int element) {
    String text = new String(value(file, group, element, "DS"), StandardCharsets.US_ASCII);
    return Arrays.stream(text.split("\\\\", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static int uint16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  private static byte[] value(byte[] file, int group, int element, String representation) {
    byte[] head = {
      (byte) group,
      (byte) (group >> 8),
      (byte) element,
      (byte) (element >> 8),
      (byte) representation.charAt(0),
      (byte) representation.charAt(1)
    };
    List<Integer> found = new ArrayList<>();
    for (int at = 0; at + head.length < file.length; at++) {
      if (Arrays.equals(file, at, at + head.length, head, 0, head.length)) {
        found.add(at);
      }
    }
    assertEquals(1, found.size(), String.format("(%04x,%04x)", group, element));
    int start = found.get(0) + head.length + 2;
    int length = uint16(file, start - 2);
    return Arrays.copyOfRange(file, start, start + length);
  }
}
