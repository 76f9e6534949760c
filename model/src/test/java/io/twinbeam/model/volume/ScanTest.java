package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ScanTest {

  private static final VoxelGrid GRID = VoxelGrid.ofSpacing(new GridShape(1, 1, 2), 1, 1, 1);
  private static final Volume FIRST = new Volume(GRID, new float[] {1, 2});
  private static final Volume SECOND = new Volume(GRID, new float[] {3, 4});

  @Test
  void keepsTheOrderOfItsChannels() {
    Scan scan = Scan.of(FIRST, SECOND);
    assertEquals(2, scan.size());
    assertEquals(SECOND, scan.channel(1));
    assertEquals(GRID, scan.grid());
  }

  @Test
  void mapsEachChannel() {
    Scan raised =
        Scan.of(FIRST, SECOND).map(v -> new Volume(v.grid(), new float[] {v.at(0, 0, 1), 0}));
    assertEquals(
        Scan.of(new Volume(GRID, new float[] {2, 0}), new Volume(GRID, new float[] {4, 0})),
        raised);
  }

  @Test
  void mapsOneChannelAndKeepsTheOthers() {
    assertEquals(
        Scan.of(FIRST, FIRST), Scan.of(FIRST, SECOND).map(1, channel -> Scan.of(FIRST).channel(0)));
  }

  @Test
  void aFaultNamesItsChannelWhereThereAreSeveral() {
    UnaryOperator<Volume> refusing =
        channel -> {
          if (channel.equals(SECOND)) {
            throw new InvalidCaseException(Fault.CONSTANT, "too dull");
          }
          return channel;
        };
    Scan several = Scan.of(FIRST, SECOND);
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> several.map(refusing));
    assertEquals("channel 1: too dull", refused.getMessage());
    assertEquals(Fault.CONSTANT, refused.fault());
    Scan alone = Scan.of(SECOND);
    refused = assertThrows(InvalidCaseException.class, () -> alone.map(refusing));
    assertEquals("too dull", refused.getMessage());
  }

  @Test
  void takesChannelsOfOneGridOnly() {
    VoxelGrid wider = VoxelGrid.ofSpacing(GRID.shape(), 1, 1, 2);
    Volume other = new Volume(wider, new float[2]);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Scan.of(FIRST, other)).getMessage();
    assertTrue(message.contains("must lie on one grid"), message);
  }

  @Test
  void takesAtLeastOneChannel() {
    assertThrows(IllegalArgumentException.class, () -> new Scan(List.of()));
  }
}
