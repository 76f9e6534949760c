package io.twinbeam.model.bench;

import ai.djl.ndarray.NDManager;
import com.sun.management.OperatingSystemMXBean;
import io.twinbeam.model.format.Hdf5;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.inference.Prediction;
import io.twinbeam.model.inference.Predictor;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.volume.Box;
import io.twinbeam.model.volume.Crop;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.PatchGrid;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Predicts one volume as commands on standard input say, and answers each by one line of {@code
 * name=value}, so that two sides of a comparison can take turns. What the other side needs lies in
 * a folder: {@code image.raw} (float32, C order), {@code shape}, {@code a.safetensors} and {@code
 * b.safetensors}.
 *
 * <ul>
 *   <li>{@code predict STRIDE BATCH}: wall and CPU time in seconds, windows; leaves {@code
 *       twinbeam-STRIDE.labels}, one byte a voxel
 *   <li>{@code compare STRIDE}: the share of voxels at which {@code torch-STRIDE.labels} are the
 *       same, and the share that is class 1
 *   <li>{@code memory}: resident now and at most, and the heap's part, in MiB
 * </ul>
 */
final class InferenceBench implements AutoCloseable {

  private static final double SPACING_MM = 0.625;
  private static final int CLASSES = 2;

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final HeapWatch heap = new HeapWatch();
  private final NDManager manager = ComputeDevice.newManager(ComputeDevice.select("cpu"));
  private final Path folder;
  private final GridShape patch;
  private final Scan scan;
  private final List<SegmentationNetwork> networks;

  private InferenceBench(Path folder, String source, GridShape size, GridShape patch, int width)
      throws IOException {
    this.folder = folder;
    this.patch = patch;
    this.scan = Scan.of(source.equals("made-up") ? madeUp(size) : read(Path.of(source), size));
    this.networks =
        List.of(network(Architecture.RESIDUAL_VNET, width), network(Architecture.VNET, width));
    write();
  }

  /**
   * Obeys until standard input or the command {@code end} ends it.
   *
   * @param args a folder; an {@code .h5} file or {@code made-up}; the most voxels along each axis;
   *     patch; width of the networks; native threads
   */
  public static void main(String[] args) throws IOException {
    ComputeDevice.useThreads(Integer.parseInt(args[5]));
    try (BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        InferenceBench bench =
            new InferenceBench(
                Path.of(args[0]),
                args[1],
                GridShape.parse(args[2]),
                GridShape.parse(args[3]),
                Integer.parseInt(args[4]))) {
      String line = commands.readLine();
      for (; line != null && !line.equals("end"); line = commands.readLine()) {
        System.out.println(
            bench.obey(line.split(" ")).entrySet().stream()
                .map(
                    entry ->
                        String.format(Locale.ROOT, "%s=%.6f", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(" ")));
      }
    }
  }

  private Map<String, Double> obey(String[] command) throws IOException {
    return switch (command[0]) {
      case "predict" -> predict(GridShape.parse(command[1]), Integer.parseInt(command[2]));
      case "compare" -> compare(command[1]);
      case "memory" -> memory();
      default -> throw new IllegalArgumentException("no such command: " + command[0]);
    };
  }

  private static Volume read(Path file, GridShape size) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      double[] spacingMm = {SPACING_MM, SPACING_MM, SPACING_MM};
      Volume volume = Hdf5.readVolume(in, "image", spacingMm, Nifti.DEFAULT_MAX_VOXELS);
      int[] first = new int[3];
      int[] length = new int[3];
      for (int axis = 0; axis < 3; axis++) {
        length[axis] = Math.min(size.size(axis), volume.shape().size(axis));
        first[axis] = (volume.shape().size(axis) - length[axis]) / 2;
      }
      GridShape cut = new GridShape(length[0], length[1], length[2]);
      return Crop.to(volume, Box.at(first[0], first[1], first[2], cut));
    }
  }

  private static Volume madeUp(GridShape size) {
    return new BallVolumes(size, 1).labelledImage(0).channel(0);
  }

  /**
   * A fresh network whose threshold lies so that it gives half of the middle window to each class:
   * the more voxels lie near it, the harder it is to predict the same.
   */
  private SegmentationNetwork network(Architecture architecture, int width) {
    NetworkSpec spec = new NetworkSpec(architecture, width, 1, CLASSES, 0.5);
    try (SegmentationNetwork fresh = SegmentationNetwork.initialise(spec, 1, manager)) {
      float[] probabilities =
          new Predictor(List.of(fresh), new InferenceSettings(patch, patch, 1))
              .predict(middle())
              .probability(1)
              .voxels()
              .clone();
      Arrays.sort(probabilities);
      double median = probabilities[probabilities.length / 2];
      Map<String, Tensor> tensors = new LinkedHashMap<>(fresh.toTensors());
      float[] bias = tensors.get("out_conv.bias").values().clone();
      bias[1] -= (float) Math.log(median / (1 - median));
      tensors.put("out_conv.bias", new Tensor(new long[] {CLASSES}, bias));
      return SegmentationNetwork.of(spec, tensors, manager);
    }
  }

  private Scan middle() {
    int[] first = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      first[axis] = (scan.shape().size(axis) - patch.size(axis)) / 2;
    }
    return scan.map(channel -> Crop.pad(channel, Box.at(first[0], first[1], first[2], patch), 0));
  }

  private void write() throws IOException {
    float[] voxels = scan.channel(0).voxels();
    ByteBuffer bytes =
        ByteBuffer.allocate(voxels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(voxels);
    Files.write(folder.resolve("image.raw"), bytes.array());
    Files.writeString(folder.resolve("shape"), scan.shape().toString());
    for (int n = 0; n < networks.size(); n++) {
      Path file = folder.resolve((n == 0 ? "a" : "b") + ".safetensors");
      try (OutputStream out = Files.newOutputStream(file)) {
        Safetensors.write(networks.get(n).toTensors(), Map.of(), out);
      }
    }
  }

  private Map<String, Double> predict(GridShape stride, int batch) throws IOException {
    long cpu = process.getProcessCpuTime();
    long wall = System.nanoTime();
    Prediction prediction =
        new Predictor(networks, new InferenceSettings(patch, stride, batch)).predict(scan);
    byte[] labels = prediction.argmax().voxels();
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("wall", (System.nanoTime() - wall) / 1e9);
    seconds.put("cpu", (process.getProcessCpuTime() - cpu) / 1e9);
    seconds.put("windows", (double) windows(stride));
    Files.write(folder.resolve("twinbeam-" + stride + ".labels"), labels);
    return seconds;
  }

  private int windows(GridShape stride) {
    int count = 1;
    for (int axis = 0; axis < 3; axis++) {
      int size = Math.max(scan.shape().size(axis), patch.size(axis));
      count *= PatchGrid.starts(size, patch.size(axis), stride.size(axis)).length;
    }
    return count;
  }

  private Map<String, Double> compare(String stride) throws IOException {
    byte[] ours = Files.readAllBytes(folder.resolve("twinbeam-" + stride + ".labels"));
    byte[] theirs = Files.readAllBytes(folder.resolve("torch-" + stride + ".labels"));
    if (ours.length != theirs.length) {
      throw new IllegalStateException(
          "both sides must label " + ours.length + " voxels, the peer labels " + theirs.length);
    }
    long equal = 0;
    long foreground = 0;
    for (int v = 0; v < ours.length; v++) {
      equal += ours[v] == theirs[v] ? 1 : 0;
      foreground += ours[v];
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    shares.put("agreement", (double) equal / ours.length);
    shares.put("foreground", (double) foreground / ours.length);
    return shares;
  }

  private Map<String, Double> memory() {
    Map<String, Double> mib = new LinkedHashMap<>();
    mib.put("peak", ProcessMemory.peakMib());
    mib.put("resident", ProcessMemory.residentMib());
    mib.put("heap", heap.peakMib());
    return mib;
  }

  @Override
  public void close() {
    manager.close();
  }
}
