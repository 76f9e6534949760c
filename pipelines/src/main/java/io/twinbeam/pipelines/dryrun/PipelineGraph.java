package io.twinbeam.pipelines.dryrun;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.values.PValue;

/**
 * The stages of a pipeline, which are its topmost transforms, those of the rounds of training one
 * by one, and what flows between them, in the order in which the pipeline names them.
 */
public final class PipelineGraph {

  /** Stages that gather, format and write tables tell nothing of the method. */
  private static final String BESIDE = "(Format|Write|Gather|Publish|Name).*";

  /** What holds stages rather than being one. */
  private static final Set<String> OPENED = Set.of("TrainInRounds");

  private final Map<String, Set<String>> next = new LinkedHashMap<>();

  private PipelineGraph() {}

  /** The graph of {@code pipeline}, which does not run. */
  public static PipelineGraph of(Pipeline pipeline) {
    PipelineGraph graph = new PipelineGraph();
    Map<PValue, String> producers = new LinkedHashMap<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {

          private final Deque<String> names = new ArrayDeque<>();

          @Override
          public CompositeBehavior enterCompositeTransform(Node node) {
            names.addLast(node.getFullName());
            return CompositeBehavior.ENTER_TRANSFORM;
          }

          @Override
          public void leaveCompositeTransform(Node node) {
            names.removeLast();
          }

          @Override
          public void visitPrimitiveTransform(Node node) {
            String stage = stage(node);
            graph.next.computeIfAbsent(stage, key -> new LinkedHashSet<>());
            node.getInputs()
                .values()
                .forEach(
                    input -> {
                      String from = producers.get(input);
                      if (from != null && !from.equals(stage)) {
                        graph.next.get(from).add(stage);
                      }
                    });
            node.getOutputs().values().forEach(output -> producers.put(output, stage));
          }
        });
    graph.leaveOut();
    return graph;
  }

  private static String stage(Node node) {
    String[] names = node.getFullName().split("/", 3);
    return OPENED.contains(names[0]) && names.length > 1 ? names[0] + "/" + names[1] : names[0];
  }

  /** Without what holds the stage: only stages that are left out share a name. */
  private static String name(String stage) {
    return stage.substring(stage.indexOf('/') + 1);
  }

  /** Takes out the stages beside the method, and lets what flows through them flow on. */
  private void leaveOut() {
    for (String stage : List.copyOf(next.keySet())) {
      if (name(stage).matches(BESIDE)) {
        Set<String> after = next.remove(stage);
        next.values()
            .forEach(
                followers -> {
                  if (followers.remove(stage)) {
                    followers.addAll(after);
                  }
                });
      }
    }
  }

  /** One line per stage: its name and, after arrows, those that it feeds. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    next.forEach(
        (stage, followers) ->
            lines.add(
                followers.isEmpty()
                    ? name(stage)
                    : name(stage)
                        + followers.stream()
                            .map(PipelineGraph::name)
                            .collect(Collectors.joining(", ", " -> ", ""))));
    return lines;
  }

  /** The same as a Mermaid flow chart. */
  public String mermaid() {
    List<String> names = List.copyOf(next.keySet());
    StringBuilder chart = new StringBuilder("flowchart TD\n");
    for (int index = 0; index < names.size(); index++) {
      chart.append("  s" + index + "[\"" + name(names.get(index)) + "\"]\n");
    }
    next.forEach(
        (stage, followers) ->
            followers.forEach(
                follower ->
                    chart.append(
                        "  s" + names.indexOf(stage) + " --> s" + names.indexOf(follower) + "\n")));
    return chart.toString();
  }
}
