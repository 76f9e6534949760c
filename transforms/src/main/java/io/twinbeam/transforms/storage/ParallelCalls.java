package io.twinbeam.transforms.storage;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;

/** Calls to a remote service side by side, a limited number at a time in a process. */
public final class ParallelCalls {

  private static final int THREADS = 8;
  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("twinbeam-storage-%d").build());

  static {
    POOL.allowCoreThreadTimeOut(true);
  }

  private ParallelCalls() {}

  /** One of them. */
  @FunctionalInterface
  public interface Call {
    void run() throws IOException;
  }

  /** Runs all and waits for all; a single one runs in this thread. */
  public static void run(List<Call> calls) throws IOException {
    if (calls.size() == 1) {
      calls.get(0).run();
      return;
    }
    List<Future<?>> running = new ArrayList<>();
    for (Call call : calls) {
      running.add(
          POOL.submit(
              () -> {
                call.run();
                return null;
              }));
    }
    IOException failure = null;
    try {
      for (Future<?> one : running) {
        failure = joined(failure, one);
      }
    } catch (InterruptedException e) {
      running.forEach(one -> one.cancel(true));
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the storage service");
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Nullable
  private static IOException joined(@Nullable IOException before, Future<?> one)
      throws InterruptedException {
    try {
      one.get();
      return before;
    } catch (ExecutionException e) {
      IOException failure =
          e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
      if (before == null) {
        return failure;
      }
      before.addSuppressed(failure);
      return before;
    }
  }
}
