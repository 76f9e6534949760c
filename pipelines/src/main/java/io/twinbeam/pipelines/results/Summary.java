package io.twinbeam.pipelines.results;

import io.twinbeam.model.metric.Statistics;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.report.Alarm;
import io.twinbeam.transforms.CaseRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.csv.CSVRecord;

/**
 * What {@code summary.json} says: per method and class the mean and the deviation over evaluated
 * cases (and seeds, folds together) of each metric, with the number of cases where it is undefined;
 * the alarms that training raised; and where runs ended that may stop early.
 */
public final class Summary {

  private static final List<String> METRICS =
      List.of("dice", "jaccard", "hd95_mm", "asd_mm", "assd_mm");

  private final Experiment experiment;
  private final RunDirectory directory;
  private final List<CSVRecord> rows;
  private final List<Alarm> alarms;
  private final List<ValidatedEnd> ends;
  private final List<PseudoLabelAlarms.Raised> pseudoLabelAlarms;

  private Summary(
      Experiment experiment,
      RunDirectory directory,
      List<CSVRecord> rows,
      List<Alarm> alarms,
      List<ValidatedEnd> ends,
      List<PseudoLabelAlarms.Raised> pseudoLabelAlarms) {
    this.experiment = experiment;
    this.directory = directory;
    this.rows = rows;
    this.alarms = alarms;
    this.ends = ends;
    this.pseudoLabelAlarms = pseudoLabelAlarms;
  }

  /** Reads the tables of a run directory. */
  public static Summary of(Experiment experiment, RunDirectory directory) throws IOException {
    return new Summary(
        experiment,
        directory,
        CsvTable.read(Path.of(directory.file(RunDirectory.METRICS))),
        Alarms.read(Path.of(directory.file(RunDirectory.TRAINING))),
        ValidatedEnd.read(directory, experiment.stepsOfAllRounds() - experiment.training().steps()),
        PseudoLabelAlarms.read(directory));
  }

  /** Whether any case was measured. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The content of {@code summary.json}. */
  public Map<String, Object> toMap() throws IOException {
    CasesTable cases = CasesTable.read(Path.of(directory.file(RunDirectory.CASES)));
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("test", cases.count(CaseRole.TEST));
    counts.put("validation", cases.count(CaseRole.VALIDATION));
    counts.put("labelled", cases.count(CaseRole.LABELLED));
    counts.put("unlabelled", cases.count(CaseRole.UNLABELLED));
    counts.put("failed", failedCases().size());
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("experiment", experiment.name());
    summary.put("runId", directory.name());
    summary.put("checkpoint", experiment.earlyStop().isEmpty() ? "last" : "best validated");
    summary.put("evaluated", experiment.evaluated().name().toLowerCase(Locale.ROOT));
    experiment.split().folds().ifPresent(folds -> summary.put("folds", folds));
    summary.put("labelsUsedInCrop", experiment.preprocessing().recipe().usesLabels());
    summary.put("cases", counts);
    summary.put("classNames", classNames());
    summary.put("methods", methods());
    summary.put("alarms", alarms);
    summary.put(
        "pseudoLabelAlarms",
        pseudoLabelAlarms.stream().map(PseudoLabelAlarms.Raised::entry).toList());
    if (!ends.isEmpty()) {
      summary.put("ends", ends);
    }
    return summary;
  }

  /** The rows of {@code failed-cases.csv}. */
  public List<CSVRecord> failedCases() throws IOException {
    return CsvTable.read(Path.of(directory.file(RunDirectory.FAILED_CASES)));
  }

  /** Those of training, sorted by run; none where nothing was trained. */
  public List<Alarm> alarms() {
    return alarms;
  }

  /** Those of pseudo-labels, sorted by run; none where none were made. */
  public List<PseudoLabelAlarms.Raised> pseudoLabelAlarms() {
    return pseudoLabelAlarms;
  }

  /** Where runs that may stop early ended, sorted by run; none where no run may. */
  public List<ValidatedEnd> ends() {
    return ends;
  }

  /** The names of the foreground classes by class id. */
  public Map<String, String> classNames() {
    Map<String, String> names = new TreeMap<>();
    for (int c = 1; c < experiment.classes(); c++) {
      names.put(
          Integer.toString(c), experiment.preprocessing().classes().foreground().get(c - 1).name());
    }
    return names;
  }

  private Map<String, Object> methods() {
    Map<String, Object> methods = new LinkedHashMap<>();
    for (Experiment.MethodSpec method : experiment.methods()) {
      List<CSVRecord> own =
          rows.stream().filter(row -> row.get("method").equals(method.name())).toList();
      if (!own.isEmpty()) {
        methods.put(method.name(), method(own));
      }
    }
    return methods;
  }

  private static Map<String, Object> method(List<CSVRecord> rows) {
    TreeSet<Long> seeds = new TreeSet<>();
    TreeMap<Integer, List<CSVRecord>> byClass = new TreeMap<>();
    for (CSVRecord row : rows) {
      seeds.add(Long.valueOf(row.get("seed")));
      byClass.computeIfAbsent(Integer.valueOf(row.get("class")), key -> new ArrayList<>()).add(row);
    }
    Map<String, Object> classes = new LinkedHashMap<>();
    byClass.forEach((classId, own) -> classes.put(Integer.toString(classId), metrics(own)));
    Map<String, Object> method = new LinkedHashMap<>();
    method.put("seeds", seeds);
    method.put("classes", classes);
    method.put("all", metrics(rows));
    return method;
  }

  private static Map<String, Object> metrics(List<CSVRecord> rows) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("n", rows.size());
    for (String metric : METRICS) {
      Statistics statistics =
          Statistics.of(rows.stream().mapToDouble(row -> number(row.get(metric))).toArray());
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("mean", finite(statistics.mean()));
      values.put("sd", finite(statistics.sd()));
      values.put("misses", statistics.misses());
      metrics.put(metric, values);
    }
    return metrics;
  }

  private static double number(String cell) {
    return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
