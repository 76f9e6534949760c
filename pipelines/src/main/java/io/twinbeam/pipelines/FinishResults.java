package io.twinbeam.pipelines;

import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TypeDescriptors;

/** The last step of a pipeline that nobody waits for: a worker finishes the job. */
public final class FinishResults {

  private FinishResults() {}

  /**
   * Adds the step to a pipeline that is complete but for it.
   *
   * @param launch names this launch
   * @param ending a record
   * @throws IllegalStateException where the step could begin before everything is written: what
   *     writes must give the paths of its files
   */
  public static void addTo(Pipeline pipeline, String launch, Ending ending) {
    PCollectionList<String> written = PCollectionList.empty(pipeline);
    for (PCollection<String> paths : pathsOfFiles(pipeline)) {
      written = written.and(paths);
    }
    written
        .apply("GatherWrittenFiles", Flatten.pCollections())
        .apply("CountWrittenFiles", Count.globally()) // One element, once every file is written.
        .apply(
            "FinishResults",
            ParDo.of(
                new FinishFn(launch, ending, pipeline.getOptions().getRunner().getSimpleName())));
  }

  /**
   * What nobody reads on: tables and published files give their paths. Every step is one of these
   * or feeds another one.
   */
  private static List<PCollection<String>> pathsOfFiles(Pipeline pipeline) {
    Set<PValue> read = Collections.newSetFromMap(new IdentityHashMap<>());
    List<TransformHierarchy.Node> steps = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            read.addAll(node.getInputs().values());
            if (!(node.getTransform() instanceof View.CreatePCollectionView)) {
              steps.add(node); // What a view is of is read as a side input, and written nowhere.
            }
          }
        });
    List<PCollection<String>> paths = new ArrayList<>();
    for (TransformHierarchy.Node step : steps) {
      Collection<PCollection<?>> made = step.getOutputs().values();
      List<PCollection<String>> unread =
          made.stream()
              .filter(output -> !read.contains(output))
              .flatMap(FinishResults::strings)
              .toList();
      paths.addAll(unread);
      if (unread.isEmpty() && made.stream().noneMatch(read::contains)) {
        throw new IllegalStateException(
            step.getFullName()
                + " gives nobody the paths of what it writes, so that the last step cannot wait for"
                + " it");
      }
    }
    return paths;
  }

  @SuppressWarnings("unchecked") // The type descriptor is that of strings.
  private static Stream<PCollection<String>> strings(PCollection<?> elements) {
    return TypeDescriptors.strings().equals(elements.getTypeDescriptor())
        ? Stream.of((PCollection<String>) elements)
        : Stream.empty();
  }

  private static final class FinishFn extends DoFn<Long, Void> {

    private final String launch;
    private final Class<? extends Ending> type;
    private final String ending;
    private final String runner;

    FinishFn(String launch, Ending ending, String runner) {
      this.launch = launch;
      this.type = ending.getClass();
      this.ending = CanonicalJson.write(ending);
      this.runner = runner;
    }

    @ProcessElement
    public void processElement() throws IOException {
      PrintWriter out =
          new PrintWriter(new OutputStreamWriter(System.out, Charset.defaultCharset()), true);
      int status = CanonicalJson.read(ending, type).finish(launch, Map.of("runner", runner), out);
      if (status != 0) {
        throw new IllegalStateException(
            "the job ended with status " + status + "; the lines above in this log say why");
      }
    }
  }
}
