package io.twinbeam.pipelines;

import com.google.common.collect.Iterables;
import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.Distances;
import io.twinbeam.model.metric.Lesions;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.evaluate.CaseMetrics;
import io.twinbeam.transforms.split.AssignSplits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * An experiment of many cases without their volumes: all references, their grouping by run and the
 * table of metrics are those of the product; what reads a volume is left out. Prints what crosses
 * machines at each step, in elements and bytes, and the seconds that it took.
 */
public final class ScaleBench {

  private ScaleBench() {}

  /**
   * Runs the experiment and prints.
   *
   * @param arguments a folder to write to, the number of cases, of them with label maps, and the
   *     number of runs
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    long cases = Long.parseLong(arguments[1]);
    long labelled = Long.parseLong(arguments[2]);
    int runs = Integer.parseInt(arguments[3]);
    String seeds =
        LongStream.rangeClosed(1, runs).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    Experiment experiment =
        ExperimentFile.parse(
            "name: scale\ndata: {phantom: {}}\nmethods: [dual-uncertainty]\nseeds: ["
                + seeds
                + "]\nsplit: {seed: 1, test: "
                + labelled / 2
                + ", labelled: "
                + labelled / 2
                + "}\n",
            "scale.yaml");
    long start = System.nanoTime();
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs("--runner=FlinkRunner", "--parallelism=2").create());
    build(pipeline, experiment, cases, labelled, folder);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    print(result, (System.nanoTime() - start) * 1e-9);
  }

  private static void build(
      Pipeline pipeline, Experiment experiment, long cases, long labelled, Path folder) {
    PCollection<CaseSource> sources =
        pipeline
            .apply("CountCases", Create.of(cases))
            .apply(
                "Number",
                FlatMapElements.into(TypeDescriptors.longs())
                    .via(count -> LongStream.range(0, count).boxed().toList()))
            .apply(
                "NameCases",
                MapElements.into(TypeDescriptor.of(CaseSource.class))
                    .via(index -> source(index, index < labelled)))
            .apply("MeterListing", meter("1 cases listed", RecordCoder.of(CaseSource.class)))
            .apply("SpreadCases", Reshuffle.viaRandomKey());
    PCollection<PreprocessedCase> preprocessed =
        sources
            .apply(
                "Preprocess",
                MapElements.into(TypeDescriptor.of(PreprocessedCase.class))
                    .via(ScaleBench::preprocessed))
            .apply(
                "MeterPreprocessed",
                meter("2 cases split", RecordCoder.of(PreprocessedCase.class)));
    PCollectionTuple assigned =
        preprocessed.apply("AssignSplits", AssignSplits.of(experiment.split()));
    PCollection<SplitCase> split = assigned.get(AssignSplits.CASES);
    KvCoder<String, SplitCase> keyed =
        KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class));
    split
        .apply("GiveCasesToRuns", new GiveCasesToRuns(experiment.runs().keySet(), false))
        .apply("MeterTraining", meter("3 cases given to runs", keyed))
        .setCoder(keyed)
        .apply("GroupByRun", GroupByKey.create())
        .apply(
            "CountCasesOfEachRun",
            MapElements.into(TypeDescriptors.integers())
                .via(run -> Iterables.size(run.getValue())));
    int runs = experiment.runs().size();
    KvCoder<TrainedRun, PreprocessedCase> pair =
        KvCoder.of(RecordCoder.of(TrainedRun.class), RecordCoder.of(PreprocessedCase.class));
    PCollection<CaseMetrics> metrics =
        split
            .apply(
                "PairWithRuns",
                FlatMapElements.into(new TypeDescriptor<KV<TrainedRun, PreprocessedCase>>() {})
                    .via((SplitCase one) -> pairs(one, runs)))
            .setCoder(pair)
            .apply("MeterPairs", meter("4 predictions", pair))
            .setCoder(pair)
            .apply("SpreadPairs", Reshuffle.viaRandomKey())
            .apply(
                "Evaluate",
                FlatMapElements.into(TypeDescriptor.of(CaseMetrics.class)).via(ScaleBench::metrics))
            .setCoder(RecordCoder.of(CaseMetrics.class))
            .apply(
                "MeterMetrics", meter("5 rows of metrics.csv", RecordCoder.of(CaseMetrics.class)))
            .setCoder(RecordCoder.of(CaseMetrics.class));
    Tables tables = new Tables(new RunDirectory(folder));
    tables.cases(split, false);
    tables.failedCases(assigned.get(AssignSplits.FAILED));
    tables.metrics(metrics);
  }

  private static CaseSource source(long index, boolean labelled) {
    String name = String.format(Locale.ROOT, "hospital-07/series-%07d", index);
    return new CaseSource(
        name,
        VolumeSource.of("nifti", "gs://bucket/scans/" + name + ".nii.gz"),
        labelled ? VolumeSource.of("nifti", "gs://bucket/labels/" + name + ".nii.gz") : null);
  }

  private static PreprocessedCase preprocessed(CaseSource source) {
    String digest = Digest.of(source.caseId());
    return new PreprocessedCase(
        source.caseId(),
        new ArtifactRef("case", digest),
        digest,
        1,
        "180x134x88",
        source.label() != null,
        source.label() == null ? List.of() : List.of(2_000_000L, 120_000L),
        source.image(),
        List.of(digest, source.label() == null ? "" : digest),
        false);
  }

  private static List<KV<TrainedRun, PreprocessedCase>> pairs(SplitCase split, int runs) {
    if (split.role() == CaseRole.LABELLED) {
      return List.of();
    }
    NetworkSpec network = new NetworkSpec(Architecture.VNET, 16, 1, 2, 0);
    String digest = Digest.of("weights");
    return LongStream.rangeClosed(1, runs)
        .mapToObj(
            seed ->
                new TrainedRun(
                    new RunName("dual-uncertainty", seed),
                    List.of(network, network),
                    new ArtifactRef("weights", digest),
                    digest))
        .map(run -> KV.of(run, split.preprocessed()))
        .toList();
  }

  private static List<CaseMetrics> metrics(KV<TrainedRun, PreprocessedCase> predicted) {
    if (!predicted.getValue().labelled()) {
      return List.of();
    }
    Distances distances = new Distances(3.25, 0.875, 0.9375, 241.5);
    return List.of(
        new CaseMetrics(
            predicted.getKey().run(),
            predicted.getValue().caseId(),
            1,
            new ClassMetrics(
                0.912345678901,
                0.838765432109,
                distances,
                distances,
                0.9,
                61.25,
                62.5,
                new Lesions(1, 1, 1, 0))));
  }

  private static <T> ParDo.SingleOutput<T, T> meter(String name, Coder<T> coder) {
    return ParDo.of(new MeterFn<>(name, coder));
  }

  private static final class MeterFn<T> extends DoFn<T, T> {

    private final Coder<T> coder;
    private final Counter elements;
    private final Counter bytes;

    MeterFn(String name, Coder<T> coder) {
      this.coder = coder;
      this.elements = Metrics.counter("elements", name);
      this.bytes = Metrics.counter("bytes", name);
    }

    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<T> receiver) throws IOException {
      ByteArrayOutputStream encoded = new ByteArrayOutputStream();
      coder.encode(element, encoded);
      elements.inc();
      bytes.inc(encoded.size());
      receiver.output(element);
    }
  }

  private static void print(PipelineResult result, double seconds) {
    TreeMap<String, Long> elements = new TreeMap<>();
    TreeMap<String, Long> bytes = new TreeMap<>();
    for (MetricResult<Long> counter :
        result.metrics().queryMetrics(MetricsFilter.builder().build()).getCounters()) {
      switch (counter.getName().getNamespace()) {
        case "elements" -> elements.put(counter.getName().getName(), counter.getAttempted());
        case "bytes" -> bytes.put(counter.getName().getName(), counter.getAttempted());
        default -> {}
      }
    }
    System.out.printf(
        "%-28s %12s %14s %10s%n", "what crosses machines", "elements", "bytes", "each");
    elements.forEach(
        (name, count) ->
            System.out.printf(
                Locale.ROOT,
                "%-28s %12d %14d %10.1f%n",
                name,
                count,
                bytes.get(name),
                (double) bytes.get(name) / count));
    Runtime java = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT, "%.0f s, heap of this process %d MiB%n", seconds, java.totalMemory() >> 20);
  }
}
