package io.twinbeam.pipelines.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.util.Map;
import java.util.TreeMap;

/** Nested settings and figures as MLflow wants them: one level, names of certain letters. */
final class Flattened {

  private Flattened() {}

  /** Every leaf of {@code value} as text, by its path with dots. */
  static Map<String, String> texts(Object value) {
    TreeMap<String, String> leaves = new TreeMap<>();
    walk("", CanonicalJson.tree(value), leaves);
    return leaves;
  }

  /** Every number of {@code tree}, by {@code prefix} and its path with dots. */
  static Map<String, Double> numbers(String prefix, JsonNode tree) {
    TreeMap<String, JsonNode> leaves = new TreeMap<>();
    numbers(prefix, tree, leaves);
    TreeMap<String, Double> numbers = new TreeMap<>();
    leaves.forEach((path, leaf) -> numbers.put(path, leaf.asDouble()));
    return numbers;
  }

  /** The name with what servers do not take replaced. */
  static String name(String name) {
    return name.replaceAll("[^A-Za-z0-9_./ -]", "_");
  }

  private static void walk(String path, JsonNode node, Map<String, String> leaves) {
    if (node.isObject()) {
      node.fields()
          .forEachRemaining(
              field ->
                  walk(
                      path.isEmpty() ? name(field.getKey()) : path + "." + name(field.getKey()),
                      field.getValue(),
                      leaves));
    } else {
      leaves.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }

  private static void numbers(String path, JsonNode node, Map<String, JsonNode> leaves) {
    node.fields()
        .forEachRemaining(
            field -> {
              String below = path + name(field.getKey());
              if (field.getValue().isNumber()) {
                leaves.put(below, field.getValue());
              } else {
                numbers(below + ".", field.getValue(), leaves);
              }
            });
  }
}
