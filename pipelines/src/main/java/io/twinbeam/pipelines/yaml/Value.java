package io.twinbeam.pipelines.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A value of a YAML file with its dotted name, such as {@code seeds[2]}. */
public final class Value {

  private static final int SHOWN_CHARACTERS = 60;

  private final String path;
  private final Node node;
  private final ProblemList problems;

  Value(String path, Node node, ProblemList problems) {
    this.path = path;
    this.node = node;
    this.problems = problems;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  public boolean isMapping() {
    return node instanceof MappingNode;
  }

  public Section section() {
    return new Section(path, node, problems);
  }

  /** A section without values in the place of this value. */
  public Section asEmptySection() {
    return new Section(path, Section.emptyAt(node), problems);
  }

  /** Whether this is the single word {@code word}. */
  public boolean is(String word) {
    return node instanceof ScalarNode scalar && scalar.getValue().equals(word);
  }

  /** The elements of a list; a single value is a list of one. A mapping is a problem. */
  public List<Value> elements() {
    if (isMapping()) {
      reject("must be a list, is " + show(node));
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(this);
    }
    List<Value> elements = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      elements.add(new Value(path + "[" + elements.size() + "]", element, problems));
    }
    return elements;
  }

  /** What {@code rule} makes of the value; empty, with a problem, where it breaks the rule. */
  public <T> Optional<T> as(Rule<T> rule) {
    Optional<T> read =
        node instanceof ScalarNode scalar && !isNull(node)
            ? rule.read(scalar.getValue())
            : Optional.empty();
    if (read.isEmpty()) {
      reject("must be " + rule.words() + ", is " + show(node));
    }
    return read;
  }

  /** A problem with this value; {@code message} continues its name. */
  public void reject(String message) {
    problems.add(node, path + " " + message);
  }

  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  /** {@code node} in a few words for a message. */
  static String show(Node node) {
    if (isNull(node)) {
      return "empty";
    }
    if (node instanceof ScalarNode scalar) {
      return quote(scalar.getValue());
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  /** {@code text} in quotes, on one line and not too long. */
  public static String quote(String text) {
    int shown = Math.min(text.length(), SHOWN_CHARACTERS);
    String line = text.substring(0, shown).replaceAll("\\p{Cntrl}", "?");
    return "'" + line + (shown < text.length() ? "...'" : "'");
  }
}
