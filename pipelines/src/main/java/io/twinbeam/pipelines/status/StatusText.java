package io.twinbeam.pipelines.status;

import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.ProgressReport.Stage;
import io.twinbeam.transforms.tracking.LiveRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The runs of a workspace as lines for a person; equal runs give equal lines. */
public final class StatusText {

  private static final int LONGEST_REASON = 160;

  private StatusText() {}

  /** The lines. */
  public static List<String> lines(WorkspaceStatus workspace) {
    List<String> lines = new ArrayList<>();
    workspace.runs().forEach(run -> add(run, lines));
    if (workspace.more() > 0) {
      lines.add(workspace.more() + " earlier ones are not shown; --last=0 shows all");
    }
    return lines;
  }

  private static void add(RunStatus run, List<String> lines) {
    lines.add(head(run));
    if (run.state() != RunStatus.State.FINISHED) {
      String stages = stages(run.stages());
      if (!stages.isEmpty()) {
        lines.add("  " + run.name() + ": " + stages);
      }
      int width = run.training().stream().mapToInt(one -> one.run().length()).max().orElse(0);
      run.training().forEach(one -> lines.add(training(run, one, width)));
    }
    run.training().stream()
        .filter(one -> !one.alarms().isEmpty())
        .forEach(one -> lines.add("  ALARM " + one.run() + ": " + String.join(", ", one.alarms())));
    if (run.failed() > 0) {
      lines.add("  " + run.failed() + " failed, such as:");
      run.failures().forEach(reason -> lines.add("    " + shortened(reason)));
    }
    if (run.resume() != null) {
      lines.add("  go on with: " + run.resume());
    }
  }

  private static String head(RunStatus run) {
    String by = run.host() == null ? "" : " (" + run.host() + ", pid " + run.pid() + ")";
    String head =
        String.format(
            Locale.ROOT, "%-8s  %s", run.state().name().toLowerCase(Locale.ROOT), run.name());
    return switch (run.state()) {
      case RUNNING -> head + ", " + run.stage() + since(run.startedAt()) + by;
      case FINISHED ->
          head
              + (run.lastSign() == null ? "" : " at " + run.lastSign())
              + (run.exit() == null ? "" : ", exit status " + run.exit());
      case FAILED -> head + " at " + run.lastSign() + ": " + run.message();
      case STOPPED ->
          head + ", cut off" + (run.lastSign() == null ? "" : " after " + run.lastSign()) + by;
    };
  }

  private static String since(String at) {
    return at == null ? "" : ", since " + at;
  }

  private static String stages(Map<String, Stage> stages) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(stages)
        .forEach(
            (name, stage) ->
                parts.add(
                    name
                        + " "
                        + stage.done()
                        + (stage.total() == 0 ? "" : "/" + Math.max(stage.done(), stage.total()))
                        + (stage.reused() == 0 ? "" : " (" + stage.reused() + " reused)")));
    return String.join(" | ", parts);
  }

  private static String training(RunStatus run, RunStatus.Training one, int width) {
    StringBuilder line = new StringBuilder("  ");
    line.append(one.run()).append(" ".repeat(width - one.run().length() + 2));
    if (one.state() == null) {
      return line.append("waiting").toString();
    }
    if (one.state() == LiveRun.State.FAILED) {
      return line.append("failed").toString();
    }
    boolean trained = one.state() == LiveRun.State.TRAINED;
    line.append(trained ? "trained, step " : "step ").append(one.step());
    line.append(" of ").append(one.steps());
    append(line, ", loss %.4f", one.loss());
    append(line, ", validation Dice %.4f", one.validationDice());
    if (run.state() == RunStatus.State.RUNNING) {
      append(line, ", %.2f steps/s", one.stepsPerSecond());
      if (one.secondsLeft() != null) {
        line.append(", ").append(Progress.duration(one.secondsLeft())).append(" left");
      }
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String format, Double value) {
    if (value != null) {
      line.append(String.format(Locale.ROOT, format, value));
    }
  }

  private static String shortened(String reason) {
    String line = reason.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + " ...";
  }
}
