package io.twinbeam.pipelines.yaml;

import io.twinbeam.model.volume.GridShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file. Every getter notes what it was asked for; a value that breaks its rule
 * becomes a problem and the default stands in, so that reading goes on and finds all problems.
 */
public final class Section {

  private final String path;
  private final Node node;
  private final ProblemList problems;
  private final Map<String, Node> entries = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param path the dotted name of this mapping, empty for the whole file
   * @param node the mapping, or nothing; anything else is a problem
   */
  Section(String path, Node node, ProblemList problems) {
    this.path = path;
    this.node = node;
    this.problems = problems;
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(this::enter);
    } else if (!Value.isNull(node)) {
      problems.add(node, here() + " must be a mapping of names to values, is " + Value.show(node));
    }
  }

  private void enter(NodeTuple entry) {
    if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
      problems.add(
          entry.getKeyNode(),
          here() + " must have plain names, has " + Value.show(entry.getKeyNode()) + " as a name");
      return;
    }
    String key = scalar.getValue();
    if (entries.containsKey(key)) {
      problems.add(scalar, name(key) + " is given twice; keep one");
      return;
    }
    entries.put(key, entry.getValueNode());
    keys.put(key, scalar);
  }

  /** Whether {@code key} stands here, be it with no value. */
  public boolean mentions(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  /** Whether {@code key} stands here with a value. */
  public boolean has(String key) {
    return mentions(key) && !Value.isNull(entries.get(key));
  }

  /** Makes {@code names} known without reading them. */
  public void expect(Collection<String> names) {
    known.addAll(names);
  }

  /**
   * The names that stand in this section, in the order of the file; asking makes all of them known.
   */
  public Set<String> names() {
    known.addAll(entries.keySet());
    return entries.keySet();
  }

  public Section section(String key) {
    return new Section(name(key), has(key) ? entries.get(key) : emptyAt(node), problems);
  }

  /** A mapping without entries that stands where {@code node} does. */
  static Node emptyAt(Node node) {
    return new MappingNode(
        Tag.MAP, false, List.of(), FlowStyle.BLOCK, node.getStartMark(), node.getEndMark());
  }

  public Optional<Value> value(String key) {
    return has(key)
        ? Optional.of(new Value(name(key), entries.get(key), problems))
        : Optional.empty();
  }

  /** The elements of a list, a single value being a list of one; empty where absent. */
  public List<Value> list(String key) {
    return value(key).map(Value::elements).orElse(List.of());
  }

  /** The elements of a list; one that breaks {@code rule} or stands there twice is a problem. */
  public <T> List<T> distinct(String key, Rule<T> rule) {
    Set<T> seen = new LinkedHashSet<>();
    for (Value element : list(key)) {
      Optional<T> read = element.as(rule);
      if (read.isPresent() && !seen.add(read.get())) {
        element.reject("gives " + read.get() + " a second time; keep one");
      }
    }
    return List.copyOf(seen);
  }

  /** Makes it a problem that the list under {@code key} is there with nothing in it. */
  public void requireElement(String key, Rule<?> rule) {
    if (value(key).filter(Value::isList).isPresent() && list(key).isEmpty()) {
      reject(key, "must hold at least one value, " + rule.words() + ", is empty");
    }
  }

  /** A list of exactly {@code count} numbers; empty where it is absent or wrong. */
  public Optional<List<Double>> numbers(String key, int count, double low, double high) {
    Rule<Double> rule = Rule.number(low, high);
    List<Value> elements = value(key).filter(Value::isList).map(Value::elements).orElse(List.of());
    if (has(key) && elements.size() != count) {
      String actual =
          elements.isEmpty() ? Value.show(entries.get(key)) : "a list of " + elements.size();
      reject(key, "must be a list of " + count + ", each " + rule.words() + ", is " + actual);
      return Optional.empty();
    }
    List<Double> numbers =
        elements.stream().map(element -> element.as(rule)).flatMap(Optional::stream).toList();
    return numbers.size() == count ? Optional.of(numbers) : Optional.empty();
  }

  /** The value that must stand under {@code key}; empty, with a problem, where it does not. */
  public <T> Optional<T> required(String key, Rule<T> rule, String example) {
    requireMention(key, example);
    return optional(key, rule);
  }

  /** Makes it a problem that {@code key} has no value. */
  public void requireMention(String key, String example) {
    // What is not even a mapping was refused as a whole.
    if (!has(key) && (node instanceof MappingNode || Value.isNull(node))) {
      problems.add(node, name(key) + " is missing; add it, such as " + example);
    }
  }

  /** The value read by {@code rule}; empty where it is absent or, with a problem, breaks it. */
  public <T> Optional<T> optional(String key, Rule<T> rule) {
    return value(key).flatMap(value -> value.as(rule));
  }

  /** The value read by {@code rule}; {@code standard} where it is absent or breaks it. */
  public <T> T get(String key, T standard, Rule<T> rule) {
    return optional(key, rule).orElse(standard);
  }

  public int integer(String key, int standard, int low, int high) {
    return get(key, (long) standard, Rule.whole(low, high)).intValue();
  }

  public double number(String key, double standard, double low, double high) {
    return get(key, standard, Rule.number(low, high));
  }

  public boolean flag(String key, boolean standard) {
    return get(key, standard, Rule.flag());
  }

  public <T> T choice(String key, T standard, Map<String, T> choices) {
    return get(key, standard, Rule.oneOf(choices));
  }

  public GridShape shape(String key, GridShape standard, long maxVoxels) {
    return get(key, standard, Rule.shape(maxVoxels));
  }

  /** Makes every name that no getter asked for a problem. */
  public void refuseUnknown() {
    List<String> unknown = new ArrayList<>(entries.keySet());
    unknown.removeAll(known);
    for (String key : unknown) {
      problems.add(keys.get(key), name(key) + " is not a setting; " + suggestion(key));
    }
  }

  private String suggestion(String key) {
    return Spelling.closest(key, known)
        .map(near -> "did you mean " + near + "?")
        .orElse(
            known.isEmpty() ? "there is none here" : "known here are " + String.join(", ", known));
  }

  /** A problem with the value of {@code key}, or with this section where it is absent. */
  public void reject(String key, String message) {
    problems.add(entries.getOrDefault(key, node), name(key) + " " + message);
  }

  private String name(String key) {
    String shown = key.matches("[\\w -]{1,60}") ? key : Value.quote(key);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private String here() {
    return path.isEmpty() ? "the file" : path;
  }
}
