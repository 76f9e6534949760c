package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.results.JobFolder;
import io.twinbeam.pipelines.results.JobSummary;
import io.twinbeam.pipelines.results.Manifest;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.preprocess.ManifestEntry.State;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Publishes what a preprocessing job found, the manifest last, and tells the user. */
final class JobResults {

  private static final List<String> COUNTERS =
      List.of("cases_preprocessed", "cases_reused", "cases_failed");

  private final JobFolder job;
  private final FailureShare allowed;
  private final Instant started;

  JobResults(JobFolder job, FailureShare allowed, Instant started) {
    this.job = job;
    this.allowed = allowed;
    this.started = started;
  }

  /** Writes the files, prints the counts, and returns the exit status. */
  int finish(Manifest manifest, Map<String, Object> measured, PrintWriter out) throws IOException {
    int processed = manifest.in(State.PROCESSED).size();
    int failed = manifest.in(State.FAILED).size();
    int status = allowed.covers(failed, processed + failed) ? 0 : Twinbeam.FAILED;
    JobSummary summary = new JobSummary(manifest);
    job.publish(
        RunDirectory.FAILED_CASES,
        Files.readString(job.drafts().path().resolve(RunDirectory.FAILED_CASES)));
    job.publish(JobFolder.SUMMARY, summary.text());
    job.publish(JobFolder.JOB, CanonicalJson.writeIndented(record(measured, status)));
    job.publish(JobFolder.MANIFEST, manifest.toJson());
    if (!Finishing.isUnderway()) {
      job.clearDrafts(); // A worker may have to finish once more.
    }
    out.println(summary.counts());
    if (!Finishing.isUnderway()) {
      Map<String, Long> counters = counters(measured);
      out.printf(
          "%d computed, %d as they were%n",
          counters.get("cases_preprocessed"), counters.get("cases_reused"));
    }
    if (failed > 0) {
      out.println("Reasons: " + job.file(RunDirectory.FAILED_CASES));
    }
    out.println("Manifest: " + job.file(JobFolder.MANIFEST));
    out.flush();
    return status;
  }

  /** What differs from job to job: times, places, and how much was computed. */
  private Map<String, Object> record(Map<String, Object> measured, int status) {
    Map<String, Object> record = new TreeMap<>(measured);
    if (!Finishing.isUnderway()) {
      record.put("counters", counters(measured)); // Which a worker does not see.
    }
    record.put("started", started.toString());
    record.put("ended", Instant.now().toString());
    record.put("host", JobLock.host());
    record.put("pid", ProcessHandle.current().pid());
    record.put("exitStatus", status);
    return record;
  }

  /** The counts of {@code measured}, 0 for what never happened. */
  private static Map<String, Long> counters(Map<String, Object> measured) {
    Map<String, Long> counters = new TreeMap<>();
    COUNTERS.forEach(name -> counters.put(name, 0L));
    if (measured.get("counters") instanceof Map<?, ?> counted) {
      counted.forEach((name, count) -> counters.put((String) name, (Long) count));
    }
    return counters;
  }
}
