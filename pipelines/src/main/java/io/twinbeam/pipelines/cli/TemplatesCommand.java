package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.cli.LaunchOptions.Launch;
import io.twinbeam.pipelines.template.ParameterKind;
import io.twinbeam.pipelines.template.RenderedFile;
import io.twinbeam.pipelines.template.Rendering;
import io.twinbeam.pipelines.template.Template;
import io.twinbeam.pipelines.template.TemplateParameter;
import io.twinbeam.transforms.io.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Says what can be launched, and writes the files that launch it. */
@Command(
    name = "templates",
    description = "Lists what can be launched, describes it, and writes the files that launch it.",
    subcommands = {
      TemplatesCommand.ListCommand.class,
      TemplatesCommand.DescribeCommand.class,
      TemplatesCommand.RenderCommand.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | describe | render)")
final class TemplatesCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "templates needs to know what to do: list, describe or render");
  }

  /** Lists all templates. */
  @Command(name = "list", description = "Lists all templates.", mixinStandardHelpOptions = true)
  static final class ListCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      PrintWriter out = spec.commandLine().getOut();
      int width = Template.keys().stream().mapToInt(String::length).max().orElse(1);
      for (Template template : Template.values()) {
        out.printf("%-" + width + "s  %s%n", template.key(), template.description());
      }
      out.flush();
    }
  }

  /** Describes one template. */
  @Command(
      name = "describe",
      description = "Describes a template and its parameters.",
      mixinStandardHelpOptions = true)
  static final class DescribeCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "TEMPLATE", description = "Its name.")
    private String name;

    @Override
    public void run() {
      Template template = LaunchOptions.template(name);
      PrintWriter out = spec.commandLine().getOut();
      out.println(template.description());
      out.println("Runs: bin/twinbeam " + String.join(" ", template.command()));
      for (TemplateParameter parameter : template.parameters()) {
        out.println();
        out.printf("  --%s=%s (%s)%n", parameter.name(), value(parameter), when(parameter));
        out.println("      " + parameter.help());
      }
      out.flush();
    }

    private static String value(TemplateParameter parameter) {
      return parameter.kind() == ParameterKind.ENUM
          ? String.join("|", parameter.values())
          : parameter.kind() == ParameterKind.BOOLEAN
              ? "true|false"
              : parameter.kind().name().replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    private static String when(TemplateParameter parameter) {
      return parameter.required()
          ? "required"
          : parameter.standard().map(value -> "default: " + value).orElse("optional");
    }
  }

  /** Writes the files of a launch. */
  @Command(
      name = "render",
      description = "Writes the files that launch a template with the parameters given.",
      footer = {
        "The template's parameters are given as --name=value.",
        "Options of Beam and of its runners may follow after --"
      },
      mixinStandardHelpOptions = true)
  static final class RenderCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TEMPLATE", description = "Its name.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "--BEAM=OPTION", hidden = true)
    private List<String> beam = new ArrayList<>();

    @Option(
        names = "--into",
        paramLabel = "DIR",
        defaultValue = ".",
        description = "The folder that the files go to (default: this one).")
    private String into;

    @Mixin private LaunchOptions options;

    @Unmatched private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
      Launch launch = options.launch(name, beam, arguments, false);
      Path folder = Locations.madeFolder(into, "--into");
      PrintWriter out = spec.commandLine().getOut();
      for (RenderedFile file :
          Rendering.of(
              launch.template(), launch.target(), launch.parameters(), launch.settings())) {
        Path path = folder.resolve(file.name());
        OutputFile.write(path.toString(), file.content().getBytes(StandardCharsets.UTF_8));
        if (file.script()) {
          makeExecutable(path);
        }
        out.println(path);
      }
      out.flush();
      return ExitCode.OK;
    }

    private static void makeExecutable(Path script) throws IOException {
      if (Files.getFileAttributeView(script, PosixFileAttributeView.class) != null) {
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }
}
