package io.twinbeam.pipelines.cli;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.status.LiveJob;
import io.twinbeam.pipelines.status.ShellWords;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.tracking.LiveFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Says in {@code live/job.json} how a job goes on, for {@code twinbeam status}. Nothing of it
 * changes the job: what cannot be written is told once.
 */
final class JobWatch {

  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Path directory;
  private final String command;
  private final Map<String, Long> runs;
  private final String startedAt;
  private final boolean goesOn;
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * @param command the command line that was given
   * @param runs steps at most of every training run, by run id
   */
  JobWatch(RunDirectory directory, CommandSpec command, Map<String, Long> runs) {
    this(directory, words(command), runs, LiveFiles.now(), false);
  }

  private JobWatch(
      RunDirectory directory,
      String command,
      Map<String, Long> runs,
      String startedAt,
      boolean goesOn) {
    this.directory = directory.path();
    this.command = command;
    this.runs = runs;
    this.startedAt = startedAt;
    this.goesOn = goesOn;
  }

  /** Of a job that another process started, as that one told of it. */
  static JobWatch goingOn(RunDirectory directory) {
    Optional<LiveJob> told = lastTold(directory.path());
    return new JobWatch(
        directory,
        told.map(LiveJob::command).orElse(""),
        told.map(LiveJob::runs).orElse(Map.of()),
        told.map(LiveJob::startedAt).orElseGet(LiveFiles::now),
        true);
  }

  private static Optional<LiveJob> lastTold(Path directory) {
    try {
      return LiveJob.read(directory);
    } catch (IOException e) {
      LOG.warn("{}: what was told of the job cannot be read: {}", directory, e.toString());
      return Optional.empty();
    }
  }

  private static String words(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of("bin/twinbeam"));
    words.addAll(command.root().commandLine().getParseResult().originalArgs());
    return ShellWords.join(words);
  }

  /** What {@code work} gives, which fills the directory, and is told to have failed if it does. */
  int during(JobLock.Work work) throws IOException {
    if (!goesOn) {
      forgetEarlier();
    }
    write(LiveJob.State.RUNNING, null, null);
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            new ThreadFactoryBuilder().setNameFormat("live").setDaemon(true).build());
    try {
      var ticks =
          clock.scheduleWithFixedDelay(
              () -> write(LiveJob.State.RUNNING, null, null),
              INTERVAL.toMillis(),
              INTERVAL.toMillis(),
              TimeUnit.MILLISECONDS);
      int status;
      try {
        status = work.run();
      } finally {
        ticks.cancel(false);
        stop(clock);
      }
      write(LiveJob.State.FINISHED, null, status);
      return status;
    } catch (HandedOverException e) {
      throw e; // The job runs, elsewhere.
    } catch (IOException | RuntimeException e) {
      write(LiveJob.State.FAILED, reason(e), null);
      throw e;
    }
  }

  private static String reason(Exception error) {
    Throwable deepest = error instanceof UsageException ? error : Throwables.getRootCause(error);
    return ShellWords.withoutSecrets(String.valueOf(deepest.getMessage()));
  }

  /** What the runs of an earlier start were doing. */
  private void forgetEarlier() {
    Path live = directory.resolve(RunDirectory.LIVE);
    try {
      Folders.delete(live);
    } catch (IOException e) {
      tell(e);
    }
  }

  private void write(LiveJob.State state, @Nullable String message, @Nullable Integer exit) {
    try {
      LiveFiles.write(
          LiveJob.file(directory),
          new LiveJob(
              state,
              command,
              Path.of("").toAbsolutePath().toString(),
              runs,
              Progress.now().stages(),
              Progress.failures(),
              message,
              exit,
              startedAt,
              LiveFiles.now(),
              LiveFiles.host(),
              ProcessHandle.current().pid()));
    } catch (IOException | RuntimeException e) {
      tell(e);
    }
  }

  private void tell(Exception error) {
    if (told.compareAndSet(false, true)) {
      LOG.warn("{}: the state of the job cannot be written there: {}", directory, error.toString());
    }
  }

  private static void stop(ScheduledExecutorService clock) {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(5, TimeUnit.SECONDS)) {
        clock.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
