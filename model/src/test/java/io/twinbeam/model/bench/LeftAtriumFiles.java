package io.twinbeam.model.bench;

import io.twinbeam.model.format.Hdf5;
import io.twinbeam.model.format.Nifti;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * The left-atrium images as {@code .nii.gz}, so that both sides of a comparison read one format,
 * compressed by zlib as most tools do.
 */
final class LeftAtriumFiles {

  // The files carry none; this is the data set's.
  private static final double SPACING_MM = 0.625;

  private LeftAtriumFiles() {}

  /** Converts each {@code .h5} of the folder {@code args[0]} into the folder {@code args[1]}. */
  public static void main(String[] args) throws IOException {
    Path target = Files.createDirectories(Path.of(args[1]));
    try (DirectoryStream<Path> sources = Files.newDirectoryStream(Path.of(args[0]), "*.h5")) {
      for (Path source : sources) {
        String name = source.getFileName().toString().replace(".h5", ".nii.gz");
        try (InputStream in = Files.newInputStream(source);
            OutputStream file = Files.newOutputStream(target.resolve(name));
            OutputStream out = new GZIPOutputStream(file)) {
          double[] spacingMm = {SPACING_MM, SPACING_MM, SPACING_MM};
          Nifti.write(Hdf5.readVolume(in, "image", spacingMm, Nifti.DEFAULT_MAX_VOXELS), out);
        }
      }
    }
  }
}
