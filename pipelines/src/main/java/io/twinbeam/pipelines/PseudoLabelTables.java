package io.twinbeam.pipelines;

import io.twinbeam.pipelines.report.RunColumns;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.io.TableRow;
import io.twinbeam.transforms.io.WriteTable;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import io.twinbeam.transforms.pseudolabel.PseudoLabelAlarm;
import io.twinbeam.transforms.pseudolabel.PseudoLabelFacts;
import io.twinbeam.transforms.pseudolabel.PseudoLabelFacts.OfClass;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/** The CSV files on pseudo-labels. */
final class PseudoLabelTables {

  private static final TypeDescriptor<TableRow> ROW = TypeDescriptor.of(TableRow.class);

  private final RunDirectory directory;
  private final boolean folded;
  private final boolean inRounds;

  /**
   * @param folded whether runs are those of folds
   */
  PseudoLabelTables(RunDirectory directory, boolean folded, PseudoLabelSettings settings) {
    this.directory = directory;
    this.folded = folded;
    this.inRounds = settings.roundCount() > 1;
  }

  void labels(PCollection<FilteredPseudoLabel> labels) {
    boolean rounds = inRounds;
    labels
        .apply(
            "FormatPseudoLabels",
            FlatMapElements.into(ROW).via((FilteredPseudoLabel label) -> rows(label, rounds)))
        .apply(
            "WritePseudoLabels",
            WriteTable.to(
                directory.file(RunDirectory.PSEUDO_LABELS),
                RunColumns.names(
                    folded,
                    withRound(
                        rounds,
                        "case_id",
                        "round",
                        "class",
                        "voxels",
                        "kept",
                        "mean_entropy_nats",
                        "kept_fraction",
                        "threshold",
                        "volume_ml",
                        "accepted",
                        "reasons"))));
  }

  private static List<TableRow> rows(FilteredPseudoLabel label, boolean rounds) {
    return label.facts().classes().stream()
        .map(of -> row(label.run(), label.facts(), of, rounds))
        .toList();
  }

  private static TableRow row(RunName run, PseudoLabelFacts facts, OfClass of, boolean rounds) {
    return TableRow.of(
        Tables.order(run)
            + facts.caseId()
            + String.format("/%03d/%03d", facts.round(), of.classId()),
        RunColumns.cells(
            run,
            withRound(
                rounds,
                facts.caseId(),
                facts.round(),
                of.classId(),
                of.voxels(),
                of.kept(),
                of.meanEntropyNats().orElse(Double.NaN),
                of.keptShare(),
                of.thresholds().entrySet().stream()
                    .map(limit -> limit.getKey() + "=" + limit.getValue())
                    .collect(Collectors.joining(" ")),
                of.volumeMl(),
                facts.accepted(),
                String.join("; ", facts.reasons()))));
  }

  private static Object[] withRound(boolean rounds, Object caseId, Object round, Object... others) {
    List<Object> cells = new ArrayList<>(List.of(caseId));
    if (rounds) {
      cells.add(round);
    }
    cells.addAll(Arrays.asList(others));
    return cells.toArray();
  }

  void alarms(PCollection<PseudoLabelAlarm> alarms) {
    alarms
        .apply("FormatAlarms", MapElements.into(ROW).via(PseudoLabelTables::alarmRow))
        .apply(
            "WriteAlarms",
            WriteTable.to(
                directory.file(RunDirectory.PSEUDO_LABEL_ALARMS),
                RunColumns.names(
                    folded, "round", "alarm", "case_id", "class", "value", "expected", "message")));
  }

  private static TableRow alarmRow(PseudoLabelAlarm alarm) {
    String classId = alarm.classId().isPresent() ? "" + alarm.classId().getAsInt() : "";
    return TableRow.of(
        Tables.order(alarm.run())
            + String.format("%03d/%s/", alarm.round(), alarm.alarm())
            + alarm.caseId().orElse("")
            + "/"
            + classId,
        RunColumns.cells(
            alarm.run(),
            alarm.round(),
            alarm.alarm(),
            alarm.caseId().orElse(""),
            classId,
            alarm.value(),
            alarm.expected(),
            alarm.message()));
  }
}
