package io.twinbeam.pipelines.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LaunchParametersTest {

  private static List<String> problems(
      Template template, LaunchTarget target, String... arguments) {
    List<String> problems = new ArrayList<>();
    LaunchParameters unused = LaunchParameters.read(template, target, List.of(arguments), problems);
    assertTrue(unused.values().size() <= arguments.length);
    return problems;
  }

  @Test
  void allMistakesAreToldAtOnce() {
    List<String> problems =
        problems(
            Template.PREPROCESS,
            LaunchTarget.DATAFLOW,
            "--input=/data/incoming",
            "--outptu=gs://bucket/prepared",
            "--maxFailed=half",
            "--maxVoxels=0",
            "--allowLabelsAtTest=yes",
            "stray");
    String all = String.join("\n", problems);
    for (String part :
        List.of(
            "--outptu is no parameter of template preprocess; did you mean --output?",
            "'stray' is not expected here",
            "--input must be a path on Google Cloud Storage",
            "--output is missing",
            "--recipe is missing",
            "--maxFailed must be",
            "--maxVoxels must be",
            "--allowLabelsAtTest must be true or false, is 'yes'")) {
      assertTrue(all.contains(part), part + "\n" + all);
    }
    assertEquals(8, problems.size(), all);
  }

  @Test
  void whatIsRightOnAClusterMayBeLocalPaths() {
    assertEquals(
        List.of(),
        problems(
            Template.PREPROCESS,
            LaunchTarget.FLINK,
            "--input=in",
            "--output=out",
            "--recipe=auto"));
  }

  @Test
  void aRecipeThatLooksAtTheDataIsNoFlexTemplate() {
    List<String> problems =
        problems(
            Template.PREPROCESS,
            LaunchTarget.DATAFLOW,
            "--input=gs://bucket/in",
            "--output=gs://bucket/out",
            "--recipe=auto");
    assertTrue(problems.get(0).contains("in a pipeline of its own"), problems.toString());
  }

  @Test
  void aNumberedDeviceIsNoneOfDataflows() {
    String[] arguments = {
      "--experimentFile=gs://bucket/e.yaml", "--workspace=gs://bucket/work", "--device=gpu:0"
    };
    List<String> problems = problems(Template.TRAIN, LaunchTarget.DATAFLOW, arguments);
    assertTrue(problems.get(0).contains("must be auto or cpu on Dataflow"), problems.toString());
    assertEquals(List.of(), problems(Template.TRAIN, LaunchTarget.FLINK, arguments));
  }

  @ParameterizedTest
  @EnumSource
  void beamReadsWhatALaunchGives(Template template) {
    String[] arguments =
        GivenParameters.all(template).values().entrySet().stream()
            .map(one -> "--" + one.getKey() + "=" + one.getValue())
            .toArray(String[]::new);
    PipelineOptions read =
        PipelineOptionsFactory.fromArgs(arguments).withValidation().as(template.options());
    assertTrue(template.options().isInstance(read));
  }

  @ParameterizedTest
  @EnumSource
  void everyParameterHasItsHelpAndRulesThatItsDefaultKeeps(Template template) {
    for (TemplateParameter parameter : template.parameters()) {
      assertTrue(parameter.help().endsWith("."), parameter.help());
      assertEquals(
          parameter.kind() == ParameterKind.ENUM, !parameter.values().isEmpty(), parameter.name());
      parameter.regexes().forEach(Pattern::compile);
      parameter
          .standard()
          .ifPresent(value -> assertTrue(parameter.problem(value).isEmpty(), value));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "maxFailed, 0%, 100.1%",
    "maxFailed, 99.5%, 5",
    "share, 0.01, 0.001",
    "share, 1, 1.5",
    "share, .5, 0",
    "seed, 0, -1",
    "fold, 1, 0",
    "onAlarm, fail, ignore",
    "device, gpu:1, tpu"
  })
  void aRuleTakesOneAndRefusesTheOther(String name, String good, String bad) {
    TemplateParameter parameter = Template.PSEUDO_LABEL.parameter(name).orElseThrow();
    assertEquals(List.of(), parameter.problem(good).stream().toList());
    assertTrue(parameter.problem(bad).orElse("").startsWith("--" + name + " must be "), bad);
  }
}
