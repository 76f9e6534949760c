package io.twinbeam.model.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.training.Trainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Trains both networks as commands on standard input say, and answers each by one line of {@code
 * name=value}, so that two sides of a comparison can take turns.
 *
 * <ul>
 *   <li>{@code steps N}: N steps of a {@link Trainer}, in ms per step of wall time, CPU time of the
 *       process, and KiB of Java heap beyond the batch, which would show a copy of a voxel array
 *   <li>{@code parts}, {@code terms}: see {@link StepParts}
 *   <li>{@code memory}: resident now and at most, and the heap's part, in MiB
 * </ul>
 */
final class TrainStepBench implements AutoCloseable {

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final HeapWatch heap = new HeapWatch();
  private final TrainStepCase settings;
  private final BallVolumes volumes;
  private final Trainer trainer;
  private StepParts pieces;

  private TrainStepBench(TrainStepCase settings, int threads) {
    this.settings = settings;
    volumes = new BallVolumes(settings.patch(), settings.perPart());
    trainer = new Trainer(settings.run(Integer.MAX_VALUE, threads), volumes, Optional.empty());
  }

  /**
   * Obeys until standard input or the command {@code end} ends it.
   *
   * @param args the case, the number of native threads
   */
  public static void main(String[] args) throws IOException {
    int threads = Integer.parseInt(args[1]);
    ComputeDevice.useThreads(threads);
    try (BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        TrainStepBench bench = new TrainStepBench(TrainStepCase.parse(args[0]), threads)) {
      String line = commands.readLine();
      for (; line != null && !line.equals("end"); line = commands.readLine()) {
        System.out.println(
            bench.obey(line.split(" ")).entrySet().stream()
                .map(
                    entry ->
                        String.format(Locale.ROOT, "%s=%.3f", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(" ")));
      }
    }
  }

  private Map<String, Double> obey(String[] command) {
    return switch (command[0]) {
      case "steps" -> steps(Integer.parseInt(command[1]));
      case "parts" -> pieces().parts();
      case "terms" -> pieces().terms();
      case "memory" -> memory();
      default -> throw new IllegalArgumentException("no such command: " + command[0]);
    };
  }

  private Map<String, Double> steps(int count) {
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long cpu = process.getProcessCpuTime();
    long wall = System.nanoTime();
    for (int step = 0; step < count; step++) {
      trainer.train();
    }
    Map<String, Double> perStep = new LinkedHashMap<>();
    perStep.put("wall", (System.nanoTime() - wall) / 1e6 / count);
    perStep.put("cpu", (process.getProcessCpuTime() - cpu) / 1e6 / count);
    double kib = (threads.getCurrentThreadAllocatedBytes() - allocated) / 1024.0;
    perStep.put("heapKib", kib / count - settings.batchKib());
    return perStep;
  }

  private Map<String, Double> memory() {
    Map<String, Double> mib = new LinkedHashMap<>();
    mib.put("peak", ProcessMemory.peakMib());
    mib.put("resident", ProcessMemory.residentMib());
    mib.put("heap", heap.peakMib());
    return mib;
  }

  private StepParts pieces() {
    if (pieces == null) {
      pieces = new StepParts(settings, volumes, trainer.checkpoint());
    }
    return pieces;
  }

  @Override
  public void close() {
    if (pieces != null) {
      pieces.close();
    }
    trainer.close();
  }
}
