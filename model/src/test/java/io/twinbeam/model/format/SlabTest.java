package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlabTest {

  // A voxel's number in file order, where x runs fastest, at its place in C order.
  private static float[] numbered(GridShape shape) {
    float[] volume = new float[(int) shape.voxels()];
    int number = 0;
    for (int k = 0; k < shape.z(); k++) {
      for (int j = 0; j < shape.y(); j++) {
        for (int i = 0; i < shape.x(); i++) {
          volume[shape.index(i, j, k)] = number++;
        }
      }
    }
    return volume;
  }

  private static byte[] bytes(float... values) {
    byte[] bytes = new byte[values.length];
    for (int n = 0; n < bytes.length; n++) {
      bytes[n] = (byte) (int) values[n];
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1x1x1", "5x1x1", "1x1x7", "1x6x1", "4x3x5", "35x2x3", "17x4x1", "16x5x2"})
  void slabsOfEverySizeGoThroughAVolumeInFileOrder(String text) throws IOException {
    GridShape shape = GridShape.parse(text);
    float[] volume = numbered(shape);
    for (int most = 1; most <= shape.voxels() + 1; most++) {
      int mostVoxels = most;
      int[] done = new int[1];
      float[] scattered = new float[volume.length];
      byte[] scatteredBytes = new byte[volume.length];
      Slab.each(
          shape,
          mostVoxels,
          slab -> {
            assertTrue(slab.voxels() >= 1 && slab.voxels() <= mostVoxels, slab.toString());
            float[] voxels = new float[slab.voxels()];
            byte[] classes = new byte[slab.voxels()];
            slab.gather(volume, voxels);
            slab.gather(bytes(volume), classes);
            for (int n = 0; n < voxels.length; n++) {
              assertEquals(done[0] + n, voxels[n], slab + " of " + mostVoxels);
            }
            assertArrayEquals(bytes(voxels), classes);
            slab.scatter(voxels, scattered);
            slab.scatter(classes, scatteredBytes);
            done[0] += slab.voxels();
          });
      assertEquals(volume.length, done[0]);
      assertArrayEquals(volume, scattered);
      assertArrayEquals(bytes(volume), scatteredBytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483647x1x1", "65536x65536x1"})
  void slabsOfVolumesBeyondAnArrayAreCutAlike(String text) {
    GridShape shape = GridShape.parse(text);
    Slab slab = Slab.at(shape, shape.voxels() - 10, 4);
    assertEquals(shape.x() - 10, slab.i());
    assertEquals(shape.y() - 1, slab.j());
    assertEquals(4, slab.voxels());
  }
}
