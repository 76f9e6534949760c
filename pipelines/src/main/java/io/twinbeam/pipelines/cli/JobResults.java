package io.twinbeam.pipelines.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.twinbeam.pipelines.Ending;
import io.twinbeam.pipelines.results.JobFolder;
import io.twinbeam.pipelines.results.JobSummary;
import io.twinbeam.pipelines.results.Manifest;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.ManifestEntry.State;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Publishes what a preprocessing job found, the manifest as the last of what describes it, and
 * tells the user.
 *
 * @param folder the output
 * @param drafts the name, in it, of the folder that the pipeline wrote its tables to
 * @param input the folder that was read
 * @param recipe its name
 * @param settings what was done to each case
 * @param allowed how many cases may fail
 * @param started when the job was, ISO-8601
 */
record JobResults(
    String folder,
    String drafts,
    String input,
    String recipe,
    PreprocessSettings settings,
    FailureShare allowed,
    String started)
    implements Ending {

  private static final List<String> COUNTERS =
      List.of("cases_preprocessed", "cases_reused", "cases_failed");

  private JobFolder job() {
    return new JobFolder(Folders.at(folder), drafts);
  }

  @Override
  public int finish(String launch, Map<String, Object> measured, PrintWriter out)
      throws IOException {
    JobFolder job = job();
    return JobLock.finishing(
        job.path(),
        launch,
        held -> {
          Optional<Published> last = published(job);
          if (last.isEmpty()) {
            return finish(measured, out, held);
          }
          job.clearDrafts();
          if (last.get().drafts().equals(drafts)) {
            return last.get().exitStatus(); // By a worker that is no more.
          }
          out.println(
              "A job that started later, "
                  + last.get().started()
                  + ", has published what it found; this one publishes nothing");
          return 0;
        });
  }

  /** What {@code job.json} says of the job that published last. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Published(String drafts, String started, int exitStatus) {}

  /** The job that published last, where it is this one or started later. */
  private Optional<Published> published(JobFolder job) throws IOException {
    Path file = job.file(JobFolder.JOB);
    if (!Folders.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(CanonicalJson.read(Files.readString(file), Published.class))
        .filter(
            last ->
                drafts.equals(last.drafts())
                    || Instant.parse(last.started()).isAfter(Instant.parse(started)));
  }

  /**
   * Writes the files, prints the counts, and returns the exit status.
   *
   * @param held the lock of the output: who has lost it publishes nothing
   * @throws UsageException where there was no case in the input
   */
  int finish(Map<String, Object> measured, PrintWriter out, JobLock.Held held) throws IOException {
    JobFolder job = job();
    List<ManifestEntry> entries = Manifest.readEntries(job.drafts());
    if (entries.isEmpty()) {
      // What might have been images is none: nothing that is published may be taken for gone.
      throw InputData.nothingIn(input);
    }
    Manifest manifest =
        Manifest.of(
            recipe,
            settings,
            entries,
            Manifest.readIgnored(job.drafts()),
            input,
            Manifest.read(job));
    int processed = manifest.in(State.PROCESSED).size();
    int failed = manifest.in(State.FAILED).size();
    int status = allowed.covers(failed, processed + failed) ? 0 : Twinbeam.FAILED;
    JobSummary summary = new JobSummary(manifest);
    String failures = Files.readString(job.drafts().path().resolve(RunDirectory.FAILED_CASES));
    held.require();
    job.publish(RunDirectory.FAILED_CASES, failures);
    job.publish(JobFolder.SUMMARY, summary.text());
    job.publish(JobFolder.MANIFEST, manifest.toJson());
    held.require();
    job.publish(JobFolder.JOB, CanonicalJson.writeIndented(record(measured, status)));
    job.clearDrafts();
    out.println(summary.counts());
    counted(measured)
        .ifPresent(
            counters ->
                out.printf(
                    "%d computed, %d as they were%n",
                    counters.get("cases_preprocessed"), counters.get("cases_reused")));
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
    counted(measured).ifPresent(counters -> record.put("counters", counters));
    record.put("drafts", drafts);
    record.put("started", started);
    record.put("ended", Instant.now().toString());
    record.put("host", JobLock.host());
    record.put("pid", ProcessHandle.current().pid());
    record.put("exitStatus", status);
    return record;
  }

  /** The counts of {@code measured}, 0 for what never happened; a worker does not see them. */
  private static Optional<Map<String, Long>> counted(Map<String, Object> measured) {
    if (!(measured.get("counters") instanceof Map<?, ?> counted)) {
      return Optional.empty();
    }
    Map<String, Long> counters = new TreeMap<>();
    COUNTERS.forEach(name -> counters.put(name, 0L));
    counted.forEach((name, count) -> counters.put((String) name, (Long) count));
    return Optional.of(counters);
  }
}
