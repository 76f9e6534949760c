package io.twinbeam.pipelines.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * What a command does once its pipeline has ended, where its process will not be there any more: a
 * last step of the pipeline takes the command up after the others, on a worker. There the pipeline
 * counts as run, so that the command reads the tables, and writes summary, report or manifest as
 * ever.
 *
 * <p>Which of both a command is in is a matter of its thread: no option says so, as no user chooses
 * it.
 */
final class Finishing {

  private static final ThreadLocal<Optional<List<String>>> PLANNED =
      ThreadLocal.withInitial(Optional::empty);

  private static final ThreadLocal<Optional<Worker>> UNDERWAY =
      ThreadLocal.withInitial(Optional::empty);

  /** Where a command is finished: the runner of its pipeline, and the worker's options. */
  private record Worker(String runner, PipelineOptions options) {}

  private Finishing() {}

  /**
   * Does {@code work}, which runs {@code command}: the pipelines that it builds end with a step
   * that finishes the command.
   *
   * @param command its arguments, without those of Beam
   */
  static int planned(List<String> command, IntSupplier work) {
    PLANNED.set(Optional.of(List.copyOf(command)));
    try {
      return work.getAsInt();
    } finally {
      PLANNED.remove();
    }
  }

  /** Whether a last step of the pipeline will finish this command. */
  static boolean isPlanned() {
    return PLANNED.get().isPresent();
  }

  /** Whether this is that last step, in which nothing of what was made may be taken away. */
  static boolean isUnderway() {
    return UNDERWAY.get().isPresent();
  }

  /** The options of the worker, in the last step. */
  static Optional<PipelineOptions> options() {
    return UNDERWAY.get().map(Worker::options);
  }

  /** Adds the last step, if one is planned, to a pipeline that is complete but for it. */
  static void addTo(Pipeline pipeline) {
    if (PLANNED.get().isEmpty()) {
      return;
    }
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
                new FinishFn(
                    PLANNED.get().get(), pipeline.getOptions().getRunner().getSimpleName())));
  }

  /** What nobody reads on of the pipeline: tables and published files give their paths. */
  private static List<PCollection<String>> pathsOfFiles(Pipeline pipeline) {
    Set<PValue> read = Collections.newSetFromMap(new IdentityHashMap<>());
    List<PCollection<String>> paths = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            read.addAll(node.getInputs().values());
            node.getOutputs().values().forEach(output -> strings(output).ifPresent(paths::add));
          }
        });
    paths.removeIf(read::contains);
    return paths;
  }

  @SuppressWarnings("unchecked") // The type descriptor is that of strings.
  private static Optional<PCollection<String>> strings(PValue value) {
    TypeDescriptor<?> type =
        value instanceof PCollection<?> elements ? elements.getTypeDescriptor() : null;
    return TypeDescriptors.strings().equals(type)
        ? Optional.of((PCollection<String>) value)
        : Optional.empty();
  }

  /** What a worker can say of the pipeline that it finishes. */
  static Map<String, Object> measured() {
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("runner", UNDERWAY.get().orElseThrow().runner());
    return measured;
  }

  private static int finish(List<String> command, String runner, PipelineOptions options) {
    UNDERWAY.set(Optional.of(new Worker(runner, options)));
    try {
      return Twinbeam.execute(
          new PrintWriter(new OutputStreamWriter(System.out, Charset.defaultCharset()), true),
          new PrintWriter(new OutputStreamWriter(System.err, Charset.defaultCharset()), true),
          command.toArray(String[]::new));
    } finally {
      UNDERWAY.remove();
    }
  }

  private static final class FinishFn extends DoFn<Long, Void> {

    private final ArrayList<String> command;
    private final String runner;

    FinishFn(List<String> command, String runner) {
      this.command = new ArrayList<>(command);
      this.runner = runner;
    }

    @ProcessElement
    public void processElement(PipelineOptions options) {
      int status = finish(command, runner, options);
      if (status != 0) {
        throw new IllegalStateException(
            "twinbeam "
                + command.get(0)
                + " ended with status "
                + status
                + "; the lines above in the log of this worker say why");
      }
    }
  }
}
