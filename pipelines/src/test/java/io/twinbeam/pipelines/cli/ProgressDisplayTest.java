package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

final class ProgressDisplayTest {

  private final StringWriter text = new StringWriter();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch three = new CountDownLatch(3);

  private ProgressDisplay display() {
    return new ProgressDisplay(
        () -> {
          three.countDown();
          return "line " + asked.incrementAndGet();
        },
        LiveLine.plain(new PrintWriter(text)),
        Duration.ofMillis(1));
  }

  private boolean threeLines() {
    try {
      return three.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the thread that shows lines goes on; it may take a moment to end. */
  private static boolean isTicking() {
    List<Thread> ticking =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("progress"))
            .toList();
    for (Thread thread : ticking) {
      try {
        thread.join(30_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return ticking.stream().anyMatch(Thread::isAlive);
  }

  @Test
  void linesComeWhileTheWorkRunsAndOneAfterIt() {
    assertEquals(true, display().during(this::threeLines));
    assertTrue(text.toString().startsWith("line 1\nline 2\nline 3\n"), text.toString());
    assertTrue(text.toString().endsWith("line " + asked.get() + "\n"), text.toString());
    assertTrue(asked.get() >= 4, text.toString());
    assertTrue(!isTicking());
  }

  @Test
  void whenTheWorkFailsItsErrorComesOutAndLinesStop() {
    IllegalStateException failure = new IllegalStateException("the pipeline failed");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                display()
                    .during(
                        () -> {
                          threeLines();
                          throw failure;
                        })));
    assertTrue(!isTicking());
  }

  @Test
  void aLineThatCannotBeMadeFailsNothing() {
    ProgressDisplay display =
        new ProgressDisplay(
            () -> {
              three.countDown();
              throw new IllegalStateException("no line");
            },
            LiveLine.plain(new PrintWriter(text)),
            Duration.ofMillis(1));
    assertEquals(true, display.during(this::threeLines));
    assertTrue(text.toString().contains("progress cannot be told"), text.toString());
    assertTrue(text.toString().contains("no line"), text.toString());
  }

  /** A command whose work counts the arguments that are not its own, and which exits with that. */
  @Command(name = "work")
  private static final class WorkCommand implements Callable<Integer> {

    @Mixin private ProgressOption progress;

    @Unmatched private List<String> beamArguments = new ArrayList<>();

    @Override
    public Integer call() {
      return progress.during(beamArguments::size);
    }
  }

  private String errorsOf(int beamArguments, String... arguments) {
    CommandLine line = new CommandLine(new WorkCommand()).setErr(new PrintWriter(text));
    assertEquals(beamArguments, line.execute(arguments), text.toString());
    return text.toString();
  }

  @Test
  void onAClusterItSaysWhereToLookInsteadOfLinesThatNeverChange() {
    String errors = errorsOf(2, "--progress", "--runner=FlinkRunner", "--flinkMaster=host:8081");
    assertTrue(errors.contains("in the logs of its TaskManagers"), errors);
    assertEquals(1, errors.lines().count(), errors);
  }

  @Test
  void withoutTheOptionNothingIsPrintedAndWithItTheLastLineIs() {
    assertEquals("", errorsOf(2, "--runner=FlinkRunner", "--flinkMaster=[local]"));
    Progress.reset();
    assertEquals("starting\n", errorsOf(1, "--progress", "--flinkMaster=[local]"));
  }

  @Test
  void onATerminalTheLineIsReplacedAndLogLinesGoAboveIt() {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    TerminalLine line = new TerminalLine(terminal, 8);
    try {
      line.open();
      line.show("one");
      System.err.print("a log ");
      line.show("two");
      System.err.print("line\n");
      line.show("three is too long");
    } finally {
      line.close();
      assertSame(terminal, System.err);
      System.setErr(before);
    }
    String erase = "\r\033[K";
    assertEquals(
        erase + "one" + erase + "a log line\n" + erase + "two" + erase + "three i\n",
        bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"));
  }
}
