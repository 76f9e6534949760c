package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.ExportedNetwork;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.io.OutputFile;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes one network of a finished run for PyTorch. */
@Command(
    name = "export",
    description = "Writes one network of a finished run as a safetensors file for PyTorch.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--run",
      paramLabel = "RUN_DIR",
      required = true,
      description = "The directory of a finished run.")
  private Path run;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The file to write, in a folder that is there; replaced in one step.")
  private Path output;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "The method; may be left out where the run has one.")
  private String method;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed; may be left out where the run has one.")
  private Long seed;

  @Option(
      names = "--fold",
      paramLabel = "N",
      description = "The fold, from 1, of a run whose cases are divided into folds.")
  private Integer fold;

  @Option(
      names = "--network",
      paramLabel = "a|b",
      defaultValue = "a",
      description = "The network (default: ${DEFAULT-VALUE}).")
  private String network;

  @Override
  public Integer call() throws IOException {
    RunDirectory finished = new RunDirectory(run.toAbsolutePath().normalize());
    Path provenance = finished.path().resolve(RunDirectory.PROVENANCE);
    Locations.requireFile(provenance, "--run: file");
    if (!List.of("a", "b").contains(network)) {
      throw new UsageException("--network must be a or b, is " + network);
    }
    Path target = target(finished);
    try {
      Experiment experiment = Provenance.readExperiment(provenance);
      ExportedNetwork exported = chosen(experiment, finished);
      OutputFile.write(target.toString(), exported.toBytes(experiment));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--run: " + e.getMessage());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Weights: " + target);
    out.flush();
    return ExitCode.OK;
  }

  /** The absolute path of the file to write. */
  private Path target(RunDirectory finished) throws IOException {
    Path target = output.toAbsolutePath().normalize();
    Path folder = target.getParent();
    if (folder == null || Folders.isFolder(target)) {
      throw new UsageException("--output must be a file, " + target + " is a folder");
    }
    if (Folders.isLocal(folder) && !Folders.isFolder(folder)) {
      throw new UsageException("--output: folder " + folder + " does not exist; make it first");
    }
    if (Folders.isLocal(folder) && !Files.isWritable(folder)) {
      throw new UsageException("--output: cannot write to folder " + folder + "; choose another");
    }
    // run.json lists whatever lies there with its digest, and the next run would list this too.
    if (folder.toRealPath().startsWith(finished.path().toRealPath())) {
      throw new UsageException("--output must lie outside the run directory, is " + target);
    }
    return target;
  }

  private ExportedNetwork chosen(Experiment experiment, RunDirectory finished) throws IOException {
    List<RunName> all = List.copyOf(experiment.runs().keySet());
    String options = experiment.folded() ? "--method, --fold and --seed" : "--method and --seed";
    List<RunName> fitting = all.stream().filter(this::fits).toList();
    if (fitting.isEmpty()) {
      throw new UsageException(options + " must name what is there:" + listing(all, finished));
    }
    if (fitting.size() > 1) {
      throw new UsageException(
          options + " must say which of these to export:" + listing(fitting, finished));
    }
    ExportedNetwork exported = new ExportedNetwork(finished, fitting.get(0), network);
    if (!exported.exists()) {
      throw new UsageException(
          "--run: there is no "
              + exported.source()
              + "; where training failed, "
              + finished.file(RunDirectory.FAILED_CASES)
              + " says why");
    }
    return exported;
  }

  private boolean fits(RunName name) {
    return (method == null || method.equals(name.method()))
        && (fold == null || fold == name.fold())
        && (seed == null || seed == name.seed());
  }

  private String listing(List<RunName> names, RunDirectory finished) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (RunName name : names) {
      lines.append("\n  --method=").append(name.method());
      lines.append(name.fold() == 0 ? "" : " --fold=" + name.fold());
      lines.append(" --seed=").append(name.seed());
      if (!new ExportedNetwork(finished, name, network).exists()) {
        lines.append(" (failed, no weights)");
      }
    }
    return lines.toString();
  }
}
