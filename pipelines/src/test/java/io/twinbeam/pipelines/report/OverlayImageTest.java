package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Reorient;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OverlayImageTest {

  private static final int TRUTH = 0xff12d18e;
  private static final int PREDICTION = 0xffff5fd0;

  @Test
  void bothContoursStayVisibleWhereTheyAgree() {
    BufferedImage image =
        new OverlayImage(ras(SampleCase.overlay(3, 0))).draw(AnatomicalPlane.AXIAL);
    assertTrue(count(image, TRUTH) > 200);
    assertTrue(count(image, PREDICTION) > 200);
  }

  @Test
  void anEmptyPredictionLeavesOneContour() {
    Overlay overlay = ras(SampleCase.overlay(3, 0));
    byte[] nothing = new byte[overlay.prediction().voxels().length];
    Overlay missed =
        new Overlay(
            overlay.image(), overlay.reference(), new LabelMap(overlay.image().grid(), nothing));
    BufferedImage image = new OverlayImage(missed).draw(AnatomicalPlane.SAGITTAL);
    assertTrue(count(image, TRUTH) > 200);
    assertEquals(0, count(image, PREDICTION));
  }

  @Test
  void aCaseWithNothingInItIsDrawnWhole() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(8, 6, 4), 1, 1, 2);
    LabelMap nothing = new LabelMap(grid, new byte[192]);
    float[] broken = new float[192];
    Arrays.fill(broken, Float.NaN);
    OverlayImage drawing =
        new OverlayImage(new Overlay(new Volume(grid, broken), nothing, nothing));
    BufferedImage image = drawing.draw(AnatomicalPlane.CORONAL);
    assertEquals(400, image.getWidth());
    assertEquals(400, image.getHeight());
    assertEquals(2, drawing.position(AnatomicalPlane.CORONAL));
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
    assertThrows(IllegalArgumentException.class, () -> new Overlay(image, here, there));
  }

  private static Overlay ras(Overlay overlay) {
    return new Overlay(
        Reorient.toRas(overlay.image()),
        Reorient.toRas(overlay.reference()),
        Reorient.toRas(overlay.prediction()));
  }

  private static int count(BufferedImage image, int colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }
}
