package io.twinbeam.model.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinbeam.model.format.DatasetJson.Pair;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one {@code dataset.json} and gathers its mistakes; use once. */
final class DatasetJsonParser {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String DEFAULT_ENDING = ".nii.gz";

  private final List<String> mistakes = new ArrayList<>();

  DatasetJson parse(String text) {
    JsonNode root = tree(text);
    DatasetJson parsed = read(root);
    if (!mistakes.isEmpty()) {
      throw new InvalidCaseException(
          Fault.MALFORMED, "dataset.json: " + String.join("; ", mistakes));
    }
    return parsed;
  }

  private static JsonNode tree(String text) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidCaseException(
          Fault.MALFORMED,
          "dataset.json must be JSON, but: " + e.getOriginalMessage() + "; mend the file",
          e);
    }
    if (!root.isObject()) {
      throw new InvalidCaseException(
          Fault.MALFORMED, "dataset.json must hold one object {...}; mend the file");
    }
    return root;
  }

  private DatasetJson read(JsonNode root) {
    SortedMap<Integer, String> labels = labels(root.path("labels"));
    String channelField = root.has("channel_names") ? "channel_names" : "modality";
    SortedMap<Integer, String> channels = channels(channelField, root.path(channelField));
    List<Pair> training = new ArrayList<>();
    items(root, "training").forEach((place, item) -> addPair(training, place, item));
    JsonNode cases = root.path("dataset");
    for (Map.Entry<String, JsonNode> each : cases.properties()) {
      addCase(training, each.getKey(), each.getValue());
    }
    List<String> test = new ArrayList<>();
    items(root, "test")
        .forEach(
            (place, item) -> test.add(path(place, item.isObject() ? item.path("image") : item)));
    String ending = ending(root.path("file_ending"), training);
    return new DatasetJson(root.path("name").asText(""), labels, channels, training, test, ending);
  }

  private SortedMap<Integer, String> labels(JsonNode node) {
    SortedMap<Integer, String> labels = new TreeMap<>();
    if (!node.isObject() || node.isEmpty()) {
      mistakes.add("labels must map class ids to names, or names to ids, and is missing or empty");
    }
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      String key = each.getKey();
      JsonNode value = each.getValue();
      if (value.isTextual()) {
        addLabel(labels, "labels." + key, key, value.asText());
      } else if (value.isNumber()) {
        addLabel(labels, "labels." + key, value.asText(), key);
      } else if (value.isArray()) {
        // A region of nnU-Net: each of its ids is declared, by the first region that has it.
        value.forEach(id -> addRegionLabel(labels, "labels." + key, id.asText(), key));
      } else {
        mistakes.add("labels." + key + " must be one name, one id or a list of ids");
      }
    }
    return labels;
  }

  private void addLabel(SortedMap<Integer, String> labels, String place, String id, String name) {
    int number = wholeNumber(id);
    if (number < 0 || number > LabelMap.MAX_CLASS) {
      mistakes.add(place + " must have an id from 0 to " + LabelMap.MAX_CLASS + ", has " + id);
    } else if (labels.putIfAbsent(number, name) != null) {
      mistakes.add(place + " must not repeat id " + number + ", taken by " + labels.get(number));
    }
  }

  private void addRegionLabel(
      SortedMap<Integer, String> labels, String place, String id, String name) {
    if (!labels.containsKey(wholeNumber(id))) {
      addLabel(labels, place, id, name);
    }
  }

  private SortedMap<Integer, String> channels(String field, JsonNode node) {
    SortedMap<Integer, String> channels = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      int number = wholeNumber(each.getKey());
      if (number < 0) {
        mistakes.add(field + "." + each.getKey() + " must be named by a channel number");
      } else {
        channels.put(number, each.getValue().asText());
      }
    }
    if (!channels.isEmpty() && channels.lastKey() != channels.size() - 1) {
      mistakes.add(field + " must be numbered from 0 without gaps, has " + channels.keySet());
    }
    return channels;
  }

  // -1 for anything else; nine digits fit an int.
  private static int wholeNumber(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }

  private Map<String, JsonNode> items(JsonNode root, String field) {
    JsonNode node = root.path(field);
    if (!node.isMissingNode() && !node.isArray()) {
      mistakes.add(field + " must be a list");
    }
    Map<String, JsonNode> items = new LinkedHashMap<>();
    if (node.isArray()) {
      for (int n = 0; n < node.size(); n++) {
        items.put(field + "[" + n + "]", node.get(n));
      }
    }
    return items;
  }

  // Decathlon: {"image": ..., "label": ...}, or a bare path for an unlabelled case.
  private void addPair(List<Pair> training, String place, JsonNode item) {
    if (!item.isObject()) {
      training.add(new Pair("", List.of(path(place, item)), null));
      return;
    }
    String image = path(place + ".image", item.path("image"));
    training.add(new Pair("", List.of(image), optionalPath(place + ".label", item.path("label"))));
  }

  // nnU-Net: "case": {"images": [one per channel], "label": ...}.
  private void addCase(List<Pair> training, String caseId, JsonNode item) {
    String place = "dataset." + caseId;
    if (!RelativePath.isName(caseId)) {
      mistakes.add(place + " must be named by a name without / or \\, which a file could have");
    }
    JsonNode listed = item.path("images");
    if (!listed.isArray() || listed.isEmpty()) {
      mistakes.add(place + ".images must list at least 1 image, lists none");
      return;
    }
    List<String> images = new ArrayList<>();
    for (int n = 0; n < listed.size(); n++) {
      images.add(path(place + ".images[" + n + "]", listed.get(n)));
    }
    training.add(new Pair(caseId, images, optionalPath(place + ".label", item.path("label"))));
  }

  private String optionalPath(String place, JsonNode node) {
    return node.isMissingNode() || node.isNull() ? null : path(place, node);
  }

  private String path(String place, JsonNode node) {
    String path = node.isTextual() ? RelativePath.normalise(node.asText()) : "";
    if (path.isEmpty()) {
      mistakes.add(
          place
              + " must be a path inside the data set's folder, with forward slashes, is "
              + (node.isMissingNode() ? "missing" : node));
    }
    return path;
  }

  private String ending(JsonNode node, List<Pair> training) {
    if (node.isTextual() && node.asText().matches("\\.[A-Za-z0-9.]+")) {
      return node.asText();
    }
    if (!node.isMissingNode()) {
      mistakes.add("file_ending must be a suffix such as .nii.gz, is " + node);
    }
    boolean plain = !training.isEmpty() && training.get(0).images().get(0).endsWith(".nii");
    return plain ? ".nii" : DEFAULT_ENDING;
  }
}
