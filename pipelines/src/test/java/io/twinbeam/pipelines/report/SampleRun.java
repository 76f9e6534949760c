package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinbeam.model.metric.Bootstrap;
import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.metric.Statistics;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A made-up run directory with two methods, two seeds and formula-made cases. */
final class SampleRun {

  static final String HOSTILE = "<script>alert('&')</script>";

  private static final int CASES = 24;
  private static final List<Measure> MEASURES =
      List.of(
          Measure.DICE,
          Measure.JACCARD,
          Measure.SURFACE_DICE,
          Measure.HD95,
          Measure.ASD,
          Measure.ASSD,
          Measure.VOLUME_SIMILARITY);
  private static final long STEPS = 600;
  private static final List<Long> SEEDS = List.of(1L, 2L);
  private static final List<String> METHODS = List.of("supervised", "dual-uncertainty");

  private final List<CaseResult> results = new ArrayList<>();

  private SampleRun() {}

  /** Writes the files of the run and returns the directory. */
  static Path write(Path directory) throws IOException {
    SampleRun run = new SampleRun();
    run.measure();
    Files.writeString(directory.resolve("metrics.csv"), run.metrics());
    Files.writeString(directory.resolve("summary.json"), run.summary());
    Files.writeString(directory.resolve("training.csv"), training());
    Files.writeString(directory.resolve("pseudo-labels.csv"), SamplePseudoLabels.table());
    Files.writeString(directory.resolve("failed-cases.csv"), failedCases());
    Files.writeString(directory.resolve("run.json"), provenance());
    return directory;
  }

  static CaseImages images() {
    return (run, caseId) ->
        Optional.of(
            overlay(
                run.method(), run.seed(), Integer.parseInt(caseId.substring("case_".length()))));
  }

  private static Overlay overlay(String method, long seed, int index) {
    Overlay overlay = SampleCase.overlay(index, shift(method, seed, index));
    boolean missed = method.equals("supervised") && seed == 2 && index == 7;
    return missed ? SampleCase.withoutPrediction(overlay, 2) : overlay;
  }

  private static double shift(String method, long seed, int index) {
    double spread = method.equals("supervised") ? 3.2 : 2.1;
    double luck = CounterRandom.of(seed, "shift-" + method, index).nextDouble();
    return 0.3 + spread * luck * luck;
  }

  private void measure() {
    for (String method : METHODS) {
      for (long seed : SEEDS) {
        for (int index = 0; index < CASES; index++) {
          Overlay overlay = overlay(method, seed, index);
          String caseId = String.format(Locale.ROOT, "case_%02d", index);
          RunName run = new RunName(method, seed);
          LabelMap predicted = overlay.prediction();
          LabelMap reference = overlay.reference();
          for (int classId = 1; classId <= 2; classId++) {
            add(run, caseId, "" + classId, SegmentationMetrics.of(predicted, reference, classId));
          }
          add(
              run,
              caseId,
              Part.POOLED,
              SegmentationMetrics.of(SampleCase.asOne(predicted), SampleCase.asOne(reference), 1));
        }
      }
    }
  }

  private void add(RunName run, String caseId, String part, ClassMetrics metrics) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    for (MetricColumn column : MetricColumn.values()) {
      Measure.of(column.key())
          .ifPresent(measure -> values.put(measure, column.of(metrics).doubleValue()));
    }
    results.add(
        new CaseResult(
            run, caseId, part, values, metrics.mm().diagonal(), metrics.voxels().diagonal()));
  }

  private String metrics() {
    StringBuilder csv = new StringBuilder("method,seed,case_id,class");
    for (Measure measure : Measure.values()) {
      csv.append(',').append(measure.key());
    }
    csv.append(",diagonal_mm,diagonal_voxels\n");
    for (CaseResult result : results) {
      csv.append(result.method()).append(',').append(result.run().seed()).append(',');
      csv.append(result.caseId()).append(',').append(result.part());
      for (Measure measure : Measure.values()) {
        double value = result.of(measure);
        csv.append(',').append(Double.isNaN(value) ? "" : String.valueOf(value));
      }
      csv.append(',').append(result.diagonalMm());
      csv.append(',').append(result.diagonalVoxels()).append('\n');
    }
    return csv.toString();
  }

  private String summary() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("experiment", "Bent ellipsoids, 5 labels");
    root.put("runId", "2f6c91d04be8a3375c1e").put("checkpoint", "last");
    root.putObject("cases")
        .put("test", CASES)
        .put("labelled", 5)
        .put("unlabelled", 60)
        .put("failed", 2);
    root.put("labelsUsedInCrop", false);
    root.putObject("metricSettings").put("surfaceToleranceMm", 1.0);
    root.putObject("classNames").put("1", "anterior").put("2", "posterior");
    root.set("alarms", CanonicalJson.tree(SampleDiagnosis.alarms()));
    root.set("pseudoLabelAlarms", CanonicalJson.tree(SamplePseudoLabels.alarms()));
    ObjectNode methods = root.putObject("methods");
    for (String name : METHODS) {
      ObjectNode method = methods.putObject(name);
      SEEDS.forEach(method.withArray("seeds")::add);
      ObjectNode classes = method.putObject("classes");
      for (String part : List.of("1", "2")) {
        moments(classes.putObject(part), r -> r.method().equals(name) && r.part().equals(part));
      }
      moments(
          method.putObject("pooled"), r -> r.method().equals(name) && r.part().equals(Part.POOLED));
      moments(
          method.putObject("all"), r -> r.method().equals(name) && !r.part().equals(Part.POOLED));
    }
    comparisons(root.putArray("comparisons"));
    return root.toPrettyString();
  }

  private void moments(ObjectNode node, Predicate<CaseResult> wanted) {
    List<CaseResult> own = results.stream().filter(wanted).toList();
    node.put("n", own.size()).put("cases", CASES);
    for (Measure measure : MEASURES) {
      Statistics counted =
          Statistics.of(own.stream().mapToDouble(r -> r.counted(measure)).toArray());
      Statistics defined = Statistics.of(own.stream().mapToDouble(r -> r.of(measure)).toArray());
      Bootstrap.Interval interval = Bootstrap.ofMean(counted.sorted());
      ObjectNode values = node.putObject(measure.key());
      values.put("mean", counted.mean()).put("sd", counted.sd()).put("median", counted.median());
      values.put("q1", counted.quantile(0.25)).put("q3", counted.quantile(0.75));
      values.putArray("ci95").add(interval.low()).add(interval.high());
      values.put("misses", defined.misses()).put("definedMean", defined.mean());
    }
  }

  /** The first method minus the second, as engines of statistics may put it. */
  private void comparisons(ArrayNode comparisons) {
    for (Measure measure : MEASURES) {
      for (String part : List.of("1", "2", "pooled", "all")) {
        double difference =
            mean(METHODS.get(0), part, measure) - mean(METHODS.get(1), part, measure);
        ObjectNode node = comparisons.addObject();
        node.put("metric", measure.key()).put("class", part);
        node.put("a", METHODS.get(0)).put("b", METHODS.get(1)).put("n", CASES);
        node.put("meanDifference", difference);
        node.putArray("ci95").add(difference * 1.5).add(difference * 0.5);
        node.put("p", part.equals("1") ? 0.2 : 1e-5).put("pHolm", part.equals("1") ? 0.4 : 4e-5);
      }
    }
  }

  private double mean(String method, String part, Measure measure) {
    return results.stream()
        .filter(r -> r.method().equals(method))
        .filter(r -> r.part().equals(part) || (part.equals("all") && Part.isClass(r.part())))
        .mapToDouble(r -> r.counted(measure))
        .average()
        .orElse(Double.NaN);
  }

  private static String training() {
    StringBuilder csv = new StringBuilder("method,seed,step,term,value\n");
    for (String method : METHODS) {
      for (long seed : SEEDS) {
        CounterRandom noise = CounterRandom.of(seed, "training-" + method);
        for (long step = 0; step < STEPS; step++) {
          double decay = Math.exp(-step / 130.0);
          String row = method + "," + seed + "," + step + ",";
          double jitter = 0.12 * noise.nextGaussian();
          csv.append(row).append("total,").append(2.8 * decay + 0.7 + jitter).append('\n');
          csv.append(row).append("learningRate,").append(step < 450 ? 0.01 : 0.001).append('\n');
          terms(csv, row, decay, noise);
          SampleDiagnosis.rows(csv, method, seed, step);
          if (method.equals("dual-uncertainty") && step >= STEPS / 4) {
            double rise = Math.min(1, (step - STEPS / 4.0) / (0.4 * STEPS));
            double ramp = Math.exp(-5 * (1 - rise) * (1 - rise));
            csv.append(row).append("ramp,").append(ramp).append('\n');
            csv.append(row).append("cosine,").append(0.02 * decay + 0.004).append('\n');
          }
        }
      }
    }
    return csv.toString();
  }

  private static void terms(StringBuilder csv, String row, double decay, CounterRandom noise) {
    for (String term : List.of("crossEntropy.A", "crossEntropy.B", "dice.A", "dice.B")) {
      double level = term.startsWith("dice") ? 0.75 : 0.6;
      double offset = term.endsWith("B") ? 0.06 : 0;
      double value = level * decay + offset + 0.08 + 0.03 * Math.abs(noise.nextGaussian());
      csv.append(row).append(term).append(',').append(value).append('\n');
    }
  }

  private static String failedCases() {
    return "case_id,source,stage,reason,message,cause\n"
        + "case_31,labels/case_31.nii.gz,preprocess,GRID_MISMATCH,"
        + "\"case_31: label grid 64x64x32 must equal image grid 64x64x40; resample the label map"
        + " first\",\n"
        + HOSTILE
        + ",images/x.nii.gz,read,MALFORMED,\"dim[0] must be 3, is 9; export the file again"
        + HOSTILE
        + "\",java.io.EOFException: "
        + HOSTILE
        + "\n";
  }

  private static String provenance() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("runId", "2f6c91d04be8a3375c1e").put("codeVersion", "0.1.0-SNAPSHOT " + HOSTILE);
    root.putObject("platform")
        .put("java", "17.0.12")
        .put("threads", 1)
        .putArray("cpuFeatures")
        .add("avx2")
        .add("fma");
    ObjectNode experiment = root.putObject("experiment");
    experiment.putArray("seeds").add(1).add(2);
    ObjectNode term = experiment.putObject("objective").putArray("terms").addObject();
    term.put("name", "filtered").put("weight", 1.0).putObject("settings").put("rho", 0.5);
    ObjectNode digests = root.putObject("artifacts");
    for (int i = 0; i < 3; i++) {
      String half = Long.toHexString(CounterRandom.of(i, "digest").nextLong());
      digests.put("case_0" + i, "sha256:" + half + half + half + half);
    }
    return mapper.writeValueAsString(root);
  }
}
