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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is rendered for Dataflow, against a schema and against Google's own classes. */
final class FlexTemplateTest {

  private static final ObjectMapper JSON = new ObjectMapper();

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
            ImmutableList.of("--maxNumWorkers=4")));
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
    assertEquals("maxNumWorkers=4", launch.at("/environment/additionalPipelineOptions/0").asText());
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
