package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NiftiWriteTest {

  static List<VoxelGrid> grids() {
    List<VoxelGrid> grids = new ArrayList<>();
    List<Affine> affines = new ArrayList<>(NiftiOrientationTest.rotations().subList(0, 12));
    affines.add(Affine.scaling(-1, 0.734, 5));
    affines.add(Affine.ofRows(2, 0.5, 0, 10, 0, 3, 0, -375.27, 0.25, 0, 4, 30));
    for (Affine affine : affines) {
      grids.add(new VoxelGrid(new GridShape(3, 4, 5), affine));
    }
    grids.add(VoxelGrid.ofSpacing(new GridShape(1, 1, 1), 1e-3, 1, 1000));
    grids.add(VoxelGrid.ofSpacing(new GridShape(41, 1, 37), 1, 1, 1));
    grids.add(VoxelGrid.ofSpacing(new GridShape(30, 31, 32), 0.5, 0.5, 3));
    // Of several slabs, and of slices larger than a slab.
    grids.add(VoxelGrid.ofSpacing(new GridShape(61, 83, 79), 1, 1, 1));
    grids.add(VoxelGrid.ofSpacing(new GridShape(701, 603, 2), 1, 1, 1));
    return grids;
  }

  private static Volume volume(VoxelGrid grid) {
    CounterRandom random = CounterRandom.of(3, "test.write");
    float[] voxels = new float[(int) grid.shape().voxels()];
    for (int n = 0; n < voxels.length; n++) {
      voxels[n] = (float) random.nextDouble(-1e6, 1e6);
    }
    return new Volume(grid, voxels);
  }

  private static LabelMap labels(VoxelGrid grid) {
    byte[] voxels = new byte[(int) grid.shape().voxels()];
    for (int n = 0; n < voxels.length; n++) {
      voxels[n] = (byte) n;
    }
    return new LabelMap(grid, voxels);
  }

  private static byte[] written(Volume volume) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Nifti.write(volume, out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("grids")
  void volumesComeBackAsTheyWere(VoxelGrid grid) throws IOException {
    Volume back = Nifti.readVolume(new ByteArrayInputStream(written(volume(grid))));
    assertArrayEquals(volume(grid).voxels(), back.voxels());
    assertEquals(grid.shape(), back.shape());
    for (int n = 0; n < 12; n++) {
      double value = grid.affine().toRows()[n];
      assertEquals(value, back.grid().affine().toRows()[n], 1e-6 * Math.max(1, Math.abs(value)));
    }
  }

  @ParameterizedTest
  @MethodSource("grids")
  void aSecondRoundTripChangesNothing(VoxelGrid grid) throws IOException {
    Volume once = Nifti.readVolume(new ByteArrayInputStream(written(volume(grid))));
    assertEquals(once, Nifti.readVolume(new ByteArrayInputStream(written(once))));
  }

  @ParameterizedTest
  @MethodSource("grids")
  void labelMapsComeBackAsTheyWereThroughGzip(VoxelGrid grid) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Nifti.writeGz(labels(grid), out);
    LabelMap back = Nifti.readLabelMap(new ByteArrayInputStream(out.toByteArray()));
    assertArrayEquals(labels(grid).voxels(), back.voxels());
    assertTrue(back.grid().matches(grid, 1e-3));
  }

  @ParameterizedTest
  @MethodSource("grids")
  void theQformAgreesWithTheSformAndIsAbsentForAShear(VoxelGrid grid) throws IOException {
    byte[] file = written(volume(grid));
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(1, header.getShort(254));
    boolean rotation = NiftiOrientation.isRotationAndScale(grid.affine());
    assertEquals(rotation ? 1 : 0, header.getShort(252));
    if (rotation) {
      header.putShort(254, (short) 0);
      Affine qform = Nifti.readGrid(new ByteArrayInputStream(file)).affine();
      assertArrayEquals(grid.affine().toRows(), qform.toRows(), 4e-3);
    }
  }

  @Test
  void theHeaderIsWhatTheStandardAsksFor() throws IOException {
    byte[] file = written(volume(VoxelGrid.ofSpacing(new GridShape(2, 3, 4), 1, 2, 3)));
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(352 + 24 * 4, file.length);
    assertEquals(348, header.getInt(0));
    short[] dims = {3, 2, 3, 4, 1, 1, 1, 1};
    for (int n = 0; n < 8; n++) {
      assertEquals(dims[n], header.getShort(40 + 2 * n));
    }
    assertEquals(16, header.getShort(70));
    assertEquals(32, header.getShort(72));
    assertEquals(352, header.getFloat(108));
    assertEquals(1, header.getFloat(112));
    assertEquals(2, header.get(123));
    assertEquals("n+1\0", new String(file, 344, 4, StandardCharsets.US_ASCII));
  }

  @Test
  void gzippedBytesHoldNoTimeAndNoMachine() throws IOException {
    Volume volume = volume(VoxelGrid.ofSpacing(new GridShape(9, 8, 7), 1, 1, 1));
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    Nifti.writeGz(volume, first);
    Nifti.writeGz(volume, second);
    assertArrayEquals(first.toByteArray(), second.toByteArray());
    byte[] header = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    assertArrayEquals(header, Arrays.copyOf(first.toByteArray(), 10));
  }

  @Test
  void otherReadersUnzipWhatIsWritten() throws IOException {
    Volume volume = volume(VoxelGrid.ofSpacing(new GridShape(40, 50, 30), 1, 1, 1));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    Nifti.writeGz(volume, zipped);
    try (GZIPInputStream plain =
        new GZIPInputStream(new ByteArrayInputStream(zipped.toByteArray()))) {
      assertArrayEquals(written(volume), plain.readAllBytes());
    }
  }

  @Test
  void aSizeThatNiftiCannotHoldIsRefused() {
    Volume line = volume(VoxelGrid.ofSpacing(new GridShape(1, 32768, 1), 1, 1, 1));
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class, () -> Nifti.write(line, new ByteArrayOutputStream()));
    assertEquals(Fault.TOO_LARGE, refused.fault());
  }

  @Test
  void aDegenerateGridIsRefusedBeforeAByteIsWritten() {
    Volume flat = volume(new VoxelGrid(new GridShape(2, 2, 2), Affine.scaling(1, 0, 1)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> Nifti.write(flat, out));
    assertEquals(Fault.BAD_AFFINE, refused.fault());
    assertEquals(0, out.size());
  }
}
