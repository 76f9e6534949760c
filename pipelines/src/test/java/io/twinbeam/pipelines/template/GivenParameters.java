package io.twinbeam.pipelines.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A launch of each template that gives every parameter a value of its kind. */
final class GivenParameters {

  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("recipe", "default"),
          Map.entry("maxFailed", "2.5%"),
          Map.entry("maxVoxels", "1000000"),
          Map.entry("device", "auto"),
          Map.entry("initialWeights", "a=gs://bucket/a.safetensors,b=gs://bucket/b.safetensors"),
          Map.entry("maxConcurrentRunsPerWorker", "2"),
          Map.entry("mlflowTrackingUri", "https://mlflow.example.org"),
          Map.entry("method", "mean-teacher"),
          Map.entry("seed", "1"),
          Map.entry("fold", "2"),
          Map.entry("share", "0.9"),
          Map.entry("stride", "16x16x8"),
          Map.entry("flips", "x,y"),
          Map.entry("keepLargest", "true"),
          Map.entry("removeSmaller", "0.5ml"));

  private GivenParameters() {}

  /** All parameters. */
  static LaunchParameters all(Template template) {
    return read(template, template.parameters());
  }

  /** The required ones alone. */
  static LaunchParameters required(Template template) {
    return read(
        template, template.parameters().stream().filter(TemplateParameter::required).toList());
  }

  private static LaunchParameters read(Template template, List<TemplateParameter> parameters) {
    Map<String, String> values = new TreeMap<>();
    for (TemplateParameter parameter : parameters) {
      values.put(parameter.name(), value(parameter));
    }
    List<String> problems = new ArrayList<>();
    LaunchParameters given =
        LaunchParameters.read(
            template,
            LaunchTarget.DATAFLOW,
            values.entrySet().stream()
                .map(one -> "--" + one.getKey() + "=" + one.getValue())
                .toList(),
            problems);
    assertEquals(List.of(), problems);
    return given;
  }

  private static String value(TemplateParameter parameter) {
    return switch (parameter.kind()) {
      case BOOLEAN -> "true";
      case ENUM -> parameter.values().get(0);
      case READ_FILE -> "gs://bucket/" + parameter.name() + ".yaml";
      case READ_FOLDER, WRITE_FOLDER -> "gs://bucket/" + parameter.name();
      case TEXT, NUMBER -> TEXTS.get(parameter.name());
    };
  }

  static LaunchSettings noSettings() {
    return settings(Optional.empty(), ImmutableList.of());
  }

  static LaunchSettings settings(Optional<String> account, ImmutableList<String> beam) {
    return new LaunchSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        account,
        Optional.empty(),
        account.map(name -> "gs://bucket/temp"),
        Optional.empty(),
        Optional.empty(),
        0,
        beam);
  }
}
