package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.metric.Statistics;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** A made-up run directory with two methods, two seeds and formula-made cases. */
final class SampleRun {

  static final String HOSTILE = "<script>alert('&')</script>";

  private static final int CASES = 24;
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
          for (int classId = 1; classId <= 2; classId++) {
            ClassMetrics metrics =
                SegmentationMetrics.of(overlay.prediction(), overlay.reference(), classId);
            String caseId = String.format(Locale.ROOT, "case_%02d", index);
            results.add(new CaseResult(new RunName(method, seed), caseId, classId, metrics));
          }
        }
      }
    }
  }

  private String metrics() {
    StringBuilder csv = new StringBuilder("method,seed,case_id,class");
    for (MetricColumn column : MetricColumn.values()) {
      csv.append(',').append(column.key());
    }
    csv.append('\n');
    for (CaseResult result : results) {
      csv.append(result.method()).append(',').append(result.run().seed()).append(',');
      csv.append(result.caseId()).append(',').append(result.classId());
      for (MetricColumn column : MetricColumn.values()) {
        Number value = column.of(result.metrics());
        csv.append(',').append(Double.isNaN(value.doubleValue()) ? "" : value.toString());
      }
      csv.append('\n');
    }
    return csv.toString();
  }

  private static double value(Measure measure, ClassMetrics metrics) {
    return switch (measure) {
      case DICE -> metrics.dice();
      case JACCARD -> metrics.jaccard();
      case HD95 -> metrics.mm().hd95();
      case ASD -> metrics.mm().asd();
      case ASSD -> metrics.mm().assd();
    };
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
    root.putObject("classNames").put("1", "anterior").put("2", "posterior");
    root.set("alarms", CanonicalJson.tree(SampleDiagnosis.alarms()));
    ObjectNode methods = root.putObject("methods");
    for (String name : METHODS) {
      ObjectNode method = methods.putObject(name);
      SEEDS.forEach(method.withArray("seeds")::add);
      ObjectNode classes = method.putObject("classes");
      for (int classId = 1; classId <= 2; classId++) {
        int wanted = classId;
        ObjectNode node = classes.putObject(String.valueOf(classId));
        moments(node, r -> r.method().equals(name) && r.classId() == wanted);
      }
      moments(method.putObject("all"), r -> r.method().equals(name));
    }
    return root.toPrettyString();
  }

  private void moments(ObjectNode node, Predicate<CaseResult> wanted) {
    node.put("n", results.stream().filter(wanted).count());
    for (Measure measure : Measure.values()) {
      Statistics statistics =
          Statistics.of(
              results.stream()
                  .filter(wanted)
                  .mapToDouble(result -> value(measure, result.metrics()))
                  .toArray());
      node.putObject(measure.key())
          .put("mean", statistics.mean())
          .put("sd", statistics.sd())
          .put("misses", statistics.misses());
    }
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
