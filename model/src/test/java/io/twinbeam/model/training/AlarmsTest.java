package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class AlarmsTest {

  private static final Map<String, Double> COLLAPSED =
      Map.of(
          "diagnostic.foreground.labels", 0.05,
          "diagnostic.foreground.A", 0.004,
          "diagnostic.foreground.B", 0.006);

  @Test
  void lessThanATenthOfTheForegroundRaisesOne() {
    assertEquals(Map.of("alarm.collapse.A", 0.004), Alarms.of(COLLAPSED, 100, 50));
  }

  @Test
  void theFirstFifthRaisesNone() {
    assertEquals(Map.of(), Alarms.of(COLLAPSED, 100, 19));
    assertEquals(1, Alarms.of(COLLAPSED, 100, 20).size());
  }

  @Test
  void aBatchWithoutForegroundRaisesNone() {
    assertEquals(
        Map.of(),
        Alarms.of(
            Map.of("diagnostic.foreground.labels", 0.0, "diagnostic.foreground.A", 0.0), 9, 8));
  }

  @Test
  void aLostClassIsNamed() {
    assertEquals(
        Map.of("alarm.lostClass.2.B", 0.0),
        Alarms.of(
            Map.of(
                "diagnostic.share.1.labels", 0.02,
                "diagnostic.share.1.B", 0.03,
                "diagnostic.share.2.labels", 0.02,
                "diagnostic.share.2.B", 0.0),
            9,
            8));
  }
}
