package io.twinbeam.model.bench;

import io.twinbeam.model.format.Hdf5;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Pairs of a reference and a result as raw bytes, so that both sides of a comparison read the same:
 * left-atrium masks, or bodies by formula of their size, each with three results. Moved is the mask
 * by 4, 3 and 2 voxels; eroded is the mask without its outermost voxels; apart is a ball near a
 * corner of the grid.
 */
final class MetricsFiles {

  private static final String LIST = "cases.csv";
  private static final GridShape FORMULA_SHAPE = new GridShape(200, 160, 88);
  private static final int FORMULA_CASES = 4;
  private static final int[] MOVE = {4, 3, 2};
  private static final int BALL_RADIUS = 12;

  private final Path folder;
  private final List<String> lines = new ArrayList<>();

  private MetricsFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * A pair as it lies in the folder.
   *
   * @param name of the case and what the result is, such as case-moved
   */
  record Pair(String name, LabelMap result, LabelMap reference) {}

  /**
   * Writes the pairs of each {@code .h5} of the folder {@code args[0]}, or where there is no such
   * folder those by formula, into the folder {@code args[1]}.
   */
  public static void main(String[] args) throws IOException {
    MetricsFiles files = new MetricsFiles(Files.createDirectories(Path.of(args[1])));
    Path masks = Path.of(args[0]);
    if (Files.isDirectory(masks)) {
      TreeMap<String, Path> sources = new TreeMap<>();
      try (DirectoryStream<Path> found = Files.newDirectoryStream(masks, "*.h5")) {
        found.forEach(path -> sources.put(path.getFileName().toString().replace(".h5", ""), path));
      }
      for (String name : sources.keySet()) {
        files.add(name, readMask(sources.get(name)));
      }
    } else {
      for (int index = 0; index < FORMULA_CASES; index++) {
        files.add("formula" + index, formulaMask(index));
      }
    }
    Files.write(files.folder.resolve(LIST), files.lines);
  }

  /** The pairs of a folder, with voxels of the given size. */
  static List<Pair> read(Path folder, double... spacingMm) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(LIST))) {
      String[] cells = line.split(",", -1);
      VoxelGrid grid = VoxelGrid.ofSpacing(GridShape.parse(cells[2]), spacingMm);
      pairs.add(
          new Pair(
              cells[0],
              new LabelMap(grid, Files.readAllBytes(folder.resolve(cells[0] + ".raw"))),
              new LabelMap(grid, Files.readAllBytes(folder.resolve(cells[1] + ".raw")))));
    }
    return pairs;
  }

  private static LabelMap readMask(Path source) throws IOException {
    try (InputStream in = Files.newInputStream(source)) {
      return Hdf5.readLabelMap(in, "label", new double[] {1, 1, 1}, Nifti.DEFAULT_MAX_VOXELS);
    }
  }

  /** A body with bulges, about as large on its grid as an atrium. */
  private static LabelMap formulaMask(int index) {
    GridShape shape = FORMULA_SHAPE;
    byte[] voxels = new byte[(int) shape.voxels()];
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        for (int k = 0; k < shape.z(); k++) {
          double x = (i - 100) / 38.0;
          double y = (j - 80) / 30.0;
          double z = (k - 44) / 26.0;
          double bulges = 0.25 * Math.sin((3 + index) * Math.atan2(y, x)) * Math.cos(2 * z);
          voxels[shape.index(i, j, k)] = (byte) (x * x + y * y + z * z <= 1 + bulges ? 1 : 0);
        }
      }
    }
    return new LabelMap(VoxelGrid.ofSpacing(shape, 1, 1, 1), voxels);
  }

  private void add(String name, LabelMap mask) throws IOException {
    byte[] reference = new byte[mask.voxels().length];
    for (int i = 0; i < reference.length; i++) {
      reference[i] = (byte) (mask.voxels()[i] == 0 ? 0 : 1);
    }
    Files.write(folder.resolve(name + ".raw"), reference);
    write(name, "moved", mask.shape(), moved(mask.shape(), reference));
    write(name, "eroded", mask.shape(), eroded(mask.shape(), reference));
    write(name, "apart", mask.shape(), ball(mask.shape()));
  }

  private void write(String name, String result, GridShape shape, byte[] voxels)
      throws IOException {
    Files.write(folder.resolve(name + "-" + result + ".raw"), voxels);
    lines.add(name + "-" + result + "," + name + "," + shape);
  }

  private static byte[] moved(GridShape shape, byte[] mask) {
    byte[] moved = new byte[mask.length];
    for (int i = MOVE[0]; i < shape.x(); i++) {
      for (int j = MOVE[1]; j < shape.y(); j++) {
        for (int k = MOVE[2]; k < shape.z(); k++) {
          moved[shape.index(i, j, k)] = mask[shape.index(i - MOVE[0], j - MOVE[1], k - MOVE[2])];
        }
      }
    }
    return moved;
  }

  private static byte[] eroded(GridShape shape, byte[] mask) {
    byte[] eroded = new byte[mask.length];
    for (int i = 1; i < shape.x() - 1; i++) {
      for (int j = 1; j < shape.y() - 1; j++) {
        for (int k = 1; k < shape.z() - 1; k++) {
          eroded[shape.index(i, j, k)] =
              (byte)
                  (mask[shape.index(i, j, k)]
                      & mask[shape.index(i - 1, j, k)]
                      & mask[shape.index(i + 1, j, k)]
                      & mask[shape.index(i, j - 1, k)]
                      & mask[shape.index(i, j + 1, k)]
                      & mask[shape.index(i, j, k - 1)]
                      & mask[shape.index(i, j, k + 1)]);
        }
      }
    }
    return eroded;
  }

  private static byte[] ball(GridShape shape) {
    byte[] ball = new byte[(int) shape.voxels()];
    for (int i = 0; i <= 2 * BALL_RADIUS; i++) {
      for (int j = 0; j <= 2 * BALL_RADIUS; j++) {
        for (int k = 0; k <= 2 * BALL_RADIUS; k++) {
          int square = square(i) + square(j) + square(k);
          if (square <= BALL_RADIUS * BALL_RADIUS) {
            ball[shape.index(i, j, k)] = 1;
          }
        }
      }
    }
    return ball;
  }

  private static int square(int index) {
    return (index - BALL_RADIUS) * (index - BALL_RADIUS);
  }
}
