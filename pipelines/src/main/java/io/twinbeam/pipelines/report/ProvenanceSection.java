package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What made these results, from run.json: folded, because it is long, and ready to be copied. */
final class ProvenanceSection implements Section {

  private static final int DIGEST_LENGTH = 32;

  @Override
  public String id() {
    return "provenance";
  }

  @Override
  public String title() {
    return "Provenance";
  }

  @Override
  public void write(Markup page, ReportData data) {
    if (data.provenance().isMissingNode()) {
      page.element("p", "run.json is not in the run directory.", "class", "none").line();
      return;
    }
    page.data(data.provenance(), "id", "record").line();
    page.open("p", "class", "lead").text("What this run was made of and by, as run.json has it. ");
    copy(page, "Copy all", "data-path", "", "all of run.json").close("p").line();
    object(page, data.provenance(), true);
  }

  /** A button that copies a text, or what {@code record} holds under a name. */
  static Markup copy(Markup page, String text, String source, String value, String what) {
    page.open("button", "type", "button", "class", "copy", source, value);
    return page.text(text).element("span", " " + what, "class", "unseen").close("button");
  }

  private static void content(Markup page, JsonNode node) {
    if (node.isObject()) {
      object(page, node, false);
    } else if (node.isArray()) {
      array(page, node);
    } else {
      page.text(scalar(node));
    }
  }

  private static void object(Markup page, JsonNode node, boolean outermost) {
    List<Map.Entry<String, JsonNode>> nested = new ArrayList<>();
    List<Map.Entry<String, JsonNode>> flat = new ArrayList<>();
    node.properties().forEach(e -> (isNested(e.getValue()) ? nested : flat).add(e));
    if (!flat.isEmpty()) {
      page.open("dl", "class", "record").line();
      for (Map.Entry<String, JsonNode> entry : flat) {
        page.element("dt", entry.getKey()).open("dd");
        content(page, entry.getValue());
        if (outermost || isDigest(entry.getValue())) {
          page.text(" ");
          copy(page, "Copy", "data-copy", entry.getValue().asText(), entry.getKey());
        }
        page.close("dd").line();
      }
      page.close("dl").line();
    }
    for (Map.Entry<String, JsonNode> entry : nested) {
      page.open("details").element("summary", entry.getKey()).line();
      if (outermost) {
        page.open("p", "class", "tools");
        copy(page, "Copy", "data-path", entry.getKey(), entry.getKey() + " as JSON");
        page.close("p").line();
      }
      content(page, entry.getValue());
      page.close("details").line();
    }
  }

  private static boolean isDigest(JsonNode node) {
    return node.isTextual() && node.asText().matches("(\\w+:)?[0-9a-f]{" + DIGEST_LENGTH + ",}");
  }

  private static void array(Markup page, JsonNode node) {
    if (!isNested(node)) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(scalar(item)));
      page.text(items.isEmpty() ? Numbers.UNDEFINED : String.join(", ", items));
      return;
    }
    page.open("ol").line();
    for (JsonNode item : node) {
      page.open("li");
      content(page, item);
      page.close("li").line();
    }
    page.close("ol").line();
  }

  private static boolean isNested(JsonNode node) {
    if (node.isArray()) {
      for (JsonNode item : node) {
        if (item.isContainerNode()) {
          return true;
        }
      }
      return false;
    }
    return node.isObject();
  }

  private static String scalar(JsonNode node) {
    return node.isNull() || node.asText().isEmpty() ? Numbers.UNDEFINED : node.asText();
  }
}
