package io.twinbeam.pipelines.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.pipelines.report.Alarm;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsTest {

  private static final List<String> ROWS =
      List.of(
          "dual,1,0,total,2.5",
          "dual,1,24,diagnostic.foreground.labels,0.05",
          "dual,1,49,alarm.collapse.B,0.001",
          "dual,1,49,diagnostic.foreground.labels,0.05",
          "dual,1,74,diagnostic.foreground.labels,0.06",
          "dual,1,99,alarm.collapse.B,0.0002",
          "dual,1,99,diagnostic.foreground.labels,0.04",
          "dual,1,100,total,1.5",
          "dual,10,24,alarm.lostClass.12.A,",
          "dual,10,24,alarm.lostClass.2.A,0.001",
          "dual,10,24,diagnostic.share.2.labels,0.02",
          "dual,10,49,diagnostic.entropy.A,0.2",
          "dual,2,24,alarm.yet.unknown,1",
          "dual,2,24,diagnostic.foreground.labels,0.05");

  private static final Alarm COLLAPSE =
      new Alarm(
          "dual",
          OptionalInt.empty(),
          1,
          Alarm.COLLAPSE,
          "B",
          OptionalInt.empty(),
          49,
          99,
          2,
          3,
          OptionalDouble.of(0.0002),
          OptionalDouble.of(0.04),
          true);

  @TempDir Path directory;

  private List<Alarm> alarms(List<String> rows) throws IOException {
    String table = "method,seed,step,term,value\n" + String.join("\n", rows) + "\n";
    return Alarms.read(Files.writeString(directory.resolve("training.csv"), table));
  }

  @Test
  void alarmsAreGatheredPerRunInOrder() throws IOException {
    assertEquals(
        List.of(
            COLLAPSE,
            unknown(),
            lost(2, OptionalDouble.of(0.001), OptionalDouble.of(0.02)),
            lost(12, OptionalDouble.empty(), OptionalDouble.empty())),
        alarms(ROWS));
  }

  private static Alarm lost(int classId, OptionalDouble value, OptionalDouble labels) {
    return new Alarm(
        "dual",
        OptionalInt.empty(),
        10,
        Alarm.LOST_CLASS,
        "A",
        OptionalInt.of(classId),
        24,
        24,
        1,
        2,
        value,
        labels,
        false);
  }

  private static Alarm unknown() {
    return new Alarm(
        "dual",
        OptionalInt.empty(),
        2,
        "yet.unknown",
        "",
        OptionalInt.empty(),
        24,
        24,
        1,
        1,
        OptionalDouble.of(1),
        OptionalDouble.empty(),
        true);
  }

  @Test
  void theOrderOfRowsDoesNotMatter() throws IOException {
    List<String> reversed = new ArrayList<>(ROWS);
    Collections.reverse(reversed);
    assertEquals(alarms(ROWS), alarms(reversed));
  }

  @Test
  void aRunWithoutDiagnosesOrWithoutLogHasNone() throws IOException {
    assertEquals(List.of(), alarms(List.of("dual,1,0,total,2.5")));
    assertEquals(List.of(), Alarms.read(directory.resolve("absent.csv")));
  }

  @Test
  void anAlarmComesBackFromJson() {
    String json = CanonicalJson.write(COLLAPSE);
    assertEquals(
        "{\"alarm\":\"collapse\",\"class\":null,\"firstStep\":49,\"heldAtEnd\":true,"
            + "\"labels\":0.04,\"lastStep\":99,\"method\":\"dual\",\"network\":\"B\",\"seed\":1,"
            + "\"timesDiagnosed\":3,\"timesRaised\":2,\"value\":2.0E-4}",
        json);
    assertEquals(COLLAPSE, CanonicalJson.read(json, Alarm.class));
  }

  @Test
  void aStepThatIsValidatedIsNotOneThatLooksForAlarms() throws IOException {
    List<String> rows = new ArrayList<>(ROWS);
    rows.add("dual,1,119,diagnostic.validationDice,0.5");
    assertEquals(alarms(ROWS), alarms(rows));
  }

  @Test
  void runsOfDifferentFoldsAreDifferentRuns() throws IOException {
    String table =
        """
        method,fold,seed,step,term,value
        dual,2,1,24,alarm.collapse.A,0.001
        dual,2,1,24,diagnostic.foreground.labels,0.05
        dual,10,1,24,alarm.collapse.B,0.001
        dual,10,1,49,diagnostic.foreground.labels,0.05
        """;
    List<Alarm> alarms = Alarms.read(Files.writeString(directory.resolve("training.csv"), table));

    assertEquals(
        List.of("dual-fold2-seed1", "dual-fold10-seed1"),
        alarms.stream().map(alarm -> alarm.run().runId()).toList());
    assertEquals(List.of(true, false), alarms.stream().map(Alarm::heldAtEnd).toList());
    assertEquals(alarms, List.of(CanonicalJson.read(CanonicalJson.write(alarms), Alarm[].class)));
  }
}
