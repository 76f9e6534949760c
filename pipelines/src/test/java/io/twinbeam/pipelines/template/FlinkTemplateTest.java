package io.twinbeam.pipelines.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.twinbeam.pipelines.cli.FlinkApplication;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What is rendered for Flink, against the operator's own definition of its resource. */
final class FlinkTemplateTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode yaml(String text) {
    Load load = new Load(LoadSettings.builder().setCodePointLimit(10_000_000).build());
    return JSON.valueToTree(load.loadFromString(text));
  }

  /** The schema of the operator's definition, in which no field is allowed that it lacks. */
  private static JsonSchema schema() throws IOException {
    String name = "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
    try (InputStream file = FlinkTemplateTest.class.getClassLoader().getResourceAsStream(name)) {
      JsonNode definition = yaml(new String(file.readAllBytes(), StandardCharsets.UTF_8));
      JsonNode schema = definition.at("/spec/versions/0/schema/openAPIV3Schema");
      close(schema);
      // These every resource has.
      for (String common : List.of("apiVersion", "kind", "metadata")) {
        ((ObjectNode) schema.get("properties")).set(common, JSON.createObjectNode());
      }
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
    }
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    schema.forEach(FlinkTemplateTest::close);
  }

  private static String rendered(Template template) {
    return Rendering.of(
            template,
            LaunchTarget.FLINK,
            GivenParameters.all(template),
            GivenParameters.noSettings())
        .stream()
        .filter(file -> file.name().endsWith("-flinkdeployment.yaml"))
        .findFirst()
        .orElseThrow()
        .content();
  }

  private static Set<String> violations(JsonNode deployment) throws IOException {
    return schema().validate(deployment).stream().map(Object::toString).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource
  void theDeploymentIsOneOfTheOperators(Template template) throws IOException {
    JsonNode deployment = yaml(rendered(template));
    assertEquals(Set.of(), violations(deployment));
    assertEquals("FlinkDeployment", deployment.get("kind").asText());
    assertEquals("flink.apache.org/v1beta1", deployment.get("apiVersion").asText());
  }

  /** The order of Map.of differs from process to process. */
  @Test
  void theOrderOfFieldsIsThatOfTheCode() {
    String text = rendered(Template.TRAIN);
    assertTrue(text.indexOf("allowPrivilegeEscalation") < text.indexOf("capabilities"), text);
    assertTrue(text.indexOf("- name: data") < text.indexOf("mountPath"), text);
  }

  @Test
  void theDefinitionRefusesAFieldThatIsNoneOfIts() throws IOException {
    String text = rendered(Template.TRAIN);
    assertFalse(violations(yaml(text.replace("jarURI", "jarUri"))).isEmpty());
    assertFalse(violations(yaml(text.replace("v1_19", "1.19"))).isEmpty());
  }

  @Test
  void theCommandRunsInApplicationModeAndWaits() {
    JsonNode spec = yaml(rendered(Template.EXPERIMENT)).get("spec");
    assertEquals(FlinkApplication.class.getName(), spec.at("/job/entryClass").asText());
    List<String> arguments = new ArrayList<>();
    spec.at("/job/args").forEach(one -> arguments.add(one.asText()));
    assertEquals(List.of("run", "gs://bucket/experimentFile.yaml"), arguments.subList(0, 2));
    assertTrue(arguments.contains("--flinkMaster=[auto]"), arguments.toString());
    assertEquals("true", spec.at("/flinkConfiguration/execution.attached").asText());
    assertTrue(spec.at("/podTemplate/spec/securityContext/runAsNonRoot").asBoolean());
  }

  /** Lines that are the same for every cluster; sizes, addresses and ports are not. */
  @Test
  void theConfigurationIsThatOfSessionClusters() throws IOException {
    Map<String, String> session = new TreeMap<>();
    flatten(
        yaml(Files.readString(Path.of("..", "templates", "flink", "config.yaml"))), "", session);
    JsonNode deployed = yaml(rendered(Template.TRAIN)).at("/spec/flinkConfiguration");
    for (String key :
        List.of(
            "classloader.parent-first-patterns.additional",
            "cluster.evenly-spread-out-slots",
            "env.java.opts.all",
            "restart-strategy.type",
            "restart-strategy.fixed-delay.attempts",
            "restart-strategy.fixed-delay.delay",
            "state.backend.type",
            "taskmanager.memory.managed.size",
            "taskmanager.memory.network.max",
            "taskmanager.network.sort-shuffle.min-buffers",
            "taskmanager.numberOfTaskSlots")) {
      assertEquals(session.get(key), deployed.get(key).asText(), key);
    }
  }

  private static void flatten(JsonNode node, String prefix, Map<String, String> flat) {
    node.properties()
        .forEach(
            one -> {
              String key = prefix.isEmpty() ? one.getKey() : prefix + "." + one.getKey();
              if (one.getValue().isObject()) {
                flatten(one.getValue(), key, flat);
              } else {
                flat.put(key, one.getValue().asText());
              }
            });
  }
}
