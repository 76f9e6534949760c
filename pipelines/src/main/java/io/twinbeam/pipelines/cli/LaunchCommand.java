package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.cli.LaunchOptions.Launch;
import io.twinbeam.pipelines.status.ShellWords;
import io.twinbeam.pipelines.template.FlexTemplate;
import io.twinbeam.pipelines.template.FlinkTemplate;
import io.twinbeam.pipelines.template.LaunchParameters;
import io.twinbeam.pipelines.template.LaunchSettings;
import io.twinbeam.pipelines.template.LaunchTarget;
import io.twinbeam.pipelines.template.Rendering;
import io.twinbeam.pipelines.template.Template;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Launches a template, once everything that was given is found to be right. */
@Command(
    name = "launch",
    description = "Launches a template here, on a Flink cluster or on Dataflow.",
    footer = {
      "The template's parameters are given as --name=value; see templates describe TEMPLATE.",
      "Options of Beam and of its runners may follow after --"
    },
    mixinStandardHelpOptions = true)
final class LaunchCommand implements Callable<Integer> {

  /** Set by bin/twinbeam: the folder that it lies in, with templates/ beside. */
  private static final String HOME = "twinbeam.home";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TEMPLATE", description = "Its name.")
  private String name;

  @Parameters(index = "1..*", paramLabel = "--BEAM=OPTION", hidden = true)
  private List<String> beam = new ArrayList<>();

  @Option(
      names = "--print",
      description = "Check everything, print the command that would be run, and run nothing.")
  private boolean print;

  @Option(
      names = "--dryRun",
      description =
          "Check everything, and tell here what the template's command would do, on whatever target;"
              + " launch nothing.")
  private boolean dryRun;

  @Mixin private LaunchOptions options;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Launch launch = options.launch(name, beam, arguments, !print && !dryRun);
    Template template = launch.template();
    LaunchSettings settings = launch.settings();
    LaunchParameters parameters = launch.parameters();
    if (launch.target() == LaunchTarget.DATAFLOW && !print) {
      BucketPaths.requireReadable(parameters);
    }
    if (dryRun && !print) {
      List<String> command = new ArrayList<>(template.arguments(parameters.values()));
      command.addAll(settings.beam());
      command.add("--dryRun");
      return local(command);
    }
    return switch (launch.target()) {
      case LOCAL -> local(Rendering.localArguments(template, parameters, settings));
      case FLINK ->
          other(new FlinkTemplate(template, settings).command(submitScript(), parameters));
      case DATAFLOW -> other(new FlexTemplate(template, settings).command(parameters));
    };
  }

  private int local(List<String> command) {
    PrintWriter out = spec.commandLine().getOut();
    if (print) {
      out.println("bin/twinbeam " + ShellWords.typed(command));
      out.flush();
      return 0;
    }
    return Twinbeam.execute(out, spec.commandLine().getErr(), command.toArray(String[]::new));
  }

  /** Runs another program, whose exit status is this command's. */
  private int other(List<String> words) throws IOException {
    if (print) {
      spec.commandLine().getOut().println(ShellWords.typed(words));
      spec.commandLine().getOut().flush();
      return 0;
    }
    requireProgram(words.get(0));
    Process process = new ProcessBuilder(words).inheritIO().start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + words.get(0) + " was at work", e);
    }
  }

  private static void requireProgram(String program) {
    boolean there =
        program.contains(File.separator)
            ? Files.isExecutable(Path.of(program))
            : Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!there) {
      throw new UsageException(
          program
              + " is not installed here; install it, or run what --print prints on a machine that"
              + " has it");
    }
  }

  private static String submitScript() {
    return Path.of(System.getProperty(HOME, "."), "templates", "flink", "submit").toString();
  }
}
