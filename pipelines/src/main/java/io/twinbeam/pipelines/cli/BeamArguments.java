package io.twinbeam.pipelines.cli;

import io.twinbeam.transforms.storage.GcsClient;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.options.GcsOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** The arguments that are Beam's own. */
final class BeamArguments {

  private static final Pattern CONVERSION =
      Pattern.compile(
          "Cannot deserialize value of type `(?:java\\.lang\\.)?(?<type>[^`]+)` from String"
              + " \"(?<value>[^\"]*)\"");

  private BeamArguments() {}

  /**
   * Beam's options from what the command itself did not take.
   *
   * @throws UsageException where one of them is neither an option of the command nor of Beam
   */
  static PipelineOptions parse(List<String> arguments) {
    List<String> problems = new ArrayList<>();
    for (String argument : arguments) {
      if (!argument.startsWith("--")) {
        problems.add("'" + argument + "' is not expected here; options start with --");
      } else if (argument.startsWith("--useDataStreamForBatch") && !argument.endsWith("=false")) {
        problems.add(
            "--useDataStreamForBatch drops the timers that training runs on; leave it out");
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
    try {
      PipelineOptions options =
          PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new))
              .withValidation()
              .create();
      GcsClient.emulator().ifPresent(address -> useEmulator(options.as(GcsOptions.class), address));
      return options;
    } catch (IllegalArgumentException e) {
      throw new UsageException(explain(e.getMessage(), arguments));
    }
  }

  /**
   * The same; without any option where those that were given are refused, to look at data all the
   * same.
   */
  static PipelineOptions orNone(@Nullable PipelineOptions options) {
    return options == null ? parse(List.of()) : options;
  }

  /** Beam reads {@code gs://} where we do. */
  private static void useEmulator(GcsOptions options, String address) {
    if (options.getGcsEndpoint() == null) {
      options.setGcsEndpoint(address + "/storage/v1/");
    }
    options.setCredentialFactoryClass(NoopCredentialFactory.class);
  }

  /** Whether they name a Flink cluster, other than the one that Flink starts in this process. */
  static boolean nameCluster(List<String> arguments) {
    return arguments.stream().anyMatch(argument -> argument.matches("--flinkMaster=[^\\[].*"));
  }

  /** Beam speaks of properties of an interface and of JSON; a user typed an option. */
  private static String explain(String message, List<String> arguments) {
    Matcher conversion = CONVERSION.matcher(message);
    if (conversion.find()) {
      String typed =
          arguments.stream()
              .filter(argument -> argument.endsWith("=" + conversion.group("value")))
              .findFirst()
              .orElse(conversion.group("value"));
      return typed + ": the value must be of type " + conversion.group("type");
    }
    return message
        .replaceAll(
            "Class interface \\S+ missing a property named '([^']+)'\\.?", "--$1 is not an option.")
        .replaceAll("\\s*\\R\\s*", " ")
        .trim();
  }
}
