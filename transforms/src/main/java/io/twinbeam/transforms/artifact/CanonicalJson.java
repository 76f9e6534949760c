package io.twinbeam.transforms.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.twinbeam.model.inference.InferenceSettings;

/** JSON with one spelling for one value: keys sorted, no spaces. What is hashed is written so. */
public final class CanonicalJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addMixIn(InferenceSettings.class, YoungerWindows.class)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private CanonicalJson() {}

  /** The tree of {@code value}, a record, map, list, string, number or boolean. */
  public static JsonNode tree(Object value) {
    return read(write(value), JsonNode.class);
  }

  /** One line of JSON; equal values give equal text. */
  public static String write(Object value) {
    try {
      // A tree keeps the order it was built in, so it goes through plain maps, which are sorted.
      Object sortable =
          value instanceof JsonNode tree ? MAPPER.treeToValue(tree, Object.class) : value;
      return MAPPER.writeValueAsString(sortable);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The same content laid out for people. */
  public static String writeIndented(Object value) {
    try {
      return MAPPER
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(MAPPER.readTree(write(value)))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The value that {@code json} describes.
   *
   * @throws IllegalArgumentException where {@code json} does not describe a {@code type}
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "cannot read " + type.getSimpleName() + " from JSON: " + e.getOriginalMessage(), e);
    }
  }
}
