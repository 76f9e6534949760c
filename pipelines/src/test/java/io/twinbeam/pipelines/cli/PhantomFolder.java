package io.twinbeam.pipelines.cli;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.PhantomSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of phantom cases as files: {@code images/p00.nii.gz} with {@code labels/p00.nii.gz}. */
final class PhantomFolder {

  private final Path path;
  private final PhantomSpec spec;

  PhantomFolder(Path path, GridShape shape) throws IOException {
    this.path = path;
    this.spec = PhantomSpec.ofShape(shape);
    Files.createDirectories(path.resolve("images"));
    Files.createDirectories(path.resolve("labels"));
  }

  Path path() {
    return path;
  }

  Path image(int index) {
    return path.resolve(String.format("images/p%02d.nii.gz", index));
  }

  Path label(int index) {
    return path.resolve(String.format("labels/p%02d.nii.gz", index));
  }

  /** Writes case {@code index} with the content of phantom {@code content}. */
  PhantomCase write(int index, int content) throws IOException {
    PhantomCase phantom = Phantom.generate(spec, 5, content);
    try (OutputStream image = Files.newOutputStream(image(index));
        OutputStream label = Files.newOutputStream(label(index))) {
      Nifti.writeGz(phantom.image(), image);
      Nifti.writeGz(phantom.labels(), label);
    }
    return phantom;
  }

  void remove(int index) throws IOException {
    Files.delete(image(index));
    Files.delete(label(index));
  }
}
