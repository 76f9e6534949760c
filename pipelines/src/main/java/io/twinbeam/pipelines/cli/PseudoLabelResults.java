package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.Ending;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.Resources;
import io.twinbeam.pipelines.results.CsvTable;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.PseudoLabelAlarms;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.io.OutputFile;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;

/**
 * Turns the tables of pseudo-labels into summary and provenance, and tells the user.
 *
 * @param resources those of the experiment, whose JSON leaves them out
 * @param teacher whose pseudo-labels they are
 * @param folder where they lie
 * @param allowed how many cases may fail
 */
record PseudoLabelResults(
    Experiment experiment,
    Resources resources,
    TrainedRun teacher,
    String folder,
    FailureShare allowed)
    implements Ending {

  PseudoLabelResults {
    experiment = experiment.withResources(resources);
  }

  private RunDirectory directory() {
    return new RunDirectory(Folders.at(folder));
  }

  @Override
  public int finish(String launch, Map<String, Object> measured, PrintWriter out)
      throws IOException {
    return Filling.finishing(
        directory(), launch, () -> finish(Filling.ofLaunch(launch, measured), out));
  }

  /** Writes the files, prints the counts, and returns the exit status. */
  int finish(Map<String, Object> measured, PrintWriter out) throws IOException {
    RunDirectory directory = directory();
    TreeSet<String> labelled = new TreeSet<>();
    TreeSet<String> rejected = new TreeSet<>();
    for (CSVRecord row : rows(RunDirectory.PSEUDO_LABELS)) {
      labelled.add(row.get("case_id"));
      if (!Boolean.parseBoolean(row.get("accepted"))) {
        rejected.add(row.get("case_id"));
      }
    }
    List<CSVRecord> failed = rows(RunDirectory.FAILED_CASES);
    TreeSet<String> failedCases =
        failed.stream()
            .map(row -> row.get("case_id"))
            .collect(Collectors.toCollection(TreeSet::new));
    List<PseudoLabelAlarms.Raised> alarms = PseudoLabelAlarms.read(directory);
    write(
        RunDirectory.SUMMARY,
        CanonicalJson.writeIndented(summary(labelled, rejected, failedCases, alarms)));
    write(
        RunDirectory.PROVENANCE,
        CanonicalJson.writeIndented(
            Provenance.of(
                experiment,
                Map.of(teacher.run().runId(), teacher.content()),
                directory,
                measured)));
    out.printf(
        "%d pseudo-labels by %s: %d accepted, %d not; %d cases failed%n",
        labelled.size(),
        teacher.run().runId(),
        labelled.size() - rejected.size(),
        rejected.size(),
        failedCases.size());
    PseudoLabelLines.print(alarms, out);
    if (!failed.isEmpty()) {
      out.println("Reasons: " + directory.file(RunDirectory.FAILED_CASES));
    }
    out.println("Table: " + directory.file(RunDirectory.PSEUDO_LABELS));
    out.flush();
    boolean fine =
        !labelled.isEmpty()
            && allowed.covers(failedCases.size(), (long) labelled.size() + failedCases.size())
            && (alarms.isEmpty() || !experiment.pseudoLabels().failsOnAlarm());
    return fine ? 0 : Twinbeam.FAILED;
  }

  private Map<String, Object> summary(
      Set<String> labelled,
      Set<String> rejected,
      Set<String> failed,
      List<PseudoLabelAlarms.Raised> alarms) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("experiment", experiment.name());
    summary.put("teacher", teacher.run().runId());
    summary.put("teacherDigest", teacher.content());
    summary.put("pseudoLabels", labelled.size());
    summary.put("notAccepted", rejected);
    summary.put("failed", failed);
    summary.put("pseudoLabelAlarms", alarms.stream().map(PseudoLabelAlarms.Raised::entry).toList());
    return summary;
  }

  private List<CSVRecord> rows(String table) throws IOException {
    return CsvTable.read(directory().path().resolve(table));
  }

  private void write(String file, String content) throws IOException {
    OutputFile.write(directory().file(file), content.getBytes(StandardCharsets.UTF_8));
  }
}
