package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeometryGateTest {

  private static final GridShape SHAPE = new GridShape(4, 5, 6);

  static List<Affine> degenerate() {
    return List.of(
        Affine.scaling(0, 1, 1),
        Affine.scaling(1, Double.NaN, 1),
        Affine.scaling(1, 1, Double.POSITIVE_INFINITY),
        Affine.ofRows(1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0),
        Affine.ofRows(1, 1, 0, 0, 0, 1e-4, 0, 0, 0, 0, 1, 0),
        Affine.ofRows(1, 0, 0, Double.NaN, 0, 1, 0, 0, 0, 0, 1, 0));
  }

  @ParameterizedTest
  @MethodSource("degenerate")
  void degenerateAffinesAreRefused(Affine affine) {
    assertFault(Fault.BAD_AFFINE, () -> GeometryGate.check(new VoxelGrid(SHAPE, affine)));
  }

  @Test
  void flippedObliqueAndThinGridsPass() {
    assertDoesNotThrow(() -> GeometryGate.check(new VoxelGrid(SHAPE, Affine.scaling(-1, 1, 1))));
    assertDoesNotThrow(() -> GeometryGate.check(Volumes.oblique(SHAPE, 0.7, 0.01, 5, 300)));
  }

  private static Affine tilted(double cosine) {
    double sine = Math.sqrt(1 - cosine * cosine);
    return Affine.ofRows(2, 0, 0, 0, 0, 1, 3 * cosine, 0, 0, 0, 3 * sine, 0);
  }

  @Test
  void shearIsRefusedBeyondTheToleranceAndRoundingIsNot() {
    VoxelGrid rounded = new VoxelGrid(SHAPE, tilted(0.0099));
    assertDoesNotThrow(() -> GeometryGate.checkRightAngles(rounded));
    String message =
        assertFault(
            Fault.SHEARED,
            () -> GeometryGate.checkRightAngles(new VoxelGrid(SHAPE, tilted(-0.0101))));
    assertTrue(message.contains("axes 1 and 2") && message.contains("0.0101"), message);
  }

  static List<float[]> withoutContrast() {
    return List.of(
        new float[] {7, 7, 7}, new float[] {7, Float.NaN, 7}, new float[] {-0f, 0, Float.NaN});
  }

  @ParameterizedTest
  @MethodSource("withoutContrast")
  void anImageWithoutContrastIsRefused(float[] voxels) {
    assertFault(Fault.CONSTANT, () -> GeometryGate.checkIntensities(image(voxels)));
  }

  @Test
  void anImageWithoutFiniteIntensitiesIsRefused() {
    Volume blank = image(Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    String message = assertFault(Fault.NOT_FINITE, () -> GeometryGate.checkIntensities(blank));
    assertTrue(message.contains("none of 3 is"), message);
  }

  @Test
  void anImageWithTwoFiniteIntensitiesPasses() {
    assertDoesNotThrow(() -> GeometryGate.checkIntensities(image(Float.NaN, 1, 2)));
  }

  @Test
  void ofSeveralChannelsTheOneWithoutContrastIsNamed() {
    Volume good = image(1, 2, 3);
    assertDoesNotThrow(() -> GeometryGate.checkIntensities(Scan.of(good, good)));
    Scan constant = Scan.of(good, image(4, 4, 4));
    String message = assertFault(Fault.CONSTANT, () -> GeometryGate.checkIntensities(constant));
    assertTrue(message.startsWith("channel 1: "), message);
    Scan blank = Scan.of(image(Float.NaN, Float.NaN, Float.NaN), good);
    message = assertFault(Fault.NOT_FINITE, () -> GeometryGate.checkIntensities(blank));
    assertTrue(message.startsWith("channel 0: "), message);
    Scan alone = Scan.of(image(4, 4, 4));
    message = assertFault(Fault.CONSTANT, () -> GeometryGate.checkIntensities(alone));
    assertTrue(message.startsWith("intensities must differ"), message);
  }

  private static Volume image(float... voxels) {
    return new Volume(VoxelGrid.ofSpacing(new GridShape(1, 1, voxels.length), 1, 1, 1), voxels);
  }

  @Test
  void aShapeThatNoArrayHoldsIsRefused() {
    VoxelGrid huge =
        VoxelGrid.ofSpacing(
            new GridShape(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE), 1, 1, 1);
    assertFault(Fault.TOO_LARGE, () -> GeometryGate.check(huge));
  }

  @Test
  void theVoxelLimitIsTheLastAllowedCount() {
    VoxelGrid grid = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    assertDoesNotThrow(() -> GeometryGate.check(grid, 120));
    String message = assertFault(Fault.TOO_LARGE, () -> GeometryGate.check(grid, 119));
    assertTrue(message.contains("4x5x6") && message.contains("119"), message);
  }

  @Test
  void aLabelGridOfAnotherShapeIsRefusedWithBothShapes() {
    VoxelGrid image = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    VoxelGrid label = VoxelGrid.ofSpacing(new GridShape(4, 5, 7), 1, 1, 1);
    String message =
        assertFault(Fault.GRID_MISMATCH, () -> GeometryGate.checkPair(image, label, 1));
    assertTrue(message.contains("4x5x7") && message.contains("4x5x6"), message);
  }

  @Test
  void aLabelGridShiftedBeyondTheToleranceIsRefused() {
    VoxelGrid image = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    VoxelGrid label = new VoxelGrid(SHAPE, image.affine().shifted(0, 0.5, 0));
    assertDoesNotThrow(() -> GeometryGate.checkPair(image, label, 0.5));
    String message =
        assertFault(Fault.GRID_MISMATCH, () -> GeometryGate.checkPair(image, label, 0.4));
    assertTrue(message.contains("0.500000 mm"), message);
  }

  @Test
  void aSpacingThatDriftsAtTheFarCornerIsRefused() {
    VoxelGrid image = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    VoxelGrid label = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1.01);
    assertFault(Fault.GRID_MISMATCH, () -> GeometryGate.checkPair(image, label, 0.01));
  }

  @Test
  void theVoxelLimitCountsAllChannels() {
    VoxelGrid grid = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    assertDoesNotThrow(() -> GeometryGate.check(grid, 4, 480));
    String message = assertFault(Fault.TOO_LARGE, () -> GeometryGate.check(grid, 4, 479));
    assertTrue(message.contains("4 channels of shape 4x5x6") && message.contains("480"), message);
  }

  private static Volume constant(VoxelGrid grid, float value) {
    return Volumes.of(grid, (i, j, k) -> value);
  }

  @Test
  void channelsWithinTheToleranceAreJoinedOnTheGridOfTheFirst() {
    VoxelGrid first = VoxelGrid.ofSpacing(SHAPE, 1, 1, 2);
    VoxelGrid second = new VoxelGrid(SHAPE, first.affine().shifted(0, 0.5, 0));

    Scan scan = GeometryGate.join(List.of(constant(first, 1), constant(second, 2)), 0.5);

    assertEquals(Scan.of(constant(first, 1), constant(first, 2)), scan);
  }

  @Test
  void aChannelBeyondTheToleranceIsNamed() {
    VoxelGrid first = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    VoxelGrid third = new VoxelGrid(SHAPE, first.affine().shifted(0, 0.5, 0));
    List<Volume> channels = List.of(constant(first, 1), constant(first, 2), constant(third, 3));
    String message = assertFault(Fault.GRID_MISMATCH, () -> GeometryGate.join(channels, 0.4));
    assertTrue(message.contains("channel 2") && message.contains("0.500000 mm"), message);
  }

  @Test
  void aChannelOfAnotherShapeIsNamedWithBothShapes() {
    VoxelGrid first = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    VoxelGrid second = VoxelGrid.ofSpacing(new GridShape(4, 5, 7), 1, 1, 1);
    List<Volume> channels = List.of(constant(first, 1), constant(second, 2));
    String message = assertFault(Fault.GRID_MISMATCH, () -> GeometryGate.join(channels, 100));
    assertTrue(
        message.contains("channel 1, 4x5x7") && message.contains("channel 0, 4x5x6"), message);
  }

  @ParameterizedTest
  @MethodSource("degenerate")
  void aDegenerateChannelIsNoMatterOfMatchingGrids(Affine affine) {
    Volume broken = constant(new VoxelGrid(SHAPE, affine), 1);
    assertFault(Fault.BAD_AFFINE, () -> GeometryGate.join(List.of(broken, broken), 1));
  }

  @Test
  void undeclaredClassesAreNamedWithTheirVoxels() {
    byte[] voxels = new byte[(int) SHAPE.voxels()];
    voxels[3] = 3;
    voxels[4] = (byte) 200;
    voxels[5] = (byte) 200;
    LabelMap labels = new LabelMap(VoxelGrid.ofSpacing(SHAPE, 1, 1, 1), voxels);
    assertDoesNotThrow(() -> GeometryGate.checkClasses(labels, Set.of(0, 3, 200)));
    String message =
        assertFault(
            Fault.LABEL_UNDECLARED, () -> GeometryGate.checkClasses(labels, Set.of(0, 1, 2)));
    assertTrue(message.contains("[0, 1, 2]"), message);
    assertTrue(message.contains("[3, 200] in 3 voxels"), message);
  }

  private static String assertFault(Fault fault, Runnable work) {
    InvalidCaseException refused = assertThrows(InvalidCaseException.class, work::run);
    assertEquals(fault, refused.fault());
    return refused.getMessage();
  }
}
