package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class CaseDrawingTest {

  @Test
  void thePredictionIsThinnerThanTheTruthItLiesOn() {
    SliceStack stack = stack(SampleCase.overlay(3, 0), AnatomicalPlane.AXIAL, 24);
    int truth = count(stack.truth());
    int prediction = count(stack.prediction());
    assertTrue(prediction > 1000, "pixels " + prediction);
    assertTrue(truth > 1.3 * prediction, truth + " against " + prediction);
  }

  @Test
  void anEmptyPredictionHasNoContour() {
    Overlay overlay = SampleCase.overlay(3, 0);
    byte[] nothing = new byte[overlay.prediction().voxels().length];
    Overlay missed =
        new Overlay(
            overlay.image(),
            overlay.reference(),
            new LabelMap(overlay.image().grid(), nothing),
            Optional.empty());
    SliceStack stack = stack(missed, AnatomicalPlane.SAGITTAL, 24);
    assertTrue(count(stack.truth()) > 1000);
    assertEquals(0, count(stack.prediction()));
  }

  @Test
  void aCaseWithNothingInItIsDrawnWhole() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(8, 6, 4), 1, 1, 2);
    LabelMap nothing = new LabelMap(grid, new byte[192]);
    float[] broken = new float[192];
    Arrays.fill(broken, Float.NaN);
    Overlay overlay = new Overlay(new Volume(grid, broken), nothing, nothing, Optional.empty());
    SliceStack stack = stack(overlay, AnatomicalPlane.CORONAL, 24);
    assertEquals(SliceStack.GREY_SIDE, stack.width());
    assertEquals(SliceStack.GREY_SIDE, stack.height());
    assertEquals(List.of(0, 1, 2, 3, 4, 5), stack.positions());
    assertEquals(2, stack.middle());
    assertEquals(6 * SliceStack.GREY_SIDE, stack.grey().height());
  }

  @Test
  void slicesAreEvenlySpacedAndTheCentreIsAmongThem() {
    for (int most = 1; most <= 24; most++) {
      SliceStack stack = stack(SampleCase.overlay(5, 1), AnatomicalPlane.CORONAL, most);
      List<Integer> positions = stack.positions();
      assertTrue(positions.size() <= most && !positions.isEmpty(), most + ": " + positions);
      assertEquals(28, positions.get(stack.middle()), 2);
      assertTrue(most < 3 || positions.size() > most / 3, most + ": " + positions);
      for (int i = 2; i < positions.size(); i++) {
        int gap = positions.get(1) - positions.get(0);
        assertEquals(gap, positions.get(i) - positions.get(i - 1), most + ": " + positions);
      }
    }
  }

  @Test
  void everySliceOfAStackShowsItsOwnPlane() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(8, 8, 8), 1, 1, 1);
    float[] intensities = new float[512];
    for (int i = 0; i < 512; i++) {
      intensities[i] = i % 8;
    }
    LabelMap nothing = new LabelMap(grid, new byte[512]);
    Overlay overlay =
        new Overlay(new Volume(grid, intensities), nothing, nothing, Optional.empty());
    Sprite sprite = stack(overlay, AnatomicalPlane.AXIAL, 24).grey();
    for (int z = 0; z < 8; z++) {
      int middle = (z * SliceStack.GREY_SIDE + 100) * sprite.width() + 100;
      assertEquals(Math.round(z / 7f * 255), sprite.pixels()[middle] & 255);
    }
  }

  @Test
  void heatIsTransparentWhereTheNetworkIsCertain() throws IOException {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(8, 8, 1), 1, 1, 1);
    float[] entropy = new float[64];
    Arrays.fill(entropy, 32, 64, (float) Math.log(2));
    LabelMap nothing = new LabelMap(grid, new byte[64]);
    Volume nats = new Volume(grid, entropy);
    Overlay overlay = new Overlay(nats, nothing, nothing, Optional.of(nats));
    BufferedImage heat = read(stack(overlay, AnatomicalPlane.AXIAL, 1).heat(nats).heat());
    assertEquals(0, heat.getRGB(heat.getWidth() - 1, 0) >>> 24, "low x is on the right");
    assertEquals(0xD9FCFFA4, heat.getRGB(0, 0));
  }

  @Test
  void masksAndGreysSurviveTheirFiles() throws IOException {
    Sprite sprite = new Sprite(3, 1, new byte[] {0, 1, 1});
    BufferedImage mask = read(sprite.mask(0x12D18E));
    assertArrayEquals(new int[] {0, 0xFF12D18E, 0xFF12D18E}, mask.getRGB(0, 0, 3, 1, null, 0, 3));
    byte[] flat = new byte[64];
    Arrays.fill(flat, (byte) 200);
    BufferedImage grey = read(new Sprite(8, 8, flat).jpeg());
    assertEquals(200, grey.getRaster().getSample(4, 4, 0), 2);
  }

  @Test
  void thePlanesGoThroughTheTruthsCentreOfMass() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(30, 30, 30), 1, 1, 1);
    byte[] truth = new byte[27000];
    truth[grid.shape().index(4, 10, 20)] = 1;
    truth[grid.shape().index(8, 12, 26)] = 2;
    byte[] far = new byte[27000];
    far[grid.shape().index(29, 29, 29)] = 1;
    FieldOfView view = FieldOfView.of(new LabelMap(grid, truth), new LabelMap(grid, far));
    assertEquals(6, view.centre(0));
    assertEquals(11, view.centre(1));
    assertEquals(23, view.centre(2));
    assertEquals(0, view.low(0));
    assertEquals(8, view.low(2));
    assertEquals(29, view.high(1));
  }

  @Test
  void gridsThatDifferAreRefused() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(2, 2, 2), 1, 1, 1);
    VoxelGrid other = VoxelGrid.ofSpacing(new GridShape(2, 2, 2), 1, 1, 3);
    LabelMap here = new LabelMap(grid, new byte[8]);
    LabelMap there = new LabelMap(other, new byte[8]);
    Volume image = new Volume(grid, new float[8]);
    Volume moved = new Volume(other, new float[8]);
    assertThrows(
        IllegalArgumentException.class, () -> new Overlay(image, here, there, Optional.empty()));
    assertThrows(
        IllegalArgumentException.class, () -> new Overlay(image, here, here, Optional.of(moved)));
  }

  private static SliceStack stack(Overlay overlay, AnatomicalPlane plane, int most) {
    return new SliceStack(new CaseDrawing(overlay), plane, most);
  }

  private static int count(Sprite sprite) {
    int count = 0;
    for (byte pixel : sprite.pixels()) {
      count += pixel;
    }
    return count;
  }

  private static BufferedImage read(String uri) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }
}
