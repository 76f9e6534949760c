package io.twinbeam.model.bench;

import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.MetricSettings;
import io.twinbeam.model.metric.Overlap;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.metric.SurfaceDistance;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Measures pairs of {@link MetricsFiles} and prints a CSV line a pass and pair: what, pair, pass,
 * wall ms, CPU ms, Dice, Jaccard, HD95, ASD, ASSD. {@code five} computes these five alone, {@code
 * all} every metric of a class.
 */
final class MetricsBench {

  private static final int WARM_UP = 5;

  private MetricsBench() {}

  /**
   * Runs the passes; those up to 0 warm up.
   *
   * @param args folder of the pairs, passes after the warm-up, spacing in mm of the three axes
   */
  public static void main(String[] args) throws IOException {
    double[] spacingMm = Arrays.stream(args).skip(2).mapToDouble(Double::parseDouble).toArray();
    List<MetricsFiles.Pair> pairs = MetricsFiles.read(Path.of(args[0]), spacingMm);
    int passes = Integer.parseInt(args[1]);
    for (int pass = 1 - WARM_UP; pass <= passes; pass++) {
      for (MetricsFiles.Pair pair : pairs) {
        measure("five", pass, pair);
        measure("all", pass, pair);
      }
    }
  }

  private static void measure(String what, int pass, MetricsFiles.Pair pair) {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long cpu = thread.getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    double[] values = what.equals("five") ? five(pair) : all(pair);
    double wallMillis = (System.nanoTime() - wall) / 1e6;
    double cpuMillis = (thread.getCurrentThreadCpuTime() - cpu) / 1e6;
    if (pass > 0) {
      StringBuilder line = new StringBuilder("ours-" + what + "," + pair.name() + "," + pass);
      line.append(',').append(wallMillis).append(',').append(cpuMillis);
      Arrays.stream(values).forEach(value -> line.append(',').append(value));
      System.out.println(line);
    }
  }

  private static double[] five(MetricsFiles.Pair pair) {
    Overlap overlap = Overlap.of(pair.result(), pair.reference(), 1);
    SurfaceDistance distance = SurfaceDistance.of(pair.result(), pair.reference(), 1);
    return new double[] {
      overlap.dice(), overlap.jaccard(), distance.hd95(), distance.asd(), distance.assd()
    };
  }

  private static double[] all(MetricsFiles.Pair pair) {
    ClassMetrics metrics =
        SegmentationMetrics.between(pair.result(), pair.reference(), 2, MetricSettings.STANDARD)
            .ofClass(1);
    return new double[] {
      metrics.dice(),
      metrics.jaccard(),
      metrics.mm().hd95(),
      metrics.mm().asd(),
      metrics.mm().assd()
    };
  }
}
