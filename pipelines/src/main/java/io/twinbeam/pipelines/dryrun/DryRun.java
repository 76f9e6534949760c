package io.twinbeam.pipelines.dryrun;

import com.google.common.base.Joiner;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.StepProbe;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;

/**
 * Tells what a command would do. The data set is listed as in the job, its first cases are
 * preprocessed, and two steps of each method are trained on made-up volumes; nothing of it is kept.
 */
public final class DryRun {

  private static final int SAMPLE = 5;
  private static final int SHOWN_FAILURES = 10;

  private final PrintWriter out;
  private final DataSample.Runner runner;

  /**
   * Tells of everything in {@code out}.
   *
   * @param runner runs the look at the data
   */
  public DryRun(PrintWriter out, DataSample.Runner runner) {
    this.out = out;
    this.runner = runner;
  }

  /**
   * Tells of an experiment.
   *
   * @param results where they would go
   * @return whether the sample is fine
   */
  public boolean experiment(Experiment experiment, String results, Consumer<Pipeline> builder)
      throws IOException {
    title("experiment " + experiment.name());
    DataSample data = data(experiment.data(), experiment.preprocessing());
    Map<RunName, RunSettings> runs = experiment.runs();
    line("runs", runs.size() + ": " + names(runs));
    line(
        "training",
        experiment.stepsOfAllRounds()
            + " steps a run, a checkpoint every "
            + experiment.training().segmentSteps());
    line("results", results);
    return finish(data, demand(experiment, runs, data), builder);
  }

  /**
   * Tells of the evaluation of all cases by runs that are trained.
   *
   * @param what such as {@code evaluation of RUN}
   * @param trained the runs, by name, with the settings that they were trained with
   */
  public boolean evaluation(
      String what,
      Experiment experiment,
      Map<RunName, RunSettings> trained,
      String results,
      Consumer<Pipeline> builder)
      throws IOException {
    return prediction(what, experiment, trained, results, builder, Workload::ofEvaluation);
  }

  /** Tells likewise of pseudo-labels of all cases. */
  public boolean pseudoLabelling(
      String what,
      Experiment experiment,
      Map<RunName, RunSettings> trained,
      String results,
      Consumer<Pipeline> builder)
      throws IOException {
    return prediction(
        what,
        experiment,
        trained,
        results,
        builder,
        (runs, data) -> Workload.ofPseudoLabelling(experiment.pseudoLabels(), runs, data));
  }

  private boolean prediction(
      String what,
      Experiment experiment,
      Map<RunName, RunSettings> trained,
      String results,
      Consumer<Pipeline> builder,
      BiFunction<Integer, DataSample, Workload> workload)
      throws IOException {
    title(what);
    DataSample data = data(experiment.data(), experiment.preprocessing());
    line("runs", trained.size() + ": " + names(trained));
    line("results", results);
    Demand demand = new Demand(data);
    byMethod(trained)
        .forEach(
            (method, runs) ->
                predict(
                    experiment,
                    demand,
                    method,
                    probe(experiment, runs),
                    workload.apply(runs.size(), data)));
    return finish(data, demand, builder);
  }

  /** Tells of preprocessing alone. */
  public boolean preprocessing(
      DataSource source, PreprocessSettings settings, String results, Consumer<Pipeline> builder)
      throws IOException {
    title("preprocessing");
    DataSample data = data(source, settings);
    line("results", results);
    return finish(data, new Demand(data), builder);
  }

  /** What an experiment takes, each method measured once. */
  private static Demand demand(
      Experiment experiment, Map<RunName, RunSettings> runs, DataSample data) {
    Demand demand = new Demand(data);
    byMethod(runs)
        .forEach(
            (method, alike) -> {
              StepProbe probe = probe(experiment, alike);
              Workload workload = Workload.ofExperiment(experiment, alike.keySet(), data);
              demand.train(probe, alike.size(), experiment.stepsOfAllRounds(), workload, method);
              predict(experiment, demand, method, probe, workload);
            });
    return demand;
  }

  private static StepProbe probe(Experiment experiment, Map<RunName, RunSettings> alike) {
    return StepProbe.of(alike.values().iterator().next(), experiment.prediction().windows());
  }

  private static void predict(
      Experiment experiment, Demand demand, String method, StepProbe probe, Workload workload) {
    demand.predict(
        probe,
        experiment.prediction().windows(),
        workload,
        method,
        experiment.preprocessing().source().channels(),
        experiment.classes());
  }

  private static Map<String, Map<RunName, RunSettings>> byMethod(Map<RunName, RunSettings> runs) {
    Map<String, Map<RunName, RunSettings>> methods = new TreeMap<>();
    runs.forEach(
        (run, settings) ->
            methods.computeIfAbsent(run.method(), key -> new LinkedHashMap<>()).put(run, settings));
    return methods;
  }

  private static String names(Map<RunName, RunSettings> runs) {
    Iterator<RunName> all = runs.keySet().iterator();
    StringBuilder names = new StringBuilder(all.next().runId());
    for (int shown = 1; all.hasNext() && shown < 6; shown++) {
      names.append(", ").append(all.next().runId());
    }
    return names + (all.hasNext() ? " and others" : "");
  }

  private void title(String what) {
    out.println("Dry run of " + what + "; nothing is launched.");
    out.println();
    out.flush();
  }

  private DataSample data(DataSource source, PreprocessSettings settings) throws IOException {
    DataSample data = DataSample.of(source, settings, SAMPLE, runner);
    line(
        "data",
        (source.folder() == null ? "phantoms" : source.folder())
            + ": "
            + data.cases()
            + " cases, "
            + data.labelled()
            + " with a label map; "
            + data.unusable()
            + " inputs that cannot be used");
    List<ManifestEntry> read =
        data.entries().stream().filter(entry -> entry.result() != null).toList();
    line(
        "sample",
        read.isEmpty()
            ? "none of the first " + data.entries().size() + " cases can be used"
            : read.size()
                + " of the first "
                + data.entries().size()
                + " cases pass the geometry gate; the first becomes "
                + read.get(0).result().shape()
                + " voxels of "
                + Joiner.on('x').join(read.get(0).result().spacingMm())
                + " mm");
    data.failures().stream().limit(SHOWN_FAILURES).forEach(why -> line("unusable", why));
    out.flush();
    return data;
  }

  private void line(String what, String text) {
    out.printf("  %-11s %s%n", what, text);
  }

  private boolean finish(DataSample data, Demand demand, Consumer<Pipeline> builder) {
    out.println();
    out.println("What it takes, about, as measured on this machine:");
    demand.lines().forEach(out::println);
    Pipeline pipeline = Pipeline.create();
    builder.accept(pipeline);
    PipelineGraph graph = PipelineGraph.of(pipeline);
    out.println();
    out.println("DAG:");
    graph.lines().forEach(one -> out.println("  " + one));
    out.println();
    out.println("The same for Mermaid:");
    out.println();
    out.print(graph.mermaid());
    out.flush();
    return data.cases() > 0 && !data.shapes().isEmpty();
  }
}
