package io.twinbeam.pipelines.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinbeam.pipelines.status.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The files of a template for a target. The same launch gives the same bytes. */
public final class Rendering {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String SCRIPT_HEAD =
      """
      #!/usr/bin/env bash
      # %s
      set -euo pipefail

      """;

  private Rendering() {}

  /** The files that launch {@code template} with {@code parameters}. */
  public static List<RenderedFile> of(
      Template template,
      LaunchTarget target,
      LaunchParameters parameters,
      LaunchSettings settings) {
    return switch (target) {
      case LOCAL -> List.of(local(template, parameters, settings));
      case FLINK -> flink(template, parameters, new FlinkTemplate(template, settings));
      case DATAFLOW -> dataflow(template, parameters, new FlexTemplate(template, settings));
    };
  }

  private static RenderedFile local(
      Template template, LaunchParameters parameters, LaunchSettings settings) {
    return script(
        template.key() + ".sh",
        template.description() + " On this machine; TWINBEAM_HOME is where Twinbeam lies.",
        "\"$TWINBEAM_HOME\"/bin/twinbeam",
        localArguments(template, parameters, settings));
  }

  /** The arguments of {@code bin/twinbeam} on this machine. */
  public static List<String> localArguments(
      Template template, LaunchParameters parameters, LaunchSettings settings) {
    List<String> arguments = new ArrayList<>(template.arguments(parameters.values()));
    arguments.addAll(settings.beam());
    return arguments;
  }

  private static List<RenderedFile> flink(
      Template template, LaunchParameters parameters, FlinkTemplate flink) {
    List<String> words = flink.command("", parameters);
    return List.of(
        script(
            template.key() + "-submit.sh",
            template.description()
                + " On a Flink session cluster; TWINBEAM_HOME is where Twinbeam lies.",
            "\"$TWINBEAM_HOME\"/templates/flink/submit",
            words.subList(1, words.size())),
        new RenderedFile(
            template.key() + "-flinkdeployment.yaml", yaml(flink.deployment(parameters)), false));
  }

  private static List<RenderedFile> dataflow(
      Template template, LaunchParameters parameters, FlexTemplate flex) {
    List<String> words = flex.command(parameters);
    return List.of(
        new RenderedFile(template.key() + "-metadata.json", json(flex.metadata()), false),
        new RenderedFile(template.key() + "-spec.json", json(flex.spec()), false),
        new RenderedFile(
            template.key() + "-launch-request.json", json(flex.launchRequest(parameters)), false),
        script(
            template.key() + "-launch.sh",
            template.description() + " On Dataflow.",
            words.get(0),
            words.subList(1, words.size())));
  }

  private static RenderedFile script(
      String name, String comment, String program, List<String> words) {
    String command = words.isEmpty() ? program : program + " " + ShellWords.typed(words);
    return new RenderedFile(name, SCRIPT_HEAD.formatted(comment) + "exec " + command + "\n", true);
  }

  /** JSON in the order in which it was put together. */
  static String json(Map<String, Object> content) {
    try {
      return JSON.writeValueAsString(content) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + content, e);
    }
  }

  private static String yaml(Map<String, Object> content) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(Integer.MAX_VALUE)
            .build();
    return new Dump(settings).dumpToString(content);
  }
}
