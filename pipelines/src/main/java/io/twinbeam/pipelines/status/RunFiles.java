package io.twinbeam.pipelines.status;

import io.twinbeam.pipelines.results.CsvTable;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.ProgressReport.Stage;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.tracking.LiveRun;
import io.twinbeam.transforms.train.TrainingRound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads one run directory.
 *
 * @param name under which it is shown
 * @param directory the run directory
 * @param held whether a process holds its lock
 */
record RunFiles(String name, Path directory, boolean held) {

  private static final int SHOWN_FAILURES = 3;
  private static final long LARGEST_TABLE = 10 << 20;
  private static final List<String> STAGES =
      List.of("preprocess", "train", "predict", "pseudo-label", "evaluate");

  RunStatus status() throws IOException {
    Optional<LiveJob> job = LiveJob.read(directory);
    RunStatus.State state = state(job);
    List<RunStatus.Training> training = training(job, state);
    Map<String, Stage> stages = job.map(LiveJob::stages).orElse(Map.of());
    boolean running = state == RunStatus.State.RUNNING;
    boolean goesOn = state == RunStatus.State.STOPPED || state == RunStatus.State.FAILED;
    List<String> reasons = new ArrayList<>();
    long failed =
        state == RunStatus.State.FINISHED ? listed(reasons) : counted(job, training, reasons);
    return new RunStatus(
        name,
        directory.toString(),
        state,
        running ? stage(stages, training) : null,
        stages,
        training,
        failed,
        reasons.stream().limit(SHOWN_FAILURES).toList(),
        state == RunStatus.State.FAILED ? job.map(LiveJob::message).orElse(null) : null,
        state == RunStatus.State.FINISHED ? job.map(LiveJob::exit).orElse(null) : null,
        job.map(LiveJob::startedAt).orElse(null),
        lastSign(job),
        job.map(LiveJob::host).orElse(null),
        job.map(LiveJob::pid).orElse(null),
        goesOn ? job.map(RunFiles::resume).orElse(null) : null);
  }

  private RunStatus.State state(Optional<LiveJob> job) throws IOException {
    if (held) {
      return RunStatus.State.RUNNING;
    }
    if (job.filter(one -> one.state() == LiveJob.State.FAILED).isPresent()) {
      return RunStatus.State.FAILED;
    }
    // Written when everything else is there, and put aside when a run starts again.
    return Folders.exists(directory.resolve(RunDirectory.PROVENANCE))
        ? RunStatus.State.FINISHED
        : RunStatus.State.STOPPED;
  }

  private static String resume(LiveJob job) {
    return "cd " + ShellWords.quote(job.folder()) + " && " + job.command();
  }

  private List<RunStatus.Training> training(Optional<LiveJob> job, RunStatus.State state)
      throws IOException {
    Map<String, RunStatus.Training> runs = new TreeMap<>();
    job.ifPresent(one -> one.runs().forEach((run, steps) -> runs.put(run, waiting(run, steps))));
    Path live = directory.resolve(RunDirectory.LIVE);
    if (Folders.isFolder(live)) {
      try (Stream<Path> files = Files.list(live)) {
        for (Path file : files.filter(RunFiles::isOfRun).toList()) {
          LiveJob.read(file, LiveRun.class)
              .ifPresent(run -> runs.put(run.run(), training(run, state)));
        }
      }
    }
    return withLaterRounds(List.copyOf(runs.values()));
  }

  /** A run that failed in some round does not begin another one. */
  private static List<RunStatus.Training> withLaterRounds(List<RunStatus.Training> tracks) {
    Set<String> failed =
        tracks.stream()
            .filter(track -> track.state() == LiveRun.State.FAILED)
            .map(track -> TrainingRound.runOf(track.run()))
            .collect(Collectors.toSet());
    return tracks.stream()
        .map(
            track ->
                track.state() == null && failed.contains(TrainingRound.runOf(track.run()))
                    ? track.withState(LiveRun.State.FAILED)
                    : track)
        .toList();
  }

  private static boolean isOfRun(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") && !name.startsWith(".") && !name.equals("job.json");
  }

  private static RunStatus.Training waiting(String run, long steps) {
    return new RunStatus.Training(run, null, 0, steps, null, null, null, null, List.of(), null);
  }

  private static RunStatus.Training training(LiveRun run, RunStatus.State state) {
    boolean goesOn = state == RunStatus.State.RUNNING && run.state() == LiveRun.State.TRAINING;
    Double rate = goesOn ? run.stepsPerSecond() : null;
    return new RunStatus.Training(
        run.run(),
        run.state(),
        run.step(),
        run.steps(),
        run.loss(),
        rate,
        rate == null || rate <= 0 ? null : (run.steps() - run.step()) / rate,
        run.validationDice(),
        run.alarms(),
        run.message());
  }

  /** The last stage that has begun and is not through. */
  private static String stage(Map<String, Stage> stages, List<RunStatus.Training> training) {
    String current = "starting";
    for (String stage : STAGES) {
      boolean begun =
          stage.equals("train")
              ? training.stream().anyMatch(run -> run.state() != null)
              : stages.containsKey(stage);
      boolean through =
          stage.equals("train")
              ? training.stream()
                  .allMatch(run -> run.state() != null && run.state() != LiveRun.State.TRAINING)
              : begun && stages.get(stage).done() >= stages.get(stage).total();
      if (begun) {
        current = stage;
        if (!through) {
          return stage;
        }
      }
    }
    return current;
  }

  /** What has failed so far, as far as the process or its workers told. */
  private static long counted(
      Optional<LiveJob> job, List<RunStatus.Training> training, List<String> reasons) {
    long runs = 0;
    for (RunStatus.Training run : training) {
      if (run.state() == LiveRun.State.FAILED && run.message() != null) {
        runs++;
        reasons.add("train " + run.run() + ": " + run.message());
      }
    }
    job.ifPresent(one -> reasons.addAll(one.failures()));
    return runs
        + job.map(one -> one.stages().values().stream().mapToLong(Stage::failed).sum()).orElse(0L);
  }

  /** What the table of a finished run lists. */
  private long listed(List<String> reasons) throws IOException {
    Path table = directory.resolve(RunDirectory.FAILED_CASES);
    if (!Folders.isFile(table) || Files.size(table) > LARGEST_TABLE) {
      return 0;
    }
    List<CSVRecord> rows;
    try {
      rows = CsvTable.read(table);
      for (CSVRecord row : rows) {
        reasons.add(row.get("stage") + " " + row.get("case_id") + ": " + row.get("message"));
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      reasons.add(table + " cannot be read: " + e.getMessage());
      return 1;
    }
    return rows.size();
  }

  /** The latest time that any of the live files tells, each by the clock of its writer. */
  @Nullable
  private String lastSign(Optional<LiveJob> job) throws IOException {
    String latest = job.map(LiveJob::at).orElse(null);
    Path live = directory.resolve(RunDirectory.LIVE);
    if (Folders.isFolder(live)) {
      try (Stream<Path> files = Files.list(live)) {
        for (Path file : files.filter(RunFiles::isOfRun).toList()) {
          String at = LiveJob.read(file, LiveRun.class).map(LiveRun::at).orElse(null);
          latest = latest == null || (at != null && at.compareTo(latest) > 0) ? at : latest;
        }
      }
    }
    return latest;
  }
}
