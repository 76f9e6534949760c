package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.template.FlexTemplate;
import io.twinbeam.pipelines.template.LaunchParameters;
import io.twinbeam.pipelines.template.LaunchTarget;
import io.twinbeam.pipelines.template.Template;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What the launcher of a Flex Template starts. The environment variable {@code TWINBEAM_TEMPLATE}
 * of the image says which template; arguments are its parameters and options of Beam, in any order,
 * each {@code --name=value}.
 */
public final class TemplateLauncher {

  /** Names the template, in the environment. */
  static final String TEMPLATE = "TWINBEAM_TEMPLATE";

  private TemplateLauncher() {}

  /** Runs and ends the process with the exit status of the command. */
  public static void main(String[] arguments) {
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(System.out, Charset.defaultCharset()), true);
    PrintWriter err =
        new PrintWriter(new OutputStreamWriter(System.err, Charset.defaultCharset()), true);
    System.exit(launch(System.getenv(), out, err, arguments));
  }

  /** Runs and returns the exit status. */
  static int launch(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
    String key = environment.getOrDefault(TEMPLATE, "");
    Template template = Template.named(key).orElse(null);
    if (template == null) {
      err.printf(
          "%s must be one of %s, is '%s'; the image sets it%n",
          TEMPLATE, String.join(", ", Template.keys()), key);
      return Twinbeam.USAGE;
    }
    List<String> parameters = new ArrayList<>();
    List<String> beam = new ArrayList<>();
    for (String argument : arguments) {
      (isParameter(template, argument) ? parameters : beam).add(argument);
    }
    List<String> problems = new ArrayList<>();
    LaunchParameters given =
        LaunchParameters.read(template, LaunchTarget.DATAFLOW, parameters, problems);
    BucketPaths.refuseLocal(given, problems);
    if (!problems.isEmpty()) {
      problems.forEach(err::println);
      return Twinbeam.USAGE;
    }
    List<String> command = new ArrayList<>(template.arguments(given.values()));
    command.addAll(FlexTemplate.jobOptions(beam));
    IntSupplier work = () -> Twinbeam.execute(out, err, command.toArray(String[]::new));
    // A launcher stores the graph of a job, for the service to run; without, this process waits.
    return beam.stream().anyMatch(option -> option.startsWith("--templateLocation="))
        ? HandOver.planned(work)
        : work.getAsInt();
  }

  private static boolean isParameter(Template template, String argument) {
    String name = argument.replaceFirst("^--", "").replaceFirst("=.*", "");
    return template.parameter(name).isPresent();
  }
}
