package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.pipelines.report.Alarm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AlarmLinesTest {

  private static String print(Alarm... alarms) {
    StringWriter text = new StringWriter();
    AlarmLines.print(List.of(alarms), Map.of("2", "posterior"), 600, new PrintWriter(text, true));
    return text.toString();
  }

  private static Alarm alarm(String kind, int classId, long times, double labels, boolean held) {
    return new Alarm(
        "dual-uncertainty",
        OptionalInt.empty(),
        1,
        kind,
        "B",
        classId == 0 ? OptionalInt.empty() : OptionalInt.of(classId),
        149,
        held ? 599 : 574,
        times,
        19,
        OptionalDouble.of(1e-4),
        labels == 0 ? OptionalDouble.empty() : OptionalDouble.of(labels),
        held);
  }

  @Test
  void anAlarmThatHeldIsALine() {
    assertEquals(
        "ALARM dual-uncertainty-seed1: network B hardly predicts any foreground (0.01 % of voxels,"
            + " labels 4.80 %) since step 149 of 600; see the report\n",
        print(alarm(Alarm.COLLAPSE, 0, 19, 0.048, true)));
  }

  @Test
  void oneThatCameAndWentSaysHowOftenItWasRaised() {
    assertEquals(
        "ALARM dual-uncertainty-seed1: network B hardly predicts posterior (0.01 % of voxels) at 7"
            + " of 19 diagnosed steps since step 149 of 600; see the report\n",
        print(alarm(Alarm.LOST_CLASS, 2, 7, 0, true)));
  }

  @Test
  void recoveredOnesShareALine() {
    Alarm gone = alarm(Alarm.LOST_CLASS, 3, 4, 0.01, false);
    assertEquals(
        "1 alarm was raised in training and gone by its end; see the report\n", print(gone));
    assertEquals(
        "2 alarms were raised in training and gone by its end; see the report\n",
        print(gone, gone));
  }

  @Test
  void withoutAlarmsNothingIsSaid() {
    assertEquals("", print());
  }
}
