package io.twinbeam.pipelines.yaml;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** The problems found so far, each once, with their places in the file. */
final class ProblemList {

  private static final Comparator<Problem> FILE_ORDER =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final Set<Problem> problems = new LinkedHashSet<>();

  /** Notes a problem with what stands at {@code node}. */
  void add(Node node, String message) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    int column = node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
    problems.add(new Problem(line, column, message));
  }

  /** All problems, in the order of the file. */
  List<Problem> inFileOrder() {
    return problems.stream().sorted(FILE_ORDER).toList();
  }
}
