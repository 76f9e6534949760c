package io.twinbeam.pipelines.mlflow;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.RunDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the runs of a job to MLflow while it goes on, on threads of its own. What cannot be sent is
 * sent by a later attempt, as all of it stands in files; after the job, attempts go on for a
 * limited time. Whatever happens, the job does not notice.
 */
public final class MlflowTracking {

  private static final Logger LOG = LoggerFactory.getLogger(MlflowTracking.class);

  private final MlflowLog log;
  private final TrackingServer server;
  private final Limits limits;
  private final ExecutorService attempts =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setNameFormat("mlflow-%d").setDaemon(true).build());
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean told;

  /**
   * How long things take.
   *
   * @param interval between two looks at the files; after a failed attempt twice as long as before,
   *     up to {@code longestWait}
   * @param attempt at most, after which its connection is closed
   * @param end at most, from the end of the job
   */
  record Limits(Duration interval, Duration longestWait, Duration attempt, Duration end) {

    static final Limits STANDARD =
        new Limits(
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30));
  }

  /** Logs what {@code directory} holds of {@code experiment}. */
  public MlflowTracking(TrackingServer server, Experiment experiment, RunDirectory directory) {
    this(server, experiment, directory, Limits.STANDARD);
  }

  MlflowTracking(
      TrackingServer server, Experiment experiment, RunDirectory directory, Limits limits) {
    this.server = server;
    this.log = new MlflowLog(server, experiment, directory);
    this.limits = limits;
  }

  /** What is logged. */
  @FunctionalInterface
  public interface Job {
    int run() throws IOException;
  }

  /** What {@code job} gives. */
  public int during(Job job) throws IOException {
    Thread thread = new Thread(this::logOn, "mlflow");
    thread.setDaemon(true);
    thread.start();
    boolean done = false;
    try {
      int status = job.run();
      done = true;
      return status;
    } finally {
      end(thread, done);
    }
  }

  private void end(Thread thread, boolean done) {
    log.ended(done);
    ended.countDown();
    boolean interrupted = false;
    try {
      thread.join(limits.end().toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (thread.isAlive()) {
      LOG.warn(
          "{}: not everything could be logged to MLflow within {} s after the run; its results are"
              + " complete, and the same command again logs what is missing",
          server,
          limits.end().toSeconds());
      thread.interrupt();
    }
    attempts.shutdownNow();
    log.abort();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void logOn() {
    int failures = 0;
    for (; ; ) {
      boolean last = ended.getCount() == 0;
      try {
        attempt();
        failures = 0;
        if (last) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      } catch (ExecutionException | TimeoutException e) {
        failures++;
        tell(e);
      }
      if (!pause(failures, last)) {
        return;
      }
    }
  }

  private void attempt() throws InterruptedException, ExecutionException, TimeoutException {
    Future<?> attempt =
        attempts.submit(
            () -> {
              log.send();
              return null;
            });
    try {
      attempt.get(limits.attempt().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.abort();
      attempt.cancel(true);
      throw e;
    }
  }

  private void tell(Exception error) {
    if (!told) {
      told = true;
      Throwable why = error instanceof ExecutionException ? error.getCause() : error;
      LOG.warn(
          "{}: MLflow cannot be reached, which is tried again: {}",
          server,
          why instanceof TimeoutException ? "no answer in time" : why.toString());
    }
  }

  /** Whether to go on after a pause, which the end of the job cuts short. */
  private boolean pause(int failures, boolean last) {
    // After the job, soon at first.
    long first =
        last ? Math.max(1, limits.interval().toMillis() / 10) : limits.interval().toMillis();
    long millis = Math.min(limits.longestWait().toMillis(), first << Math.min(failures, 10));
    try {
      if (last) {
        Thread.sleep(millis);
        return true;
      }
      return ended.await(millis, TimeUnit.MILLISECONDS) || !Thread.interrupted();
    } catch (InterruptedException e) {
      return false;
    }
  }
}
