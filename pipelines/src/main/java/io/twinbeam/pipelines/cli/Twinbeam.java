package io.twinbeam.pipelines.cli;

import com.google.common.base.Throwables;
import io.twinbeam.pipelines.status.ShellWords;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.transforms.storage.Folders;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ScopeType;

/** Starts the command that the arguments name. */
@Command(
    name = "twinbeam",
    description = "Semi-supervised 3-D medical image segmentation as reproducible Beam pipelines.",
    subcommands = {
      RunCommand.class,
      EvaluateCommand.class,
      PseudoLabelCommand.class,
      ExportCommand.class,
      VerifyCommand.class,
      ReportCommand.class,
      StatusCommand.class,
      PreprocessCommand.class,
      RecipesCommand.class,
      TemplatesCommand.class,
      LaunchCommand.class,
      CommandLine.HelpCommand.class
    },
    versionProvider = BuildVersion.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Twinbeam {

  /** Finished, but more failed than allowed, or what was verified is not the same. */
  static final int FAILED = 1;

  /** Wrong usage or configuration: nothing was run. */
  static final int USAGE = 2;

  /** Another job holds the output: nothing was run. */
  static final int BUSY = 3;

  @CommandLine.Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the code an error arose.")
  private boolean stacktrace;

  private Twinbeam() {}

  /** Runs and ends the process: 0 done, 1 failed, 2 wrong usage, 3 busy. */
  public static void main(String[] arguments) {
    Writer out = new OutputStreamWriter(System.out, Charset.defaultCharset());
    Writer err = new OutputStreamWriter(System.err, Charset.defaultCharset());
    System.exit(execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments));
  }

  /** Runs and returns the exit status. */
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine(out, err).execute(arguments);
  }

  /** The whole command line, which prints to {@code out} and {@code err}. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    Twinbeam twinbeam = new Twinbeam();
    CommandLine line = new CommandLine(twinbeam);
    IExecutionExceptionHandler handler =
        (error, command, parsed) -> twinbeam.report(error, line.getErr());
    return line.registerConverter(Path.class, Folders::at)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(handler)
        .setParameterExceptionHandler(Twinbeam::refuse);
  }

  private static int refuse(CommandLine.ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    command.getErr().println(ShellWords.withoutSecrets(error.getMessage()));
    command.getErr().printf("See: %s --help%n", command.getCommandSpec().qualifiedName());
    command.getErr().flush();
    return USAGE;
  }

  private int report(Exception error, PrintWriter err) {
    if (error instanceof HandedOverException) {
      err.println(error.getMessage());
      return ExitCode.OK;
    }
    int status =
        error instanceof UsageException || error instanceof InvalidFileException
            ? USAGE
            : error instanceof BusyException ? BUSY : ExitCode.SOFTWARE;
    Throwable deepest = status == ExitCode.SOFTWARE ? Throwables.getRootCause(error) : error;
    // The message of a file system's error is only a path, unless there is a reason.
    boolean speaks =
        deepest.getMessage() != null
            && !(deepest instanceof FileSystemException failed && failed.getReason() == null);
    err.println(ShellWords.withoutSecrets(speaks ? deepest.getMessage() : deepest.toString()));
    if (stacktrace) {
      err.print(ShellWords.withoutSecrets(Throwables.getStackTraceAsString(error)));
    } else if (status == ExitCode.SOFTWARE) {
      err.println("Run again with --stacktrace to see where in the code it arose.");
    }
    err.flush();
    return status;
  }
}
