package io.twinbeam.pipelines.results;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.report.Alarm;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.evaluate.CaseMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVRecord;

/**
 * What {@code summary.json} says: per method and class the statistics of each metric over evaluated
 * cases (and seeds, folds together), with the number of results where it is undefined; how each two
 * methods compare; the alarms that training raised; and where runs ended that may stop early.
 */
public final class Summary {

  private final Experiment experiment;
  private final RunDirectory directory;
  private final List<ResultRow> rows;
  private final List<Alarm> alarms;
  private final List<ValidatedEnd> ends;
  private final List<PseudoLabelAlarms.Raised> pseudoLabelAlarms;

  private Summary(
      Experiment experiment,
      RunDirectory directory,
      List<ResultRow> rows,
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
        CsvTable.read(directory.path().resolve(RunDirectory.METRICS)).stream()
            .map(ResultRow::of)
            .toList(),
        Alarms.read(directory.path().resolve(RunDirectory.TRAINING)),
        ValidatedEnd.read(directory, experiment.stepsOfAllRounds() - experiment.training().steps()),
        PseudoLabelAlarms.read(directory));
  }

  /** Whether any case was measured. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The content of {@code summary.json}. */
  public Map<String, Object> toMap() throws IOException {
    CasesTable cases = CasesTable.read(directory.path().resolve(RunDirectory.CASES));
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
    summary.put("metricSettings", experiment.metricSettings());
    Map<String, Object> methods = methods();
    summary.put("methods", methods);
    summary.put("methodOrder", List.copyOf(methods.keySet())); // Keys of JSON are sorted.
    summary.put("comparisons", comparisons());
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
    return CsvTable.read(directory.path().resolve(RunDirectory.FAILED_CASES));
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
    byMethod(row -> true).forEach((name, own) -> methods.put(name, method(own)));
    return methods;
  }

  /** The rows that {@code wanted} takes by method, in the order of the experiment. */
  private Map<String, List<ResultRow>> byMethod(Predicate<ResultRow> wanted) {
    Map<String, List<ResultRow>> methods = new LinkedHashMap<>();
    for (Experiment.MethodSpec method : experiment.methods()) {
      List<ResultRow> own =
          rows.stream()
              .filter(row -> row.run().method().equals(method.name()))
              .filter(wanted)
              .toList();
      if (!own.isEmpty()) {
        methods.put(method.name(), own);
      }
    }
    return methods;
  }

  private static Map<String, Object> method(List<ResultRow> rows) {
    TreeMap<Integer, List<ResultRow>> byClass = new TreeMap<>();
    List<ResultRow> pooled = rows.stream().filter(ResultRow::isPooled).toList();
    List<ResultRow> each = rows.stream().filter(row -> !row.isPooled()).toList();
    each.forEach(
        row ->
            byClass
                .computeIfAbsent(Integer.valueOf(row.object()), key -> new ArrayList<>())
                .add(row));
    Map<String, Object> classes = new LinkedHashMap<>();
    byClass.forEach((id, own) -> classes.put(id.toString(), new ResultGroup(own).summary()));
    ResultGroup all = new ResultGroup(each);
    Map<String, Object> method = new LinkedHashMap<>();
    method.put("seeds", new TreeSet<>(rows.stream().map(row -> row.run().seed()).toList()));
    method.put("classes", classes);
    if (!pooled.isEmpty()) {
      method.put("pooled", new ResultGroup(pooled).summary());
    }
    method.put("all", all.summary());
    method.put("bySeed", all.meansBy(row -> row.run().seed()));
    method.put("seedSd", all.deviationsBy(row -> row.run().seed()));
    if (rows.get(0).run().fold() > 0) {
      method.put("byFold", all.meansBy(row -> (long) row.run().fold()));
    }
    return method;
  }

  private List<Map<String, Object>> comparisons() {
    TreeSet<Integer> classIds = new TreeSet<>();
    rows.stream()
        .filter(row -> !row.isPooled())
        .forEach(row -> classIds.add(Integer.valueOf(row.object())));
    List<Map<String, Object>> comparisons = new ArrayList<>();
    for (int classId : classIds) {
      String id = Integer.toString(classId);
      comparisons.addAll(compared(id, row -> row.object().equals(id)));
    }
    if (classIds.size() > 1) {
      comparisons.addAll(compared(CaseMetrics.POOLED_NAME, ResultRow::isPooled));
      comparisons.addAll(compared("all", row -> !row.isPooled()));
    }
    return comparisons;
  }

  private List<Map<String, Object>> compared(String object, Predicate<ResultRow> wanted) {
    Map<String, ResultGroup> groups = new LinkedHashMap<>();
    byMethod(wanted).forEach((name, own) -> groups.put(name, new ResultGroup(own)));
    return new Comparisons(object, groups).list();
  }
}
