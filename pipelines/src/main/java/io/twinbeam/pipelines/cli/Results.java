package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.Ending;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.Resources;
import io.twinbeam.pipelines.mlflow.TrackingServer;
import io.twinbeam.pipelines.report.Report;
import io.twinbeam.pipelines.report.ReportData;
import io.twinbeam.pipelines.results.CasesTable;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.results.StoredOverlays;
import io.twinbeam.pipelines.results.Summary;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.io.OutputFile;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.commons.csv.CSVRecord;

/**
 * Turns the tables of a finished pipeline into summary, provenance and report, and tells the user.
 *
 * @param resources those of the experiment, whose JSON leaves them out
 * @param weights digests of the weights that were brought along, by run id; empty where the
 *     pipeline trained its own
 * @param folder the run directory
 * @param workspace where artifacts are
 * @param allowed how many cases may fail
 * @param initialWeights the files that networks started from, by network
 * @param mlflow the address, without user and password, of a tracking server that the job is logged
 *     to; null for none
 */
record Results(
    Experiment experiment,
    Resources resources,
    Map<String, String> weights,
    String folder,
    String workspace,
    FailureShare allowed,
    Map<String, String> initialWeights,
    @Nullable String mlflow)
    implements Ending {

  private static final int SHOWN_FAILURES = 5;

  Results {
    experiment = experiment.withResources(resources);
  }

  /** Of networks that were trained before. */
  static Results ofTrained(
      Experiment experiment,
      Map<String, String> weights,
      RunDirectory directory,
      String workspace,
      FailureShare allowed) {
    return new Results(
        experiment,
        experiment.resources(),
        weights,
        directory.path().toString(),
        workspace,
        allowed,
        Map.of(),
        null);
  }

  private RunDirectory directory() {
    return new RunDirectory(Folders.at(folder));
  }

  @Override
  public int finish(String launch, Map<String, Object> measured, PrintWriter out)
      throws IOException {
    RunDirectory directory = directory();
    JobWatch watch = JobWatch.goingOn(directory);
    JobLock.Work work = () -> finish(Filling.ofLaunch(launch, measured), out);
    Optional<TrackingServer> server = MlflowOption.server(mlflow);
    return Filling.finishing(
        directory,
        launch,
        () -> watch.during(() -> MlflowOption.during(server, experiment, directory, work)));
  }

  /** Writes the files, prints the figures, and returns the exit status. */
  int finish(Map<String, Object> measured, PrintWriter out) throws IOException {
    RunDirectory directory = directory();
    Map<String, Object> all = new LinkedHashMap<>(measured);
    if (!initialWeights.isEmpty()) {
      all.put("initialWeights", initialWeights);
    }
    Summary summary = summarise(experiment, directory);
    Map<String, Object> provenance = Provenance.of(experiment, weights, directory, all);
    write(
        directory,
        RunDirectory.REPORT,
        Report.render(
            ReportData.load(
                directory.path(),
                CanonicalJson.tree(provenance),
                new StoredOverlays(directory, workspace))));
    // Last: a directory with it is that of a finished run.
    write(directory, RunDirectory.PROVENANCE, CanonicalJson.writeIndented(provenance));
    if (experiment.evaluatesNothing()) {
      out.println("Not evaluated, as the experiment ends with training.");
    } else {
      SummaryTable.print(summary.toMap(), out);
    }
    long steps = experiment.stepsOfAllRounds();
    AlarmLines.print(summary.alarms(), summary.classNames(), steps, out);
    PseudoLabelLines.print(summary.pseudoLabelAlarms(), out);
    summary.ends().forEach(end -> out.println(end.words(steps)));
    int status = status(summary, directory, out);
    out.println("Report: " + directory.file(RunDirectory.REPORT));
    out.flush();
    return status;
  }

  /** Writes summary and provenance of what lies in {@code directory}. */
  static Summary record(
      Experiment experiment,
      Map<String, String> weights,
      RunDirectory directory,
      Map<String, Object> measured)
      throws IOException {
    Summary summary = summarise(experiment, directory);
    write(
        directory,
        RunDirectory.PROVENANCE,
        CanonicalJson.writeIndented(Provenance.of(experiment, weights, directory, measured)));
    return summary;
  }

  private static Summary summarise(Experiment experiment, RunDirectory directory)
      throws IOException {
    Summary summary = Summary.of(experiment, directory);
    write(directory, RunDirectory.SUMMARY, CanonicalJson.writeIndented(summary.toMap()));
    return summary;
  }

  private static void write(RunDirectory directory, String file, String content)
      throws IOException {
    OutputFile.write(directory.file(file), content.getBytes(StandardCharsets.UTF_8));
  }

  private int status(Summary summary, RunDirectory directory, PrintWriter out) throws IOException {
    List<CSVRecord> failed = summary.failedCases();
    Set<String> failedRuns = ids(failed, stage -> stage.equals("train"));
    Set<String> failedCases =
        ids(failed, stage -> !stage.equals("train") && !stage.equals("split"));
    Set<String> all = new TreeSet<>(failedCases);
    all.addAll(CasesTable.read(directory.path().resolve(RunDirectory.CASES)).caseIds());
    if (!failed.isEmpty()) {
      out.printf(
          "%d cases and %d runs failed, with reasons in %s%n",
          failedCases.size(), failedRuns.size(), directory.file(RunDirectory.FAILED_CASES));
    }
    if (summary.isEmpty() && !experiment.evaluatesNothing()) {
      out.println("Nothing was evaluated:");
      failed.stream().map(row -> row.get("message")).limit(SHOWN_FAILURES).forEach(out::println);
    }
    boolean fine =
        failedRuns.isEmpty()
            && (experiment.evaluatesNothing() || !summary.isEmpty())
            && allowed.covers(failedCases.size(), all.size());
    if (experiment.pseudoLabels().failsOnAlarm() && !summary.pseudoLabelAlarms().isEmpty()) {
      out.println("Pseudo-labels raised alarms, which pseudoLabels.onAlarm makes a failure.");
      return Twinbeam.FAILED;
    }
    return fine ? 0 : Twinbeam.FAILED;
  }

  private static Set<String> ids(List<CSVRecord> failed, Predicate<String> stages) {
    return failed.stream()
        .filter(row -> stages.test(row.get("stage")))
        .map(row -> row.get("case_id"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
