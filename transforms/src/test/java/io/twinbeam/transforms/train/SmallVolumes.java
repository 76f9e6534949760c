package io.twinbeam.transforms.train;

import com.google.common.hash.Hashing;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Made-up volumes, each known by a number. As a function it keeps some of them in a folder; in that
 * form it can be called across class loaders, and by {@link #main} in a process of its own.
 */
public final class SmallVolumes implements BiConsumer<String, int[]> {

  /** Bytes of the voxels of {@link #image}. */
  static final long IMAGE_BYTES = 2 * 4 * 7 * 5 * 3;

  private static final VoxelGrid GRID =
      new VoxelGrid(
          new GridShape(7, 5, 3), Affine.ofRows(-0.7, 0, 0, 31.5, 0, 0.7, -0.0, 2, 0, 0, 1.25, -9));

  /** Two channels of any bits that a float can have, of NaN and of -0 among them. */
  static Scan image(int number) {
    return Scan.of(channel(number * 2L), channel(number * 2L + 1));
  }

  private static Volume channel(long seed) {
    Random random = new Random(seed);
    float[] voxels = new float[7 * 5 * 3];
    for (int v = 0; v < voxels.length; v++) {
      voxels[v] = Float.intBitsToFloat(random.nextInt());
    }
    voxels[0] = -0f;
    voxels[1] = Float.intBitsToFloat(0x7fc0_0001);
    return new Volume(GRID, voxels);
  }

  static LabelMap label(int number) {
    byte[] voxels = new byte[7 * 5 * 3];
    new Random(number).nextBytes(voxels);
    return new LabelMap(GRID, voxels);
  }

  /** Stands for the digest of an artifact. */
  static String content(int number) {
    return Hashing.sha256().hashInt(number).toString();
  }

  /**
   * Keeps images.
   *
   * @param range the first, one more than the last, and the bytes that all files may take
   */
  @Override
  public void accept(String folder, int[] range) {
    VolumeFiles files = new VolumeFiles(Path.of(folder), range[2]);
    for (int number = range[0]; number < range[1]; number++) {
      files.keep(VolumeFormat.IMAGE, content(number), image(number));
    }
  }

  /** Arguments: folder, the range of {@link #accept}, and whether to end as if killed. */
  public static void main(String[] arguments) {
    new SmallVolumes()
        .accept(
            arguments[0],
            new int[] {
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3])
            });
    if (Boolean.parseBoolean(arguments[4])) {
      Runtime.getRuntime().halt(0);
    }
  }
}
