package io.twinbeam.transforms.train;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What it takes to get a volume of 112x112x80 from memory, from a file of the cache, and from the
 * workspace, and to write that file. Prints the median, the least and the most milliseconds of
 * each.
 */
public final class VolumeCacheBench {

  private static final GridShape SHAPE = new GridShape(112, 112, 80);
  private static final String FILE = "image.nii.gz";

  private final int repeats;
  private final PrintStream out;

  private VolumeCacheBench(int repeats, PrintStream out) {
    this.repeats = repeats;
    this.out = out;
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /** Arguments: an empty folder to work in, repeats. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    new VolumeCacheBench(Integer.parseInt(arguments[1]), System.out).measure(folder);
  }

  private void measure(Path folder) throws IOException {
    ArtifactStore store = ArtifactStore.at(folder.toString());
    Scan image = Scan.of(Phantom.generate(PhantomSpec.ofShape(SHAPE), 1, 0).image());
    Artifact artifact =
        store.findOrMake(
            ArtifactKey.of("bench", "bench/1", "volume", List.of()),
            sink -> sink.file(FILE, stream -> Nifti.writeGz(image.channel(0), stream)));
    VolumeCache.Reader<Scan> workspace =
        () ->
            Scan.of(
                Nifti.readVolume(
                    new ByteArrayInputStream(store.read(store.get(artifact.ref()), FILE))));
    VolumeCache memory = cache(folder, 1L << 30, 0);
    VolumeCache disk = cache(folder, 0, 1L << 30);
    VolumeFiles files = new VolumeFiles(folder.resolve("written"), 1L << 30);
    int[] written = {0};
    time("memory hit", () -> memory.image("volume", workspace));
    time("disk hit", () -> disk.image("volume", workspace));
    time("workspace", workspace::read);
    time("disk write", () -> files.keep(VolumeFormat.IMAGE, "volume" + written[0]++, image));
  }

  private static VolumeCache cache(Path folder, long memoryBytes, long diskBytes) {
    return new VolumeCache(
        new CacheBudget(0, OptionalLong.of(memoryBytes), OptionalLong.of(diskBytes)),
        1L << 31,
        folder.resolve("cache"));
  }

  private void time(String name, Work work) throws IOException {
    double[] millis = new double[repeats];
    for (int repeat = -repeats; repeat < repeats; repeat++) { // The first half warms up.
      long started = System.nanoTime();
      work.run();
      if (repeat >= 0) {
        millis[repeat] = (System.nanoTime() - started) * 1e-6;
      }
    }
    Arrays.sort(millis);
    out.printf(
        Locale.ROOT,
        "%-12s median %9.4f ms, least %9.4f, most %9.4f%n",
        name,
        millis[repeats / 2],
        millis[0],
        millis[repeats - 1]);
  }
}
