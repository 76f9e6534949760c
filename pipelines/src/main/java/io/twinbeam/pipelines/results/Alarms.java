package io.twinbeam.pipelines.results;

import io.twinbeam.model.training.StepLog;
import io.twinbeam.pipelines.report.Alarm;
import io.twinbeam.pipelines.report.RunColumns;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;

/**
 * The alarms of training logs. This alone takes the names of alarms apart: {@code
 * alarm.collapse.NETWORK} and {@code alarm.lostClass.CLASS.NETWORK}.
 */
final class Alarms {

  /** By run, then by alarm, class and network. */
  private static final Comparator<Alarm> ORDER =
      Comparator.comparing(Alarm::method)
          .thenComparing(alarm -> alarm.fold().orElse(0))
          .thenComparing(Alarm::seed)
          .thenComparing(Alarm::alarm)
          .thenComparing(alarm -> alarm.classId().orElse(0))
          .thenComparing(Alarm::network);

  private final RunName run;
  private final Map<String, NavigableMap<Long, String>> terms = new HashMap<>();
  private final TreeSet<Long> diagnosed = new TreeSet<>();

  private Alarms(RunName run) {
    this.run = run;
  }

  /** The sorted alarms of all runs of {@code training.csv}; none where there is no such file. */
  static List<Alarm> read(Path training) throws IOException {
    if (!Folders.exists(training)) {
      return List.of();
    }
    Map<RunName, Alarms> runs = new HashMap<>();
    for (CSVRecord row : CsvTable.read(training, row -> StepLog.isDiagnosis(row.get("term")))) {
      runs.computeIfAbsent(RunColumns.of(row), Alarms::new).add(row);
    }
    return runs.values().stream().flatMap(run -> run.raised().stream()).sorted(ORDER).toList();
  }

  private void add(CSVRecord row) {
    long step = Long.parseLong(row.get("step"));
    if (!row.get("term").equals(StepLog.VALIDATION_DICE)) {
      diagnosed.add(step); // Validation comes with segments, and no alarm is looked for then.
    }
    terms.computeIfAbsent(row.get("term"), term -> new TreeMap<>()).put(step, row.get("value"));
  }

  private List<Alarm> raised() {
    return terms.keySet().stream().filter(StepLog::isAlarm).map(this::alarm).toList();
  }

  private Alarm alarm(String term) {
    Name name = Name.of(term.substring(StepLog.ALARM.length()));
    NavigableMap<Long, String> values = terms.get(term);
    long first = values.firstKey();
    long last = values.lastKey();
    return new Alarm(
        run.method(),
        run.fold() == 0 ? OptionalInt.empty() : OptionalInt.of(run.fold()),
        run.seed(),
        name.alarm(),
        name.network(),
        name.classId(),
        first,
        last,
        values.size(),
        diagnosed.tailSet(first).size(),
        number(values.get(last)),
        labels(name, last),
        last == diagnosed.last());
  }

  private OptionalDouble labels(Name name, long step) {
    String of =
        switch (name.alarm()) {
          case Alarm.COLLAPSE -> "foreground";
          case Alarm.LOST_CLASS -> "share." + name.classId().orElse(0);
          default -> "";
        };
    NavigableMap<Long, String> shares = terms.get(StepLog.DIAGNOSTIC + of + ".labels");
    return shares == null ? OptionalDouble.empty() : number(shares.getOrDefault(step, ""));
  }

  private static OptionalDouble number(String cell) {
    return cell.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(cell));
  }

  private record Name(String alarm, OptionalInt classId, String network) {

    private static final Pattern FORM = Pattern.compile("(\\w+)(?:\\.(\\d{1,5}))?\\.([AB])");

    static Name of(String name) {
      Matcher parts = FORM.matcher(name);
      if (!parts.matches()) {
        // What a newer trainer raises is told by its full name, not dropped.
        return new Name(name, OptionalInt.empty(), "");
      }
      String id = parts.group(2);
      OptionalInt classId = id == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(id));
      return new Name(parts.group(1), classId, parts.group(3));
    }
  }
}
