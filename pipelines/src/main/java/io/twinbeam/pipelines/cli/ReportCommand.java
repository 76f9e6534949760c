package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.report.CaseImages;
import io.twinbeam.pipelines.report.Report;
import io.twinbeam.pipelines.report.ReportData;
import io.twinbeam.pipelines.report.RunComparison;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.results.StoredOverlays;
import io.twinbeam.transforms.io.OutputFile;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Renders the report of a finished run again, or one that compares several. */
@Command(
    name = "report",
    description = "Renders the report of a finished run again, or compares several runs.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  private static final String ARTIFACTS = "artifacts";

  @Spec private CommandSpec spec;

  @Option(
      names = "--runs",
      paramLabel = "RUN_DIR[,RUN_DIR]...",
      split = ",",
      required = true,
      description = "The directories of finished runs; the first is what others are compared with.")
  private List<Path> runs;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "The HTML file to write, in a folder that is there (default for one run: its"
              + " report.html).")
  private Path output;

  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      description =
          "Where artifacts are kept, for the images of one run (default: the workspace that the run"
              + " lies in).")
  private Path workspace;

  @Override
  public Integer call() throws IOException {
    List<RunDirectory> directories = new ArrayList<>();
    for (Path run : runs) {
      RunDirectory directory = new RunDirectory(run.toAbsolutePath().normalize());
      Locations.requireFile(
          directory.path().resolve(RunDirectory.SUMMARY),
          "--runs: a report needs a run that reached its evaluation; file");
      directories.add(directory);
    }
    requireDistinct(directories);
    Path target = target(directories);
    String page;
    try {
      page = directories.size() == 1 ? report(directories.get(0)) : comparison(directories);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--runs: " + e.getMessage());
    }
    OutputFile.write(target.toString(), page.getBytes(StandardCharsets.UTF_8));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Report: " + target);
    out.flush();
    return ExitCode.OK;
  }

  private Path target(List<RunDirectory> directories) throws IOException {
    if (output == null) {
      if (directories.size() > 1) {
        throw new UsageException("--output must name the file to write where runs are compared");
      }
      return directories.get(0).path().resolve(RunDirectory.REPORT);
    }
    Path target = output.toAbsolutePath().normalize();
    Path folder = target.getParent();
    if (folder == null || Folders.isFolder(target)) {
      throw new UsageException("--output must be a file, " + target + " is a folder");
    }
    if (Folders.isLocal(folder) && !Folders.isFolder(folder)) {
      throw new UsageException("--output: folder " + folder + " does not exist; make it first");
    }
    for (RunDirectory directory : directories) {
      boolean inside = folder.toRealPath().startsWith(directory.path().toRealPath());
      // run.json lists what lies there with its digest, but for the report.
      boolean own =
          directories.size() == 1 && target.equals(directory.path().resolve(RunDirectory.REPORT));
      if (inside && !own) {
        throw new UsageException("--output must lie outside the run directories, is " + target);
      }
    }
    return target;
  }

  private String report(RunDirectory directory) throws IOException {
    return Report.render(ReportData.load(directory.path(), images(directory)));
  }

  private static void requireDistinct(List<RunDirectory> directories) throws IOException {
    Set<Path> seen = new HashSet<>();
    for (RunDirectory directory : directories) {
      if (!seen.add(directory.path().toRealPath())) {
        throw new UsageException(
            "--runs: " + directory.path() + " is there twice; a comparison needs each run once");
      }
    }
  }

  private String comparison(List<RunDirectory> directories) throws IOException {
    Map<Path, ReportData> loaded = new LinkedHashMap<>();
    for (RunDirectory directory : directories) {
      loaded.put(directory.path(), ReportData.load(directory.path(), CaseImages.none()));
    }
    RunComparison comparison = RunComparison.of(loaded);
    PrintWriter out = spec.commandLine().getOut();
    comparison.warnings().forEach(warning -> out.println("WARNING " + warning.line()));
    return comparison.render();
  }

  /** From the workspace; without one the page says that the images are not at hand. */
  private CaseImages images(RunDirectory directory) throws IOException {
    Path root = workspace != null ? workspace : workspaceAround(directory.path());
    if (workspace != null && !Folders.isFolder(workspace.resolve(ARTIFACTS))) {
      throw new UsageException(
          "--workspace: " + workspace + " has no folder " + ARTIFACTS + "; name that of the run");
    }
    if (root == null || !Folders.exists(directory.path().resolve(RunDirectory.CASES))) {
      return CaseImages.none();
    }
    return new StoredOverlays(directory, root.toString());
  }

  private static Path workspaceAround(Path run) throws IOException {
    Path folder = run;
    while (folder != null && !Folders.isFolder(folder.resolve(ARTIFACTS))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
