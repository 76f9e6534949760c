package io.twinbeam.pipelines.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import io.twinbeam.pipelines.status.StatusText;
import io.twinbeam.pipelines.status.WorkspaceStatus;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells where the runs of a workspace are. */
@Command(
    name = "status",
    description = "Tells where the runs of a workspace are, from their files alone.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  /** Set by bin/twinbeam where standard output is a terminal. */
  private static final String TERMINAL = "twinbeam.terminal";

  /** To the top left of an empty screen. */
  private static final String CLEAR = "\033[H\033[2J";

  @Spec private CommandSpec spec;

  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      defaultValue = "workspace",
      description = "The workspace (default: ${DEFAULT-VALUE}).")
  private Path workspace;

  @Option(
      names = "--follow",
      description =
          "Tell it again until nothing runs: the screen anew on a terminal, else lines that changed.")
  private boolean follow;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Seconds from one look to the next with --follow (default: ${DEFAULT-VALUE}).")
  private double every;

  @Option(names = "--json", description = "JSON, one line a look, in place of text.")
  private boolean json;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Show so many runs, the latest, and all that go on; 0 for all (default: ${DEFAULT-VALUE}).")
  private int last;

  @Override
  public Integer call() throws IOException {
    if (last < 0 || !(every > 0)) {
      throw new UsageException("--last must be 0 or more and --every more than 0");
    }
    List<String> before = List.of();
    for (; ; ) {
      WorkspaceStatus now = look();
      List<String> lines = json ? List.of(CanonicalJson.write(now)) : StatusText.lines(now);
      show(lines, before);
      if (!follow || !now.isAnyRunning()) {
        return ExitCode.OK;
      }
      before = lines;
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(Math.max(1, (long) (every * 1000))));
    }
  }

  private WorkspaceStatus look() throws IOException {
    Path folder = workspace.toAbsolutePath().normalize();
    if (!Folders.isFolder(folder)) {
      throw new UsageException("--workspace: folder " + folder + " does not exist");
    }
    return WorkspaceStatus.of(folder, JobLock::isHeld, last)
        .orElseThrow(
            () ->
                new UsageException(
                    "--workspace: "
                        + folder
                        + " holds no runs; name the folder that bin/twinbeam run was given as"
                        + " --workspace"));
  }

  private void show(List<String> lines, List<String> before) {
    PrintWriter out = spec.commandLine().getOut();
    if (follow && !json && Boolean.getBoolean(TERMINAL)) {
      out.print(CLEAR);
      lines.forEach(out::println);
    } else {
      lines.stream().filter(line -> !before.contains(line)).forEach(out::println);
    }
    out.flush();
  }
}
