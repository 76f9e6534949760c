package io.twinbeam.model.bench;

import com.sun.management.OperatingSystemMXBean;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.Box;
import io.twinbeam.model.volume.Crop;
import io.twinbeam.model.volume.Normalize;
import io.twinbeam.model.volume.Reorient;
import io.twinbeam.model.volume.Resample;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Preprocesses a folder of {@code .nii.gz} files one by one, several passes over, and prints a CSV
 * line a pass: set, interpolation, pass, cases, wall s, CPU s, bytes written, peak heap MiB.
 */
final class PreprocessBench {

  private final Path output;
  private final boolean cubic;
  private final double spacingMm;
  private final boolean gzip;

  private PreprocessBench(Path output, boolean cubic, double spacingMm, boolean gzip) {
    this.output = output;
    this.cubic = cubic;
    this.spacingMm = spacingMm;
    this.gzip = gzip;
  }

  /**
   * Runs the passes; pass 0 is the warm-up.
   *
   * @param args set name, input folder, output folder, linear or cubic, spacing in mm, passes after
   *     the warm-up, times that a pass goes over the folder, nii.gz or nii
   */
  public static void main(String[] args) throws IOException {
    List<Path> cases;
    try (Stream<Path> files = Files.list(Path.of(args[1]))) {
      cases = files.filter(file -> file.toString().endsWith(".nii.gz")).sorted().toList();
    }
    PreprocessBench bench =
        new PreprocessBench(
            Files.createDirectories(Path.of(args[2])),
            args[3].equals("cubic"),
            Double.parseDouble(args[4]),
            args[7].equals("nii.gz"));
    int passes = Integer.parseInt(args[5]);
    int rounds = Integer.parseInt(args[6]);
    for (int pass = 0; pass <= passes; pass++) {
      System.out.println(args[0] + "," + args[3] + "," + pass + "," + bench.pass(cases, rounds));
    }
  }

  private String pass(List<Path> cases, int rounds) throws IOException {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    HeapWatch heap = new HeapWatch();
    long wall = System.nanoTime();
    long cpu = process.getProcessCpuTime();
    long bytes = 0;
    for (int round = 0; round < rounds; round++) {
      for (Path source : cases) {
        bytes += preprocess(source);
      }
    }
    return String.format(
        Locale.ROOT,
        "%d,%.3f,%.3f,%d,%.1f",
        cases.size() * rounds,
        (System.nanoTime() - wall) / 1e9,
        (process.getProcessCpuTime() - cpu) / 1e9,
        bytes,
        heap.peakMib());
  }

  private long preprocess(Path source) throws IOException {
    Volume volume;
    try (InputStream in = Files.newInputStream(source)) {
      volume = Reorient.toRas(Nifti.readVolume(in));
    }
    VoxelGrid grid = Resample.toSpacing(volume.grid(), spacingMm, spacingMm, spacingMm);
    volume = cubic ? Resample.cubic(volume, grid) : Resample.linear(volume, grid);
    Box foreground = Crop.aboveThreshold(volume, 0).orElseThrow();
    volume = Normalize.zScore(Crop.to(volume, foreground));
    String name = source.getFileName().toString();
    Path target = output.resolve(gzip ? name : name.replace(".nii.gz", ".nii"));
    write(volume, target);
    return Files.size(target);
  }

  private void write(Volume volume, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target)) {
      if (gzip) {
        Nifti.writeGz(volume, out);
      } else {
        Nifti.write(volume, out);
      }
    }
  }
}
