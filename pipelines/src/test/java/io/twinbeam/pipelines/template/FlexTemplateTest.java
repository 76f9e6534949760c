package io.twinbeam.pipelines.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.JsonObjectParser;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.dataflow.model.ContainerSpec;
import com.google.api.services.dataflow.model.LaunchFlexTemplateRequest;
import com.google.common.collect.ImmutableList;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rendered for Dataflow, against a schema and against Google's own classes. */
final class FlexTemplateTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the service calls a field of an environment where it starts a launcher. */
  private static final Map<String, String> OPTION_OF_FIELD =
      Map.of(
          "machineType", "workerMachineType",
          "maxWorkers", "maxNumWorkers",
          "sdkContainerImage", "sdkContainerImage",
          "additionalExperiments", "experiments",
          "serviceAccountEmail", "serviceAccount",
          "stagingLocation", "stagingLocation",
          "tempLocation", "tempLocation");

  private static Set<String> violations(String json) throws IOException {
    try (InputStream file =
        FlexTemplateTest.class.getResourceAsStream("template-spec.schema.json")) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(file);
      return schema.validate(JSON.readTree(json)).stream()
          .map(Object::toString)
          .collect(Collectors.toSet());
    }
  }

  /** The keys, at any depth, that Google's class of the message does not know. */
  private static List<String> unknownKeys(String json, Class<? extends GenericJson> type)
      throws IOException {
    GenericJson message =
        new JsonObjectParser(GsonFactory.getDefaultInstance())
            .parseAndClose(new StringReader(json), type);
    List<String> unknown = new ArrayList<>();
    collect(message, unknown);
    return unknown;
  }

  private static void collect(Object value, List<String> unknown) {
    if (value instanceof GenericJson message) {
      unknown.addAll(message.getUnknownKeys().keySet());
      message.values().forEach(one -> collect(one, unknown));
    } else if (value instanceof Iterable<?> all) {
      all.forEach(one -> collect(one, unknown));
    }
  }

  private static FlexTemplate flex(Template template) {
    return new FlexTemplate(
        template,
        GivenParameters.settings(
            Optional.of("worker@project.iam.gserviceaccount.com"),
            ImmutableList.of("--maxNumWorkers=4", "--diskSizeGb=250")));
  }

  @ParameterizedTest
  @EnumSource
  void theSpecKeepsToTheSchemaAndToGooglesClasses(Template template) throws IOException {
    for (FlexTemplate flex :
        List.of(flex(template), new FlexTemplate(template, GivenParameters.noSettings()))) {
      String spec = Rendering.json(flex.spec());
      assertEquals(Set.of(), violations(spec));
      assertEquals(List.of(), unknownKeys(spec, ContainerSpec.class));
    }
  }

  @Test
  void theSchemaAndTheClassesRefuseWhatTheApiDoesNotKnow() throws IOException {
    String spec = Rendering.json(flex(Template.PREPROCESS).spec());
    String misspelt = spec.replace("\"helpText\"", "\"help\"");
    assertFalse(violations(misspelt).isEmpty());
    assertFalse(unknownKeys(misspelt, ContainerSpec.class).isEmpty());
    assertFalse(violations(spec.replace("GCS_READ_FOLDER", "GCS_FOLDER")).isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void theLaunchRequestIsOneOfGoogles(Template template) throws IOException {
    String request = Rendering.json(flex(template).launchRequest(GivenParameters.all(template)));
    assertEquals(List.of(), unknownKeys(request, LaunchFlexTemplateRequest.class));
    JsonNode launch = JSON.readTree(request).get("launchParameter");
    assertEquals(template.parameters().size(), launch.get("parameters").size());
    assertEquals(4, launch.at("/environment/maxWorkers").asInt());
    assertEquals("diskSizeGb=250", launch.at("/environment/additionalPipelineOptions/0").asText());
  }

  @ParameterizedTest
  @EnumSource
  void theMetadataNameEveryParameterWithItsRules(Template template) {
    JsonNode parameters = JSON.valueToTree(flex(template).metadata()).get("parameters");
    assertEquals(template.parameters().size(), parameters.size());
    for (int i = 0; i < parameters.size(); i++) {
      TemplateParameter parameter = template.parameters().get(i);
      JsonNode entry = parameters.get(i);
      assertEquals(parameter.name(), entry.get("name").asText());
      assertEquals(!parameter.required(), entry.get("isOptional").asBoolean());
      assertEquals(parameter.standard().orElse(""), entry.path("defaultValue").asText());
      assertEquals(parameter.regexes().size(), entry.path("regexes").size());
    }
  }

  @Test
  void anAcceleratorIsNoDefaultOfWorkersAndMachinesThatPredictAreLarger() {
    Map<?, ?> preprocess = (Map<?, ?>) flex(Template.PREPROCESS).spec().get("defaultEnvironment");
    Map<?, ?> train = (Map<?, ?>) flex(Template.TRAIN).spec().get("defaultEnvironment");
    assertEquals("n1-standard-4", preprocess.get("machineType"));
    assertEquals("n1-highmem-8", train.get("machineType"));
    assertEquals(List.of("use_runner_v2"), train.get("additionalExperiments"));
  }

  /** The service gives the launch's fields in place of the template's, and other options beside. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--workerMachineType=n1-standard-8",
        "--diskSizeGb=250",
        "--maxNumWorkers=3",
        "--experiments=enable_prime",
        "--stagingLocation=gs://bucket/staging"
      })
  void whatALaunchSaysGoesBeforeTheSpecAndReachesTheJobOnce(String option) {
    FlexTemplate flex =
        new FlexTemplate(
            Template.TRAIN,
            GivenParameters.settings(Optional.of("account"), ImmutableList.of(option)));
    Map<String, Object> fields = new TreeMap<>();
    ((Map<?, ?>) flex.spec().get("defaultEnvironment"))
        .forEach((name, value) -> fields.put(name.toString(), value));
    Map<?, ?> launch =
        (Map<?, ?>)
            flex.launchRequest(GivenParameters.required(Template.TRAIN)).get("launchParameter");
    ((Map<?, ?>) launch.get("environment"))
        .forEach((name, value) -> fields.put(name.toString(), value));
    List<String> arguments = new ArrayList<>();
    fields.forEach(
        (field, value) ->
            Optional.ofNullable(OPTION_OF_FIELD.get(field))
                .ifPresent(name -> arguments.add("--" + name + "=" + text(value))));
    ((List<?>) fields.getOrDefault("additionalPipelineOptions", List.of()))
        .forEach(one -> arguments.add("--" + one));
    DataflowPipelineOptions job =
        PipelineOptionsFactory.fromArgs(FlexTemplate.jobOptions(arguments).toArray(String[]::new))
            .as(DataflowPipelineOptions.class);
    assertTrue(job.toString().contains(option.replaceFirst(".*=", "")), job.toString());
    assertTrue(job.getExperiments().contains("use_runner_v2"), job.getExperiments().toString());
    assertEquals(option.startsWith("--disk") ? 250 : 100, job.getDiskSizeGb());
  }

  private static String text(Object value) {
    return value instanceof List<?> all ? String.valueOf(all.get(0)) : value.toString();
  }

  @Test
  void anOptionThatReachesTheJobFromElsewhereIsRefused() {
    List<String> problems =
        GivenParameters.settings(
                Optional.empty(),
                ImmutableList.of(
                    "--runner=DataflowRunner",
                    "--project=p",
                    "--sdkContainerImage=image",
                    "--workerZone=a",
                    "--workerZone=b",
                    "--maxNumWorkers=0"))
            .problems(LaunchTarget.DATAFLOW, false);
    assertEquals(5, problems.size(), problems.toString());
    assertEquals(
        "--project after -- would reach the job twice on Dataflow; give --project before the --",
        problems.get(1));
    assertTrue(problems.get(2).contains("with --workerImage"), problems.get(2));
    assertTrue(problems.get(3).contains("--workerZone is given twice"), problems.get(3));
    assertTrue(problems.get(4).contains("whole number from 1 up, is '0'"), problems.get(4));
  }

  @Test
  void aCommaInAValueDoesNotSplitTheParametersOfGcloud() {
    List<String> words =
        flex(Template.TRAIN)
            .command(
                LaunchParameters.of(
                    Map.of("experimentFile", "gs://b/e.yaml", "initialWeights", "a=x,b=y;z")));
    assertTrue(
        words.contains("--parameters=^~^experimentFile=gs://b/e.yaml~initialWeights=a=x,b=y;z"),
        words.toString());
    assertTrue(
        flex(Template.PREPROCESS)
            .command(LaunchParameters.of(Map.of("input", "gs://b/i", "output", "gs://b/o")))
            .contains("--parameters=input=gs://b/i,output=gs://b/o"));
  }
}
