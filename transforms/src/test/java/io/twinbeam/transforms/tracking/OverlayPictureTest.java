package io.twinbeam.transforms.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class OverlayPictureTest {

  private static final GridShape SHAPE = new GridShape(8, 4, 3);
  private static final VoxelGrid GRID = VoxelGrid.ofSpacing(SHAPE, 1, 2, 1);

  private static LabelMap boxAt(int i, int slice) {
    byte[] voxels = new byte[(int) SHAPE.voxels()];
    voxels[SHAPE.index(i, 1, slice)] = 1;
    return new LabelMap(GRID, voxels);
  }

  private static BufferedImage decode(OverlayPicture picture) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png().toByteArray()));
    assertEquals(picture.width(), image.getWidth());
    assertEquals(picture.height(), image.getHeight());
    return image;
  }

  private static Map<Integer, Integer> colours(BufferedImage image) {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        counts.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
      }
    }
    return counts;
  }

  @Test
  void bothContoursAreDrawnOnTheSliceOfTheTruthAndPixelsAreSquareInMm() throws IOException {
    float[] voxels = new float[(int) SHAPE.voxels()];
    voxels[SHAPE.index(5, 2, 0)] = 1;
    BufferedImage image =
        decode(OverlayPicture.draw("t", new Volume(GRID, voxels), boxAt(2, 0), boxAt(6, 0)));
    assertEquals(320, image.getWidth());
    assertEquals(320, image.getHeight());
    Map<Integer, Integer> colours = colours(image);
    // A voxel is 40 x 80 pixels.
    assertEquals(240, colours.get(0x12D18E), 4);
    assertEquals(240, colours.get(0xFF5FD0), 4);
    assertEquals(3200, colours.get(0xffffff), 4);
    assertEquals(4, colours.size());
  }

  @Test
  void aPredictionElsewhereIsNotOnTheSlice() throws IOException {
    Volume image = new Volume(GRID, new float[(int) SHAPE.voxels()]);
    Map<Integer, Integer> colours =
        colours(decode(OverlayPicture.draw("t", image, boxAt(2, 0), boxAt(2, 2))));
    assertTrue(colours.containsKey(0x12D18E));
    assertEquals(2, colours.size());
  }

  @Test
  void anImageOfNothingButNanIsDrawn() throws IOException {
    float[] voxels = new float[(int) SHAPE.voxels()];
    Arrays.fill(voxels, Float.NaN);
    LabelMap empty = new LabelMap(GRID, new byte[voxels.length]);
    BufferedImage drawn = decode(OverlayPicture.draw("t", new Volume(GRID, voxels), empty, empty));
    assertEquals(1, colours(drawn).size());
  }
}
